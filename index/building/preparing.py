"""Prepare the configured model: compile it on the first build, and take it from the index folder from then on."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from index.encoding.encoder import Encoder, EncoderCard, folder_name
from index.encoding.models import ModelFiles, find_model
from index.encoding.opening import open_encoder, require_compiler
from index.errors import ModelError, NoModelError, StoredIndexError
from index.files.checksums import ChecksumCache, verify
from index.progress import Progress
from index.settings import Settings
from index.storing.index_folder import IndexFolder

KNOWN_FILES = "models.json"
"""File name, in the index folder, of the cache of checksums of model files."""


def known_encoder(settings: Settings, folder: IndexFolder) -> Encoder | None:
    """Return the encoder of the current index if it is undamaged and still matches the configured model, else None.

    If the model's own files are not on this machine, they are not compared.
    """
    with ThreadPoolExecutor(1) as pool:
        files = ChecksumCache(folder.path / KNOWN_FILES)
        finding = pool.submit(find_model, settings.model, settings.root, download=False, known=files)
        known = _encoder_in_use(settings, folder)
        try:
            if known and finding.result().fingerprint != known.card.fingerprint:
                return None
        except ModelError:
            pass
    return known


def make_encoder(settings: Settings, folder: IndexFolder, samples: Callable[[], Sequence[str]], progress: Progress) -> Encoder:
    """Open the encoder of the configured model; if it is not in the folder yet, compile it and check it on `samples`.

    If the model's own files are not on this machine, an encoder compiled from them earlier is used.
    Raises ModelError if the model cannot be found, loaded or compiled.
    """
    progress.step(f"Finding the model {settings.model}")
    try:
        files = find_model(settings.model, settings.root, download=False)
        path = _ensure_encoder(files, settings, folder, samples, progress)
    except NoModelError:
        path = _newest_compiled(settings, folder) or _download_and_compile(settings, folder, samples, progress)
    progress.step("Loading the model")
    return open_encoder(path, settings.root, settings.model)


def _newest_compiled(settings: Settings, folder: IndexFolder) -> Path | None:
    """Return the folder of the newest undamaged encoder compiled from a model of the configured name, if any."""
    for path in sorted(folder.encoders.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True):
        with suppress(StoredIndexError):
            card = EncoderCard.load(path)
            if (card.model, card.runtime, settings.runtime) == (settings.model, "onnx", "onnx"):
                verify(path, card.files)
                return path
    return None


def _download_and_compile(
    settings: Settings, folder: IndexFolder, samples: Callable[[], Sequence[str]], progress: Progress
) -> Path:
    """Download the model, compile it, and return the folder of its encoder. Raises ModelError."""
    require_compiler()
    return _ensure_encoder(find_model(settings.model, settings.root), settings, folder, samples, progress)


def _ensure_encoder(
    files: ModelFiles, settings: Settings, folder: IndexFolder, samples: Callable[[], Sequence[str]], progress: Progress
) -> Path:
    """Return the folder of the encoder made from a model's files, compiling it if needed. Raises ModelError."""
    path = folder.encoders / folder_name(files.name, files.fingerprint, settings.runtime)
    try:
        verify(path, EncoderCard.load(path).files)
    except StoredIndexError:
        require_compiler()
        with folder.new_folder(folder.encoders, path.name) as draft:
            _write_encoder(settings, files, draft, samples(), progress)
    return path


def _encoder_in_use(settings: Settings, folder: IndexFolder) -> Encoder | None:
    """Open the encoder of the current index if it is undamaged and was made from a model of the configured name."""
    try:
        manifest = folder.load_manifest()
        if not manifest.matches_model(settings):
            return None
        path = folder.encoder(manifest)
        with ThreadPoolExecutor(1) as pool:
            verifying = pool.submit(verify, path, EncoderCard.load(path).files)
            try:
                return open_encoder(path, settings.root, settings.model)
            finally:
                verifying.result()
    except (StoredIndexError, ModelError):
        return None


def _write_encoder(settings: Settings, files: ModelFiles, draft: Path, samples: Sequence[str], progress: Progress) -> None:
    """Compile the model, or only record it for the torch runtime, and write the encoder to the folder `draft`."""
    progress.step("Importing torch and sentence-transformers")
    from index.encoding import compiling

    if settings.runtime == "onnx":
        progress.step("Compiling the model (first build only)")
        compiling.compile_model(files, draft, samples)
    else:
        progress.step("Loading the model with torch")
        compiling.make_card(compiling.load_model(files), files, "torch").save(draft)
