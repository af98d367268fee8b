"""Table rows as sentences: `Column: cell; Column: cell`."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.reading.rich_text import RichText

LONGEST_LABEL = 200
"""Characters of a column's name that are said in every row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, and how many columns and rows it spans."""

    text: RichText
    columns: int = 1
    rows: int = 1


class Table:
    """One table, row by row: the first row of headers names the columns of the others."""

    def __init__(self) -> None:
        self._header: list[str] | None = None
        self._unsaid: RichText | None = None
        self._reaching: dict[int, Cell] = {}

    def row(self, cells: Sequence[Cell], *, is_header: bool = False) -> RichText | None:
        """What a row says; None for the header, which the other rows say."""
        placed = self._place(cells)
        if is_header and self._header is None:
            self._header = []
            for column, cell in placed:
                self._header += [""] * (column - len(self._header)) + [cell.text.words[:LONGEST_LABEL]] * cell.columns
            self._unsaid = _joined([("", cell.text) for _, cell in placed])
            return None
        self._unsaid = None
        return _joined([(self._label(column), cell.text) for column, cell in placed])

    def rest(self) -> RichText | None:
        """At the end of the table: its header, if no row said it."""
        return self._unsaid

    def _label(self, column: int) -> str:
        return self._header[column] if self._header and column < len(self._header) else ""

    def _place(self, cells: Sequence[Cell]) -> list[tuple[int, Cell]]:
        """The cells of a row with their columns, among them those that reach down from rows above."""
        placed: list[tuple[int, Cell]] = []
        waiting, column = deque(cells), 0
        reaching = self._reaching
        while waiting:
            cell = reaching.pop(column, None) or waiting.popleft()
            placed.append((column, cell))
            column += cell.columns
        placed += sorted(reaching.items(), key=lambda item: item[0])
        self._reaching = {column: replace(cell, rows=cell.rows - 1) for column, cell in placed if cell.rows > 1}
        return placed


def _joined(cells: Sequence[tuple[str, RichText]]) -> RichText:
    """The cells that hold something, behind their column's name, with their links."""
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
