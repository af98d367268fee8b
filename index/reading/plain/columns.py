"""Finds tables in plain text: columns that line up, and those that are drawn."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.reading.labels import has_dialogue_marker
from index.reading.plain.drawn import MIN_ROWS, Drawn, barred_table, continue_row, leaders, make_cell, make_row, simple_table
from index.reading.plain.lines import BULLET, TYPED_NUMBER, indent_of
from index.reading.table_grid import Row, Table
from index.text.characters import has_words

GAP = re.compile(r"(?<![.!?\s])\s{2,}(?=\S)|(?<=[.!?])\s{3,}(?=\S)|(?<=\S)\t+(?=\S)")
"""White space between two columns; two spaces after a sentence are none."""
WIDE_GAP = 3
"""Spaces between columns that need not be aligned exactly."""
MAX_COLUMNS = 12
CODE_STARTS = ("#", "//", "/*", "--", "/'", '/"', "&&", "||", "\\", "<-", "}", "{")
"""The start of a comment or of another part of a line of code, which is no cell."""
MIN_FILLED_GAPS = 2
"""Gaps of a line of a paragraph that was filled with spaces."""
MAX_CELL_LENGTH = 100
"""Characters of a cell, unless the table has bars; anything longer is a paragraph with a gap in it."""


@dataclass(slots=True)
class _Piece:
    """Text between two gaps of a row, with its first column of characters and the one after its last."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Column:
    start: int
    end: int

    def widen(self, piece: _Piece) -> None:
        self.start, self.end = min(self.start, piece.start), max(self.end, piece.end)


def find_tables(rows: Sequence[str]) -> Iterator[tuple[int, Drawn]]:
    """Yield the tables in the rows of a text, each with the position of its first row. Tabs are not expanded yet."""
    position = 0
    while position < len(rows):
        row = rows[position]
        drawn = None
        if row.strip():
            drawn = simple_table(rows, position) or barred_table(rows, position) or leaders(rows, position)
            drawn = drawn or _aligned_table(rows, position)
        if drawn:
            yield position, drawn
            position = drawn.stop
        else:
            position += 1


def _pieces(row: str) -> list[_Piece]:
    """Return the pieces of a row, without its bullet; the number of a step stays with its first piece."""
    text = row.rstrip()
    first = indent_of(text)
    bullet = BULLET.fullmatch(text[first:])
    begin = first + bullet.start("text") if bullet else first
    pieces, start = [], begin
    for gap in GAP.finditer(text, begin):
        pieces.append(_Piece(start, gap.start(), text[start : gap.start()]))
        start = gap.end()
    pieces.append(_Piece(start, len(text), text[start:]))
    if len(pieces) > 1 and TYPED_NUMBER.fullmatch(pieces[0].text):  # part of the text after it
        pieces[:2] = [_Piece(pieces[0].start, pieces[1].end, f"{pieces[0].text} {pieces[1].text}")]
    if bullet and has_words(bullet["marker"]):
        pieces[0] = _Piece(first, pieces[0].end, f"{bullet['marker']} {pieces[0].text}")
    return pieces


def _aligned_table(rows: Sequence[str], position: int) -> Drawn | None:
    first = _pieces(rows[position]) if GAP.search(rows[position].strip()) else []
    if not _could_be_row(first):
        return None
    run = _Run(rows, position, first)
    run.read()
    return run.drawn() if len(run.table.rows) >= MIN_ROWS else None


def _could_be_row(pieces: Sequence[_Piece]) -> bool:
    return (
        1 < len(pieces) <= MAX_COLUMNS
        and all(len(piece.text) <= MAX_CELL_LENGTH for piece in pieces)
        and sum(has_words(piece.text) for piece in pieces) > 0
        and not has_dialogue_marker(f"{pieces[0].text} {pieces[1].text}")
        and not _is_prose(pieces)
        and not any(piece.text.startswith(CODE_STARTS) for piece in pieces[1:])
    )


def _is_prose(pieces: Sequence[_Piece]) -> bool:
    """Return whether a row is a line of a paragraph with spaces added to fill it."""
    gaps = [after.start - before.end for before, after in pairwise(pieces)]
    small = sum(piece.text[:1].islower() for piece in pieces[1:])
    return (
        len(gaps) >= MIN_FILLED_GAPS
        and small > len(gaps) / 2
        and gaps.count(min(gaps)) > len(gaps) / 2
        and min(gaps) < WIDE_GAP
    )


class _Run:
    """Rows with aligned columns, read from `position` on."""

    def __init__(self, rows: Sequence[str], position: int, first: list[_Piece]) -> None:
        self.table = Table()
        self._rows = rows
        self._first = position
        self._stop = position + 1
        self._has_tabs = "\t" in rows[position].strip()
        self._columns = [_Column(piece.start, piece.end) for piece in first]
        self._has_rule = False
        self._add(first, position)

    def _add(self, pieces: list[_Piece], position: int, places: list[int] | None = None) -> None:
        texts = [""] * len(self._columns)
        for place, piece in zip(places or range(len(pieces)), pieces, strict=True):
            texts[place] = piece.text
            self._columns[place].widen(piece)
        self.table.rows.append(make_row(texts, position))

    def read(self) -> None:
        """Add rows until one does not fit."""
        while self._stop < len(self._rows):
            row = self._rows[self._stop]
            if not row.strip():
                following = self._rows[self._stop + 1] if self._stop + 1 < len(self._rows) else ""
                if len(self.table.rows) < 1 or not following.strip() or not self._fits_exactly(_pieces(following)):
                    return
            elif not has_words(row) and len(row.strip()) >= WIDE_GAP:
                if self._has_rule or len(self.table.rows) != 1:
                    return
                self._has_rule = True
            elif not self._add_row(row):
                return
            self._stop += 1

    def _add_row(self, row: str) -> bool:
        pieces = _pieces(row)
        if len(pieces) == 1:
            return self._add_single(pieces[0])
        places = self._places(pieces, row) if _could_be_row(pieces) else None
        if places is None:
            return False
        self._add(pieces, self._stop, places)
        return True

    def _add_single(self, piece: _Piece) -> bool:
        """Add the continuation of a cell, or a heading between rows."""
        if piece.start + 1 >= self._columns[1].start:
            place = max(at for at, column in enumerate(self._columns) if column.start <= piece.start + 1)
            texts = [""] * len(self._columns)
            texts[place] = piece.text
            continue_row(self.table.rows[-1], texts, self._stop)
            return True
        following = self._rows[self._stop + 1] if self._stop + 1 < len(self._rows) else ""
        is_heading = len(self.table.rows) > 1 and bool(following.strip()) and self._fits_exactly(_pieces(following))
        if is_heading and not self._rows[self._stop].strip().endswith("."):
            self.table.rows.append(
                Row([make_cell(piece.text.rstrip(":"), self._stop + 1, columns=len(self._columns))], self._stop + 1)
            )
        return is_heading

    def _fits_exactly(self, pieces: list[_Piece]) -> bool:
        """Return whether a row's pieces start where the columns do."""
        starts = {column.start for column in self._columns}
        return len(pieces) == len(self._columns) and all(piece.start in starts for piece in pieces)

    def _places(self, pieces: list[_Piece], row: str) -> list[int] | None:
        """Return the columns of a row's pieces, or None if the row is not aligned with those before it."""
        if self._has_tabs and "\t" in row.strip():
            return list(range(len(pieces))) if len(pieces) <= len(self._columns) else None
        places: list[int] = []
        at = 0
        may_overlap = len(pieces) == len(self._columns)
        for order, piece in enumerate(pieces):
            gap = piece.start - pieces[order - 1].end if order else WIDE_GAP
            while at < len(self._columns) and not _is_in(piece, self._columns[at], gap if may_overlap else 0, is_first=at == 0):
                at += 1
            if at == len(self._columns):
                return None
            places.append(at)
            at += 1
        return places if places[0] == 0 else None

    def drawn(self) -> Drawn:
        """Return the table."""
        if self._has_rule:
            first = self.table.rows[0]
            self.table.rows[0] = Row(
                [make_cell(cell.text.text, first.line, is_header=True) for cell in first.cells], first.line
            )
        return Drawn(self.table, self._stop)


def _is_in(piece: _Piece, column: _Column, gap: int, *, is_first: bool) -> bool:
    """Return whether a piece starts or ends where a column does, or at least overlaps it after a wide gap."""
    if abs(piece.start - column.start) <= 1 or (not is_first and abs(piece.end - column.end) <= 1):
        return True
    return not is_first and gap >= WIDE_GAP and piece.start < column.end and column.start < piece.end
