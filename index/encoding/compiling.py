"""Compile a sentence-transformers model to ONNX and check that it still computes the same vectors.

The only module that imports torch and sentence_transformers, which take seconds to load.
"""

import logging
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import sentence_transformers
import torch
import transformers
from sentence_transformers import MultiVectorEncoder, SentenceTransformer
from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask
from torch import Tensor
from torch.export import Dim

from index.encoding.comparing import MIN_COSINE, ReferenceVectors, lowest_cosine
from index.encoding.encoder import EncoderCard, Expansion, Runtime, to_unit_length
from index.encoding.kinds import OTHER_MODEL, find_kind
from index.encoding.models import ModelFiles, usual_prompts
from index.encoding.onnx_encoder import INPUTS, MODEL_NAME, OUTPUTS, OnnxEncoder
from index.encoding.window import TOKENIZER_NAME
from index.errors import ModelError
from index.files.checksums import checksums

Model = SentenceTransformer | MultiVectorEncoder
"""A model of either kind, as sentence-transformers loads it."""
USE_TORCH = "set `runtime: torch` in config.yaml"
DEFAULT_MAX_LENGTH = 512
"""Maximum length, in tokens, of a model that does not define one."""


def load_model(files: ModelFiles) -> Model:
    """Load a model with sentence-transformers, on the device it chooses. Raises ModelError on failure."""
    load = MultiVectorEncoder if find_kind(files.folder) == "multi-vector" else SentenceTransformer
    with quiet():
        try:
            return load(str(files.folder), local_files_only=True).eval()
        except (OSError, ValueError, KeyError, ImportError, AttributeError, RuntimeError) as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(
                f"sentence-transformers cannot load {str(files.folder)!r} ({reason[:160]})",
                where="model",
                fix="set `model` to a sentence-transformers model",
            ) from None


def make_card(model: Model, files: ModelFiles, runtime: Runtime) -> EncoderCard:
    """Describe a model for encoder.json. Raises ModelError if it reads texts in a way that cannot be described."""
    prompts = {name: prompt or "" for name, prompt in model.prompts.items()}
    if not any(prompts.values()):
        prompts |= usual_prompts(files.hub_name)
    default = prompts.get(model.default_prompt_name or "", "")
    passage = next((prompts[name] for name in ("document", "passage", "corpus") if prompts.get(name)), default)
    tokenizer = model.tokenizer
    limits = (model.max_seq_length, getattr(tokenizer, "model_max_length", None))
    card = EncoderCard(
        model=files.name,
        fingerprint=files.fingerprint,
        runtime=runtime,
        dimension=int(model.get_embedding_dimension() or 0),
        max_length=min((limit for limit in limits if limit), default=DEFAULT_MAX_LENGTH),
        question_prompt=prompts.get("query") or default,
        passage_prompt=passage,
        pad_id=int(getattr(tokenizer, "pad_token_id", None) or 0),
        pad_left=getattr(tokenizer, "padding_side", "right") == "left",
        made_with=f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}",
    )
    if isinstance(model, MultiVectorEncoder):
        return _with_tokens_compared(card, model)
    width = _token_dimension(model)
    return card if width == card.dimension else replace(card, token_dimension=width)


def _token_dimension(model: Model) -> int:
    """Return the dimension of the token vectors of a model, which a projection of the pooled vector does not change."""
    with quiet():
        [tokens] = model.encode(["tokens"], output_value="token_embeddings", show_progress_bar=False)
    return int(tokens.shape[-1])


def _with_tokens_compared(card: EncoderCard, model: MultiVectorEncoder) -> EncoderCard:
    """Add to the card of a multi-vector model how it cuts and fills up questions, and which tokens of passages do not count."""
    transformer: Any = model[0]
    masks = [module for module in model if isinstance(module, MultiVectorMask)]
    if any(mask.keep_only_token_ids or "query" in mask.skiplist_tasks for mask in masks):
        raise ModelError("leaves out tokens of questions, or all but those of images", where=card.model, fix=OTHER_MODEL)
    max_length = min(card.max_length, transformer.document_length or card.max_length)
    expansion = _expansion(model)
    if expansion and card.pad_left:
        raise ModelError("fills up questions on the left", where=card.model, fix=OTHER_MODEL)
    length = expansion.length if expansion and expansion.is_fixed else transformer.query_length or card.max_length
    return replace(
        card,
        kind="multi-vector",
        max_length=max_length,
        question_length=0 if length == max_length else length,
        expansion=expansion,
        skipped=_skipped(model.tokenizer, {word for mask in masks if mask.skiplist_tasks for word in mask.skiplist_words}),
        dimension=_token_dimension(model),
    )


def _skipped(tokenizer: Any, words: Collection[str]) -> tuple[int, ...]:
    """Return the ids of words that do not count in passages, as far as they are tokens of the model."""
    ids = {tokenizer.convert_tokens_to_ids(word) for word in words}
    return tuple(sorted(ids - {None} - ({tokenizer.unk_token_id} if tokenizer.unk_token not in words else set())))


def _expansion(model: MultiVectorEncoder) -> Expansion | None:
    """Return how a model fills up short questions; with the token that it names, or with its mask or its last token."""
    transformer: Any = model[0]
    found = transformer.query_expansion
    tokenizer: Any = model.tokenizer
    if found is None:
        return None
    named = found["token"]
    ids = [tokenizer.convert_tokens_to_ids(named) if named else None, tokenizer.mask_token_id, tokenizer.eos_token_id]
    token = next((int(each) for each in ids if each is not None), 0)
    return Expansion(token, int(found["length"]), found["strategy"] == "fixed", bool(found["attend"]))


def compile_model(files: ModelFiles, folder: Path, samples: Sequence[str]) -> None:
    """Export a model into `folder`: graph, weights, tokenizer and encoder.json.

    The result is compared with sentence-transformers on `samples`, which are texts from the corpus.
    Raises ModelError if the export fails or a vector differs (cosine below 0.9999).
    """
    model = load_model(files).to("cpu").float()
    card = make_card(model, files, "onnx")
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(f"{files.name} has no fast tokenizer", where="model", fix=USE_TORCH)
    expected = reference_vectors(model, card, samples)
    _export(model, folder / MODEL_NAME)
    backend.no_truncation()
    backend.no_padding()
    backend.save(str(folder / TOKENIZER_NAME))
    replace(card, files=checksums(folder)).save(folder)
    _check_vectors(expected, OnnxEncoder(folder), samples)


class _Graph(torch.nn.Module):
    """A whole sentence-transformers model, including pooling or projection, as one module.

    The tokens that a multi-vector model leaves out are told by their ids, outside the graph.
    """

    def __init__(self, model: Model, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.inputs = inputs
        self.outputs = outputs

    def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        features: dict[str, Any] = dict(zip(self.inputs, tensors, strict=True))
        for module in self.model:
            if not isinstance(module, MultiVectorMask):
                features = module(features)
        return tuple(features[name] for name in self.outputs)


def _export(model: Model, path: Path) -> None:
    outputs = OUTPUTS[1:] if isinstance(model, MultiVectorEncoder) else OUTPUTS
    with quiet(), torch.no_grad():
        features = model.preprocess(["Two texts of different length", "make one batch."])
        inputs = [name for name, value in features.items() if isinstance(value, Tensor)]
        if not set(inputs) <= set(INPUTS):
            raise ModelError(f"takes more than text as input ({', '.join(inputs)})", where="model", fix=USE_TORCH)
        transformer = getattr(model[0], "auto_model", None)
        if isinstance(transformer, transformers.PreTrainedModel):
            transformer.set_attn_implementation("eager")  # onnxruntime optimises the plain graph best
        graph = _Graph(model, inputs, outputs).eval()
        try:
            graph(*(features[name] for name in inputs))
            program: Any = torch.onnx.export(
                graph,
                tuple(features[name] for name in inputs),
                dynamo=True,
                dynamic_shapes=(tuple({0: Dim.DYNAMIC, 1: Dim.DYNAMIC} for _ in inputs),),
                input_names=inputs,
                output_names=list(outputs),
                verbose=False,
            )
        except (torch.onnx.OnnxExporterError, RuntimeError, KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"cannot be exported to ONNX ({type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]})",
                where="model",
                fix=USE_TORCH,
            ) from None
        for node in program.model.graph.all_nodes():
            node.metadata_props.clear()  # contains stack traces with paths on this machine
        program.save(str(path), external_data=True)


def reference_vectors(model: Model, card: EncoderCard, samples: Sequence[str]) -> ReferenceVectors:
    """Encode the samples with sentence-transformers. A multi-vector model encodes all of them as token vectors."""
    with quiet():
        if isinstance(model, MultiVectorEncoder):
            documents = model.encode_document(list(samples), convert_to_numpy=True, show_progress_bar=False)
            queries = model.encode_query(list(samples), convert_to_numpy=True, show_progress_bar=False)
            return ReferenceVectors(
                [to_unit_length(each) for each in documents], [to_unit_length(each) for each in queries], []
            )
        passages = model.encode(list(samples), prompt=card.passage_prompt, show_progress_bar=False)
        questions = model.encode(list(samples), prompt=card.question_prompt, show_progress_bar=False)
        tokens = model.encode(
            list(samples), prompt=card.question_prompt, output_value="token_embeddings", show_progress_bar=False
        )
    return ReferenceVectors(
        list(to_unit_length(passages)), list(to_unit_length(questions)), [to_unit_length(each.numpy()) for each in tokens]
    )


def _check_vectors(expected: ReferenceVectors, encoder: OnnxEncoder, samples: Sequence[str]) -> None:
    """Raise ModelError if a vector of the compiled model differs from the expected one."""
    lowest = lowest_cosine(expected, encoder, samples)
    if not lowest >= MIN_COSINE:
        raise ModelError(
            f"the compiled model differs from sentence-transformers (cosine {lowest:.4f}, expected at least {MIN_COSINE})",
            where="model",
            fix=USE_TORCH,
        )


@contextmanager
def quiet() -> Iterator[None]:
    """Silence the progress bars, warnings and log messages of the libraries."""
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
