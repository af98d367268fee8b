"""Renders the rows of a table as text: `Column: cell; Column: cell`.

A row's own name comes first: `Monday: Opens: 9; Closes: 17`, or `Day: Monday; Opens: 9` if its column has a name. A cell that
spans all columns is a heading within the table, and becomes the context of the rows below it.
"""

from dataclasses import replace

from index.reading.collector import Collector
from index.reading.rich_text import RichText
from index.reading.table_cells import Cell, join_cells
from index.reading.table_grid import MAX_LABEL_LENGTH, PAIR, Grid, PlacedRow, Table, column_names
from index.reading.table_headers import is_sentence
from index.text.characters import has_words

MAX_BAND_LENGTH = 120
"""Characters of a heading within a table; anything longer is a note."""
MAX_NAME_LENGTH = 80
"""Characters of a row's name in a table of names and values."""
MAX_ROW_LENGTH = 800
"""Characters of a row that is quoted whole; a longer one is cut between cells, and each part has the row's name as context."""


def add_table(collector: Collector, table: Table, prefix: str = "") -> None:
    """Add the rows of a table as blocks, with `prefix` before the first."""
    title, line = table.title.words, table.title_line
    if not has_words(title) and (caption := collector.take_caption()):
        title, line = caption.text, caption.line
    collector.open_list()
    is_context = has_words(title) and len(title) <= MAX_LABEL_LENGTH
    if is_context:
        collector.open_group(title, line)
    elif table.title:
        collector.add_rich_text(table.title, table.title_line)
    _Rendering(collector, Grid(table), prefix).run()
    if is_context:
        collector.close_group()
    collector.close_list()


class _Rendering:
    """One pass over the rows of a table."""

    def __init__(self, collector: Collector, grid: Grid, prefix: str) -> None:
        self._collector = collector
        self._prefix = prefix
        self._grid = grid
        self._header: list[str] = []
        self._unused: PlacedRow | None = None
        self._groups = 0
        self._is_title_open = False

    def run(self) -> None:
        """Add all rows."""
        for position, row in enumerate(self._grid.rows):
            if self._grid.bands[position]:
                self._open_band(position)
            elif self._grid.headers[position]:
                self._add_header(row, continues=position > 0 and self._grid.headers[position - 1])
            else:
                self._unused = None
                self._add_row(row)
        self._add_unused()
        self._close_groups(0)

    def _open_band(self, position: int) -> None:
        """Make a heading within the table the context of the rows below it; a long one, or the last row, is a block."""
        row = self._grid.rows[position]
        text = row.filled[0][1].text
        is_last = position + 1 == len(self._grid.rows)
        if is_last or len(text.words) > MAX_BAND_LENGTH or is_sentence(text.words) or not has_words(text.words):
            self._close_groups(int(self._is_title_open) if is_last else self._groups)
            self._add_block(text, row.line)
            return
        is_title = self._groups == 0 and (self._grid.bands[position + 1] or not any(self._grid.bands[position + 1 :]))
        self._close_groups(int(self._is_title_open))
        self._is_title_open = self._is_title_open or is_title
        self._collector.open_group(text.words, row.line)
        self._groups += 1

    def _close_groups(self, depth: int) -> None:
        while self._groups > depth:
            self._collector.close_group()
            self._groups -= 1

    def _add_header(self, row: PlacedRow, *, continues: bool) -> None:
        """Name the columns by a row of headers, below the names of the row above it if that is a header too."""
        names = column_names(row)
        if self._grid.drops_corner:
            names[0] = ""
        if continues and self._unused:
            above = [*self._header, *[""] * (len(names) - len(self._header))]
            names += [""] * (len(above) - len(names))
            self._header = [_joined_names(upper, lower) for upper, lower in zip(above, names, strict=True)]
        elif names != self._header:
            self._add_unused()
            self._header = names
        else:
            return
        self._unused = row

    def _add_unused(self) -> None:
        """Add a header with no rows below it as a block."""
        if self._unused:
            self._add_block(
                join_cells([("", replace(cell, is_header=False)) for _, cell in self._unused.filled]), self._unused.line
            )
            self._unused = None

    def _label(self, column: int) -> str:
        return self._header[column] if column < len(self._header) else ""

    def _add_row(self, row: PlacedRow) -> None:
        pairs = [(self._label(column), cell) for column, cell in row.filled]
        names, pairs = self._split_names(row, pairs)
        name = ", ".join(cell.text.words.rstrip(":： ") for cell in names)
        first = names[0] if names else pairs[0][1] if pairs else None
        is_question = bool(pairs) and first is not None and _is_question(first.text.words)
        if is_question and not names and len(pairs) > 1:
            name, pairs = pairs[0][1].text.words, pairs[1:]
        if is_question and name and pairs:
            if len(pairs) == 1:
                pairs = [("", pairs[0][1])]
            self._add_below(name, row, pairs)
        elif row.tables and name and not pairs:
            self._add_below(name, row, [])
        else:
            self._add_whole(row, names, pairs)

    def _split_names(self, row: PlacedRow, pairs: list[tuple[str, Cell]]) -> tuple[list[Cell], list[tuple[str, Cell]]]:
        """Return the cells that name a row, and the others with their columns' names."""
        count = 0
        while count < len(pairs) and pairs[count][1].is_header and not pairs[count][0]:
            count += 1
        if not count and pairs and self._is_name(row, pairs):
            count = 1
        return [cell for _, cell in pairs[:count]], pairs[count:]

    def _is_name(self, row: PlacedRow, pairs: list[tuple[str, Cell]]) -> bool:
        """Return whether the first cell of a row is its name although it is not marked as a header."""
        label, cell = pairs[0]
        if label or row.filled[0][0] > 0 or _is_question(cell.text.words):
            return False
        if row.tables or any(label for label, _ in pairs[1:]):
            return True
        is_name = len(cell.text.words) <= MAX_NAME_LENGTH and not is_sentence(cell.text.words)
        return is_name and len(pairs) > 1 and (self._grid.width == PAIR or self._grid.names_are_marked)

    def _add_below(self, name: str, row: PlacedRow, pairs: list[tuple[str, Cell]]) -> None:
        """Add the rest of a row, and the tables in it, with the row's name as context."""
        self._collector.open_group(name, row.line)
        if pairs:
            self._add_block(join_cells(pairs), pairs[0][1].line or row.line)
        for table in row.tables:
            add_table(self._collector, table, self._take_prefix())
        self._collector.close_group()

    def _add_whole(self, row: PlacedRow, names: list[Cell], pairs: list[tuple[str, Cell]]) -> None:
        """Add a row as one block, or as several if it is very long, and below it the tables in it."""
        named = [("", cell) for cell in names]
        text = join_cells(pairs, join_cells(named, separator=", "))
        if len(text.text) > MAX_ROW_LENGTH and len(pairs) > 1 and (names or has_words(pairs[0][1].text.words)):
            self._add_parts(row, names, pairs)
            return
        self._collector.open_item()
        if text:
            self._collector.add_rich_text(text, row.line, self._take_prefix())
        for table in row.tables:
            add_table(self._collector, table, self._take_prefix())
        self._collector.close_item()

    def _add_parts(self, row: PlacedRow, names: list[Cell], pairs: list[tuple[str, Cell]]) -> None:
        """Add a very long row as several blocks, with its name, or its first cell, as context."""
        if not names:
            names, pairs = [pairs[0][1]], pairs[1:]
        self._collector.open_group(", ".join(cell.text.words for cell in names)[:MAX_LABEL_LENGTH], row.line)
        start = length = 0
        for position, (label, cell) in enumerate(pairs):
            size = len(label) + len(cell.text.text)
            if length and length + size > MAX_ROW_LENGTH / 2:
                self._add_block(join_cells(pairs[start:position]), pairs[start][1].line or row.line)
                start, length = position, 0
            length += size
        self._add_block(join_cells(pairs[start:]), pairs[start][1].line or row.line)
        for table in row.tables:
            add_table(self._collector, table)
        self._collector.close_group()

    def _add_block(self, text: RichText, line: int) -> None:
        """Add a block as an item of its own, so that it is no label of the next."""
        self._collector.open_item()
        self._collector.add_rich_text(text, line, self._take_prefix())
        self._collector.close_item()

    def _take_prefix(self) -> str:
        prefix, self._prefix = self._prefix, ""
        return prefix


def _joined_names(upper: str, lower: str) -> str:
    """Join the names of a column in two rows of headers: `Adults, Day`, or `Price (euros)`."""
    if not upper or not lower or upper == lower:
        return upper or lower
    return f"{upper} {lower}" if lower.startswith(("(", "[")) else f"{upper}, {lower}"[:MAX_LABEL_LENGTH]


def _is_question(text: str) -> bool:
    return text.endswith(("?", "？", "؟")) and " " in text.strip() and has_words(text)
