"""Go back to the index before this one, which is kept for that."""

from index.checksums import verify
from index.errors import StoredIndexError
from index.manifest import MANIFEST, Manifest
from index.progress import NoProgress, Progress
from index.settings import Settings
from index.storage import IndexFolder


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
        current = folder.load_manifest()
        models = {(current.model, current.runtime), (settings.model, settings.runtime)}
        if (manifest.model, manifest.runtime) not in models:
            what = f"the earlier index was built with model {manifest.model} ({manifest.runtime})"
            raise StoredIndexError(what, where=str(folder.path), fix="name that in config.yaml first")
        verify(folder.path, manifest.files)
        folder.switch(name)
        return manifest
