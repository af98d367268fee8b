"""The documents that a new project is made of: a user's own files, looked at before anything is written."""

import os
import shlex
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.errors import DocumentError, UsageError
from index.reading import SourceFile, read_document
from index.reading.corpus import UNWRITABLE
from index.reading.files import read_bytes
from index.reading.kinds import READABLE, check_kind
from index.settings import DocumentSettings

CORPUS = "corpus"
"""The folder of a project that documents are copied to."""
MOST_FILES = 200
"""Documents taken from a folder; of more, somebody has probably named the wrong one."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document for a new project: its bytes, its title, and its path in the project, as config.yaml writes it.

    `source` is the file it was read from, None for the starter; `is_named` tells whether the title is its own.
    """

    source: Path | None
    data: bytes
    path: str
    title: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The documents of a new project, and what is wrong with those of a folder that are left out."""

    documents: tuple[Chosen, ...]
    failures: tuple[DocumentError, ...] = ()


def starter() -> Choice:
    """A short handbook, to be replaced by one's own."""
    path = Path(__file__).with_name("starter.md")
    return Choice((Chosen(None, path.read_bytes(), f"{CORPUS}/handbook.md", "Our handbook", is_named=True),))


def choose(given: Sequence[Path], project: Path) -> Choice:
    """Read the documents that were named, and all in the folders that were.

    Raises DocumentError when one that was named cannot be read, or none in a folder can, and UsageError when two would have
    the same place in the project.
    """
    documents: dict[str, Chosen] = {}
    failures: list[DocumentError] = []
    for named, path, place in _places(given, project):
        try:
            chosen = _read(path, place)
        except DocumentError as error:
            if named == path:
                raise
            failures.append(error)
            continue
        other = documents.setdefault(place, chosen)
        if other.source and chosen.source and other.source.resolve() != chosen.source.resolve():
            raise UsageError(f"{other.source} and {path} would both be {place}", fix="rename one of them")
    if not documents:
        raise failures[0]
    return Choice(tuple(documents.values()), tuple(failures))


def typed_path(text: str) -> Path:
    """A path as it was typed or dropped into a terminal, which puts quotes or backslashes around blanks."""
    try:
        words = [] if Path(text).expanduser().exists() else shlex.split(text)
    except (OSError, ValueError, RuntimeError):  # too long, a quote that does not end, no such home folder
        words = []
    return Path(words[0] if len(words) == 1 else text)


def _places(given: Sequence[Path], project: Path) -> Iterator[tuple[Path, Path, str]]:
    """What was named, each file that it means, and the place of that file in the project."""
    inside = (project / CORPUS).resolve()
    for named in given:
        path = _looked_up(named)
        if not path.is_dir():
            yield path, path, _place(path, Path(path.name), inside)
            continue
        files = sorted(islice(_documents_in(path), MOST_FILES + 1))
        if not files:
            raise DocumentError("holds no Markdown, plain text or HTML", where=str(path), fix="name another folder, or a file")
        if len(files) > MOST_FILES:
            raise UsageError(f"holds more than {MOST_FILES} documents", where=str(path), fix="name a smaller one, or its files")
        for file in files:
            yield path, file, _place(file, Path(path.resolve().name) / file.relative_to(path), inside)


def _looked_up(named: Path) -> Path:
    """A path that can be looked for."""
    try:
        path = named.expanduser()
        path.exists()
    except RuntimeError:
        raise DocumentError("there is no such home folder", where=str(named), fix="check the path") from None
    except OSError as error:
        raise DocumentError(f"cannot be looked for ({error.strerror})", where=str(named), fix="check the path") from None
    return path


def _documents_in(folder: Path) -> Iterator[Path]:
    """Files of a kind that can be read, in the folder and below it, but not hidden ones."""
    for here, below, files in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in READABLE:
                yield Path(here) / name


def _place(path: Path, wanted: Path, corpus: Path) -> str:
    """Where a file goes: where it is, if that is in the project's corpus already."""
    actual = path.resolve()
    inside = actual.relative_to(corpus) if actual.is_relative_to(corpus) else wanted
    return f"{CORPUS}/{inside.as_posix()}"


def _read(path: Path, place: str) -> Chosen:
    """A document with its bytes. Raises DocumentError that says what to do before there is a config.yaml."""
    if UNWRITABLE.search(str(path)):
        raise DocumentError("the name of the file is not UTF-8", where=ascii(str(path)), fix="rename it")
    if not path.is_file():
        raise DocumentError("is no file" if path.exists() else "no such file", where=str(path), fix="check the path")
    data = read_bytes(path, str(path))
    check_kind(path, str(path), data)
    if not data.removeprefix(BOM_UTF8).strip():
        raise DocumentError("is empty", where=str(path), fix="write something in it first, or name another")
    document = read_document(SourceFile(path, str(path), DocumentSettings(path=place))).document
    return Chosen(path, data, place, document.title, is_named=document.title != path.stem)
