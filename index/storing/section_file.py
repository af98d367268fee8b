"""sections.json: the sections of an index and the rows of each, in reading order."""

from itertools import groupby
from pathlib import Path

from index.errors import REBUILD, StoredIndexError
from index.files.checksums import read_json
from index.passages.passage import SectionRows
from index.storing.manifest import SECTIONS, Manifest


def load_sections(generation: Path, manifest: Manifest) -> tuple[SectionRows, ...]:
    """Read the sections of a generation.

    Raises StoredIndexError if the file cannot be read, or its rows do not match the documents in the manifest.
    """
    sections = read_json(generation / SECTIONS, tuple[SectionRows, ...])
    expected = [(document.path, document.passages) for document in manifest.documents if document.passages]
    if not _are_contiguous(sections) or _rows_per_document(sections) != expected:
        what = "damaged: the sections do not match the documents"
        raise StoredIndexError(what, where=str(generation / SECTIONS), fix=REBUILD)
    return sections


def _are_contiguous(sections: tuple[SectionRows, ...]) -> bool:
    """Return whether the sections cover rows without gaps or overlaps, from row 0 on."""
    row = 0
    for section in sections:
        if section.start != row or section.stop < row:
            return False
        row = section.stop
    return True


def _rows_per_document(sections: tuple[SectionRows, ...]) -> list[tuple[str, int]]:
    """Return each document's path and number of rows, leaving out documents without rows."""
    grouped = groupby(sections, key=lambda section: section.document)
    # A damaged file may hold numbers for which `len(section.rows)` raises OverflowError.
    counts = [(path, sum(section.stop - section.start for section in group)) for path, group in grouped]
    return [(path, count) for path, count in counts if count]
