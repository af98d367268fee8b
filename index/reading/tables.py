"""Renders table rows as text: `Column: cell; Column: cell`."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.reading.rich_text import RichText

MAX_LABEL_LENGTH = 200
"""Characters kept of a column's name, because every row repeats it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, and the number of columns and rows that it spans."""

    text: RichText
    columns: int = 1
    rows: int = 1


class Table:
    """Renders one table row by row, with column names from its first row of headers."""

    def __init__(self) -> None:
        self._header: list[str] | None = None
        self._unused_header: RichText | None = None
        self._spanning: dict[int, Cell] = {}

    def add_row(self, cells: Sequence[Cell], *, is_header: bool = False) -> RichText | None:
        """Render a row, or return None for the header, whose names the other rows repeat."""
        placed = self._place(cells)
        if is_header and self._header is None:
            self._header = []
            for column, cell in placed:
                self._header += [""] * (column - len(self._header)) + [cell.text.words[:MAX_LABEL_LENGTH]] * cell.columns
            self._unused_header = _join_cells([("", cell.text) for _, cell in placed])
            return None
        self._unused_header = None
        return _join_cells([(self._label(column), cell.text) for column, cell in placed])

    def unused_header(self) -> RichText | None:
        """Return the header if the table ended without any other row."""
        return self._unused_header

    def _label(self, column: int) -> str:
        return self._header[column] if self._header and column < len(self._header) else ""

    def _place(self, cells: Sequence[Cell]) -> list[tuple[int, Cell]]:
        """Return the cells of a row with their columns, including cells that span down from rows above."""
        placed: list[tuple[int, Cell]] = []
        waiting, column = deque(cells), 0
        spanning = self._spanning
        while waiting:
            cell = spanning.pop(column, None) or waiting.popleft()
            placed.append((column, cell))
            column += cell.columns
        placed += sorted(spanning.items(), key=lambda item: item[0])
        self._spanning = {column: replace(cell, rows=cell.rows - 1) for column, cell in placed if cell.rows > 1}
        return placed


def _join_cells(cells: Sequence[tuple[str, RichText]]) -> RichText:
    """Join the cells that are not empty, each after its column's name, with their links."""
    row = RichText()
    for label, text in cells:
        if not text:
            continue
        if row:
            row.add("; ")
        if label:
            row.add(f"{label}: ")
        row.extend(text)
    return row
