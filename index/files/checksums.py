"""Whether files are still what was written: their size and sha256, and whether JSON is of the expected shape."""

import errno
import hashlib
import os
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from index.errors import REBUILD, StoredIndexError, allow

T = TypeVar("T")
PIECE = 2**23
SETTLED = 2_000_000_000
"""Nanoseconds after which a change of a file shows in its time, on every file system."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """Size in bytes and sha256 of a file."""

    bytes: int
    sha256: str


def checksum(path: Path) -> Checksum:
    """The checksum of a file, which is read in pieces: large ones, for other threads can hold up each.

    Raises OSError, also for what is no file, as a pipe that nobody writes to.
    """
    if not path.is_dir() and not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "is no file", str(path))
    digest, size = hashlib.sha256(), 0
    with path.open("rb", buffering=0) as file:
        piece = memoryview(bytearray(min(PIECE, os.fstat(file.fileno()).st_size + 1)))
        while count := file.readinto(piece):
            digest.update(piece[:count])
            size += count
    return Checksum(size, digest.hexdigest())


def checksums(folder: Path) -> dict[str, Checksum]:
    """The checksums of the files in a folder, by name."""
    return {path.name: checksum(path) for path in sorted(folder.iterdir())}


def verify(folder: Path, expected: Mapping[str, Checksum]) -> None:
    """Compare files, by their path in a folder, with their checksums. Raises StoredIndexError for the first that differs."""
    for name, wanted in expected.items():
        path = folder / name
        try:
            intact = path.stat().st_size == wanted.bytes and checksum(path) == wanted
        except OSError as error:
            raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=allow(error)) from None
        except ValueError:
            raise StoredIndexError("damaged: names a file that cannot be", where=str(path), fix=REBUILD) from None
        if not intact:
            raise StoredIndexError("damaged: not the file that was built", where=str(path), fix=REBUILD)


def write_json(value: object, path: Path) -> None:
    """Write what `read_json` reads, indented for people."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def read_json(path: Path, kind: type[T]) -> T:
    """Read a JSON file of a known shape. Raises StoredIndexError when it cannot be read or has another."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=allow(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoredIndexError(f"damaged ({error})", where=str(path), fix=REBUILD) from None


class KnownFiles:
    """The sha256 of large files that seldom change, by path; a file whose size and time are as they were is not read again.

    A convenience that may be deleted: one that cannot be read is as good as none, and one that cannot be written is not.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._known = read_json(path, dict[str, tuple[int, int, str]])
        except StoredIndexError:
            self._known = {}

    def sha256(self, path: Path) -> str:
        """The sha256 of a file."""
        status = path.stat()
        size, changed, sha256 = self._known.get(str(path.resolve()), (-1, -1, ""))
        if (size, changed) == (status.st_size, status.st_mtime_ns):
            return sha256
        sha256 = checksum(path).sha256
        if time.time_ns() - status.st_mtime_ns > SETTLED:  # else it could be written again without its time telling
            self._known[str(path.resolve())] = (status.st_size, status.st_mtime_ns, sha256)
            with suppress(OSError):
                write_json(self._known, self._path)
        return sha256
