"""Open an encoder from its folder."""

from importlib.util import find_spec
from pathlib import Path

from index.encoding.encoder import Encoder, EncoderCard
from index.encoding.models import find_model
from index.encoding.rerankers import Reranker
from index.errors import REBUILD, ModelError
from index.installation import install_fix
from index.settings import PromptSettings

COMPILERS = ("torch", "sentence_transformers", "onnx", "onnxscript")
"""Modules needed only to compile a model; an installation that only answers can do without them."""


def open_encoder(
    folder: Path, root: Path, model: str, *, threads: int | None = None, prompts: PromptSettings | None = None
) -> Encoder:
    """Load the encoder stored in a folder, with `prompts` in place of the model's own.

    A compiled model runs on `threads` threads (default: one per core). For runtime `torch`, the files of `model` are loaded
    instead, from a hub name or a folder relative to `root`.
    Raises StoredIndexError if the folder contains no encoder, and ModelError if a torch model is missing or has changed.
    """
    card = EncoderCard.load(folder)
    if card.runtime == "onnx":
        from index.encoding.onnx_encoder import OnnxEncoder

        return OnnxEncoder(folder, threads=threads, prompts=prompts)
    require_compiler()
    from index.encoding.torch_encoder import TorchEncoder

    files = find_model(model, root)
    if files.fingerprint != card.fingerprint:
        raise ModelError("is not the model that the index was built with", where=model, fix=REBUILD)
    return TorchEncoder(files, prompts)


def open_reranker(folder: Path, *, threads: int | None = None) -> Reranker:
    """Load the cross-encoder stored in a folder. Raises StoredIndexError if there is none.

    It runs on `threads` threads (default: one per core).
    """
    from index.encoding.onnx_reranker import OnnxReranker

    return OnnxReranker(folder, threads=threads)


def require_compiler() -> None:
    """Raise ModelError if modules needed to compile a model are not installed."""
    missing = [module for module in COMPILERS if find_spec(module) is None]
    if missing:
        what = f"{', '.join(missing)} not installed (needed to compile a model)"
        raise ModelError(what, fix=install_fix("build"))
