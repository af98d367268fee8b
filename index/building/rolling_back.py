"""Go back to the index before this one, which is kept for that."""

from contextlib import suppress

from index.errors import StoredIndexError
from index.files.checksums import verify
from index.progress import NoProgress, Progress
from index.settings import Settings
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, Manifest


def roll_back(settings: Settings, progress: Progress | None = None) -> Manifest:
    """Switch to the index that was in use before the current one, which takes its place as the one to go back to.

    Raises StoredIndexError when there is none, when it is damaged, or when it was built with another model than the current
    one and than `settings` name; the current index then stays in use.
    """
    progress = progress or NoProgress()
    folder = IndexFolder(settings.index_folder)
    with folder.lock(lambda: progress.step("Waiting for another build to end")):
        name = folder.former()
        if name is None:
            raise StoredIndexError("no earlier index to go back to", where=str(folder.path), fix="edit the documents and build")
        manifest = Manifest.load(folder.generations / name / MANIFEST)
        models: set[tuple[str, str]] = {(settings.model, settings.runtime)}
        with suppress(StoredIndexError):  # a damaged one is a reason to go back
            current = folder.load_manifest()
            models.add((current.model, current.runtime))
        if (manifest.model, manifest.runtime) not in models:
            what = f"the earlier index was built with model {manifest.model} ({manifest.runtime})"
            raise StoredIndexError(what, where=str(folder.path), fix="name that in config.yaml first")
        try:
            verify(folder.path, manifest.files)
        except StoredIndexError as error:
            raise StoredIndexError(error.what, where=error.where, fix="it cannot be gone back to") from None
        folder.switch(name, folder.current().name, is_rolled_back=not folder.is_rolled_back)
        return manifest
