"""Kinds of files: those that Footnote reads, and advice for the others."""

import shlex
from pathlib import Path

from index.errors import DocumentError

MARKDOWN = {".md", ".markdown", ".mdown", ".mkd", ".mdx"}
PLAIN = {".txt", ".text"}
HTML = {".html", ".htm", ".xhtml"}
READABLE = {*MARKDOWN, *PLAIN, *HTML}
CONVERSIONS = {
    ".pdf": ("PDF", "pdftotext -layout {} {}", ".txt"),
    **dict.fromkeys((".docx", ".odt", ".rtf", ".epub"), ("{} files", "pandoc {} -t gfm -o {}", ".md")),
    **dict.fromkeys((".doc", ".pages", ".pptx"), ("{} files", "", "")),
}
"""Kinds of files that Footnote does not read, and commands that convert them: name, command, suffix of the result."""
SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a Word file or an archive",
    b"\xd0\xcf\x11\xe0": "a Word file",
    b"{\\rtf": "RTF",
}
"""The first bytes of files that are not text, whatever their names."""


def check_kind(path: Path, shown: str, data: bytes) -> None:
    """Raise DocumentError with advice on converting a file if its name or first bytes show that it is not readable."""
    _check_name(path, shown)
    for start, kind in SIGNATURES.items():
        if data.startswith(start):
            raise DocumentError(f"is {kind}, despite its name", where=shown, fix="provide the document as text")


def _check_name(path: Path, shown: str) -> None:
    """Raise DocumentError with advice on converting a file if its suffix is not one that Footnote reads."""
    suffix = path.suffix.lower()
    if suffix in READABLE:
        return
    if suffix in CONVERSIONS:
        kind, template, new_suffix = CONVERSIONS[suffix]
        command = template.format(shlex.quote(shown), shlex.quote(path.stem + new_suffix))
        fix = f"convert it, for example: {command}" if command else "save it as text, or as .docx to convert with pandoc"
        raise DocumentError(f"{kind.format(suffix)} cannot be read", where=shown, fix=fix)
    what = f"{suffix} files cannot be read" if suffix else "has no file extension"
    raise DocumentError(what, where=shown, fix="rename it to .md or .txt if it is text, or convert it")
