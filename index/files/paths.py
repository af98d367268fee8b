"""Paths as written in config.yaml."""

import os
from pathlib import Path

from index.errors import SettingsError


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


def resolve_path(root: Path, written: str) -> Path:
    """Resolve a path against `root`, unless it is absolute or starts at a home folder (`~/handbook`).

    Raises SettingsError if that home folder does not exist.
    """
    try:
        return root / (Path(written).expanduser() if written.startswith("~") else written)
    except RuntimeError:
        raise SettingsError("no such home folder", where=repr(written), fix="fix the path in config.yaml") from None
