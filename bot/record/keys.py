"""The key that turns member IDs into the hashes by which the record knows them: made once, in a file for its owner alone."""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from bot.record.entries import RecordError
from index.files.careful_writing import fix_of_writing

KEY_BYTES = 32
HASH_BYTES = 16
PRIVATE = 0o600
"""The permissions of a file that only its owner may read and write."""
RESTORE = "restore it from a backup; without it, nobody's entries can be found to delete them"


def load_key(path: Path) -> bytes:
    """Read the key, or make one if there is no file. Raises RecordError."""
    try:
        if not path.exists():
            write_key(path, new_key())
        return read_key(path)
    except OSError as error:
        fix = "check its permissions" if isinstance(error, PermissionError) else "make its folder writable"
        what = f"cannot be read or made ({error.strerror})"
        raise RecordError(what, where=str(path), fix=fix_of_writing(error, fix)) from None


def new_key() -> bytes:
    """Return a new random key."""
    return secrets.token_bytes(KEY_BYTES)


def read_key(path: Path) -> bytes:
    """Read a key that exists. Raises RecordError if it is not one, and OSError."""
    written = path.read_bytes()[: 4 * KEY_BYTES]
    with suppress(ValueError):
        key = bytes.fromhex(written.decode("ascii"))
        if len(key) == KEY_BYTES:
            return key
    raise RecordError("is not a key of the record", where=str(path), fix=RESTORE)


def write_key(path: Path, key: bytes) -> None:
    """Write a key, unless another process is faster. It appears in one step, complete. Raises OSError."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        make_private(draft)
        fill_key(draft, key)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Make a new, empty file for its owner alone. Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))


def fill_key(path: Path, key: bytes) -> None:
    """Write a key into a file that exists, down to the disk. Raises OSError."""
    with path.open("w", encoding="ascii") as file:
        file.write(f"{key.hex()}\n")
        file.flush()
        os.fsync(file.fileno())


def hash_member(key: bytes, member: int) -> str:
    """Return the keyed hash of a member's ID, which only somebody with the key can compute."""
    return hashlib.blake2b(str(member).encode("ascii"), key=key, digest_size=HASH_BYTES).hexdigest()
