"""Compile a sentence-transformers model to ONNX and check that it still computes the same vectors."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import sentence_transformers
import torch
from sentence_transformers import MultiVectorEncoder
from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask
from sentence_transformers.sentence_transformer.modules import Pooling
from torch import Tensor

from index.encoding.comparing import MIN_COSINE, ReferenceVectors, lowest_cosine
from index.encoding.encoder import EncoderCard, Expansion, QuestionRoute, Runtime, to_unit_length
from index.encoding.exporting import ExportError, export
from index.encoding.kinds import OTHER_MODEL
from index.encoding.models import ModelFiles
from index.encoding.onnx_encoder import INPUTS, MODEL_NAME, OUTPUTS, POOLED, QUESTIONS, OnnxEncoder
from index.encoding.prompts import choose_prompts
from index.encoding.torch_models import Model, Part, Parts, load_model, quiet, split
from index.encoding.window import TOKENIZER_NAME, save_tokenizer
from index.errors import ModelError
from index.files.checksums import checksums

NUMPY: dict[str, Any] = {"convert_to_numpy": True, "show_progress_bar": False}
USE_TORCH = "set `runtime: torch` in config.yaml"


def made_with() -> str:
    """Return the versions of the libraries that export models, for cards."""
    return f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}"


def make_card(model: Model, parts: Parts, files: ModelFiles, runtime: Runtime) -> EncoderCard:
    """Describe a model and its parts for encoder.json.

    Raises ModelError if it reads texts in a way that cannot be described.
    """
    question_prompt, passage_prompt = choose_prompts(model.prompts, model.default_prompt_name, files.hub_name)
    reading = parts.passages.reading
    card = EncoderCard(
        model=files.name,
        fingerprint=files.fingerprint,
        runtime=runtime,
        dimension=int(parts.passages.model.get_embedding_dimension() or 0),
        max_length=reading.max_length,
        question_prompt=question_prompt,
        passage_prompt=passage_prompt,
        pad_id=reading.pad_id,
        pad_left=reading.pad_left,
        made_with=made_with(),
        pools_prompt=reading.pools_prompt,
    )
    if isinstance(model, MultiVectorEncoder):
        return _with_tokens_compared(card, model)
    if parts.is_routed:
        card = replace(card, question_route=QuestionRoute(parts.questions.reading, not parts.shares_transformer))
    width = _token_dimension(parts.questions)
    return card if width == card.dimension else replace(card, token_dimension=width)


def _token_dimension(part: Part) -> int:
    """Return the dimension of the token vectors of a model, which a projection of the pooled vector does not change."""
    [tokens] = part.token_embeddings(["tokens"], "")
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
        dimension=_token_dimension(Part(model)),
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
    """Export a model into `folder`: graph, weights, tokenizer and encoder.json; two graphs and tokenizers for a router.

    The result is compared with sentence-transformers on `samples`, which are texts from the corpus.
    Raises ModelError if the export fails or a vector differs (cosine below 0.9999).
    """
    model = load_model(files).to("cpu").float()
    parts = split(model, files.name)
    card = make_card(model, parts, files, "onnx")
    expected = reference_vectors(parts, card, samples)
    for part, prefix in ((parts.passages, ""), (parts.questions, QUESTIONS)) if parts.is_routed else ((parts.passages, ""),):
        _save_tokenizer(part, files.name, folder / f"{prefix}{TOKENIZER_NAME}")
        _export(part, folder / f"{prefix}{MODEL_NAME}")
    replace(card, files=checksums(folder)).save(folder)
    _check_vectors(expected, OnnxEncoder(folder), samples)


def _save_tokenizer(part: Part, name: str, path: Path) -> None:
    """Save the tokenizer of a part, without truncation and padding. Raises ModelError if it has no fast one."""
    backend = part.backend
    if backend is None:
        raise ModelError(f"{name} has no fast tokenizer", where="model", fix=USE_TORCH)
    save_tokenizer(backend, path)
    if part.static:  # reads no special tokens
        settings = json.loads(path.read_bytes())
        path.write_text(json.dumps({**settings, "post_processor": None}), encoding="utf-8")


class _Graph(torch.nn.Module):
    """All modules of a part, including pooling or projection, as one module.

    The tokens that a multi-vector model leaves out are told by their ids, outside the graph. `pooling_mask` takes the place of
    the attention mask for a pooling that leaves out the prompt.
    """

    def __init__(self, part: Part, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        super().__init__()
        self.model = torch.nn.ModuleList(part.modules)
        self.static: Any = part.static
        self.inputs = inputs
        self.outputs = outputs

    def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        features: dict[str, Any] = dict(zip(self.inputs, tensors, strict=True))
        for module in self.model:
            if module is self.static:
                features |= self._look_up(features)
            elif isinstance(module, Pooling) and not module.include_prompt:
                features |= module({**features, "attention_mask": features[POOLED]}) | {
                    "attention_mask": features["attention_mask"]
                }
            elif not isinstance(module, MultiVectorMask):
                features = module(features)
        return tuple(features[name] for name in self.outputs)

    def _look_up(self, features: dict[str, Any]) -> dict[str, Tensor]:
        """Return the vectors of tokens and their mean, as the module itself computes it from texts of different lengths."""
        tokens = torch.nn.functional.embedding(features["input_ids"], self.static.embedding.weight)
        mask = features["attention_mask"].unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)
        return {OUTPUTS[0]: mean, OUTPUTS[1]: tokens}


def _export(part: Part, path: Path) -> None:
    inputs = _example_inputs(part)
    if not set(inputs) <= set(INPUTS):
        raise ModelError(f"takes more than text as input ({', '.join(inputs)})", where="model", fix=USE_TORCH)
    outputs = OUTPUTS[1:] if isinstance(part.model, MultiVectorEncoder) else OUTPUTS
    try:
        export(_Graph(part, list(inputs), outputs).eval(), inputs, outputs, path)
    except ExportError as error:
        raise ModelError(str(error), where="model", fix=USE_TORCH) from None


def _example_inputs(part: Part) -> dict[str, Tensor]:
    """Return the inputs of a part for two texts."""
    if part.static:
        ids = torch.tensor([[0, 1, 0], [1, 1, 1]])
        return {"input_ids": ids, "attention_mask": torch.tensor([[1, 1, 0], [1, 1, 1]])}
    with quiet():
        features = part.model.preprocess(["Two texts of different length", "make one batch."])
    inputs = {name: value for name, value in features.items() if isinstance(value, Tensor)}
    if not part.pools_prompt:
        inputs[POOLED] = inputs["attention_mask"].clone()
    return inputs


def reference_vectors(parts: Parts, card: EncoderCard, samples: Sequence[str]) -> ReferenceVectors:
    """Encode the samples with sentence-transformers. A multi-vector model encodes all of them as token vectors."""
    with quiet():
        model = parts.passages.model
        if isinstance(model, MultiVectorEncoder):
            documents = model.encode_document(list(samples), prompt=card.passage_prompt, **NUMPY)
            queries = model.encode_query(list(samples), prompt=card.question_prompt, **NUMPY)
            return ReferenceVectors([*map(to_unit_length, documents)], [*map(to_unit_length, queries)], [])
        passages: Any = model.encode(list(samples), prompt=card.passage_prompt, show_progress_bar=False)
        questions: Any = parts.questions.model.encode(list(samples), prompt=card.question_prompt, show_progress_bar=False)
        tokens = parts.questions.token_embeddings(samples, card.question_prompt)
    return ReferenceVectors(list(to_unit_length(passages)), list(to_unit_length(questions)), [*map(to_unit_length, tokens)])


def _check_vectors(expected: ReferenceVectors, encoder: OnnxEncoder, samples: Sequence[str]) -> None:
    """Raise ModelError if a vector of the compiled model differs from the expected one."""
    lowest = lowest_cosine(expected, encoder, samples)
    if not lowest >= MIN_COSINE:
        raise ModelError(
            f"the compiled model differs from sentence-transformers (cosine {lowest:.4f}, expected at least {MIN_COSINE})",
            where="model",
            fix=USE_TORCH,
        )
