"""Renders the rows of a table as text: `Column: cell; Column: cell`.

A row's own name comes first: `Monday: Opens: 9; Closes: 17`, or `Day: Monday; Opens: 9` if its column has a name. A cell that
spans all columns is a heading within the table, and becomes the context of the rows below it.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.reading.collector import Collector
from index.reading.rich_text import RichText
from index.reading.table_cells import Cell, join_cells, on_one_line
from index.reading.table_headers import is_pair_header, is_sentence, is_value, reads_as_header
from index.text.characters import has_words

MAX_LABEL_LENGTH = 200
"""Characters kept of a column's name, because every row repeats it."""
MAX_BAND_LENGTH = 120
"""Characters of a heading within a table; anything longer is a note."""
MAX_NAME_LENGTH = 80
"""Characters of a row's name in a table of names and values."""
PAIR = 2
"""Columns of a table of names and values."""
MAX_HEADER_ROWS = 3
"""Rows of headers above each other; more than that, and it is a table whose cells are all marked as headers."""
MAX_ROW_LENGTH = 800
"""Characters of a row that is quoted whole; a longer one is cut between cells, and each part has the row's name as context."""


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
class _Placed:
    """A row with each of its cells in its column, including cells that span down from rows above."""

    cells: list[tuple[int, Cell]]
    line: int
    tables: list[Table]

    @property
    def filled(self) -> list[tuple[int, Cell]]:
        return [(column, cell) for column, cell in self.cells if cell.text]

    @property
    def is_header(self) -> bool:
        """True if all cells are headers, or all but the first of at least three."""
        filled = self.filled
        marked = [cell.is_header for _, cell in filled]
        return bool(marked) and (all(marked) or (len(marked) > PAIR and all(marked[1:])))


def add_table(collector: Collector, table: Table, prefix: str = "") -> None:
    """Add the rows of a table as blocks, with `prefix` before the first."""
    collector.open_list()
    title = table.title.words
    is_context = has_words(title) and len(title) <= MAX_LABEL_LENGTH
    if is_context:
        collector.open_group(title, table.title_line)
    elif table.title:
        collector.add_rich_text(table.title, table.title_line)
    _Rendering(collector, table, prefix).run()
    if is_context:
        collector.close_group()
    collector.close_list()


class _Rendering:
    """One pass over the rows of a table."""

    def __init__(self, collector: Collector, table: Table, prefix: str) -> None:
        self._collector = collector
        self._prefix = prefix
        self._rows = list(_place(table.rows))
        several = [row for row in self._rows if len(row.filled) > 1]
        self._width = max((column + cell.columns for row in several for column, cell in row.filled), default=1)
        firsts = [row.filled[0][1] for row in several if not row.is_header]
        self._names_are_marked = sum(cell.is_header or cell.text.is_bold for cell in firsts) > 1
        self._header: list[str] = []
        self._unused: _Placed | None = None
        self._drops_corner = False
        self._groups = 0
        self._is_title_open = False
        self._bands = [self._is_band(row) for row in self._rows]
        self._headers = self._find_headers(table)

    def run(self) -> None:
        """Add all rows."""
        for position, row in enumerate(self._rows):
            if self._bands[position]:
                self._open_band(position)
            elif self._headers[position]:
                self._add_header(row, continues=position > 0 and self._headers[position - 1])
            else:
                self._unused = None
                self._add_row(row)
        self._add_unused()
        self._close_groups(0)

    def _is_band(self, row: _Placed) -> bool:
        """Return whether a row is a heading within the table: a single cell across all columns, or a bold one on its own."""
        if self._width == 1 or len(row.filled) != 1 or row.tables:
            return False
        column, cell = row.filled[0]
        is_marked = cell.is_header or cell.text.is_bold or cell.text.words.isupper()
        is_wide = cell.columns >= self._width or (cell.columns > 1 and len(row.cells) == 1)
        return column == 0 and (is_wide or (is_marked and not self._names_are_marked))

    def _find_headers(self, table: Table) -> list[bool]:
        """Return for each row whether it is a header."""
        rows = self._rows
        plain = [
            at for at, row in enumerate(rows) if not self._bands[at] and (row.is_header or len(row.filled) > (self._width > 1))
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
        names = _column_names(rows[first])
        is_top = marked[first]
        for position in plain[1:]:
            is_top = is_top and marked[position]
            if marked[position] and not is_top:
                marked[position] = self._is_later_header(position, names)
        return marked

    def _texts(self, plain: list[int]) -> tuple[dict[int, RichText], list[dict[int, RichText]]]:
        """Return the texts of the first row, and of the others, by column."""
        texts = [{column: cell.text for column, cell in self._rows[position].filled} for position in plain]
        return texts[0], texts[1:]

    def _guess_header(self, plain: list[int], marked: list[bool]) -> None:
        """Mark the first row as a header if it reads as one, and the second if it names the columns of groups of the first."""
        rows = self._rows
        names_are_marked = all(rows[position].cells[0][1].is_header for position in plain)
        first, others = self._texts(plain)
        if rows[plain[0]].tables or not reads_as_header(first, others, rows_are_named=names_are_marked):
            return
        marked[plain[0]], self._drops_corner = True, names_are_marked
        has_groups = any(cell.columns > 1 for _, cell in rows[plain[0]].filled)
        if has_groups and len(others) > 1 and not any(is_value(t.words) or is_sentence(t.words) for t in others[0].values()):
            marked[plain[1]] = plain[1] == plain[0] + 1

    def _is_later_header(self, position: int, names: list[str]) -> bool:
        """Return whether a row of headers below other rows names the columns again, or is a bold row, such as a total."""
        row = self._rows[position]
        if _column_names(row) == names:
            return True
        return position + 1 < len(self._rows) and not any(is_value(cell.text.words) for _, cell in row.filled[1:])

    def _open_band(self, position: int) -> None:
        """Make a heading within the table the context of the rows below it; a long one, or the last row, is a block."""
        row = self._rows[position]
        text = row.filled[0][1].text
        is_last = position + 1 == len(self._rows)
        if is_last or len(text.words) > MAX_BAND_LENGTH or is_sentence(text.words) or not has_words(text.words):
            self._close_groups(int(self._is_title_open) if is_last else self._groups)
            self._add_block(text, row.line)
            return
        is_title = self._groups == 0 and (self._bands[position + 1] or not any(self._bands[position + 1 :]))
        self._close_groups(int(self._is_title_open))
        self._is_title_open = self._is_title_open or is_title
        self._collector.open_group(text.words, row.line)
        self._groups += 1

    def _close_groups(self, depth: int) -> None:
        while self._groups > depth:
            self._collector.close_group()
            self._groups -= 1

    def _add_header(self, row: _Placed, *, continues: bool) -> None:
        """Name the columns by a row of headers, below the names of the row above it if that is a header too."""
        names = _column_names(row)
        if self._drops_corner:
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

    def _add_row(self, row: _Placed) -> None:
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

    def _split_names(self, row: _Placed, pairs: list[tuple[str, Cell]]) -> tuple[list[Cell], list[tuple[str, Cell]]]:
        """Return the cells that name a row, and the others with their columns' names."""
        count = 0
        while count < len(pairs) and pairs[count][1].is_header and not pairs[count][0]:
            count += 1
        if not count and pairs and self._is_name(row, pairs):
            count = 1
        return [cell for _, cell in pairs[:count]], pairs[count:]

    def _is_name(self, row: _Placed, pairs: list[tuple[str, Cell]]) -> bool:
        """Return whether the first cell of a row is its name although it is not marked as a header."""
        label, cell = pairs[0]
        if label or row.filled[0][0] > 0 or _is_question(cell.text.words):
            return False
        if row.tables or any(label for label, _ in pairs[1:]):
            return True
        is_name = len(cell.text.words) <= MAX_NAME_LENGTH and not is_sentence(cell.text.words)
        return is_name and len(pairs) > 1 and (self._width == PAIR or self._names_are_marked)

    def _add_below(self, name: str, row: _Placed, pairs: list[tuple[str, Cell]]) -> None:
        """Add the rest of a row, and the tables in it, with the row's name as context."""
        self._collector.open_group(name, row.line)
        if pairs:
            self._add_block(join_cells(pairs), pairs[0][1].line or row.line)
        for table in row.tables:
            add_table(self._collector, table, self._take_prefix())
        self._collector.close_group()

    def _add_whole(self, row: _Placed, names: list[Cell], pairs: list[tuple[str, Cell]]) -> None:
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

    def _add_parts(self, row: _Placed, names: list[Cell], pairs: list[tuple[str, Cell]]) -> None:
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


def _place(rows: Sequence[Row]) -> Iterator[_Placed]:
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
            yield _Placed(placed, row.line, row.tables)


def _column_names(row: _Placed) -> list[str]:
    names: list[str] = []
    for column, cell in row.cells:
        names += [""] * (column - len(names)) + [cell.text.words.rstrip(":： ")[:MAX_LABEL_LENGTH]] * cell.columns
    return names


def _joined_names(upper: str, lower: str) -> str:
    """Join the names of a column in two rows of headers: `Adults, Day`, or `Price (euros)`."""
    if not upper or not lower or upper == lower:
        return upper or lower
    return f"{upper} {lower}" if lower.startswith(("(", "[")) else f"{upper}, {lower}"[:MAX_LABEL_LENGTH]


def _is_question(text: str) -> bool:
    return text.endswith(("?", "？", "؟")) and " " in text.strip() and has_words(text)
