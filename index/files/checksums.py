"""Checksums of files, and JSON files of a known shape."""

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar

import msgspec

from index.errors import REBUILD, DamagedIndexError, StoredIndexError, read_error_fix

T = TypeVar("T")
CHUNK_BYTES = 2**23
DECODING = Lock()
"""Held while JSON is decoded: msgspec prepares a type when it is first used, and crashes if two threads do so at once."""
SETTLED_NANOSECONDS = 2_000_000_000
"""The age from which a file's modification time can be trusted to show any later change, on every file system."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """The size in bytes and the sha256 of a file."""

    bytes: int
    sha256: str


FileState = tuple[int, int, int]
"""The modification time in nanoseconds, the size and the inode number of a file, of which an edit changes at least one."""


def file_state(path: Path) -> FileState | None:
    """Return the state of a file, or None if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def checksum(path: Path) -> Checksum:
    """Compute the checksum of a file, reading it in large chunks because other threads can delay each read.

    Raises OSError, including for anything that is not a regular file, such as a pipe without a writer.
    """
    if not path.is_dir() and not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "is not a file", str(path))
    digest, size = hashlib.sha256(), 0
    with path.open("rb", buffering=0) as file:
        chunk = memoryview(bytearray(min(CHUNK_BYTES, os.fstat(file.fileno()).st_size + 1)))
        while count := file.readinto(chunk):
            digest.update(chunk[:count])
            size += count
    return Checksum(size, digest.hexdigest())


def checksums(folder: Path) -> dict[str, Checksum]:
    """Compute the checksums of the files in a folder, by name."""
    return {path.name: checksum(path) for path in sorted(folder.iterdir())}


def verify(folder: Path, expected: Mapping[str, Checksum]) -> None:
    """Check files, by their path in a folder, against their checksums. Raises StoredIndexError for the first that differs."""
    for name, wanted in expected.items():
        path = folder / name
        try:
            is_intact = path.stat().st_size == wanted.bytes and checksum(path) == wanted
        except OSError as error:
            raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=read_error_fix(error)) from None
        except ValueError:
            raise StoredIndexError("damaged: lists an impossible file name", where=str(path), fix=REBUILD) from None
        if not is_intact:
            raise StoredIndexError("damaged: differs from the file that was built", where=str(path), fix=REBUILD)


def write_json(value: object, path: Path) -> None:
    """Write a value as indented JSON, for `read_json`."""
    path.write_bytes(_encode(value))


def _encode(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def replace_json(value: object, path: Path) -> None:
    """Write a value as JSON in one step: a reader finds the old file or the new one, even after a crash. Raises OSError."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(_encode(value))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_json(path: Path, kind: type[T]) -> T:
    """Read a JSON file into a type. Raises StoredIndexError if it cannot be read or does not match the type."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=read_error_fix(error)) from None
    return decode_json(data, kind, path)


def decode_json(data: bytes, kind: type[T], path: Path) -> T:
    """Decode the contents of a JSON file into a type. Raises DamagedIndexError if they do not match the type."""
    try:
        with DECODING:
            return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedIndexError(f"damaged ({error})", where=str(path), fix=REBUILD) from None
