"""Chooses the documents of a new project from the user's files, and checks them before anything is written."""

import os
import shlex
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.errors import DocumentError, UsageError
from index.reading import SourceFile, read_document
from index.reading.corpus import SURROGATES
from index.reading.files import read_bytes
from index.reading.kinds import READABLE, check_kind
from index.settings import DocumentSettings

CORPUS = "corpus"
"""The folder of a project into which documents are copied."""
MAX_FILES = 200
"""Documents that a folder may contain; one with more is probably the wrong folder."""


@dataclass(frozen=True, slots=True)
class ChosenDocument:
    """A document for a new project: its bytes, its title, and its path in the project, as written in config.yaml.

    `source` is the file it was read from, None for the starter handbook. `has_own_title` is false if the title is only the
    name of the file.
    """

    source: Path | None
    data: bytes
    path: str
    title: str
    has_own_title: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The documents of a new project, and the errors of documents in a folder that are left out.

    `supplied_as` says what a document is that comes with Footnote.
    """

    documents: tuple[ChosenDocument, ...]
    failures: tuple[DocumentError, ...] = ()
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
    for named, path, target in _expand_paths(given, project):
        try:
            chosen = _read_choice(path, target)
        except DocumentError as error:
            if named == path:
                raise
            failures.append(error)
            continue
        other = documents.setdefault(target, chosen)
        if other.source and chosen.source and other.source.resolve() != chosen.source.resolve():
            raise UsageError(f"{other.source} and {path} would both become {target}", fix="rename one of them")
    if not documents:
        raise failures[0]
    return Choice(tuple(documents.values()), tuple(failures))


def typed_path(text: str) -> Path:
    """Parse a path that was typed or dropped into a terminal, which quotes or escapes spaces."""
    try:
        words = [] if Path(text).expanduser().exists() else shlex.split(text)
    except (OSError, ValueError, RuntimeError):  # too long, an unclosed quote, no such home folder
        words = []
    return Path(words[0] if len(words) == 1 else text)


def _expand_paths(given: Sequence[Path], project: Path) -> Iterator[tuple[Path, Path, str]]:
    """Yield each given path with every file that it stands for and that file's path in the project."""
    inside = (project / CORPUS).resolve()
    for named in given:
        path = _expand_home(named)
        if not path.is_dir():
            yield path, path, _project_path(path, Path(path.name), inside)
            continue
        files = sorted(islice(_documents_in(path), MAX_FILES + 1))
        if not files:
            what = "contains no Markdown, plain text or HTML"
            raise DocumentError(what, where=str(path), fix="name another folder, or a file")
        if len(files) > MAX_FILES:
            what = f"contains more than {MAX_FILES} documents"
            raise UsageError(what, where=str(path), fix="name a smaller folder, or single files")
        for file in files:
            yield path, file, _project_path(file, Path(path.resolve().name) / file.relative_to(path), inside)


def _expand_home(named: Path) -> Path:
    """Expand `~` in a path. Raises DocumentError if the path cannot be looked up."""
    try:
        path = named.expanduser()
        path.exists()
    except RuntimeError:
        raise DocumentError("no such home folder", where=str(named), fix="check the path") from None
    except OSError as error:
        raise DocumentError(f"cannot be looked up ({error.strerror})", where=str(named), fix="check the path") from None
    return path


def _documents_in(folder: Path) -> Iterator[Path]:
    """Yield the readable files in a folder and its subfolders, without hidden ones."""
    for parent, subfolders, files in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in READABLE:
                yield Path(parent) / name


def _project_path(path: Path, wanted: Path, corpus: Path) -> str:
    """Return the path of a file in the project: unchanged if it is already in the project's corpus."""
    actual = path.resolve()
    inside = actual.relative_to(corpus) if actual.is_relative_to(corpus) else wanted
    return f"{CORPUS}/{inside.as_posix()}"


def _read_choice(path: Path, target: str) -> ChosenDocument:
    """Read a document. Raises DocumentError with a fix that does not need a config.yaml."""
    if SURROGATES.search(str(path)):
        raise DocumentError("the file name is not UTF-8", where=ascii(str(path)), fix="rename the file")
    if not path.is_file():
        raise DocumentError("is not a file" if path.exists() else "no such file", where=str(path), fix="check the path")
    data = read_bytes(path, str(path))
    check_kind(path, str(path), data)
    if not data.removeprefix(BOM_UTF8).strip():
        raise DocumentError("is empty", where=str(path), fix="add some text first, or name another file")
    document = read_document(SourceFile(path, str(path), DocumentSettings(path=target))).document
    return ChosenDocument(path, data, target, document.title, has_own_title=document.title != path.stem)
