"""sections.json: the sections of an index and the rows of each, in reading order."""

from itertools import groupby
from pathlib import Path

from index.errors import REBUILD, StoredIndexError
from index.files.checksums import read_json
from index.passages.passage import SectionRows
from index.storing.manifest import SECTIONS, Manifest


def load_sections(generation: Path, manifest: Manifest) -> tuple[SectionRows, ...]:
    """The sections of a generation.

    Raises StoredIndexError when the file cannot be read, or its rows are not those of the documents that the manifest names.
    """
    sections = read_json(generation / SECTIONS, tuple[SectionRows, ...])
    held = [(document.path, document.passages) for document in manifest.documents if document.passages]
    if not _follow_each_other(sections) or _by_document(sections) != held:
        what = "damaged: not the sections of these documents"
        raise StoredIndexError(what, where=str(generation / SECTIONS), fix=REBUILD)
    return sections


def _follow_each_other(sections: tuple[SectionRows, ...]) -> bool:
    row = 0
    for section in sections:
        if section.start != row or section.stop < row:
            return False
        row = section.stop
    return True


def _by_document(sections: tuple[SectionRows, ...]) -> list[tuple[str, int]]:
    """How many rows the sections of each document have, of those that have any."""
    grouped = groupby(sections, key=lambda section: section.document)
    counts = [(path, sum(section.stop - section.start for section in group)) for path, group in grouped]
    return [(path, count) for path, count in counts if count]
