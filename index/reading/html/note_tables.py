"""Unwraps tables that only put an icon next to the text of a note, before a page is read."""

from collections.abc import Sequence

from lxml.html import HtmlElement

from index.reading.html.admonitions import is_framed
from index.reading.html.elements import text_of
from index.reading.note_kinds import is_remark

GROUPS = {"thead", "tbody"}
ICON_CELLS = 2
"""Cells of the row that starts with the icon."""


def unwrap_note_tables(roots: Sequence[HtmlElement]) -> None:
    """Make tables of notes into plain blocks, without the icon and with the header as the title."""
    for table in [table for root in roots for table in root.iter("table")]:
        note = table.getparent()
        if note is None or not is_framed(note):
            continue
        rows = _rows(table)
        if rows and len(rows[0]) == ICON_CELLS and _is_icon(rows[0][0]) and all(len(row) == 1 for row in rows[1:]):
            _unwrap(table, [rows[0][1:], *rows[1:]])
            rows[0][0].clear(keep_tail=True)


def _unwrap(table: HtmlElement, rows: list[list[HtmlElement]]) -> None:
    """Put the headers of a table before it, and make all of its parts plain blocks."""
    cells = [cell for row in rows for cell in row]
    lines = [cell.getparent() for cell in cells]
    for part in [table, *(line.getparent() for line in lines), *lines, *cells]:
        if part.tag == "th":
            part.set("class", "title")
            table.addprevious(part)
        part.tag = "div"


def _rows(table: HtmlElement) -> list[list[HtmlElement]]:
    """Return the cells of a table by row, without those of tables inside it."""
    parts = [part for part in table if isinstance(part.tag, str)]
    parts = [row for part in parts for row in (part if part.tag in GROUPS else [part])]
    return [[cell for cell in row if cell.tag in {"td", "th"}] for row in parts if row.tag == "tr"]


def _is_icon(cell: HtmlElement) -> bool:
    """Return whether a cell says no more than the kind of a note."""
    said = [text_of(cell), *(image.get("alt", "") for image in cell.iter("img"))]
    return all(not words or is_remark(words) for words in said)
