"""Checksums of files, and JSON files of a known shape."""

import errno
import hashlib
import os
import re
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
DIFFERS = "damaged: differs from the file that was built"
DECODING = Lock()
"""Held while JSON is decoded: msgspec prepares a type when it is first used, and crashes if two threads do so at once."""
SEAL = re.compile(rb'(?<="checksum": ")[^"]*(?=")')
"""Where a sealed JSON file has the checksum of its other bytes; quotes inside JSON strings are escaped, so only there."""
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
            raise StoredIndexError(DIFFERS, where=str(path), fix=REBUILD)


def write_json(value: object, path: Path) -> None:
    """Write a value as indented JSON, for `read_json`. If it has a field `checksum`, that is filled in."""
    path.write_bytes(_encode(value))


def _encode(value: object) -> bytes:
    return sealed(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def sealed(data: bytes) -> bytes:
    """Return JSON with the sha256 of its other bytes in the field `checksum`, or as it is if it has no such field.

    No other file vouches for one that is sealed, but damage to it is noticed all the same.
    """
    empty = SEAL.sub(b"", data, count=1)
    return SEAL.sub(hashlib.sha256(empty).hexdigest().encode(), empty, count=1)


def read_sealed(path: Path) -> bytes:
    """Read a JSON file that may be sealed. Raises StoredIndexError if it cannot be read, or is not as it was written."""
    data = read_bytes(path)
    if SEAL.search(data) and sealed(data) != data:
        raise DamagedIndexError(DIFFERS, where=str(path), fix=REBUILD)
    return data


def replace_json(value: object, path: Path) -> None:
    """Write a value as `write_json` does, in one step: a reader finds the old file or the new one, even after a crash.

    Raises OSError.
    """
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
    return decode_json(read_bytes(path), kind, path)


def read_bytes(path: Path) -> bytes:
    """Read a file of an index. Raises StoredIndexError if that is not possible."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=read_error_fix(error)) from None


def decode_json(data: bytes, kind: type[T], path: Path) -> T:
    """Decode the contents of a JSON file into a type. Raises DamagedIndexError if they do not match the type."""
    try:
        with DECODING:
            return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedIndexError(f"damaged ({error})", where=str(path), fix=REBUILD) from None
