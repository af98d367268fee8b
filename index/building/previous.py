"""The previous index: the passages, words and keys that the next build can reuse."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from index.building.passage_lines import content_ids
from index.building.piece_file import PIECES, Records, decode_record, load_records
from index.errors import REBUILD, DamagedIndexError, NoIndexError, StoredIndexError
from index.files.arrays import load_array
from index.passages.passage import SectionRows
from index.reading.pieces.records import DocumentRecord
from index.storing.documents import Documents
from index.storing.form_table import FormTable
from index.storing.generation import open_files
from index.storing.index_folder import IndexFolder
from index.storing.lexical import LexicalIndex
from index.storing.manifest import KEYS, MANIFEST, PASSAGES, VIEW_KEYS, IndexedDocument, Manifest
from index.storing.passage_file import PassageFile
from index.storing.section_file import SectionFile
from index.storing.segments import KEY_BYTES, Keys

Content = tuple[int, tuple[str, ...]]
"""The content id of a passage as a number, and its section: what makes it the same passage in two indexes."""


@dataclass(frozen=True, slots=True)
class PreviousIndex:
    """The generation to build on. Its own files have been verified; its segments are verified one by one when needed."""

    name: str
    manifest: Manifest
    passages: PassageFile
    keys: Keys
    """The keys of the passages' texts, by row."""
    view_keys: Keys
    """The keys of the views' texts, in order."""
    sections: dict[str, tuple[SectionRows, ...]]
    """The sections of each document, by its path; rows are counted from the document's first row."""
    lexical: LexicalIndex
    forms: FormTable
    rows: dict[str, range]
    """The rows of each document, by its path."""
    pieces: Records
    """The records of large documents, by path."""

    @classmethod
    def open(cls, folder: IndexFolder) -> "PreviousIndex":
        """Open and verify the current generation. Raises NoIndexError if there is none, StoredIndexError if it is damaged."""
        generation = folder.current()
        manifest = Manifest.load(generation / MANIFEST)
        if manifest.is_remote:
            raise NoIndexError("its passages are in a store only", where=str(generation), fix=REBUILD)
        files = open_files(generation, manifest)
        with ThreadPoolExecutor(1) as pool:  # hashing runs beside Python
            damage = pool.submit(lambda: next(files.verify(), None))
            rows = dict(_rows(manifest.documents))
            sections = tuple(SectionFile(files, Documents.of(manifest, generation)))
        if found := damage.result():
            raise found
        passages = PassageFile(files)
        encoded = sum(entry.passages for entry in manifest.segments)
        if not len(passages) == manifest.passages == encoded == sum(map(len, rows.values())):
            what = "damaged: does not match the documents in the manifest"
            raise StoredIndexError(what, where=str(generation / PASSAGES), fix=REBUILD)
        return cls(
            generation.name,
            manifest,
            passages,
            load_array(generation / KEYS, np.uint8, (manifest.passages, KEY_BYTES)),
            _view_keys(generation, manifest.views.count),
            dict(_by_document(sections, rows)),
            LexicalIndex.load(generation, manifest.passages),
            FormTable.open(files),
            rows,
            load_records(files),
        )

    def record_of(self, path: str, settings: str) -> DocumentRecord | None:
        """Return the record of a large document if its settings have this hash; None if there is none that fits."""
        rows = self.rows.get(path)
        if path not in self.pieces or not rows:
            return None
        document = next(document for document in self.manifest.documents if document.path == path)
        try:
            record = decode_record(self.pieces[path], Path(PIECES))
        except DamagedIndexError:
            return None
        is_whole = sum(piece.rows for piece in record.pieces) == len(rows)
        is_whole &= sum(piece.sections for piece in record.pieces) == len(self.sections.get(path, ()))
        return record if is_whole and document.settings == settings else None

    def contents(self, path: str, changed: Iterable[range]) -> list[tuple[int, Content]]:
        """Return some rows of a document, each with its content, without parsing any. Raises DamagedIndexError."""
        found: list[tuple[int, Content]] = []
        paths = [section.path for section in self.sections.get(path, ()) for _ in section.rows]
        for rows in changed:
            first = rows.start - self.rows[path].start
            ids = content_ids(self.passages.lines(rows), self.passages.line_ends(rows)).tolist()
            found += zip(rows, zip(ids, paths[first : first + len(rows)], strict=True), strict=True)
        return found


def _view_keys(generation: Path, count: int) -> Keys:
    """Return the keys of the views, of which most indexes have none, and then no file."""
    if not count:
        return np.zeros((0, KEY_BYTES), dtype=np.uint8)
    return load_array(generation / VIEW_KEYS, np.uint8, (count, KEY_BYTES))


def _rows(documents: tuple[IndexedDocument, ...]) -> Iterator[tuple[str, range]]:
    start = 0
    for document in documents:
        yield document.path, range(start, start + document.passages)
        start += document.passages


def _by_document(sections: tuple[SectionRows, ...], rows: dict[str, range]) -> Iterator[tuple[str, tuple[SectionRows, ...]]]:
    for path, found in groupby(sections, key=lambda section: section.document):
        yield path, tuple(section.shifted(-rows[path].start) for section in found)
