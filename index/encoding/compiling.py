"""Compile a sentence-transformers model to ONNX and check that it still computes the same vectors.

The only module that imports torch and sentence_transformers, which take seconds to load.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import sentence_transformers
import torch
import transformers
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.export import Dim

from index.encoding.comparing import MIN_COSINE, ReferenceVectors, lowest_cosine
from index.encoding.encoder import EncoderCard, Runtime, to_unit_length
from index.encoding.models import ModelFiles
from index.encoding.onnx_encoder import INPUTS, MODEL_NAME, OUTPUTS, OnnxEncoder
from index.encoding.window import TOKENIZER_NAME
from index.errors import ModelError
from index.files.checksums import checksums

USE_TORCH = "set `runtime: torch` in config.yaml"
DEFAULT_MAX_LENGTH = 512
"""Maximum length, in tokens, of a model that does not define one."""


def load_model(files: ModelFiles) -> SentenceTransformer:
    """Load a model with sentence-transformers, on the device it chooses. Raises ModelError on failure."""
    with quiet():
        try:
            return SentenceTransformer(str(files.folder), local_files_only=True).eval()
        except (OSError, ValueError, KeyError, ImportError, AttributeError, RuntimeError) as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(
                f"sentence-transformers cannot load {str(files.folder)!r} ({reason[:160]})",
                where="model",
                fix="set `model` to a sentence-transformers model",
            ) from None


def make_card(model: SentenceTransformer, files: ModelFiles, runtime: Runtime) -> EncoderCard:
    """Describe a model for encoder.json."""
    prompts = {name: prompt or "" for name, prompt in model.prompts.items()}
    default = prompts.get(model.default_prompt_name or "", "")
    passage = next((prompts[name] for name in ("document", "passage", "corpus") if prompts.get(name)), default)
    tokenizer = model.tokenizer
    limits = (model.max_seq_length, getattr(tokenizer, "model_max_length", None))
    return EncoderCard(
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
    """A whole sentence-transformers model, including pooling, as one module."""

    def __init__(self, model: SentenceTransformer, inputs: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.inputs = inputs

    def forward(self, *tensors: Tensor) -> tuple[Tensor, Tensor]:
        features: dict[str, Any] = dict(zip(self.inputs, tensors, strict=True))
        for module in self.model:
            features = module(features)
        return features[OUTPUTS[0]], features[OUTPUTS[1]]


def _export(model: SentenceTransformer, path: Path) -> None:
    with quiet(), torch.no_grad():
        features = model.preprocess(["Two texts of different length", "make one batch."])
        inputs = [name for name, value in features.items() if isinstance(value, Tensor)]
        if not set(inputs) <= set(INPUTS):
            raise ModelError(f"takes more than text as input ({', '.join(inputs)})", where="model", fix=USE_TORCH)
        transformer = getattr(model[0], "auto_model", None)
        if isinstance(transformer, transformers.PreTrainedModel):
            transformer.set_attn_implementation("eager")  # onnxruntime optimises the plain graph best
        graph = _Graph(model, inputs).eval()
        try:
            graph(*(features[name] for name in inputs))
            program: Any = torch.onnx.export(
                graph,
                tuple(features[name] for name in inputs),
                dynamo=True,
                dynamic_shapes=(tuple({0: Dim.DYNAMIC, 1: Dim.DYNAMIC} for _ in inputs),),
                input_names=inputs,
                output_names=list(OUTPUTS),
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


def reference_vectors(model: SentenceTransformer, card: EncoderCard, samples: Sequence[str]) -> ReferenceVectors:
    """Encode the samples with sentence-transformers."""
    with quiet():
        passages = model.encode(list(samples), prompt=card.passage_prompt, show_progress_bar=False)
        questions = model.encode(list(samples), prompt=card.question_prompt, show_progress_bar=False)
        tokens = model.encode(
            list(samples), prompt=card.question_prompt, output_value="token_embeddings", show_progress_bar=False
        )
    return ReferenceVectors(
        to_unit_length(passages), to_unit_length(questions), [to_unit_length(each.numpy()) for each in tokens]
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
