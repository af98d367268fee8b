"""Kinds of files: those that Footnote reads, and advice for the others."""

import re
import shlex
from pathlib import Path

from index.errors import DocumentError

MARKDOWN = {".md", ".markdown", ".mdown", ".mkd", ".mdx"}
PLAIN = {".txt", ".text"}
HTML = {".html", ".htm", ".xhtml"}
COMMENTS = r"(?:<!--(?:(?!-->).){0,1000}-->\s*){0,5}"
PAGE = re.compile(rf"\s*(?:<\?xml\b[^<>]{{0,200}}>\s*)?{COMMENTS}<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
PAGE_END = re.compile(rf"</html\s*>\s*{COMMENTS}\Z", re.IGNORECASE | re.DOTALL)
"""The start and end of a whole page of HTML."""
MAX_END = 5_000
PAGE_KEYS = {"title", "layout", "permalink", "slug"}
"""Keys of front matter, of which plain text between lines of dashes has none."""
JSX_MARKS = ("className=", "={")
JSX = re.compile(
    r"^(?! {4}|\t).*?<[A-Za-z][\w.]{0,80}(?=\s)[^<>`]{0,500}?\s"
    r"(?:className=[\"'{]|[A-Za-z][\w-]{0,40}=\{(?![%#])(?!\{(?!\s{0,20}[\w\"'-]{1,40}\s{0,20}:)))",
    re.MULTILINE,
)
"""A tag with a class of React or an expression in braces (`rows={3}`), which is no variable of a template (`={{ name }}`)."""
FENCE, CODE = re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)"), re.compile(r"`[^`\n]+`")
READABLE = {*MARKDOWN, *PLAIN, *HTML}
CONVERT = "convert it, for example: "
PANDOC = CONVERT + "pandoc {file} -t gfm -o {md}"
EXPORT = "save the page that it makes as .html"
REWRITE = "write its texts as Markdown, for example each question as a heading with its answer below, or export it as .html"
UNREADABLE = "cannot be read"
NOT_YET = "are not read yet"
ADVICE: dict[str, tuple[str, str]] = {
    **dict.fromkeys((".docx", ".odt", ".rtf", ".epub", ".tex", ".org", ".textile", ".fb2"), (UNREADABLE, PANDOC)),
    **dict.fromkeys((".doc", ".pages", ".pptx", ".odp"), (UNREADABLE, "save it as text, or as .docx to convert with pandoc")),
    **dict.fromkeys((".rst", ".rest"), (NOT_YET, f"{PANDOC} (without pandoc, copy it to {{txt}})")),
    **dict.fromkeys((".adoc", ".asciidoc"), (NOT_YET, f"{CONVERT}asciidoctor {{file}} -o {{html}}")),
    **dict.fromkeys((".wiki", ".mediawiki"), (NOT_YET, f"{CONVERT}pandoc -f mediawiki {{file}} -t gfm -o {{md}}")),
    **dict.fromkeys((".csv", ".tsv"), (NOT_YET, "make it a table in Markdown, for example: pandoc {file} -t gfm -o {md}")),
    **dict.fromkeys((".json", ".jsonl", ".yaml", ".yml", ".toml", ".xml"), (NOT_YET, REWRITE)),
    **dict.fromkeys((".xlsx", ".xls", ".ods"), (UNREADABLE, f"{CONVERT}soffice --headless --convert-to html {{file}}")),
    ".numbers": (UNREADABLE, "export it as .csv, and make that a table in Markdown with pandoc"),
    ".ipynb": (UNREADABLE, f"{CONVERT}jupyter nbconvert --to markdown {{file}}"),
    **dict.fromkeys((".php", ".jsx", ".tsx", ".vue", ".svelte", ".astro", ".asp", ".aspx", ".jsp"), (UNREADABLE, EXPORT)),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive"), (UNREADABLE, "save the page again as HTML only (.html)")),
    **dict.fromkeys((".zip", ".tar", ".gz", ".tgz", ".7z", ".rar"), (UNREADABLE, "unpack it, and list the files in it")),
}
"""Kinds of files that Footnote does not read: what the error says, and how to get one that it reads."""
SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a Word file or an archive",
    b"\xd0\xcf\x11\xe0": "a Word file",
    b"{\\rtf": "RTF",
}
"""The first bytes of files that are not text, whatever their names."""


def check_kind(path: Path, shown: str, data: bytes) -> None:
    """Raise DocumentError with advice on converting a file if its name or first bytes show that it is not readable."""
    check_name(path, shown)
    for start, kind in SIGNATURES.items():
        if data.startswith(start):
            raise DocumentError(f"is {kind}, despite its name", where=shown, fix="provide the document as text")


def check_name(path: Path, shown: str) -> None:
    """Raise DocumentError with advice on converting a file if its suffix is not one that Footnote reads."""
    suffix = path.suffix.lower()
    if suffix in READABLE:
        return
    if suffix == ".pdf":
        fix = f"{CONVERT}pdftotext -layout {shlex.quote(shown)} {shlex.quote(path.stem + '.txt')}"
        raise DocumentError("PDF cannot be read", where=shown, fix=fix)
    if suffix in ADVICE:
        what, fix = ADVICE[suffix]
        names = {new: shlex.quote(f"{path.stem}.{new}") for new in ("md", "html", "txt")}
        raise DocumentError(f"{suffix} files {what}", where=shown, fix=fix.format(file=shlex.quote(shown), **names))
    what = f"{suffix} files cannot be read" if suffix else "has no file extension"
    raise DocumentError(what, where=shown, fix="rename it to .md or .txt if it is text, or convert it")


def kind_of(suffix: str, text: str) -> str:
    """Return the suffix by which a text is read.

    A whole page of HTML is one whatever the name of its file, text with front matter is Markdown, and Markdown with attributes
    of MDX is MDX.
    """
    suffix = suffix.lower()
    if suffix not in HTML and PAGE.match(text) and PAGE_END.search(text, max(0, len(text) - MAX_END)):
        return ".html"
    if suffix in PLAIN and text.startswith("---\n"):
        from index.reading.front_matter import read_front_matter

        return ".md" if PAGE_KEYS & (read_front_matter(text).values or {}).keys() else suffix
    return ".mdx" if suffix in MARKDOWN and _has_jsx(text) else suffix


def _has_jsx(text: str) -> bool:
    """Return whether a Markdown text has a tag outside of code with an attribute that only MDX has."""
    return any(mark in text for mark in JSX_MARKS) and JSX.search(_without_code(text)) is not None


def _without_code(text: str) -> str:
    """Return a text without its code between marks."""
    lines: list[str] = []
    opened = ""
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if opened:
            if fence and fence[1].startswith(opened) and not fence[2].strip():
                opened = ""
        elif fence and "`" not in fence[2]:
            opened = fence[1]
        else:
            lines.append(line)
    return CODE.sub("", "\n".join(lines))
