"""The folders where a system keeps what programs store for a user."""

from pathlib import Path
from typing import Literal


def user_folder(kind: Literal["cache", "state"]) -> Path | None:
    """Return Footnote's folder of a kind, which need not exist; None if the user has no home folder."""
    import platformdirs

    find = platformdirs.user_cache_path if kind == "cache" else platformdirs.user_state_path
    try:
        path = find("footnote", appauthor=False)
    except RuntimeError:  # no such user
        return None
    return path if path.is_absolute() else None  # as in "~/.cache" if there is no home folder
