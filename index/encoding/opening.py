"""Open an encoder: from its folder to the object that runs it."""

from importlib.util import find_spec
from pathlib import Path

from index.encoding.encoder import Encoder, EncoderCard
from index.encoding.models import find_model
from index.errors import REBUILD, ModelError, install

COMPILERS = ("torch", "sentence_transformers", "onnx", "onnxscript")
"""Modules needed only to compile a model; an installation that only answers can do without them."""


def open_encoder(place: Path, root: Path, model: str, *, threads: int | None = None) -> Encoder:
    """Load the encoder in a folder; a `model` that torch runs is looked for again, a relative folder from `root`.

    One that onnxruntime runs computes on `threads` threads, on as many as there are cores without.

    Raises StoredIndexError when there is none, ModelError when a model that torch runs is gone or another one.
    """
    card = EncoderCard.load(place)
    if card.runtime == "onnx":
        from index.encoding.onnx_encoder import OnnxEncoder

        return OnnxEncoder(place, threads=threads)
    require_compiler()
    from index.encoding.torch_encoder import TorchEncoder

    files = find_model(model, root)
    if files.fingerprint != card.fingerprint:
        raise ModelError("is not the model that the index was built with", where=model, fix=REBUILD)
    return TorchEncoder(files)


def require_compiler() -> None:
    """Raise ModelError naming the modules needed to compile a model that are not installed."""
    missing = [module for module in COMPILERS if find_spec(module) is None]
    if missing:
        what = f"{', '.join(missing)} not installed, which is needed to compile a model"
        raise ModelError(what, fix=install("build"))
