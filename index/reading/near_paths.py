"""Suggests the file that was probably meant by a path without one."""

import difflib
import re
from pathlib import Path

from index.errors import DocumentError

WEB_ADDRESS = re.compile(r"https?:/", re.IGNORECASE)
MAX_NAMES = 2_000
"""Files of a folder to compare with a name."""


def missing_file(path: Path, shown: str, fix: str) -> DocumentError:
    """Return the error for a file that does not exist; `fix` applies unless a file with a similar path exists."""
    if WEB_ADDRESS.match(shown):
        fix = "save the page as a file and name that; its address can be the `url` of the document"
    elif path.is_symlink():
        fix = "remove the link, or put the file where it leads"
        return DocumentError("is a link to a file that does not exist", where=shown, fix=fix)
    elif near := _near(path, shown):
        fix = f"did you mean {near}?"
    return DocumentError("no such file", where=shown, fix=fix)


def _near(path: Path, shown: str) -> str | None:
    """Return the path of a similar file, written like `shown`: with slashes, without blanks around it, or a similar name."""
    folders = shown[: len(shown) - len(path.name)]
    if not str(path).endswith(shown) or not shown.endswith(path.name):
        return None
    tidy = re.sub(r"\\+", "/", shown.strip())
    if tidy != shown and Path(str(path)[: len(str(path)) - len(shown)] + tidy).is_file():
        return tidy
    try:
        names = [each.name for each, _ in zip(path.parent.iterdir(), range(MAX_NAMES), strict=False)]
    except (OSError, ValueError):
        return None
    folded = {name.casefold(): name for name in names}
    matches = difflib.get_close_matches(path.name.casefold(), folded, n=1, cutoff=0.8)
    return f"{folders}{folded[matches[0]]}" if matches else None
