"""From a file to text: one encoding, one kind of line end, no control characters."""

from pathlib import Path

from index.errors import DocumentError
from index.text.characters import clean


def to_text(data: bytes, shown: str) -> str:
    """The text of a file; `shown` names it in errors. Raises DocumentError when it is empty or not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError("is UTF-16", where=shown, fix="save the file as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise DocumentError(f"byte 0x{byte:02X} is not UTF-8", where=f"{shown}:{line}", fix="save the file as UTF-8") from None
    if "\x00" in text:
        raise DocumentError("is not text (it holds NUL bytes)", where=shown, fix="give the text of the document")
    if not text.strip():
        raise DocumentError("is empty", where=shown, fix="write something in it, or take it out of config.yaml")
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def read_bytes(path: Path, shown: str) -> bytes:
    """The bytes of a file; raises DocumentError when there is none or it cannot be read."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise DocumentError("is no file", where=shown, fix="mend the path in config.yaml")
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentError("no such file", where=shown, fix="mend the path in config.yaml") from None
    except IsADirectoryError:
        raise DocumentError("is a folder", where=shown, fix=f"name its files: {shown.rstrip('/')}/*.md") from None
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror})", where=shown, fix="let Footnote read it") from None
    except ValueError:
        raise DocumentError("is no path", where=repr(shown), fix="mend the path in config.yaml") from None


def check_lines(text: str, shown: str, limit: int) -> None:
    """Raise DocumentError when a line is longer than `limit` characters: no document is written so, and none can quote it."""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > limit:
            what = f"a line of {len(line):,} characters (at most {limit:,})"
            raise DocumentError(what, where=f"{shown}:{number}", fix="break it into paragraphs")
