"""The disk: whether the index can be built anew where it is."""

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

COMPILED = 200_000_000
"""Bytes that a first build needs for a small model, compiled, while it is being written."""
MEGABYTE, GIGABYTE = 10**6, 10**9
ANOTHER_FOLDER = "name another folder as `index` in config.yaml"


def check_disk(settings: "Settings", manifest: "Manifest | None") -> Check:
    """Whether the folder of the index can be written, and has room for another one; what is written for it is gone at once."""
    folder = settings.index_folder
    place = _existing(folder.absolute())
    needed = sum(found.bytes for found in manifest.files.values()) if manifest else COMPILED
    try:
        free = shutil.disk_usage(place).free
        if free < needed:
            return _full(folder, free, needed)
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"\0")
            file.flush()
    except OSError as error:
        return _unwritable(folder, error, can_answer=manifest is not None and not settings.watch)
    return ok("Disk", f"{folder}: {_room(free, needed)}")


def _full(folder: Path, free: int, needed: int) -> Check:
    return failed("Disk", f"{folder}: {_room(free, needed)}", f"make room, or {ANOTHER_FOLDER}")


def _room(free: int, needed: int) -> str:
    return f"{_size(free)} free, {_size(needed)} needed to build another index"


def _unwritable(folder: Path, error: OSError, *, can_answer: bool) -> Check:
    what = f"{folder}: cannot be written ({error.strerror})"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return failed("Disk", what, f"make room, or {ANOTHER_FOLDER}")
    if can_answer:
        return warning("Disk", f"{what}; it answers, but cannot take in edits", f"allow it, or {ANOTHER_FOLDER}")
    return failed("Disk", what, f"allow it, or {ANOTHER_FOLDER}")


def _existing(path: Path) -> Path:
    """The path, or the closest folder above it that can be seen: the one in which it would be made."""
    return next((each for each in (path, *path.parents) if os.access(each, os.F_OK)), path)


def _size(count: int) -> str:
    """`1.2 GB`, `48.0 MB`."""
    return f"{count / GIGABYTE:,.1f} GB" if count >= GIGABYTE else f"{count / MEGABYTE:,.1f} MB"
