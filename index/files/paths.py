"""Paths as config.yaml writes them."""

from pathlib import Path

from index.errors import SettingsError


def located(root: Path, written: str) -> Path:
    """A path that starts at `root` unless it is absolute, or at somebody's home folder: `~/handbook`. Raises SettingsError."""
    try:
        return root / Path(written).expanduser()
    except RuntimeError:
        raise SettingsError("there is no such home folder", where=repr(written), fix="mend the path in config.yaml") from None
