"""Paths as written in config.yaml."""

import errno
import os
from pathlib import Path

from index.errors import FootnoteError, SettingsError


class RealPaths:
    """The real paths of many files, looked up once for each folder and for each file that is a link."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}
        self._found: dict[str, str] = {}

    def __call__(self, path: Path) -> str:
        """Return the path of a file without links in it; the file need not exist."""
        name = os.fspath(path)
        if (found := self._found.get(name)) is not None:
            return found
        folder, base = os.path.split(name)
        if base in {"", os.curdir, os.pardir} or os.path.islink(name):  # noqa: PTH114  # faster than a Path's
            found = os.path.realpath(name)
        else:
            if (real := self._folders.get(folder)) is None:
                real = self._folders[folder] = os.path.realpath(folder or os.curdir)
            found = f"{real.rstrip(os.sep)}{os.sep}{base}"
        self._found[name] = found
        return found


def follow_links(path: Path) -> Path:
    """Return the absolute path of a file without links in it; the file need not exist, and links may lead in a circle.

    `Path.resolve` raises RuntimeError for such links, before Python 3.13.
    """
    return Path(os.path.realpath(path))


def resolve_path(root: Path, written: str) -> Path:
    """Resolve a path against `root`, unless it is absolute or starts at a home folder (`~/handbook`).

    Raises SettingsError if that home folder does not exist.
    """
    try:
        return root / (Path(written).expanduser() if written.startswith("~") else written)
    except RuntimeError:
        raise SettingsError("no such home folder", where=repr(written), fix="fix the path in config.yaml") from None


def require_file(path: Path, shown: str, error: type[FootnoteError], fix: str) -> None:
    """Raise `error` if a path is a pipe or a device, which might never end; reading a folder raises errors by itself."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise error("is not a file", where=shown, fix=fix)


def require_place(path: Path) -> None:
    """Raise the OSError that writing a file at a path would, if that is a folder, or in none; before it takes any work."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not path.parent.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
