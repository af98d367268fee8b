"""Collects the cells and rows of a table in HTML."""

from lxml.html import HtmlElement

from index.reading.collector import Collector
from index.reading.rich_text import RichText
from index.reading.tables import Cell, Table

LAYOUT = ("h1", "h2", "h3", "h4", "h5", "h6", "table")
"""Elements that show that the table around them is used for layout, not for data."""
TOO_MANY_DIGITS = 6
"""The number of digits at which a step number or span becomes implausible and is ignored."""
MAX_SPAN = 100


class OpenTable:
    """A table of data while its elements are read; `element` is the table itself."""

    def __init__(self, element: HtmlElement) -> None:
        self.element = element
        self.in_cell = False
        self.in_head = False
        self._table = Table()
        self._cells: list[Cell] = []
        self._is_header = True
        self._row_line = 0
        self._row_has_words = False

    def start_cell(self, element: HtmlElement) -> None:
        """Start a cell."""
        self.in_cell = True
        self._is_header = self._is_header and (element.tag == "th" or self.in_head)

    def end_cell(self, element: HtmlElement, text: RichText, line: int) -> None:
        """End a cell with a text that starts at a line."""
        self.in_cell = False
        if text and not self._row_has_words:
            self._row_line, self._row_has_words = line, True
        self._cells.append(Cell(text, _span(element, "colspan"), _span(element, "rowspan")))

    def end_row(self, collector: Collector, prefix: str) -> bool:
        """Add the cells since the last row as a block with `prefix` before it; return whether there is such a block."""
        row = self._table.add_row(self._cells, is_header=self._is_header) if self._cells else None
        if row:
            collector.add_rich_text(row, self._row_line, prefix)
        self._cells, self._is_header, self._row_has_words = [], True, False
        return bool(row)

    def add_unused_header(self, collector: Collector) -> None:
        """Add the header as a block if the table has no other row."""
        header = self._table.unused_header()
        if header:
            collector.add_rich_text(header, self._row_line)


def is_layout(table: HtmlElement) -> bool:
    """Return whether a table is used for layout, not for data."""
    return next(table.iterdescendants(*LAYOUT), None) is not None


def attribute_number(value: str) -> int:
    """Parse a number from an attribute; 1 if it is invalid or implausibly large."""
    return int(value) if value.isdecimal() and len(value) < TOO_MANY_DIGITS else 1


def _span(element: HtmlElement, name: str) -> int:
    return min(max(attribute_number(element.get(name, "1")), 1), MAX_SPAN)
