"""Prepare the configured model: compile it on the first build, and take it from the index folder from then on.

Other projects of the same user take it from the user's cache.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.building.model_cache import FROM_FOLDER, CardType, ModelCache, WantedModel
from index.encoding.encoder import Encoder, EncoderCard, folder_name
from index.encoding.models import ModelFiles, find_model, full_name
from index.encoding.opening import open_encoder, require_compiler
from index.errors import ModelError, NoModelError, StoredIndexError
from index.files.checksums import Checksum, checksum, verify
from index.files.known_checksums import KnownChecksums
from index.progress import Progress
from index.settings import Settings
from index.storing.index_folder import IndexFolder

if TYPE_CHECKING:
    from index.encoding.recipes import Recipe

KNOWN_FILES = "models.json"
"""File name, in the index folder, of the cache of checksums of model files."""
Samples = Callable[[], Sequence[str]]
"""Returns texts of the corpus, to check a compiled model on."""


def known_encoder(settings: Settings, folder: IndexFolder) -> Encoder | None:
    """Return the encoder of the current index if it is undamaged and still matches the configured model, else None.

    If the model's own files are not on this machine, they are not compared.
    """
    files = KnownChecksums(folder.path / KNOWN_FILES)
    with ThreadPoolExecutor(1) as pool:
        finding = pool.submit(find_model, settings.model, settings.root, download=False, known=files)
        known = _encoder_in_use(settings, folder)
    files.save()
    try:
        if known and finding.result().fingerprint != known.card.fingerprint:
            return None
    except NoModelError:
        pass
    except ModelError:
        return None  # making the encoder reports it
    return known


def make_encoder(settings: Settings, folder: IndexFolder, samples: Samples, progress: Progress) -> Encoder:
    """Open the encoder of the configured model; if it is not in the folder yet, take it from the user's cache or make it.

    A newly compiled model is checked on `samples`. If the model's own files are not on this machine, an encoder made from them
    earlier is used. Raises ModelError if the model cannot be found, loaded or compiled.
    """
    progress.step(f"Finding the model {settings.model}")
    try:
        files = find_model(settings.model, settings.root, download=False)
    except NoModelError:
        path = _newest_encoder(settings, folder) or _prepare_without_files(settings, folder, samples, progress)
    else:
        path = _ensure_encoder(files, settings, folder, samples, progress)
    progress.step("Loading the model")
    return open_encoder(path, settings.root, settings.model, threads=1, prompts=settings.prompts)


def _newest_encoder(settings: Settings, folder: IndexFolder) -> Path | None:
    return newest_compiled(settings.model, folder, EncoderCard) if settings.runtime == "onnx" else None


def newest_compiled(name: str, folder: IndexFolder, kind: CardType) -> Path | None:
    """Return the folder of the newest undamaged compiled model of a kind and of a name in config.yaml, if any."""
    for path in sorted(folder.encoders.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True):
        with suppress(StoredIndexError):
            card = kind.load(path)
            if (card.model, card.runtime) == (name, "onnx"):
                verify(path, card.files)
                return path
    return None


def _prepare_without_files(settings: Settings, folder: IndexFolder, samples: Samples, progress: Progress) -> Path:
    """Return the encoder of a model whose files are not on this machine: from the cache, or after a download.

    Raises ModelError.
    """
    if settings.runtime == "onnx":
        from index.encoding.recipes import find_recipe

        cache, recipe = ModelCache(progress), find_recipe(settings.model)
        if recipe:
            wanted = WantedModel(settings.model, recipe.card.fingerprint, recipe.repository)
            return _take_or_make(wanted, cache, folder, _downloader(recipe, settings, folder, cache, progress))
        if path := cache.take_newest(settings.model, full_name(settings.model), folder, EncoderCard):
            return path
    require_compiler()
    return _ensure_encoder(find_model(settings.model, settings.root), settings, folder, samples, progress)


def _ensure_encoder(files: ModelFiles, settings: Settings, folder: IndexFolder, samples: Samples, progress: Progress) -> Path:
    """Return the folder of the encoder made from a model's files, making it if needed. Raises ModelError."""
    if settings.runtime == "onnx":
        return ensure_compiled(files, folder, EncoderCard, _maker(files, samples, progress), progress)
    path = folder.encoders / folder_name(files.name, files.fingerprint, settings.runtime)
    if _is_undamaged(path, EncoderCard):
        return path
    require_compiler()
    progress.step("Importing torch and sentence-transformers")
    from index.encoding.compiling import make_card
    from index.encoding.torch_models import load_model, split

    progress.step("Loading the model with torch")
    with folder.new_folder(folder.encoders, path.name) as draft:
        model = load_model(files)
        make_card(model, split(model, files.name), files, "torch").save(draft)
    return path


def ensure_compiled(
    files: ModelFiles, folder: IndexFolder, kind: CardType, make: Callable[[Path], None], progress: Progress
) -> Path:
    """Return the folder of the compiled model made from a model's files: from the index folder, the cache, or by `make`."""
    wanted = WantedModel(files.name, files.fingerprint, files.hub_name or FROM_FOLDER, kind)
    path = folder.encoders / wanted.folder_name
    return path if _is_undamaged(path, kind) else _take_or_make(wanted, ModelCache(progress), folder, make)


def _is_undamaged(path: Path, kind: CardType) -> bool:
    """Return whether a folder contains a model of a kind, with all files as its card lists them."""
    try:
        verify(path, kind.load(path).files)
    except StoredIndexError:
        return False
    return True


def _take_or_make(wanted: WantedModel, cache: ModelCache, folder: IndexFolder, make: Callable[[Path], None]) -> Path:
    """Put a compiled model into an index folder, from the cache or by `make`, which fills a folder; return its place."""
    path = folder.encoders / wanted.folder_name
    if cache.take(wanted, folder):
        return path
    with cache.lock():
        if not cache.take(wanted, folder):  # another build may have made it in the meantime
            with folder.new_folder(folder.encoders, path.name) as draft:
                make(draft)
            cache.keep(wanted, path)
    return path


def model_files(folder: IndexFolder, name: str, card: str, listed: Mapping[str, Checksum]) -> dict[str, Checksum]:
    """Return the checksums of a compiled model's files by their paths in the index folder.

    `listed` holds those in its card, which were verified when it was opened; `card` is the file name of that.
    """
    path = folder.encoders / name / card
    files = {**listed, **({card: checksum(path)} if path.is_file() else {})}
    return {f"encoders/{name}/{file}": found for file, found in files.items()}


def _maker(files: ModelFiles, samples: Samples, progress: Progress) -> Callable[[Path], None]:
    """Return a function that makes a compiled model from a model's files: with its recipe if it has one, else with torch."""
    from index.encoding.recipes import assemble, recipe_for

    def make(draft: Path) -> None:
        if recipe := recipe_for(files):
            progress.step("Assembling the model (first build only)")
            assemble(recipe, files.name, files.folder, draft)
            return
        require_compiler()
        progress.step("Importing torch and sentence-transformers")
        from index.encoding import compiling

        progress.step("Compiling the model (first build only)")
        compiling.compile_model(files, draft, samples())

    return make


def _downloader(
    recipe: "Recipe", settings: Settings, folder: IndexFolder, cache: ModelCache, progress: Progress
) -> Callable[[Path], None]:
    """Return a function that makes a compiled model from published files that it downloads."""
    from index.encoding.fetching import fetch
    from index.encoding.recipes import assemble

    def make(draft: Path) -> None:
        with cache.downloads(recipe.revision, folder) as source:
            fetch(recipe, source, progress)
            progress.step("Assembling the model (first build only)")
            assemble(recipe, settings.model, source, draft)

    return make


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
                return open_encoder(path, settings.root, settings.model, threads=1, prompts=settings.prompts)
            finally:
                verifying.result()
    except (StoredIndexError, ModelError):
        return None
