"""The disk check: permission and space to rebuild the index in its folder."""

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.checks import Check, failed, ok, warning

if TYPE_CHECKING:
    from index.settings import Settings
    from index.storing.manifest import Manifest

FIRST_BUILD_BYTES = 200_000_000
"""Bytes that the first build needs while it writes the compiled form of a small model."""
MEGABYTE, GIGABYTE = 10**6, 10**9
USE_ANOTHER_FOLDER = "set `index` in config.yaml to another folder"


def check_disk(settings: "Settings", manifest: "Manifest | None") -> Check:
    """Check that the index folder is writable and has room for another index; the test file is deleted at once."""
    folder = settings.index_folder
    place = _nearest_existing(folder.absolute())
    needed = sum(found.bytes for found in manifest.files.values()) if manifest else FIRST_BUILD_BYTES
    try:
        free = shutil.disk_usage(place).free
        if free < needed:
            return _disk_full(folder, free, needed)
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"\0")
            file.flush()
    except OSError as error:
        return _unwritable(folder, error, can_answer=manifest is not None and not settings.watch)
    return ok("Disk", f"{folder}: {_describe_space(free, needed)}")


def _disk_full(folder: Path, free: int, needed: int) -> Check:
    return failed("Disk", f"{folder}: {_describe_space(free, needed)}", f"free up space, or {USE_ANOTHER_FOLDER}")


def _describe_space(free: int, needed: int) -> str:
    return f"{_format_size(free)} free, {_format_size(needed)} needed to rebuild the index"


def _unwritable(folder: Path, error: OSError, *, can_answer: bool) -> Check:
    what = f"{folder}: cannot be written ({error.strerror})"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return failed("Disk", what, f"free up space, or {USE_ANOTHER_FOLDER}")
    if can_answer:
        what = f"{what}; the bot can answer, but cannot pick up edits"
        return warning("Disk", what, f"make it writable, or {USE_ANOTHER_FOLDER}")
    return failed("Disk", what, f"make it writable, or {USE_ANOTHER_FOLDER}")


def _nearest_existing(path: Path) -> Path:
    """Return the path, or the nearest visible folder above it, in which it would be created."""
    return next((each for each in (path, *path.parents) if os.access(each, os.F_OK)), path)


def _format_size(count: int) -> str:
    """Format a number of bytes, as in `1.2 GB` or `48.0 MB`."""
    return f"{count / GIGABYTE:,.1f} GB" if count >= GIGABYTE else f"{count / MEGABYTE:,.1f} MB"
