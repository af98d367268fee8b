"""Finds tables that are drawn in plain text: aligned columns, bars and rules, and dots that lead to a price."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.reading.labels import has_dialogue_marker
from index.reading.plain.lines import BULLET, add_words
from index.reading.rich_text import RichText
from index.reading.table_cells import Cell
from index.reading.tables import Row, Table
from index.text.characters import has_words

GAP = re.compile(r"(?<![.!?\s])\s{2,}(?=\S)|(?<=[.!?])\s{3,}(?=\S)|(?<=\S)\t+(?=\S)")
"""White space between two columns; two spaces after a sentence are none."""
SINGLE_RULES = re.compile(r"\s*={2,}(?:\s+={2,})+\s*")
"""A rule of a simple table in reStructuredText, which shows where its columns start."""
COLUMN_RULE = re.compile(r"={2,}")
LEADER = re.compile(r"\s?(?:\. ?){4,}\s*|\s?(?:…\s?){2,}|\s?·{4,}\s*|\s_{4,}\s*|\s-{4,}\s")
"""Dots between a name and its price or page."""
NUMBER = re.compile(r"[\[(]?\d{1,3}(?:\.\d{1,3})*[.)\]]")
"""The number of a section or entry, which is part of the text after it."""
PAGE = re.compile(r"\d{1,4}")
MIN_ROWS = 2
MIN_GRID_RULES = 4
"""Rules of a table with one between all rows, whose rows may be several lines high."""
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
class Drawn:
    """A table, and the row after its last; `may_be_contents` if its values may be the numbers of pages."""

    table: Table
    stop: int
    may_be_contents: bool = False

    @property
    def names(self) -> list[str]:
        """The texts of the first column."""
        return [row.cells[0].text.text for row in self.table.rows]


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
            drawn = _simple_table(rows, position) or _barred_table(rows, position) or _leaders(rows, position)
            drawn = drawn or _aligned_table(rows, position)
        if drawn:
            yield position, drawn
            position = drawn.stop
        else:
            position += 1


def _cell(text: str, number: int, *, is_header: bool = False, columns: int = 1) -> Cell:
    rich = RichText()
    add_words(rich, text)
    return Cell(rich, number, columns, is_header=is_header)


def _row(texts: Sequence[str], position: int, *, is_header: bool = False) -> Row:
    return Row([_cell(text, position + 1, is_header=is_header) for text in texts], position + 1)


# Tables with rules of equals signs


def _simple_table(rows: Sequence[str], position: int) -> Drawn | None:
    if not SINGLE_RULES.fullmatch(rows[position]):
        return None
    starts = [match.start() for match in COLUMN_RULE.finditer(rows[position])]
    parts: list[list[tuple[int, list[str]]]] = [[]]
    stop = position + 1
    while stop < len(rows):
        row = rows[stop]
        stop += 1
        if SINGLE_RULES.fullmatch(row):
            if not parts[-1]:
                return None
            parts.append([])
            if stop == len(rows) or not rows[stop].strip():
                break
        elif has_words(row):
            texts = [row[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
            parts[-1].append((stop - 1, texts))
    if len(parts) < MIN_ROWS or not any(parts):
        return None
    has_header = len(parts) > MIN_ROWS and bool(parts[0] and parts[1])
    return Drawn(_table([part for part in parts if part], is_grid=False, has_header=has_header), stop)


def _table(parts: Sequence[Sequence[tuple[int, list[str]]]], *, is_grid: bool, has_header: bool) -> Table:
    """Return the table of lines in parts between rules; in a grid, each part is a row, else each line."""
    found = Table()
    for number, part in enumerate(parts):
        for order, (position, texts) in enumerate(part):
            if order and (is_grid or not texts[0]):
                _continue(found.rows[-1], texts, position)
            else:
                found.rows.append(_row(texts, position, is_header=has_header and number == 0))
    return found


def _continue(row: Row, texts: Sequence[str], position: int) -> None:
    """Add the cells of another line to a row."""
    for cell, text in zip(row.cells, texts, strict=False):
        if text:
            cell.text.start_line(position + 1)
            add_words(cell.text, text)


# Tables with bars


def _barred_table(rows: Sequence[str], position: int) -> Drawn | None:
    groups: list[list[tuple[int, list[str]]]] = [[]]
    rules: list[str] = []
    stop, bars = position, 0
    while stop < len(rows) and rows[stop].strip():
        row = rows[stop].strip()
        if not has_words(row) and set(row) <= set("+-=|: ┌┬┐├┼┤└┴┘─═│╔╦╗╠╬╣╚╩╝║━┃") and len(row) > 1:
            if not groups[-1] and rules:
                break
            rules.append(row)
            groups.append([])
        elif row.count("|") + row.count("│") >= 1 + (row[0] in "|│"):
            texts = _bar_cells(row)
            if len(texts) == 1 or (bars and len(texts) != bars):
                break
            bars = len(texts)
            groups[-1].append((stop, texts))
        else:
            break
        stop += 1
    groups = [group for group in groups if group]
    count = sum(map(len, groups))
    has_sides = all(rows[at].strip()[0] in "|│" for group in groups for at, _ in group)
    if bars <= 1 or count < (MIN_ROWS if rules or has_sides else MIN_ROWS + 1):
        return None
    is_grid = len(rules) >= MIN_GRID_RULES
    has_double_rule = any("=" in rule or "═" in rule for rule in rules[:2])
    has_header = len(groups) > 1 and (has_double_rule or not is_grid)
    return Drawn(_table(groups, is_grid=is_grid, has_header=has_header), stop)


def _bar_cells(row: str) -> list[str]:
    return [text.strip() for text in row.replace("│", "|").strip("|").split("|")]


# Names and values with dots between them


def _leaders(rows: Sequence[str], position: int) -> Drawn | None:
    found, pages = Table(), []
    stop = position
    while stop < len(rows) and (pair := leader_pair(rows[stop])):
        found.rows.append(_row(pair, stop))
        pages.append(int(pair[1]) if PAGE.fullmatch(pair[1]) else -1)
        stop += 1
    if not found.rows:
        return None
    may_be_contents = len(pages) > 1 and pages == sorted(pages) and pages[0] >= 0
    return Drawn(found, stop, may_be_contents)


def leader_pair(row: str) -> tuple[str, str] | None:
    """Return the name and the value of a row with dots between them."""
    match = LEADER.search(row)
    if match is None:
        return None
    name, value = row[: match.start()].strip(), row[match.end() :].strip()
    bullet = BULLET.fullmatch(name)
    if bullet and not has_words(bullet["marker"]):
        name = bullet["text"]
    return (name, value) if has_words(name) and has_words(value) else None


# Aligned columns


def _pieces(row: str) -> list[_Piece]:
    """Return the pieces of a row, without its bullet; the number of a step stays with its first piece."""
    text = row.rstrip()
    first = len(text) - len(text.lstrip())
    bullet = BULLET.fullmatch(text[first:])
    begin = first + bullet.start("text") if bullet else first
    pieces, start = [], begin
    for gap in GAP.finditer(text, begin):
        pieces.append(_Piece(start, gap.start(), text[start : gap.start()]))
        start = gap.end()
    pieces.append(_Piece(start, len(text), text[start:]))
    if len(pieces) > 1 and NUMBER.fullmatch(pieces[0].text):
        pieces[:2] = [_Piece(pieces[0].start, pieces[1].end, f"{pieces[0].text} {pieces[1].text}")]
    if bullet and has_words(bullet["marker"]):
        pieces[0] = _Piece(first, pieces[0].end, f"{bullet['marker']} {pieces[0].text}")
    return pieces


def _aligned_table(rows: Sequence[str], position: int) -> Drawn | None:
    first = _pieces(rows[position])
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
        self.table.rows.append(_row(texts, position))

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
            _continue(self.table.rows[-1], texts, self._stop)
            return True
        following = self._rows[self._stop + 1] if self._stop + 1 < len(self._rows) else ""
        is_heading = len(self.table.rows) > 1 and bool(following.strip()) and self._fits_exactly(_pieces(following))
        if is_heading and not self._rows[self._stop].strip().endswith("."):
            self.table.rows.append(
                Row([_cell(piece.text.rstrip(":"), self._stop + 1, columns=len(self._columns))], self._stop + 1)
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
            self.table.rows[0] = Row([_cell(cell.text.text, first.line, is_header=True) for cell in first.cells], first.line)
        return Drawn(self.table, self._stop)


def _is_in(piece: _Piece, column: _Column, gap: int, *, is_first: bool) -> bool:
    """Return whether a piece starts or ends where a column does, or at least overlaps it after a wide gap."""
    if abs(piece.start - column.start) <= 1 or (not is_first and abs(piece.end - column.end) <= 1):
        return True
    return not is_first and gap >= WIDE_GAP and piece.start < column.end and column.start < piece.end
