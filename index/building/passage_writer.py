"""Write the passages of a new generation, one document at a time, so that only one document is in memory at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from index.building.differences import Comparison, Difference
from index.building.passage_lines import PassageLines
from index.building.piece_file import save_records
from index.building.piece_plan import PiecePlan, split_piece
from index.building.previous import Content, PreviousIndex
from index.files.arrays import save_array
from index.passages.passage import Passage, SectionRows
from index.passages.splitting import Window, split_document
from index.reading import Document
from index.reading.pieces.reading import PiecedDocument
from index.reading.pieces.records import DocumentRecord, PieceRecord
from index.storing.form_table import FormWriter
from index.storing.lexical_writer import LexicalWriter
from index.storing.manifest import KEYS, PASSAGE_ENDS, IndexedDocument
from index.storing.section_file import write_sections
from index.storing.segments import KEY_BYTES, Keys, text_key
from index.text.words import stemmer, terms, word_forms

ROWS_AT_ONCE = 8_192
"""Passages that are copied at a time."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WrittenPassages:
    """The documents and sections of a new generation, the keys of its passages' texts, and how it differs from the last."""

    documents: tuple[IndexedDocument, ...]
    sections: tuple[SectionRows, ...]
    keys: Keys
    difference: Difference


class PassageWriter:
    """Writes the passages, sections and words of documents to a folder, and compares passages with the previous index.

    If `is_compatible`, the previous index was built in the same way, and the words of unchanged passages are reused from it.
    """

    def __init__(
        self, previous: PreviousIndex | None, folder: Path, window: Window, language: str, *, is_compatible: bool
    ) -> None:
        self._previous = previous
        self._base = previous if is_compatible else None
        self._folder = folder
        self._window = window
        self._stem = stemmer(language)
        self._documents: list[IndexedDocument] = []
        self._sections: list[SectionRows] = []
        self._keys = bytearray()
        self._words = LexicalWriter(self._base.lexical if self._base else None)
        self._forms = FormWriter(self._base.forms if self._base else None, language)
        self._comparison = Comparison()
        self._added = 0
        self._kept: set[str] = set()
        self._is_used = np.zeros(len(previous.passages) if previous else 0, dtype=np.bool_)
        self._records: dict[str, msgspec.Raw | DocumentRecord] = {}
        self._lines = PassageLines(folder)

    def __enter__(self) -> "PassageWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()

    @property
    def is_empty(self) -> bool:
        """True until the first document."""
        return not self._documents

    def keep(self, document: IndexedDocument, previous: PreviousIndex) -> None:
        """Add the next document by copying its unchanged passages from the previous index."""
        path = document.path
        self._kept.add(path)
        self._copy(previous, previous.rows[path])
        if path in previous.pieces:
            self._records[path] = previous.pieces[path]
        self._close(document, [(section.path, section.start) for section in previous.sections.get(path, ())])

    def add(self, document: Document, indexed: IndexedDocument) -> None:
        """Add the next document, new or changed, by splitting it into passages."""
        passages, sections = split_document(document, self._window)
        rows = self._previous.rows.get(document.path) if self._previous else None
        changed = [rows] if rows else []
        self._compare(document.path, changed, passages)
        self._write(passages, self._known(changed))
        self._close(replace(indexed, passages=len(passages)), [(section.path, section.start) for section in sections])

    def add_pieces(self, document: PiecedDocument, indexed: IndexedDocument) -> None:
        """Add the next document by copying those of its pieces that are unchanged, and splitting the others into passages."""
        plan = PiecePlan(document, self._previous)
        split = {place: split_piece(piece, document.path, self._window) for place, piece in plan.changed.items()}
        self._compare(document.path, plan.replaced, [passage for each in split.values() for passage in each.passages])
        known = self._known(plan.replaced)
        first = len(self._lines)
        sections: list[tuple[tuple[str, ...], int]] = []
        records: list[PieceRecord] = []
        for run in plan.runs:
            start = len(self._lines) - first
            if run.rows is not None and self._previous:
                self._copy(self._previous, run.rows, run.shift)
                sections += plan.sections(run, start)
                records += plan.records(run)
            else:
                piece = split[run.first]
                self._write(piece.passages, known)
                sections += [(path, start + row) for path, row in piece.starts]
                records.append(piece.record)
        self._records[document.path] = msgspec.structs.replace(document.record, pieces=tuple(records))
        self._close(replace(indexed, passages=len(self._lines) - first), sections)

    def finish(self) -> WrittenPassages:
        """Write the files that cover all documents: keys, sections, and counts of terms and word forms."""
        self._drop_removed()
        ends = self._lines.finish()
        keys = np.frombuffer(bytes(self._keys), dtype=np.uint8).reshape(-1, KEY_BYTES)
        save_array(keys, self._folder / KEYS)
        save_array(ends, self._folder / PASSAGE_ENDS)
        save_records(self._records, self._folder)
        write_sections(self._sections, [document.path for document in self._documents], self._folder)
        self._words.finish().save(self._folder)
        self._forms.finish().save(self._folder)
        difference = self._comparison.difference() if self._previous else Difference(added=self._added)
        return WrittenPassages(tuple(self._documents), tuple(self._sections), keys, difference)

    def _copy(self, previous: PreviousIndex, rows: range, shift: int = 0) -> None:
        """Add rows of the previous index, whose lines in the document are `shift` higher now. Raises DamagedIndexError."""
        for start in range(rows.start, rows.stop, ROWS_AT_ONCE):
            part = range(start, min(start + ROWS_AT_ONCE, rows.stop))
            self._lines.copy(previous.passages.lines(part), previous.passages.line_ends(part), shift)
        self._words.keep(rows)
        self._keys += previous.keys[rows.start : rows.stop].tobytes()
        self._is_used[rows.start : rows.stop] = True

    def _write(self, passages: Sequence[Passage], known: dict[bytes, list[int]]) -> None:
        """Add passages; the words of those whose texts are `known` are taken from the previous index."""
        self._added += len(passages)
        for passage in passages:
            text = passage.embedding_text
            key = text_key(text, len(passage.lead))
            self._keys += key
            self._lines.add(passage)
            if rows := known.get(key):
                row = rows.pop()
                self._is_used[row] = True
                self._words.keep(range(row, row + 1))
            else:
                self._words.add(terms(text, self._stem))
                self._forms.add(word_forms(text))

    def _known(self, changed: Sequence[range]) -> dict[bytes, list[int]]:
        """Return rows of the previous index by the keys of their texts; their words need not be counted again."""
        known: dict[bytes, list[int]] = defaultdict(list)
        if self._base:
            for rows in reversed(changed):
                for row in reversed(rows):
                    known[self._base.keys[row].tobytes()].append(row)
        return known

    def _compare(self, path: str, changed: Sequence[range], passages: Sequence[Passage]) -> None:
        """Compare passages of a document with those in the `changed` rows of the previous index, parsing only what differs."""
        if self._previous is None:
            return
        old = self._previous.contents(path, changed)
        new = [(int(passage.id, 16), passage.section) for passage in passages]
        before = [self._previous.passages[row] for row, _ in left_over(old, Counter(new))]
        counts = Counter(content for _, content in old)
        after = [passage for passage, _ in left_over(zip(passages, new, strict=True), counts)]
        self._comparison.add(path, before, after)

    def _close(self, document: IndexedDocument, starts: Sequence[tuple[tuple[str, ...], int]]) -> None:
        """Add a finished document with the path and the first row of each section, counted from that of the document."""
        first, path = len(self._lines) - document.passages, document.path
        stops = [*(start for _, start in starts[1:]), document.passages]
        self._sections += [
            SectionRows(path, heading, first + start, first + stop)
            for (heading, start), stop in zip(starts, stops, strict=False)
        ]
        self._documents.append(document)

    def _drop_removed(self) -> None:
        """Subtract the word forms of removed passages, and add removed documents to the comparison."""
        if not self._previous:
            return
        here = {document.path for document in self._documents}
        for path, rows in self._previous.rows.items():
            if path in self._kept:
                continue
            if self._base:
                for row in (np.flatnonzero(~self._is_used[rows.start : rows.stop]) + rows.start).tolist():
                    self._forms.remove(word_forms(self._previous.passages[row].embedding_text))
            if path not in here:
                self._comparison.add(path, [self._previous.passages[row] for row in rows], [])


def left_over(found: Iterable[tuple[T, Content]], others: Counter[Content]) -> Iterator[tuple[T, Content]]:
    """Yield what is found more often than in `others`, which is used up."""
    for each, content in found:
        if others[content]:
            others[content] -= 1
        else:
            yield each, content
