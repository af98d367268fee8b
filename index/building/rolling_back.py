"""Go back to the index before this one, which is kept for that."""

from index.manifest import Manifest
from index.progress import NoProgress, Progress
from index.settings import Settings
from index.storage import IndexFolder


def roll_back(settings: Settings, progress: Progress | None = None) -> Manifest:
    """Switch to the index that was in use before the current one, which takes its place as the one to go back to.

    Raises StoredIndexError when there is none, or it is damaged; the current index then stays in use.
    """
    progress = progress or NoProgress()
    folder = IndexFolder(settings.index_folder)
    with folder.lock(lambda: progress.step("Waiting for another build to end")):
        return folder.roll_back()
