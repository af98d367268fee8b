"""Paths as written in config.yaml."""

from pathlib import Path

from index.errors import SettingsError


def resolve_path(root: Path, written: str) -> Path:
    """Resolve a path against `root`, unless it is absolute or starts at a home folder (`~/handbook`).

    Raises SettingsError if that home folder does not exist.
    """
    try:
        return root / Path(written).expanduser()
    except RuntimeError:
        raise SettingsError("no such home folder", where=repr(written), fix="fix the path in config.yaml") from None
