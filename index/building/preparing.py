"""Make the configured model ready: compiled at the first build, taken from the index folder ever after."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from index.encoding.encoder import Encoder, EncoderCard, folder_name
from index.encoding.models import ModelFiles, find_model
from index.encoding.opening import open_encoder, require_compiler
from index.errors import ModelError, NoModelError, StoredIndexError
from index.files.checksums import KnownFiles, verify
from index.progress import Progress
from index.settings import Settings
from index.storing.index_folder import IndexFolder

KNOWN_FILES = "models.json"


def known_encoder(settings: Settings, folder: IndexFolder) -> Encoder | None:
    """The encoder of the current index, if it is whole and of the configured model as that is now; else None.

    Where the model's own files are not on this machine, it stays the one that it is.
    """
    with ThreadPoolExecutor(1) as pool:
        files = KnownFiles(folder.path / KNOWN_FILES)
        looking = pool.submit(find_model, settings.model, settings.root, download=False, known=files)
        known = _encoder_in_use(settings, folder)
        try:
            if known and looking.result().fingerprint != known.card.fingerprint:
                return None
        except ModelError:
            pass
    return known


def make_encoder(settings: Settings, folder: IndexFolder, samples: Callable[[], Sequence[str]], progress: Progress) -> Encoder:
    """The encoder of the configured model, compiled and checked on `samples` if the folder does not hold it yet.

    Where the model's own files are not on this machine, one that was compiled from them is enough.
    Raises ModelError when the model cannot be found, loaded or compiled.
    """
    progress.step(f"Looking for the model {settings.model}")
    try:
        place = _place_of(find_model(settings.model, settings.root, download=False), settings, folder, samples, progress)
    except NoModelError:
        place = _compiled_before(settings, folder) or _downloaded(settings, folder, samples, progress)
    progress.step("Loading the model")
    return open_encoder(place, settings.root, settings.model)


def _compiled_before(settings: Settings, folder: IndexFolder) -> Path | None:
    """The newest whole encoder of a model of the configured name, if there is one."""
    for place in sorted(folder.encoders.glob("*"), key=lambda place: place.stat().st_mtime, reverse=True):
        with suppress(StoredIndexError):
            card = EncoderCard.load(place)
            if (card.model, card.runtime, settings.runtime) == (settings.model, "onnx", "onnx"):
                verify(place, card.files)
                return place
    return None


def _downloaded(settings: Settings, folder: IndexFolder, samples: Callable[[], Sequence[str]], progress: Progress) -> Path:
    """The folder of the encoder of a model that has to be downloaded first. Raises ModelError."""
    require_compiler()
    return _place_of(find_model(settings.model, settings.root), settings, folder, samples, progress)


def _place_of(
    files: ModelFiles, settings: Settings, folder: IndexFolder, samples: Callable[[], Sequence[str]], progress: Progress
) -> Path:
    """The folder of the encoder that a model's files make, which may be there already. Raises ModelError."""
    place = folder.encoders / folder_name(files.name, files.fingerprint, settings.runtime)
    try:
        verify(place, EncoderCard.load(place).files)
    except StoredIndexError:
        require_compiler()
        with folder.new_folder(folder.encoders, place.name) as draft:
            _make(settings, files, draft, samples(), progress)
    return place


def _encoder_in_use(settings: Settings, folder: IndexFolder) -> Encoder | None:
    """The encoder of the current index, if it is whole and was made from a model of the configured name."""
    try:
        manifest = folder.load_manifest()
        if not manifest.is_of_model(settings):
            return None
        place = folder.encoder(manifest)
        with ThreadPoolExecutor(1) as pool:
            checking = pool.submit(verify, place, EncoderCard.load(place).files)
            try:
                return open_encoder(place, settings.root, settings.model)
            finally:
                checking.result()
    except (StoredIndexError, ModelError):
        return None


def _make(settings: Settings, files: ModelFiles, draft: Path, samples: Sequence[str], progress: Progress) -> None:
    """Fill the folder of an encoder."""
    progress.step("Importing torch and sentence-transformers")
    from index.encoding import compiling

    if settings.runtime == "onnx":
        progress.step("Compiling the model, once")
        compiling.compile_model(files, draft, samples)
    else:
        progress.step("Loading the model with torch")
        compiling.make_card(compiling.load_model(files), files, "torch").save(draft)
