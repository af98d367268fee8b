"""Reads a file as text with one encoding, one kind of line ending and no control characters."""

from pathlib import Path

from index.errors import DocumentError
from index.files import conflicts
from index.files.encodings import explain_encoding, is_marked
from index.files.paths import require_file
from index.reading.near_paths import missing_file
from index.text.characters import clean

MAX_BYTES = 100_000_000
"""Bytes of a document, more than a library of handbooks has."""


def decode_text(data: bytes, shown: str, *, is_typed: bool = False, keeps_pages: bool = False) -> str:
    """Decode the contents of a file; `shown` names it in errors, and `is_typed` says that config.yaml does not name it.

    The form feeds between pages become spaces, unless it `keeps_pages`.
    Raises DocumentError if it is empty, not UTF-8 text, or has a merge conflict.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None or is_marked(data):
        wrong = explain_encoding(data, shown)
        raise DocumentError(wrong.what, where=f"{shown}:{wrong.line}" if wrong.line else shown, fix=wrong.fix)
    if not text.strip():
        other = "name another file" if is_typed else "remove it from config.yaml"
        raise DocumentError("is empty", where=shown, fix=f"add some text, or {other}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if line := conflicts.find_conflict(text):
        raise DocumentError("has a merge conflict", where=f"{shown}:{line}", fix=conflicts.FIX)
    return "\f".join(clean(page) for page in text.split("\f")) if keeps_pages else clean(text)


def read_bytes(path: Path, shown: str, *, is_typed: bool = False) -> bytes:
    """Return the contents of a file; `shown` and `is_typed` are as for `decode_text`.

    Raises DocumentError if it is missing, too large or cannot be read.
    """
    fix = "check the path" if is_typed else "fix the path in config.yaml"
    try:
        require_file(path, shown, DocumentError, fix)
        size = path.stat().st_size
        if size > MAX_BYTES and path.is_file():
            what = f"is too large ({size / 10**6:,.0f} MB, at most {MAX_BYTES / 10**6:,.0f})"
            raise DocumentError(what, where=shown, fix="split it into several documents")
        return path.read_bytes()
    except FileNotFoundError:
        raise missing_file(path, shown, fix) from None
    except IsADirectoryError:
        other = f"name its files: {shown.rstrip('/')}/*.md"
        raise DocumentError("is a folder", where=shown, fix="name a file in it" if is_typed else other) from None
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror})", where=shown, fix="check its permissions") from None
    except ValueError:
        raise DocumentError("is not a valid path", where=repr(shown), fix=fix) from None


def check_line_lengths(text: str, shown: str, limit: int) -> None:
    """Raise DocumentError if a line has more than `limit` characters: no real document does, and it could not be quoted."""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > limit:
            what = f"the line has {len(line):,} characters (at most {limit:,})"
            raise DocumentError(what, where=f"{shown}:{number}", fix="split it into paragraphs")
