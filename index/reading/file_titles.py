"""The title of a document that has none of its own: the name of its file, or of the folder whose first page it is."""

from pathlib import PurePath

PAGES = {"index", "_index", "readme", "default", "home"}
"""Names of the first page of a folder, which say nothing of what is in it."""
SHELVES = {"corpus", "docs", "doc", "documents", "content", "contents", "src", "public", "site", "pages", "wiki"}
"""Names of folders for documents of any kind."""


def file_title(path: str) -> str:
    """Return the title of a document by its path: `travel` for `handbook/travel/index.md`, else the name without its ending."""
    file = PurePath(path)
    folder = file.parent.name
    is_named = folder not in {"", ".."} and folder.lower() not in SHELVES
    return folder if file.stem.lower() in PAGES and is_named else file.stem
