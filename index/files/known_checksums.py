"""Checksums of files that are many or large, and hardly ever change: read again only when the file system says so."""

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from index.files.checksums import DECODING, SETTLED_NANOSECONDS, checksum

MANY_FILES = 500
"""The number of files from which it is worthwhile to remember their checksums."""


class _Known(msgspec.Struct, array_like=True):
    """The sha256 of a file and the state it was in.

    No edit leaves all of them as they are: not even one that keeps the size and sets the time of the modification back.
    """

    sha256: str
    size: int
    modified: int
    changed: int
    inode: int


class KnownChecksums:
    """Remembers the sha256 of files in a file of its own, which may be deleted at any time.

    If that cannot be read, it counts as empty, and failing to write it is ignored.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_new = False
        try:
            data = path.read_bytes()
            with DECODING:
                self._known = msgspec.json.decode(data, type=dict[str, _Known])
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._known = {}

    def sha256(self, path: Path) -> str:
        """Return the sha256 of a file. Raises OSError or ValueError as `checksum` does."""
        name = str(path)
        status = os.stat(name)  # noqa: PTH116  # faster than a Path's
        state = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        known = self._known.get(name)
        if known is not None and (known.size, known.modified, known.changed, known.inode) == state:
            return known.sha256
        found = checksum(path).sha256
        if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > SETTLED_NANOSECONDS:
            self._known[name] = _Known(found, *state)
            self._is_new = True
        return found

    def save(self, used: set[Path] | None = None) -> None:
        """Write what is known of the files that are used (default: all), if it is new."""
        if not self._is_new:
            return
        names = self._known.keys() if used is None else {str(path) for path in used}
        kept = {name: known for name, known in self._known.items() if name in names}
        draft = self._path.with_name(f".{self._path.name}-{secrets.token_hex(4)}")
        with suppress(OSError):
            draft.write_bytes(msgspec.json.encode(kept))
            draft.replace(self._path)
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        self._is_new = False
