"""Chooses the documents of a new project from the user's files, and checks them before anything is written."""

import shlex
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import DocumentError, UsageError
from index.files.paths import follow_links
from index.reading import SourceFile, read_document
from index.reading.corpus import SURROGATES
from index.reading.file_titles import file_title
from index.reading.files import read_bytes
from index.reading.kinds import check_kind
from index.reading.near_paths import missing_file
from index.scaffolding.scanning import FolderScan, scan_folder
from index.settings import DocumentSettings

CORPUS = "corpus"
"""The folder of a project into which documents are copied."""


@dataclass(frozen=True, slots=True)
class ChosenDocument:
    """A document for a new project: its bytes, its title, and its path in the project, as written in config.yaml.

    `source` is the file it was read from, None for the starter handbook. `has_own_title` is false if the title is only the
    name of the file. `folder` is the project's copy of the folder that was given, None if the file itself was given.
    """

    source: Path | None
    data: bytes
    path: str
    title: str
    has_own_title: bool
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The documents of a new project, and what is left out of folders: the errors of files, and a line for each other reason.

    `supplied_as` says what a document is that comes with Footnote.
    """

    documents: tuple[ChosenDocument, ...]
    failures: tuple[DocumentError, ...] = ()
    left_out: tuple[str, ...] = ()
    supplied_as: str = "a short document to replace"


def starter_handbook() -> Choice:
    """Return a short handbook, a placeholder for the user's own."""
    path = Path(__file__).with_name("starter.md")
    return Choice((ChosenDocument(None, path.read_bytes(), f"{CORPUS}/handbook.md", "Our handbook", has_own_title=True),))


def choose_documents(given: Sequence[Path], project: Path) -> Choice:
    """Read the given files, and all documents in the given folders.

    Raises DocumentError if a given file or every document of the folders cannot be read, and UsageError if two documents
    would get the same path in the project.
    """
    documents: dict[str, ChosenDocument] = {}
    failures: list[DocumentError] = []
    scans: list[FolderScan] = []
    for path, target, folder in _expand_paths(given, project, scans):
        try:
            chosen = replace(_read_choice(path, target), folder=folder)
        except DocumentError as error:
            if folder is None:
                raise
            failures.append(error)
            continue
        other = documents.setdefault(target, chosen)
        if other.source and chosen.source and follow_links(other.source) != follow_links(chosen.source):
            raise UsageError(f"{other.source} and {path} would both become {target}", fix="rename one of them")
    failures += [error for scan in scans for error in scan.errors]
    if not documents:
        raise failures[0]
    return Choice(tuple(documents.values()), tuple(failures), tuple(line for scan in scans for line in scan.left_out))


def typed_path(text: str) -> Path:
    """Parse a path that was typed or dropped into a terminal, which quotes or escapes spaces."""
    try:
        words = [] if Path(text).expanduser().exists() else shlex.split(text)
    except (OSError, ValueError, RuntimeError):  # too long, an unclosed quote, no such home folder
        words = []
    return Path(words[0] if len(words) == 1 else text)


def _expand_paths(given: Sequence[Path], project: Path, scans: list[FolderScan]) -> Iterator[tuple[Path, str, str | None]]:
    """Yield each file with its path in the project, and that of the folder that was given, if any; add folders to `scans`."""
    inside = follow_links(project / CORPUS)
    for named in given:
        path = _expand_home(named)
        if not path.is_dir():
            yield path, _project_path(path, Path(path.name), inside), None
            continue
        scan = scan_folder(path)
        if not scan.documents:
            raise _no_documents(scan)
        scans.append(scan)
        name = Path(follow_links(path).name)
        folder = _project_path(path, name, inside)
        for file in scan.documents:
            yield file, _project_path(file, name / file.relative_to(path), inside), folder


def _no_documents(scan: FolderScan) -> DocumentError:
    """Return the error for a folder without a document: how to make one of a file in it, or else to name another."""
    if scan.errors:
        return scan.errors[0]
    fix = "name another folder, or a file"
    return DocumentError("contains no Markdown, plain text or HTML", where=str(scan.folder), fix=fix)


def _expand_home(named: Path) -> Path:
    """Expand `~` in a path. Raises DocumentError if the path cannot be looked up."""
    try:
        path = named.expanduser()
        with suppress(FileNotFoundError, NotADirectoryError):
            path.stat()
    except RuntimeError:
        raise DocumentError("no such home folder", where=str(named), fix="check the path") from None
    except OSError as error:
        raise DocumentError(f"cannot be looked up ({error.strerror})", where=str(named), fix="check the path") from None
    return path


def _project_path(path: Path, wanted: Path, corpus: Path) -> str:
    """Return the path of a file or folder in the project: unchanged if it is already in the project's corpus."""
    actual = follow_links(path)
    inside = actual.relative_to(corpus) if actual.is_relative_to(corpus) else wanted
    return (Path(CORPUS) / inside).as_posix()


def _read_choice(path: Path, target: str) -> ChosenDocument:
    """Read a document. Raises DocumentError with a fix that does not need a config.yaml."""
    if SURROGATES.search(str(path)):
        raise DocumentError("the file name is not UTF-8", where=ascii(str(path)), fix="rename the file")
    if not path.is_file():
        fix = "check the path"
        if path.exists():
            raise DocumentError("is not a file", where=str(path), fix=fix)
        raise missing_file(path, str(path), fix)
    data = read_bytes(path, str(path), is_typed=True)
    check_kind(path, str(path), data)
    if not data.removeprefix(BOM_UTF8).strip():
        raise DocumentError("is empty", where=str(path), fix="add some text first, or name another file")
    document = read_document(SourceFile(path, str(path), DocumentSettings(path=target), is_typed=True)).document
    has_own_title = document.title != file_title(str(path))
    return ChosenDocument(path, data, target, document.title if has_own_title else file_title(target), has_own_title)
