"""Tell from its files what kind of model a folder contains. Nothing is loaded, and no code of the model runs."""

from collections.abc import Iterator
from pathlib import Path

from index.encoding.encoder import Kind
from index.encoding.model_safety import module_types, read_settings
from index.errors import ModelError

MULTI_VECTOR_TYPES = {"MultiVectorEncoder", "ColBERT"}
"""What `model_type` says in checkpoints of sentence-transformers and PyLate."""
MULTI_VECTOR_KEYS = {
    "query_prefix",
    "document_prefix",
    "query_length",
    "document_length",
    "do_query_expansion",
    "skiplist_words",
}
"""Settings that only multi-vector models have; early checkpoints of PyLate do not say their type."""
UNSUPPORTED = {
    **dict.fromkeys(
        ("SparseEncoder", "SpladePooling", "SparseStaticEmbedding", "SparseAutoEncoder", "MLMTransformer"),
        "is a sparse encoder, which Footnote does not use",
    ),
    "CrossEncoder": "is a cross-encoder, which compares pairs of texts and gives none a vector",
    "HierarchicalTokenPooling": "merges the vectors of tokens, so that they cannot be told apart by their words",
    "LambdaTokenPooling": "merges the vectors of tokens, so that they cannot be told apart by their words",
}
"""Types of models and modules that would give wrong vectors without a word, by the last part of their name."""
CLASSIFIER = "ForSequenceClassification"
"""The end of the name of an architecture with scores in place of vectors."""
OTHER_MODEL = "set `model` to a sentence-transformers model with one vector per text or per token"


OTHER_RERANKER = "set `reranker` to a cross-encoder that gives one score for a question and a passage, or remove it"


def find_kind(folder: Path, where: str) -> Kind:
    """Return the kind of the model in a folder. Raises ModelError, which names the setting `where`, for kinds not used."""
    settings = _settings(folder)
    architectures = list(_architectures(folder))
    modules = list(module_types(folder))
    named = [str(settings.get("model_type", "")), *(module.rsplit(".", 1)[-1] for module in modules)]
    if not modules and any(name.endswith(CLASSIFIER) for name in architectures):
        named.append("CrossEncoder")
    for name in named:
        if name in UNSUPPORTED:
            raise ModelError(UNSUPPORTED[name], where=where, fix=OTHER_MODEL)
    is_multi_vector = (
        not MULTI_VECTOR_TYPES.isdisjoint(named)
        or not MULTI_VECTOR_KEYS.isdisjoint(settings)
        or "MultiVectorMask" in named
        or any(module.startswith("pylate.") for module in modules)
        or "HF_ColBERT" in architectures
    )
    return "multi-vector" if is_multi_vector else "single-vector"


def require_cross_encoder(folder: Path, where: str) -> None:
    """Raise ModelError, which names the setting `where`, if a folder contains another kind of model than a cross-encoder."""
    kind = _settings(folder).get("model_type")
    architectures = list(_architectures(folder))
    if any(name.endswith("ForCausalLM") for name in architectures):
        what = "is a language model that answers yes or no, which Footnote does not use as a cross-encoder"
        raise ModelError(what, where=where, fix=OTHER_RERANKER)
    is_plain = kind is None and not any(module_types(folder)) and any(name.endswith(CLASSIFIER) for name in architectures)
    if kind != "CrossEncoder" and not is_plain:
        raise ModelError("is no cross-encoder", where=where, fix=OTHER_RERANKER)


def _settings(folder: Path) -> dict[str, object]:
    settings = read_settings(folder / "config_sentence_transformers.json")
    return settings if isinstance(settings, dict) else {}


def _architectures(folder: Path) -> Iterator[str]:
    """Yield the architectures that the transformer of a model names."""
    config = read_settings(folder / "config.json")
    named = config.get("architectures") if isinstance(config, dict) else None
    yield from (name for name in named if isinstance(name, str)) if isinstance(named, list) else ()
