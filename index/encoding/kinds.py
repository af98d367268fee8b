"""Tell from its files what kind of model a folder contains. Nothing is loaded, and no code of the model runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.encoding.encoder import Kind
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
    "SparseEncoder": "is a sparse encoder, which Footnote does not use",
    "CrossEncoder": "is a cross-encoder, which compares pairs of texts and gives none a vector",
    "Router": "has separate parts for questions and documents (a router), which Footnote does not support yet",
    "Asym": "has separate parts for questions and documents (Asym), which Footnote does not support yet",
    "HierarchicalTokenPooling": "merges the vectors of tokens, so that they cannot be told apart by their words",
    "LambdaTokenPooling": "merges the vectors of tokens, so that they cannot be told apart by their words",
}
"""Types of models and modules that would give wrong vectors without a word, by the last part of their name."""
OTHER_MODEL = "set `model` to a sentence-transformers model with one vector per text or per token"


def find_kind(folder: Path) -> Kind:
    """Return the kind of the model in a folder. Raises ModelError for kinds that cannot be used."""
    settings = _read(folder / "config_sentence_transformers.json")
    settings = settings if isinstance(settings, dict) else {}
    architectures = list(_architectures(folder))
    modules = list(_module_types(folder))
    named = [str(settings.get("model_type", "")), *(module.rsplit(".", 1)[-1] for module in modules)]
    if not modules and any(name.endswith("ForSequenceClassification") for name in architectures):
        named.append("CrossEncoder")
    for name in named:
        if name in UNSUPPORTED:
            raise ModelError(UNSUPPORTED[name], where=f"model {folder.name!r}", fix=OTHER_MODEL)
    is_multi_vector = (
        not MULTI_VECTOR_TYPES.isdisjoint(named)
        or not MULTI_VECTOR_KEYS.isdisjoint(settings)
        or "MultiVectorMask" in named
        or any(module.startswith("pylate.") for module in modules)
        or "HF_ColBERT" in architectures
    )
    return "multi-vector" if is_multi_vector else "single-vector"


def _module_types(folder: Path) -> Iterator[str]:
    """Yield the class of each module of a model."""
    modules = _read(folder / "modules.json")
    for module in modules if isinstance(modules, list) else []:
        if isinstance(module, dict) and isinstance(module.get("type"), str):
            yield module["type"]


def _architectures(folder: Path) -> Iterator[str]:
    """Yield the architectures that the transformer of a model names."""
    config = _read(folder / "config.json")
    named = config.get("architectures") if isinstance(config, dict) else None
    yield from (name for name in named if isinstance(name, str)) if isinstance(named, list) else ()


def _read(path: Path) -> Any:
    """Return the contents of a JSON file; None if there is none or it is damaged, which loading the model will tell."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
