"""Prepare the configured cross-encoder: compile it on the first build, and take it from the index folder from then on."""

from collections.abc import Callable
from pathlib import Path

from index.building.model_cache import ModelCache
from index.building.preparing import KNOWN_FILES, Samples, ensure_compiled, model_files, newest_compiled
from index.encoding.models import ModelFiles, find_model, full_name
from index.encoding.opening import require_compiler
from index.encoding.rerankers import RERANKER_CARD, RerankerCard
from index.errors import NoModelError
from index.files.checksums import Checksum
from index.files.known_checksums import KnownChecksums
from index.progress import Progress
from index.settings import Settings
from index.storing.index_folder import IndexFolder
from index.storing.manifest import IndexedReranker


def prepare_reranker(settings: Settings, folder: IndexFolder, samples: Samples, progress: Progress) -> IndexedReranker | None:
    """Put the configured cross-encoder into the index folder, if there is one, and describe it for the manifest.

    A newly compiled one is checked on `samples`. If the model's own files are not on this machine, one made from them earlier
    is used. Raises ModelError if it cannot be found or compiled, or is no cross-encoder.
    """
    name = settings.reranker
    if name is None:
        return None
    try:
        known = KnownChecksums(folder.path / KNOWN_FILES)
        files = find_model(name, settings.root, download=False, known=known, setting="reranker")
        known.save()
    except NoModelError:
        path = newest_compiled(name, folder, RerankerCard) or _prepare_without_files(name, settings, folder, samples, progress)
    else:
        path = _ensure(files, folder, samples, progress)
    card = RerankerCard.load(path)
    return IndexedReranker(name, card.fingerprint, path.name)


def reranker_files(folder: IndexFolder, reranker: IndexedReranker | None) -> dict[str, Checksum]:
    """Return the checksums of the files of a cross-encoder by their paths in the index folder."""
    if reranker is None:
        return {}
    card = RerankerCard.load(folder.encoders / reranker.folder)
    return model_files(folder, reranker.folder, RERANKER_CARD, card.files)


def _prepare_without_files(name: str, settings: Settings, folder: IndexFolder, samples: Samples, progress: Progress) -> Path:
    """Return the folder of a cross-encoder whose files are not on this machine: from the cache, or after a download."""
    if path := ModelCache(progress).take_newest(name, full_name(name, "reranker"), folder, RerankerCard):
        return path
    require_compiler()
    progress.step(f"Finding the reranker {name}")
    return _ensure(find_model(name, settings.root, setting="reranker"), folder, samples, progress)


def _ensure(files: ModelFiles, folder: IndexFolder, samples: Samples, progress: Progress) -> Path:
    """Return the folder of the cross-encoder made from a model's files, making it if needed. Raises ModelError."""
    return ensure_compiled(files, folder, RerankerCard, _maker(files, samples, progress), progress)


def _maker(files: ModelFiles, samples: Samples, progress: Progress) -> Callable[[Path], None]:
    """Return a function that compiles a cross-encoder into a folder."""

    def make(draft: Path) -> None:
        require_compiler()
        progress.step("Importing torch and sentence-transformers")
        from index.encoding.compiling_rerankers import compile_reranker

        progress.step("Compiling the reranker (first build only)")
        compile_reranker(files, draft, samples())

    return make
