"""Collects the cells and rows of a table in HTML, and tells tables of data from tables used for layout."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from index.reading.html.elements import HEADINGS
from index.reading.rich_text import BOLD, RichText
from index.reading.table_cells import Cell
from index.reading.table_grid import Row, Table

BLOCKS = {"p", "ul", "ol", "dl", "pre", "blockquote", "details", "hr", "form", "article", "section"}
"""Elements in a cell that count as blocks of their own."""
LAYOUT_ROLES = {"presentation", "none"}
MAX_LAYOUT_DEPTH = 10
"""Levels of nested tables beyond which a table is not looked into, and taken for layout."""
MAX_DATA_DEPTH = 4
"""Levels of tables of data in each other's cells; the text of deeper ones is part of the cell."""
MIN_PAGE_LENGTH = 300
"""Characters of a cell that is part of a page rather than of a table if it also has several blocks."""
MIN_PAGE_BLOCKS = 3
MIN_TITLES = 2
"""Bold lines of a cell that is part of a page if there are also empty lines between them."""
MOSTLY = 0.75
"""The share of a cell's text in links from which it is a menu next to part of a page."""
MAX_NAME_LENGTH = 80
MAX_DATA_LENGTH = 150
"""Characters of the other cells of a table whose cells contain tables, unless it has headers."""
TOO_MANY_DIGITS = 6
"""The number of digits at which a step number or span becomes implausible and is ignored."""
MAX_SPAN = 100
MAX_STAND_INS = 20
"""Elements of an empty cell that are looked at for a mark."""
LABELS = ("data-label", "data-th", "data-title", "data-column")
"""Attributes with the name of a cell's column, which styles show on small screens."""
SCOPES = {"col", "colgroup", "row", "rowgroup"}
HEADER_ROLES = {"columnheader", "rowheader"}
QUOTATION = re.compile(r"[“”„«»\"]+")
"""A cell that is only the decoration of a quotation."""
YES, NO = "✓", "✗"
ICONS = {
    **dict.fromkeys(("check", "tick", "checkmark", "yes", "ok", "checkbox-on"), YES),
    **dict.fromkeys(("times", "xmark", "cross", "no", "close", "remove", "ban", "checkbox-off"), NO),
}
"""The meaning of icons without text, by a class of the element without the prefix of its font."""
ICON_PREFIX = re.compile(r"(?:fa|bi|icon|glyphicon|mdi|ti|dashicons|octicon|emoji)-")


class Kind(Enum):
    """Kinds of tables: of data, for layout, or for layout with a title in its first row."""

    DATA = 1
    LAYOUT = 2
    BOX = 3


class OpenTable:
    """A table of data while its elements are read.

    `depth` counts the tables around it. `text` and `line` are those of the cell around it so far, if it is in another's cell.
    """

    def __init__(self, depth: int, text: RichText, line: int) -> None:
        self.depth = depth
        self.text = text
        self.line = line
        self.table = Table()
        self.in_cell = False
        self.in_head = False
        self._row = Row([], 0)
        self._labels: list[str] = []

    def end_cell(self, element: HtmlElement, text: RichText, line: int) -> None:
        """End a cell with a text that starts at a line."""
        self.in_cell = False
        if not text:
            text.add(_stand_in(element))
        elif QUOTATION.fullmatch(text.text):
            text = RichText()
        if text and not self._row.line:
            self._row.line = line
        is_header = self.in_head or is_header_cell(element)
        self._labels.append(next(filter(None, map(element.get, LABELS)), ""))
        self._row.cells.append(Cell(text, line, _span(element, "colspan"), _span(element, "rowspan"), is_header))

    def add_table(self, inner: Table, line: int) -> None:
        """Add a table that is in the current cell."""
        self._row.tables.append(inner)
        self._row.line = self._row.line or line

    def end_row(self) -> None:
        """End the row; <tr> tags may be missing. The first row may have the names of the columns in attributes."""
        if self._row.cells or self._row.tables:
            if not self.table.rows and self._labels and all(self._labels) and not self._row.cells[0].is_header:
                self.table.rows.append(Row([_label_cell(label) for label in self._labels], self._row.line))
            self.table.rows.append(self._row)
        self._row, self._labels = Row([], 0), []

    def add_note(self, text: RichText, line: int) -> None:
        """Add text that is in the table but not in a cell."""
        self.end_row()
        self.table.rows.append(Row([Cell(text, line)], line))

    def set_title(self, text: RichText, line: int) -> None:
        """Set the table's caption."""
        if text:
            self.table.title, self.table.title_line = text, line


@dataclass(slots=True)
class _Contents:
    """The contents of a cell, as far as they tell whether its table is used for layout."""

    is_header: bool
    length: int = 0
    heading_length: int = 0
    blocks: int = 0
    breaks: int = 0
    gaps: int = 0
    titles: int = 0
    links: int = 0
    linked: int = 0
    pictures: int = 0
    tables: int = 0

    def add(self, element: HtmlElement) -> None:
        """Count an element of the cell."""
        self.blocks += element.tag in BLOCKS
        self.breaks += element.tag == "br"
        self.gaps += element.tag == "br" and _is_after_break(element)
        self.titles += element.tag in BOLD and _is_line(element)
        self.links += element.tag == "a"
        self.pictures += bool(element.get("alt")) or next(_marks(element), None) is not None

    def add_text(self, text: str, *, in_heading: bool, in_link: bool) -> None:
        """Count the characters of a text in the cell."""
        length = len("".join(text.split()))
        self.length += length
        self.heading_length += length if in_heading else 0
        self.linked += length if in_link else 0

    @property
    def is_empty(self) -> bool:
        """True if the cell has no text and nothing that stands for text."""
        return not (self.length or self.pictures or self.tables)

    @property
    def is_menu(self) -> bool:
        """True if the cell is nothing but links."""
        return self.links > 1 and self.linked >= self.length * MOSTLY

    @property
    def has_titles(self) -> bool:
        """True if the cell has bold lines, and text below them after empty lines."""
        return self.titles >= MIN_TITLES and self.gaps > 0

    @property
    def is_section(self) -> bool:
        """True if the cell has a heading and text below it."""
        return 0 < self.heading_length < self.length

    @property
    def is_page(self) -> bool:
        """True if the cell is part of a page."""
        return self.blocks >= MIN_PAGE_BLOCKS and self.length >= MIN_PAGE_LENGTH


def table_kind(table: HtmlElement, depth: int) -> Kind:
    """Return the kind of a table at a depth of nested tables."""
    if depth > MAX_LAYOUT_DEPTH or table.get("role", "").lower() in LAYOUT_ROLES:
        return Kind.LAYOUT
    rows = [row for row in _survey(table) if row]
    cells = [cell for row in rows for cell in row]
    if len(rows) > 1 and all(len(row) == 1 for row in rows) and cells[0].is_header and any(map(_is_box, cells)):
        return Kind.BOX
    if any(cell.is_header for cell in cells):
        return Kind.DATA
    if any(cell.tables for cell in cells):
        return Kind.DATA if _is_data_with_tables(rows) else Kind.LAYOUT
    if all(len(row) == 1 for row in rows):
        is_layout = any(cell.heading_length or cell.blocks > 1 or cell.breaks for cell in cells)
    else:
        is_layout = any(cell.is_section or cell.is_page for cell in cells) or _is_page_beside_others(rows)
    return Kind.LAYOUT if is_layout else Kind.DATA


def _is_box(cell: _Contents) -> bool:
    """Return whether a cell below a title has several blocks."""
    return not cell.is_header and (cell.tables > 0 or cell.blocks > 1 or cell.is_section)


def _is_page_beside_others(rows: list[list[_Contents]]) -> bool:
    """Return whether the cells with text are the only ones of their rows, and one has parts, or has menus beside it."""
    filled = [[cell for cell in row if not cell.is_empty] for row in rows]
    if all(len(row) <= 1 for row in filled):
        return any(cell.heading_length or cell.gaps for row in filled for cell in row)
    has_titles = any(cell.has_titles for row in filled for cell in row)
    return has_titles and all(len(row) <= 1 or all(cell.has_titles or cell.is_menu for cell in row) for row in filled)


def _is_data_with_tables(rows: list[list[_Contents]]) -> bool:
    """Return whether a table without headers has at least two rows of a short name and a table, and no long text."""
    named = [row for row in rows if not row[0].tables and 0 < row[0].length <= MAX_NAME_LENGTH and not row[0].blocks]
    short = all(cell.tables or cell.length <= MAX_DATA_LENGTH for row in rows for cell in row)
    return short and sum(any(cell.tables for cell in row) for row in named) > 1


def _survey(table: HtmlElement) -> list[list[_Contents]]:
    """Return the cells of a table by row, without those of tables inside it."""
    rows: list[list[_Contents]] = [[]]
    cell: _Contents | None = None
    depth = {"heading": 0, "link": 0}
    walker = etree.iterwalk(table, events=("start", "end"))
    for event, element in walker:
        is_start = event == "start"
        if element.tag == "table" and element is not table:
            if cell and is_start:
                cell.tables += 1
                walker.skip_subtree()
        elif element.tag == "tr" and is_start:
            rows.append([])
            cell = None
        elif element.tag in {"td", "th"}:
            if is_start:
                cell = _Contents(is_header_cell(element))
                rows[-1].append(cell)
        elif element.tag in HEADINGS or element.tag == "a":
            depth["link" if element.tag == "a" else "heading"] += 1 if is_start else -1
        if cell and is_start:
            cell.add(element)
        text = element.text if is_start else element.tail
        if cell and text and element is not table:
            cell.add_text(text, in_heading=depth["heading"] > 0, in_link=depth["link"] > 0)
    return rows


def _is_after_break(element: HtmlElement) -> bool:
    """Return whether nothing is between a line break and an element."""
    before = element.getprevious()
    return before is not None and before.tag == "br" and not (before.tail or "").strip()


def _is_line(element: HtmlElement) -> bool:
    """Return whether an element is all that is on its line, which a line break ends."""
    after = element.getnext()
    is_end = after is not None and after.tag == "br" and not (element.tail or "").strip()
    is_first = element.getprevious() is None and not (element.getparent().text or "").strip()
    return is_end and (is_first or _is_after_break(element))


def _stand_in(cell: HtmlElement) -> str:
    """Return the meaning of a cell that has no text but an icon or a ticked box; "" if it has none."""
    return next((mark for element in islice(cell.iterdescendants(), MAX_STAND_INS) for mark in _marks(element)), "")


def _marks(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    if element.tag == "input" and element.get("type", "").lower() == "checkbox":
        yield YES if element.get("checked") is not None else NO
    for name in element.get("class", "").lower().split():
        if (meaning := ICONS.get(ICON_PREFIX.sub("", name))) is not None:
            yield meaning
    label = element.get("aria-label") or element.get("title") or ""
    if label and element.get("aria-hidden") != "true":
        yield label


def is_header_cell(element: HtmlElement) -> bool:
    """Return whether a cell names others, by its tag or an attribute."""
    return element.tag == "th" or element.get("scope", "").lower() in SCOPES or element.get("role", "").lower() in HEADER_ROLES


def attribute_number(value: str) -> int:
    """Parse a number from an attribute; 1 if it is invalid or implausibly large."""
    return int(value) if value.isdecimal() and len(value) < TOO_MANY_DIGITS else 1


def _label_cell(label: str) -> Cell:
    text = RichText()
    text.add(label)
    return Cell(text, is_header=True)


def _span(element: HtmlElement, name: str) -> int:
    return min(max(attribute_number(element.get(name, "1")), 1), MAX_SPAN)
