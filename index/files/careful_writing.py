"""Rewrite files that people edit, too: read when they are not being saved, and replaced in one step."""

import errno
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from index.errors import FootnoteError
from index.files.checksums import file_state
from index.files.paths import follow_links, require_file

SETTLED_SECONDS = 0.2
"""Seconds for which a file must not have changed before it is read: an editor may be in the middle of saving it."""
PATIENCE_SECONDS = 3.0
"""Seconds to wait for that, at most."""
BOM = b"\xef\xbb\xbf"
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
"""The errors of a file or folder that this user may not write."""
ONLY_IN_PLACE = {*READ_ONLY, errno.EBUSY, errno.EXDEV}
"""Errors of a folder in which no other file can take the place of one that may itself be writable."""


def fix_of_writing(problem: Exception, otherwise: str) -> str:
    """Return what to do about a file that cannot be written, if the error says so, or else what is passed."""
    number = getattr(problem, "errno", None)
    if number in NO_SPACE:
        return "free up space"
    return "raise the limit on the size of files (`ulimit -f`)" if number == errno.EFBIG else otherwise


def read_settled(path: Path, shown: str, error: type[FootnoteError]) -> str:
    """Return the text of a file that nobody is saving at this moment, with its line endings; "" if there is none.

    Raises `error` if it cannot be read, is not UTF-8, or is a pipe or a device, which might never end.
    """
    _wait_until_settled(path)
    try:
        require_file(path, shown, error, "name another file in config.yaml")
        return path.read_bytes().removeprefix(BOM).decode("utf-8")
    except FileNotFoundError:
        return ""
    except IsADirectoryError:
        raise error("is a folder", where=shown, fix="move it away, or name another file in config.yaml") from None
    except UnicodeDecodeError:
        raise error("is not UTF-8 text", where=shown, fix="save it as UTF-8") from None
    except OSError as problem:
        raise error(f"cannot be read ({problem.strerror})", where=shown, fix="check its permissions") from None


def _wait_until_settled(path: Path) -> None:
    """Wait while a file changes, or if it has changed a moment ago."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    state = file_state(path)
    while time.monotonic() < deadline:
        try:
            age = time.time() - path.stat().st_mtime
        except OSError:
            return
        before, state = state, file_state(path)
        if not 0 <= age < SETTLED_SECONDS and state == before:
            return
        time.sleep(SETTLED_SECONDS / 4)


def rewrite(path: Path, text: str, shown: str, error: type[FootnoteError]) -> None:
    """Replace the text of a file in one step, creating it and its folder if there are none; a BOM and the permissions stay.

    Raises `error` if it cannot be written; the file then stays as it was.
    """
    try:
        target = follow_links(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        old = target.read_bytes() if target.exists() else b""
        data = (BOM if old.startswith(BOM) else b"") + text.encode("utf-8")
        replace_file(target, data)
    except OSError as problem:
        fix = fix_of_writing(problem, "make it writable for whoever runs Footnote")
        raise error(f"cannot be written ({problem.strerror})", where=shown, fix=fix) from None


def replace_file(target: Path, data: bytes) -> None:
    """Write a new file beside the target and put it in its place; or over it, if the target alone is writable.

    Raises OSError; the target then stays as it was.
    """
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        _write(draft, data)
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        draft.replace(target)
    except OSError as problem:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if problem.errno not in ONLY_IN_PLACE or not target.exists():
            raise
        _overwrite(target, data)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _overwrite(path: Path, data: bytes) -> None:
    """Write over a file whose folder cannot be written, such as one that is mounted alone into a container."""
    old = path.read_bytes()
    try:
        _put(path, data)
    except OSError:
        with suppress(OSError):
            _put(path, old)
        raise


def _put(path: Path, data: bytes) -> None:
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
