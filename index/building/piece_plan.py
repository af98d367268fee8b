"""Plan how the passages of a document that was read by pieces are written: which rows are copied, and which are replaced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from index.building.previous import PreviousIndex
from index.passages.passage import Passage
from index.passages.splitting import Window, split_sections
from index.reading import Section
from index.reading.pieces.reading import PiecedDocument, ReadPiece, with_place
from index.reading.pieces.records import PieceRecord

SectionStart = tuple[tuple[str, ...], int]
"""The path of a section and its first row."""


@dataclass(frozen=True, slots=True)
class SplitPiece:
    """The passages of a piece, where its sections start among them, and its record with their numbers."""

    passages: list[Passage]
    starts: list[SectionStart]
    record: PieceRecord


@dataclass(frozen=True, slots=True)
class Run:
    """Adjacent pieces from `first` to before `stop`: one to write, or several to copy from `rows`, `shift` lines lower now."""

    first: int
    stop: int
    rows: range | None = None
    shift: int = 0


class PiecePlan:
    """The pieces of a document beside those of the previous index."""

    def __init__(self, document: PiecedDocument, previous: PreviousIndex | None) -> None:
        self._pieces = document.pieces
        before = document.before if previous else ()
        first = previous.rows[document.path].start if previous and before else 0
        self._row_starts = list(accumulate((piece.rows for piece in before), initial=first))
        self._line_starts = document.lines_before
        self._section_starts = list(accumulate((piece.sections for piece in before), initial=0))
        self._sections = previous.sections.get(document.path, ()) if previous and before else ()
        self._first_row = first
        self.changed = {place: piece for place, piece in enumerate(self._pieces) if piece.before is None}
        """The pieces that were parsed, by position."""
        self.runs = list(self._runs())
        self.replaced = self._replaced(previous.rows.get(document.path) if previous else None)
        """The rows of the previous index that are not copied."""

    def sections(self, run: Run, start: int) -> Iterator[SectionStart]:
        """Yield the sections that start in a run of copied pieces, which comes to start at a row of the document."""
        if run.rows is None:
            return
        shift = start - (run.rows.start - self._first_row)
        first, stop = self._pieces[run.first].before, self._pieces[run.stop - 1].before
        if first is not None and stop is not None:
            for section in self._sections[self._section_starts[first] : self._section_starts[stop + 1]]:
                yield section.path, section.start + shift

    def records(self, run: Run) -> list[PieceRecord]:
        """Return the records of the pieces in a run."""
        return [piece.record for piece in self._pieces[run.first : run.stop]]

    def _runs(self) -> Iterator[Run]:
        place = 0
        while place < len(self._pieces):
            first = self._pieces[place]
            stop = place + 1
            if first.before is None:
                yield Run(place, stop)
            else:
                shift = first.line - self._line_starts[first.before]
                while stop < len(self._pieces) and self._follows(self._pieces[stop - 1], self._pieces[stop], shift):
                    stop += 1
                last = first.before + stop - place
                yield Run(place, stop, range(self._row_starts[first.before], self._row_starts[last]), shift)
            place = stop

    def _follows(self, piece: ReadPiece, following: ReadPiece, shift: int) -> bool:
        """Return whether two pieces that are copied were adjacent in the previous index, and moved by as many lines."""
        if piece.before is None or following.before != piece.before + 1:
            return False
        return following.line - self._line_starts[following.before] == shift

    def _replaced(self, rows: range | None) -> list[range]:
        """Return the rows of the document that no run copies; a piece that occurs twice now is copied twice."""
        if rows is None:
            return []
        found, position = [], rows.start
        for copied in sorted((run.rows for run in self.runs if run.rows), key=lambda each: each.start):
            if copied.start > position:
                found.append(range(position, copied.start))
            position = max(position, copied.stop)
        return [*found, range(position, rows.stop)] if position < rows.stop else found


def split_piece(piece: ReadPiece, path: str, window: Window) -> SplitPiece:
    """Split a piece that was parsed into passages with their lines in the document at a path."""
    above = piece.record.outline[0][1]
    head = [Section(above, 0, piece.head)] if piece.head else []
    passages, rows = split_sections(path, [*head, *piece.sections], window)
    own: Sequence[SectionStart] = [(section.path, section.start) for section in rows[len(head) :]]
    moved = [replace(passage, line=passage.line + piece.line) for passage in passages]
    record = with_place(piece.record, len(passages), rows[0].stop if head else 0, len(own))
    return SplitPiece(moved, list(own), record)
