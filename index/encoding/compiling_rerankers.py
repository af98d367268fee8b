"""Compile a cross-encoder to ONNX and check that it still gives the same scores."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import CrossEncoder
from torch import Tensor

from index.encoding.compiling import made_with
from index.encoding.exporting import ExportError, export
from index.encoding.kinds import OTHER_RERANKER, require_cross_encoder
from index.encoding.model_safety import require_safe
from index.encoding.models import ModelFiles
from index.encoding.onnx_encoder import INPUTS, MODEL_NAME
from index.encoding.onnx_reranker import OUTPUT, OnnxReranker
from index.encoding.rerankers import Activation, RerankerCard, activate
from index.encoding.torch_models import LOAD_FAILURES, quiet, reading_of, reason_of
from index.encoding.window import TOKENIZER_NAME, save_tokenizer
from index.errors import ModelError
from index.files.checksums import checksums

MAX_DIFFERENCE = 0.001
"""Largest accepted difference between a score of the compiled model and that of sentence-transformers."""
ACTIVATIONS: dict[type, Activation] = {torch.nn.Identity: "identity", torch.nn.Sigmoid: "sigmoid"}
Pair = tuple[str, str]


def compile_reranker(files: ModelFiles, folder: Path, samples: Sequence[str]) -> None:
    """Export a cross-encoder into `folder`: graph, weights, tokenizer and reranker.json.

    The result is compared with sentence-transformers on pairs of `samples`, which are texts from the corpus.
    Raises ModelError if the export fails or a score differs by more than 0.001.
    """
    where = f"reranker {files.name!r}"
    model = _load(files, where)
    if model.num_labels != 1:
        raise _refusal(f"gives {model.num_labels} scores for a pair, not one", where)
    activation = ACTIVATIONS.get(type(model.activation_fn))
    if activation is None:
        raise _refusal(f"changes scores by {type(model.activation_fn).__name__}, not by a sigmoid or not at all", where)
    reading, backend = reading_of(model), getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise _refusal("has no fast tokenizer", where)
    prompt = (model.prompts.get(model.default_prompt_name or "") or "") if model.default_prompt_name else ""
    pairs = _pairs(samples)
    with quiet():
        expected: Any = model.predict(pairs, show_progress_bar=False, activation_fn=torch.nn.Identity())
    inputs = _example_inputs(model, where)
    try:
        export(_Graph(model, list(inputs)).eval(), inputs, [OUTPUT], folder / MODEL_NAME)
    except ExportError as error:
        raise ModelError(str(error), where=where, fix=OTHER_RERANKER) from None
    save_tokenizer(backend, folder / TOKENIZER_NAME)
    made = made_with()
    RerankerCard(files.name, files.fingerprint, reading, activation, prompt, made, checksums(folder)).save(folder)
    _check_scores(expected, OnnxReranker(folder), pairs, where)


def _load(files: ModelFiles, where: str) -> Any:
    require_safe(files.folder, where)
    require_cross_encoder(files.folder, where)
    with quiet():
        try:
            return CrossEncoder(str(files.folder), local_files_only=True, device="cpu").eval().float()
        except LOAD_FAILURES as error:
            what = f"sentence-transformers cannot load {str(files.folder)!r} ({reason_of(error)})"
            raise ModelError(what, where=where, fix=OTHER_RERANKER) from None


def _refusal(what: str, where: str) -> ModelError:
    return ModelError(what, where=where, fix=OTHER_RERANKER)


def _pairs(samples: Sequence[str]) -> list[Pair]:
    """Return pairs of samples of different lengths: each with itself, and with two others."""
    count = len(samples)
    return [(samples[at], samples[(at + step) % count]) for at in range(count) for step in (0, 1, count // 2)]


class _Graph(torch.nn.Module):
    """All modules of a cross-encoder as one, without the activation."""

    def __init__(self, model: Any, inputs: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.inputs = inputs

    def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        features: dict[str, Any] = dict(zip(self.inputs, tensors, strict=True))
        for module in self.model:
            features = module(features)
        return (features[OUTPUT],)


def _example_inputs(model: Any, where: str) -> dict[str, Tensor]:
    with quiet():
        features = model.preprocess([("A question?", "A passage of another length."), ("Two", "texts")])
    inputs = {name: value for name, value in features.items() if isinstance(value, Tensor)}
    if not set(inputs) <= set(INPUTS) or features.get("modality") == "message":
        raise _refusal(f"takes more than two texts as input ({', '.join(inputs)})", where)
    return inputs


def _check_scores(expected: Any, reranker: OnnxReranker, pairs: Sequence[Pair], where: str) -> None:
    """Raise ModelError if a score of the compiled model differs from the expected one, before or after the activation."""
    logits = np.array([float(reranker.logits(question, [passage])[0]) for question, passage in pairs], dtype=np.float32)
    activation = reranker.card.activation
    wanted = np.asarray(expected, dtype=np.float32).reshape(-1)
    found = [np.abs(logits - wanted), np.abs(activate(logits, activation) - activate(wanted, activation))]
    largest = float(np.max(found, initial=0))
    if not largest <= MAX_DIFFERENCE:
        what = f"the compiled model differs from sentence-transformers (by {largest:.4f}, accepted is {MAX_DIFFERENCE})"
        raise ModelError(what, where=where, fix=OTHER_RERANKER)
