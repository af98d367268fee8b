"""The rows of a table with their cells in their columns, and which of them are headers or headings between rows."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.reading.rich_text import RichText
from index.reading.table_cells import Cell, on_one_line
from index.reading.table_headers import is_pair_header, is_sentence, is_value, reads_as_header

MAX_LABEL_LENGTH = 200
"""Characters kept of a column's name, because every row repeats it."""
PAIR = 2
"""Columns of a table of names and values."""
MAX_HEADER_ROWS = 3
"""Rows of headers above each other; more than that, and it is a table whose cells are all marked as headers."""


@dataclass(slots=True)
class Row:
    """A row as it is written: its cells, the line of its first word, and the tables that its cells contain."""

    cells: list[Cell]
    line: int
    tables: "list[Table]" = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table as it is written; `guesses_header` means that the format demands a header, so that the first row may be none."""

    rows: list[Row] = field(default_factory=list)
    title: RichText = field(default_factory=RichText)
    title_line: int = 0
    guesses_header: bool = False


@dataclass(slots=True)
class PlacedRow:
    """A row with each of its cells in its column, including cells that span down from rows above."""

    cells: list[tuple[int, Cell]]
    line: int
    tables: list[Table]

    @property
    def filled(self) -> list[tuple[int, Cell]]:
        """The cells that are not empty, with their columns."""
        return [(column, cell) for column, cell in self.cells if cell.text]

    @property
    def is_header(self) -> bool:
        """True if all cells are headers, or all but the first of at least three."""
        filled = self.filled
        marked = [cell.is_header for _, cell in filled]
        return bool(marked) and (all(marked) or (len(marked) > PAIR and all(marked[1:])))


class Grid:
    """The rows of a table that are not empty; `bands` are headings between rows, and `headers` name the columns."""

    def __init__(self, table: Table) -> None:
        self.rows = list(place(table.rows))
        several = [row for row in self.rows if len(row.filled) > 1]
        self.width = max((column + cell.columns for row in several for column, cell in row.filled), default=1)
        firsts = [row.filled[0][1] for row in several if not row.is_header]
        self.names_are_marked = sum(cell.is_header or cell.text.is_bold for cell in firsts) > 1
        self.drops_corner = False
        self.bands = [self._is_band(row) for row in self.rows]
        self.headers = self._find_headers(table)

    def _is_band(self, row: PlacedRow) -> bool:
        """Return whether a row is a heading within the table: a single cell across all columns, or a bold one on its own."""
        if self.width == 1 or len(row.filled) != 1 or row.tables:
            return False
        column, cell = row.filled[0]
        is_marked = cell.is_header or cell.text.is_bold or cell.text.words.isupper()
        is_wide = cell.columns >= self.width or (cell.columns > 1 and len(row.cells) == 1)
        return column == 0 and (is_wide or (is_marked and not self.names_are_marked))

    def _find_headers(self, table: Table) -> list[bool]:
        """Return for each row whether it is a header."""
        rows = self.rows
        plain = [
            at for at, row in enumerate(rows) if not self.bands[at] and (row.is_header or len(row.filled) > (self.width > 1))
        ]
        marked = [False] * len(rows)
        for position in plain:
            marked[position] = rows[position].is_header and not rows[position].tables
        if not plain:
            return marked
        first = plain[0]
        if not marked[first]:
            self._guess_header(plain, marked)
        elif table.guesses_header and is_pair_header(*self._texts(plain)):
            marked[first] = False
            rows[first].cells = [(column, replace(cell, is_header=False)) for column, cell in rows[first].cells]
        elif sum(marked) > MAX_HEADER_ROWS and sum(marked) == len(plain):
            marked = [position == first for position in range(len(rows))]
        names = column_names(rows[first])
        is_top = marked[first]
        for position in plain[1:]:
            is_top = is_top and marked[position]
            if marked[position] and not is_top:
                marked[position] = self._is_later_header(position, names)
        return marked

    def _texts(self, plain: list[int]) -> tuple[dict[int, RichText], list[dict[int, RichText]]]:
        """Return the texts of the first row, and of the others, by column."""
        texts = [{column: cell.text for column, cell in self.rows[position].filled} for position in plain]
        return texts[0], texts[1:]

    def _guess_header(self, plain: list[int], marked: list[bool]) -> None:
        """Mark the first row as a header if it reads as one, and the second if it names the columns of groups of the first."""
        rows = self.rows
        names_are_marked = all(rows[position].cells[0][1].is_header for position in plain)
        first, others = self._texts(plain)
        if rows[plain[0]].tables or not reads_as_header(first, others, rows_are_named=names_are_marked):
            return
        marked[plain[0]], self.drops_corner = True, names_are_marked
        has_groups = any(cell.columns > 1 for _, cell in rows[plain[0]].filled)
        if has_groups and len(others) > 1 and not any(is_value(t.words) or is_sentence(t.words) for t in others[0].values()):
            marked[plain[1]] = plain[1] == plain[0] + 1

    def _is_later_header(self, position: int, names: list[str]) -> bool:
        """Return whether a row of headers below other rows names the columns again, or is a bold row, such as a total."""
        row = self.rows[position]
        if column_names(row) == names:
            return True
        return position + 1 < len(self.rows) and not any(is_value(cell.text.words) for _, cell in row.filled[1:])


def place(rows: Sequence[Row]) -> Iterator[PlacedRow]:
    """Yield the rows that are not empty, with their cells in their columns."""
    spanning: dict[int, Cell] = {}
    for row in rows:
        placed: list[tuple[int, Cell]] = []
        waiting = deque(replace(cell, text=on_one_line(cell.text, is_name=cell.is_header)) for cell in row.cells)
        column = 0
        while waiting:
            cell = spanning.pop(column, None) or waiting.popleft()
            placed.append((column, cell))
            column += cell.columns
        placed += sorted(spanning.items(), key=lambda item: item[0])
        spanning = {column: replace(cell, rows=cell.rows - 1, line=0) for column, cell in placed if cell.rows > 1}
        if row.tables or any(cell.text for cell in row.cells):
            yield PlacedRow(placed, row.line, row.tables)


def column_names(row: PlacedRow) -> list[str]:
    """Return the names of the columns, from the first on, that a row of headers gives; "" for one without."""
    names: list[str] = []
    for column, cell in row.cells:
        names += [""] * (column - len(names)) + [cell.text.words.rstrip(":： ")[:MAX_LABEL_LENGTH]] * cell.columns
    return names
