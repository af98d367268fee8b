"""From config.yaml's list of documents to documents, each by the reader made for its kind of file."""

import glob
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError, SettingsError
from index.files.paths import located
from index.reading.blocks import Reading
from index.reading.document import Document, arrange, outline_paths
from index.reading.files import check_lines, read_bytes, to_text
from index.reading.kinds import HTML, MARKDOWN, READABLE, check_kind
from index.settings import DocumentSettings, Settings

UNWRITABLE = re.compile("[\ud800-\udfff]")
"""What Python makes of bytes in a file name that are not UTF-8."""
LONGEST_LINE = 100_000
"""Characters in a line of Markdown or plain text; a long chapter has fewer."""
LONGEST_BLOCK = 100_000
"""Characters in one bullet or paragraph, in whatever markup."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the corpus: `shown` is its path as config.yaml writes it, with what config.yaml says of it."""

    path: Path
    shown: str
    settings: DocumentSettings


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document as read, the file it was read from, and the sha256 of its bytes."""

    document: Document
    file: SourceFile
    sha256: str


def find_files(settings: Settings) -> tuple[SourceFile, ...]:
    """The files that config.yaml names, in its order; a pattern stands for all that it matches, by name.

    Raises SettingsError when a pattern matches nothing, or a file is named twice or lies in the folder of the index.
    """
    files: dict[Path, SourceFile] = {}
    index = settings.index_folder.resolve()
    for entry in settings.documents:
        for shown in _expand(entry, settings):
            path = located(settings.root, shown)
            if path in files:
                raise SettingsError(f"documents: {shown!r} is named twice", fix="keep one of them")
            if path.resolve().is_relative_to(index):
                what = f"documents: {shown!r} lies in the folder of the index, which may be removed at any time"
                raise SettingsError(what, fix="name another folder as `index`")
            files[path] = SourceFile(path, ascii(shown) if UNWRITABLE.search(shown) else shown, entry)
    return tuple(files.values())


def unnamed_documents(settings: Settings) -> list[str]:
    """Files of a kind that is read, beside those that config.yaml names in folders below its own, and not named themselves."""
    named = {file.path.resolve() for file in find_files(settings)}
    root = settings.root.resolve()
    folders = {path.parent for path in named if path.parent != root and path.is_relative_to(root)}
    beside = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
    found = [path for path in beside if path.suffix.lower() in READABLE and not path.name.startswith(".") and path.is_file()]
    return sorted(path.relative_to(root).as_posix() for path in found if path not in named)


def _expand(entry: DocumentSettings, settings: Settings) -> list[str]:
    try:
        if not glob.has_magic(entry.path) or (settings.root / entry.path).exists():
            return [entry.path]
    except OSError as error:
        raise SettingsError(f"documents: {entry.path!r} cannot be looked for ({error.strerror})") from None
    matches = sorted(glob.glob(entry.path, root_dir=settings.root, recursive=True))  # noqa: PTH207  # keeps paths as written
    found = [match for match in matches if not (settings.root / match).is_dir()]
    if not found:
        raise SettingsError(f"documents: nothing matches {entry.path!r}", fix="mend the pattern")
    if len(found) > 1 and (entry.title or entry.url or entry.outline):
        raise SettingsError(
            f"documents: {entry.path!r} matches {len(found)} files, which cannot share a title, url or outline",
            fix="give each its own entry",
        )
    return found


def read_document(file: SourceFile) -> SourceDocument:
    """Read one document.

    Raises DocumentError when it cannot be read, is of no kind that Footnote reads, or holds nothing to quote.
    """
    if UNWRITABLE.search(str(file.path)):
        raise DocumentError("the name of the file is not UTF-8", where=file.shown, fix="rename it")
    data = read_bytes(file.path, file.shown)
    check_kind(file.path, file.shown, data)
    text = to_text(data, file.shown)
    try:
        reading = _read(text, file)
    except RecursionError:
        raise DocumentError("is nested too deeply", where=file.shown, fix="write it flatter") from None
    except DocumentError as error:
        raise DocumentError(error.what, where=error.where or file.shown, fix=error.fix) from None
    document = arrange(reading, file.settings, path=file.shown, stem=file.path.stem)
    blocks = list(document.blocks)
    if not blocks:
        what = "holds headings only" if reading.items else "holds no words"
        raise DocumentError(what, where=file.shown, fix="write what is to be quoted under them")
    for block in blocks:
        if len(block.text) > LONGEST_BLOCK:
            raise DocumentError(
                f"a passage of {len(block.text):,} characters (at most {LONGEST_BLOCK:,})",
                where=f"{file.shown}:{block.line}",
                fix="break it into paragraphs",
            )
    return SourceDocument(document, file, hashlib.sha256(data).hexdigest())


def _read(text: str, file: SourceFile) -> Reading:
    """By the reader of its kind. Only what is needed is imported: a corpus of Markdown never loads the HTML parser."""
    suffix, settings = file.path.suffix.lower(), file.settings
    if suffix in HTML:
        from index.reading.html import read_html

        return read_html(text, url=settings.url)
    if suffix in MARKDOWN:
        from index.reading.markdown import read_markdown

        check_lines(text, file.shown, LONGEST_LINE)
        return read_markdown(text, url=settings.url)
    from index.reading.plain import read_plain

    check_lines(text, file.shown, LONGEST_LINE)
    outline = settings.outline
    headings = {path[-1] for path in outline_paths(outline.headings)} if outline else None
    titles = {settings.title} if settings.title else set()
    return read_plain(text, headings=headings, alone={*settings.omit, *titles})
