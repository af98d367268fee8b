"""Kinds of files: which are read, and what is to be done with the others."""

import shlex
from pathlib import Path

from index.errors import DocumentError

MARKDOWN = {".md", ".markdown", ".mdown", ".mkd"}
PLAIN = {".txt", ".text"}
HTML = {".html", ".htm", ".xhtml"}
READABLE = {*MARKDOWN, *PLAIN, *HTML}
CONVERSIONS = {
    ".pdf": ("PDF", "pdftotext -layout {} {}", ".txt"),
    **dict.fromkeys((".docx", ".odt", ".rtf", ".epub"), ("{} files", "pandoc {} -t gfm -o {}", ".md")),
    **dict.fromkeys((".doc", ".pages", ".pptx"), ("{} files", "", "")),
}
"""Kinds of files that are not read, and the commands that make of them what is."""
STARTS = {b"%PDF-": "a PDF", b"PK\x03\x04": "a Word file or an archive", b"\xd0\xcf\x11\xe0": "a Word file", b"{\\rtf": "RTF"}
"""How files begin that are no text, whatever their names say."""


def check_kind(path: Path, shown: str, data: bytes) -> None:
    """Raise DocumentError that says how to make a file readable, if by its name or its first bytes it is of another kind."""
    _check_name(path, shown)
    for start, kind in STARTS.items():
        if data.startswith(start):
            raise DocumentError(f"is {kind}, whatever its name says", where=shown, fix="give the text of the document")


def _check_name(path: Path, shown: str) -> None:
    """Say how a file is turned into one that can be read, if by its name it is of another kind."""
    suffix = path.suffix.lower()
    if suffix in READABLE:
        return
    if suffix in CONVERSIONS:
        kind, command, ending = CONVERSIONS[suffix]
        typed = command.format(shlex.quote(shown), shlex.quote(path.stem + ending))
        fix = f"convert it, as with: {typed}" if typed else "save it as text, or as .docx and convert that with pandoc"
        raise DocumentError(f"{kind.format(suffix)} cannot be read", where=shown, fix=fix)
    what = f"{suffix} files cannot be read" if suffix else "has no ending that tells what it is"
    raise DocumentError(what, where=shown, fix="rename it to .md or .txt if it is text, else convert it")
