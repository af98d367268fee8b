"""Finds the documents listed in config.yaml, and reads each with the reader for its kind of file."""

import glob
import hashlib
import os
import re
from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError, SettingsError
from index.files.paths import RealPaths, follow_links, resolve_path
from index.files.patterns import find_matches
from index.reading.blocks import Reading
from index.reading.document import Document, arrange, outline_paths
from index.reading.file_titles import file_title
from index.reading.files import check_line_lengths, decode_text, read_bytes
from index.reading.kinds import HTML, MARKDOWN, READABLE, check_kind, kind_of
from index.reading.saved_answers import hide_answers, show_answers
from index.settings import DocumentSettings, Settings

SURROGATES = re.compile("[\ud800-\udfff]")
"""Lone surrogates, which stand for bytes in a file name that are not UTF-8."""
MAX_LINE_LENGTH = 100_000
"""Characters of a line of Markdown or plain text; a long chapter has fewer."""
TEXT_LINE = re.compile(rb"(?:^|(?<=[\r\n]))(?![^\S\r\n]*(?:[\r\n#]|\Z|<!--))")
MATTER = ("---", "+++", ";;;", "{")
"""The starts of metadata at the top of a document."""
MAX_BLOCK_LENGTH = 100_000
"""Characters of one bullet or paragraph, in any kind of file."""


class EmptyDocumentError(DocumentError):
    """A document contains nothing to quote."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the corpus: `shown` is its path as written in config.yaml, and `settings` the settings of its entry.

    `is_typed` is True if it was named on the command line instead, as `shown`.
    """

    path: Path
    shown: str
    settings: DocumentSettings
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document, the file it was read from, and the sha256 of its bytes."""

    document: Document
    file: SourceFile
    sha256: str


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files of the corpus, and a note on each path that leads to one of them by another way."""

    files: tuple[SourceFile, ...]
    repeated: tuple[str, ...]


def find_files(settings: Settings) -> tuple[SourceFile, ...]:
    """Return the files listed in config.yaml, in its order; a pattern is replaced by its matches, sorted by name.

    An entry that names a file counts instead of a pattern that matches it. A file that is listed by several paths, such as that
    of a link to it, is returned once.
    Raises SettingsError if a pattern matches nothing, or a path is listed twice or is in the folder of the index.
    """
    return find_all(settings).files


def find_all(settings: Settings) -> FoundFiles:
    """Return the files as `find_files` does, and what is to be said about paths that lead to the same file."""
    files: dict[Path, SourceFile] = {}
    own = _named_paths(settings)
    for entry in settings.documents:
        for shown in _expand(entry, settings, own):
            path = resolve_path(settings.root, shown)
            if path in files:
                raise SettingsError(f"documents: {shown!r} is listed twice", where=str(settings.file), fix="keep one of them")
            files[path] = SourceFile(path, _shown(shown), entry)
    answers, real_path = answers_file(settings), RealPaths()
    wanted = real_path(answers.path)
    same = next((path for path in files if real_path(path) == wanted), answers.path)
    if not _has_text(answers.path):
        files.pop(same, None)  # nothing was taught yet, or it was all taken back
    else:
        files.setdefault(same, answers)
    index = f"{real_path(settings.index_folder).rstrip(os.sep)}{os.sep}"
    for path, file in files.items():
        if real_path(path).startswith(index):
            what = f"documents: {file.shown!r} is in the folder of the index, which may be deleted at any time"
            raise SettingsError(what, where=str(settings.file), fix="set `index` to another folder")
    return _without_repeated(tuple(files.values()), settings, real_path)


def _without_repeated(files: Sequence[SourceFile], settings: Settings, real_path: RealPaths) -> FoundFiles:
    """Return each file once, by the first path to it that has no links in it, or else by the first one."""
    by_path: dict[str, SourceFile] = {}
    for file in files:
        real = real_path(file.path)
        known = by_path.setdefault(real, file)
        if known is not file and not _is_direct(known, real, settings) and _is_direct(file, real, settings):
            by_path[real] = file
    kept = [(file, by_path[real_path(file.path)]) for file in files]
    notes = [f"{file.shown} is the same file as {one.shown}, so it is read once" for file, one in kept if one is not file]
    return FoundFiles(tuple(file for file, one in kept if one is file), tuple(notes))


def _is_direct(file: SourceFile, real: str, settings: Settings) -> bool:
    """Return whether the path to a file, whose real path is given, has no links in it below the folder of config.yaml."""
    inside = file.path.relative_to(settings.root) if file.path.is_relative_to(settings.root) else file.path
    return os.path.normpath(follow_links(settings.root) / inside) == real


def answers_file(settings: Settings) -> SourceFile:
    """Return the file of saved answers, which is a document without being listed as soon as it contains any."""
    shown = settings.teach.answers
    return SourceFile(resolve_path(settings.root, shown), _shown(shown), DocumentSettings(path=shown))


def _has_text(path: Path) -> bool:
    """Return whether a file has more in it than headings and comments; True also if it cannot be read, which is an error."""
    try:
        return path.exists() and (not path.is_file() or TEXT_LINE.search(path.read_bytes()) is not None)
    except OSError:
        return True


def find_entry(settings: Settings, path: Path) -> SourceFile | None:
    """Return the file in config.yaml that is the one at a path, or None; an entry that is wrong or matches nothing has none."""
    wanted = follow_links(path)
    answers, own = answers_file(settings), _named_paths(settings)
    for entry in (*settings.documents, answers.settings):
        with suppress(SettingsError):  # `find_files` reports it
            for shown in _expand(entry, settings, own):
                file = resolve_path(settings.root, shown)
                if follow_links(file) == wanted:
                    return SourceFile(file, _shown(shown), entry, is_typed=True)
    return None


def named_documents(settings: Settings) -> set[str]:
    """Return the paths that config.yaml names, as `SourceFile.shown`; an entry that is wrong or matches nothing names none."""
    names, own = {_shown(settings.teach.answers)}, _named_paths(settings)
    for entry in settings.documents:
        with suppress(SettingsError):  # `find_files` reports it
            names.update(map(_shown, _expand(entry, settings, own)))
    return names


def unnamed_documents(settings: Settings) -> list[str]:
    """Return readable files that config.yaml does not list but that are in the same folder as one it lists.

    Only folders below that of config.yaml count, and none that are hidden. A link to a file that is listed is not returned.
    """
    real_path, root = RealPaths(), Path(os.path.abspath(settings.root))  # noqa: PTH100  # keeps links, unlike resolve()
    paths = {Path(os.path.abspath(file.path)): real_path(file.path) for file in find_files(settings)}  # noqa: PTH100
    seen = set(paths.values())
    found = []
    for folder in sorted({path.parent for path in paths}):
        if folder != root and _is_below(folder, root):
            for path in _readable_files(folder):
                real = real_path(path)
                if real not in seen:
                    seen.add(real)
                    found.append(path.relative_to(root).as_posix())
    return sorted(found)


def _readable_files(folder: Path) -> list[Path]:
    """Return the files in a folder that are named like documents and are not hidden; none if the folder cannot be listed."""
    with suppress(PermissionError):
        named = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in READABLE and not path.name.startswith(".")]
        return [path for path in named if path.is_file()]
    return []


def _is_below(folder: Path, root: Path) -> bool:
    """Return whether a folder exists, is in `root` also if links are followed, and is in no hidden folder."""
    if not folder.is_relative_to(root) or any(part.startswith(".") for part in folder.relative_to(root).parts):
        return False
    return folder.is_dir() and follow_links(folder).is_relative_to(follow_links(root))


def _shown(path: str) -> str:
    return ascii(path) if SURROGATES.search(path) else path


def _named_paths(settings: Settings) -> set[Path]:
    """Return the paths of files that have an entry of their own."""
    named: set[Path] = set()
    for entry in settings.documents:
        with suppress(SettingsError):  # `_expand` reports it
            if not _is_pattern(entry, settings):
                named.add(resolve_path(settings.root, entry.path))
    return named


def _is_pattern(entry: DocumentSettings, settings: Settings) -> bool:
    """Return whether an entry stands for all files that match its path. Raises SettingsError if that cannot be looked up."""
    try:
        return glob.has_magic(entry.path) and not (settings.root / entry.path).exists()
    except OSError as error:
        what = f"documents: {entry.path!r} cannot be looked up ({error.strerror})"
        raise SettingsError(what, where=str(settings.file), fix="fix the path") from None


def _expand(entry: DocumentSettings, settings: Settings, own: Set[Path]) -> list[str]:
    """Return the path of an entry, or what its pattern matches except the files in `own`, which have entries of their own."""
    if not _is_pattern(entry, settings):
        return [entry.path]
    matches = find_matches(entry.path, settings.root)
    if not matches:
        raise SettingsError(f"documents: no file matches {entry.path!r}", where=str(settings.file), fix="fix the pattern")
    found = [match for match in matches if resolve_path(settings.root, match) not in own]
    if len(found) > 1 and (entry.title or entry.url or entry.outline):
        raise SettingsError(
            f"documents: {entry.path!r} matches {len(found)} files, which cannot share a title, url or outline",
            where=str(settings.file),
            fix="give each its own entry",
        )
    return found


def read_document(file: SourceFile) -> SourceDocument:
    """Read one document.

    Raises DocumentError if it cannot be read, is not of a readable kind, or contains nothing to quote.
    """
    text, sha256 = load_text(file)
    return SourceDocument(read_text(text, file), file, sha256)


def load_text(file: SourceFile) -> tuple[str, str]:
    """Return the text of a file, and the sha256 of its bytes. Raises DocumentError if it cannot be read or is no text."""
    if SURROGATES.search(str(file.path)):
        raise DocumentError("the file name is not UTF-8", where=file.shown, fix="rename the file")
    data = read_bytes(file.path, file.shown, is_typed=file.is_typed)
    check_kind(file.path, file.shown, data)
    is_plain = file.path.suffix.lower() not in HTML | MARKDOWN
    text = decode_text(data, file.shown, is_typed=file.is_typed, keeps_pages=is_plain)
    return text, hashlib.sha256(data).hexdigest()


def read_text(text: str, file: SourceFile) -> Document:
    """Read the text of a file, as `decode_text` returns it. Raises DocumentError if it contains nothing to quote."""
    kind = file.path.suffix.lower() if file.settings.outline else kind_of(file.path.suffix, text)
    text, saved = hide_answers(text) if kind in MARKDOWN else (text, {})
    try:
        reading = _parse(text, file, kind)
    except RecursionError:
        raise DocumentError("is nested too deeply", where=file.shown, fix="flatten it") from None
    except DocumentError as error:
        raise DocumentError(error.what, where=error.where or file.shown, fix=error.fix) from None
    document = show_answers(arrange(reading, file.settings, path=file.shown, name=file_title(file.shown)), saved)
    blocks = list(document.blocks)
    if not blocks:
        what = "contains only headings" if reading.items else "contains no words"
        raise EmptyDocumentError(what, where=file.shown, fix="add text to quote")
    for block in blocks:
        if len(block.text) > MAX_BLOCK_LENGTH:
            raise DocumentError(
                f"the passage has {len(block.text):,} characters (at most {MAX_BLOCK_LENGTH:,})",
                where=f"{file.shown}:{block.line}",
                fix="split it into paragraphs",
            )
    return document


def _parse(text: str, file: SourceFile, kind: str) -> Reading:
    """Parse a text without the files embedded in it and without its table of contents; facts in headings may be its only text.

    What that takes is imported on demand, because answers need none of it.
    """
    from index.reading.contents_lists import leave_out_contents
    from index.reading.data_uris import without_data_uris
    from index.reading.heading_facts import with_heading_facts

    is_markup, url = kind in HTML | MARKDOWN, file.settings.url
    text = without_data_uris(text, is_markup=is_markup)
    reading = _read(text, file, kind)
    if is_markup and text.lstrip().startswith(MATTER):
        from index.reading.page_questions import with_page_questions

        reading = with_page_questions(reading, text, url)
    return with_heading_facts(leave_out_contents(reading, url))


def _read(text: str, file: SourceFile, kind: str) -> Reading:
    """Read a text with the reader for its kind, so that plain text never loads the other parsers."""
    settings = file.settings
    if kind in HTML:
        from index.reading.html.reader import read_html

        return read_html(text, url=settings.url)
    if kind in MARKDOWN:
        from index.reading.markdown import read_markdown

        check_line_lengths(text, file.shown, MAX_LINE_LENGTH)
        return read_markdown(text, url=settings.url, is_mdx=kind == ".mdx")
    from index.reading.plain import read_plain

    check_line_lengths(text, file.shown, MAX_LINE_LENGTH)
    outline = settings.outline
    headings = {path[-1] for path in outline_paths(outline.headings)} if outline else None
    titles = {settings.title} if settings.title else set()
    return read_plain(text, headings=headings, alone={*settings.omit, *titles})
