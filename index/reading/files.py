"""Reads a file as text with one encoding, one kind of line ending and no control characters."""

from pathlib import Path

from index.errors import DocumentError
from index.files.encodings import explain_encoding, is_marked
from index.text.characters import clean


def decode_text(data: bytes, shown: str) -> str:
    """Decode the contents of a file; `shown` names it in errors. Raises DocumentError if it is empty or not UTF-8 text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None or is_marked(data):
        wrong = explain_encoding(data, shown)
        raise DocumentError(wrong.what, where=f"{shown}:{wrong.line}" if wrong.line else shown, fix=wrong.fix)
    if not text.strip():
        raise DocumentError("is empty", where=shown, fix="add some text, or remove it from config.yaml")
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def read_bytes(path: Path, shown: str) -> bytes:
    """Return the contents of a file. Raises DocumentError if it is missing or cannot be read."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise DocumentError("is not a file", where=shown, fix="fix the path in config.yaml")
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentError("no such file", where=shown, fix="fix the path in config.yaml") from None
    except IsADirectoryError:
        raise DocumentError("is a folder", where=shown, fix=f"name its files: {shown.rstrip('/')}/*.md") from None
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror})", where=shown, fix="check its permissions") from None
    except ValueError:
        raise DocumentError("is not a valid path", where=repr(shown), fix="fix the path in config.yaml") from None


def check_line_lengths(text: str, shown: str, limit: int) -> None:
    """Raise DocumentError if a line has more than `limit` characters: no real document does, and it could not be quoted."""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > limit:
            what = f"the line has {len(line):,} characters (at most {limit:,})"
            raise DocumentError(what, where=f"{shown}:{number}", fix="split it into paragraphs")
