"""Pins: a process that reads a generation keeps its files from being removed, because it opens some of them only later.

A reader holds a shared lock on the manifest, which the system releases when the process ends in whatever way. Whoever removes
a generation needs the exclusive one. Where locks do not exist, nothing is pinned; Windows does not remove open files anyway.
"""

import os
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoredIndexError, read_error_fix

if sys.platform == "win32":

    def _try_lock(_: int, *, is_shared: bool) -> bool:  # noqa: ARG001  # as below
        return True

else:
    import fcntl

    def _try_lock(descriptor: int, *, is_shared: bool) -> bool:
        """Lock a file without waiting, and return False if others hold a lock that excludes it."""
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # the file system has no locks
            return True
        return True


class Pin:
    """Keeps the generation with a manifest from being removed, for as long as this object lives."""

    def __init__(self, manifest: Path) -> None:
        """Pin a generation. Raises StoredIndexError if it is gone, or is being removed."""
        try:
            descriptor = os.open(manifest, os.O_RDONLY)
        except OSError as error:
            what = f"cannot be read ({error.strerror})"
            raise StoredIndexError(what, where=str(manifest), fix=read_error_fix(error)) from None
        weakref.finalize(self, os.close, descriptor)
        if not _try_lock(descriptor, is_shared=True):
            raise StoredIndexError("is being removed", where=str(manifest), fix="try again")


@contextmanager
def unpinned(manifest: Path) -> Iterator[bool]:
    """Return whether nobody reads a generation, which then cannot be pinned during the block."""
    try:
        descriptor = os.open(manifest, os.O_RDONLY)
    except OSError:
        yield True  # without a manifest, nobody reads it
        return
    try:
        yield _try_lock(descriptor, is_shared=False)
    finally:
        os.close(descriptor)
