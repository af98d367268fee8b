"""The names of sections and documents in the index, read without opening it."""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bot.command_line.locating import locate_config
from index.text.characters import clean, fold

if TYPE_CHECKING:
    from index.passages.passage import SectionRows
    from index.storing.manifest import IndexedDocument

MAX_NAMES = 1_000
"""Names to offer, more than anyone looks through."""
SEPARATOR = " > "
"""The separator between the headings of a nested section, as people type it."""

Group = Sequence[tuple[str, str]]
"""Names of one kind, each with what it means."""


def section_names(config: str | None, document: str | None) -> list[Group]:
    """Return the paths of the sections that have passages, and for those who type less, the last heading of each.

    Limited to a document, if its path, file name or title is given.
    """
    documents, sections = _read(config)
    if document is not None:
        wanted = fold(document).casefold()
        named = {each.path for each in documents if wanted in _names_of(each)}
        sections = [each for each in sections if each.document in named]
    paths = dict.fromkeys(
        section.path[:depth]
        for section in sections
        if section.stop > section.start
        for depth in range(1, len(section.path) + 1)
    )
    inner = [(path[-1], SEPARATOR.join(path[:-1])) for path in paths if len(path) > 1]
    return [_shown((SEPARATOR.join(path), "") for path in paths), _shown(inner)]


def document_names(config: str | None) -> list[Group]:
    """Return the paths of the documents with their titles, then their file names, then their titles."""
    documents, _ = _read(config)
    names = [(PurePosixPath(each.path).name, each.title) for each in documents]
    return [
        _shown((each.path, each.title) for each in documents),
        _shown(names),
        _shown((each.title, each.path) for each in documents),
    ]


def _read(config: str | None) -> "tuple[Sequence[IndexedDocument], Sequence[SectionRows]]":
    """Return the documents that config.yaml names, and their sections; none if there is no index, or if it cannot be read."""
    from index.errors import FootnoteError
    from index.reading import named_documents
    from index.settings import load_settings
    from index.storing.documents import Documents
    from index.storing.generation import open_files
    from index.storing.index_folder import IndexFolder
    from index.storing.section_file import SectionFile

    try:
        settings = load_settings(locate_config(Path(config).expanduser() if config else None).path)
        generation = IndexFolder(settings.index_folder).current()
        manifest = IndexFolder(settings.index_folder).load_manifest()
        named = named_documents(settings)
        documents = [document for document in manifest.documents if document.path in named]
        sections = SectionFile(open_files(generation, manifest), Documents.of(manifest, generation))
        return documents, [rows for rows in sections if rows.document in named]
    except (FootnoteError, OSError, RuntimeError):  # RuntimeError if a home folder is not known
        return (), ()


def _names_of(document: "IndexedDocument") -> set[str]:
    path = PurePosixPath(document.path)
    return {fold(name).casefold() for name in (document.path, path.name, path.stem, document.title)}


def _shown(names: Iterable[tuple[str, str]]) -> Group:
    """Return the names that can be typed, once each: in one line, without characters that control a terminal."""
    found = {name: fold(clean(meaning)) for name, meaning in names if name.isprintable() and name.strip()}
    return list(found.items())[:MAX_NAMES]
