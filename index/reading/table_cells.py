"""Cells of tables, and the text of several in a row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.reading.rich_text import RichText
from index.text.characters import has_words

MAX_LIST_SPACES = 2
"""Spaces in each line of a cell if its lines are a list, not a text that was broken."""
BULLET = re.compile(r"(?:[•◦▪▫‣⁃∙·●○■□*–-](?:\s+|$))+")
"""A bullet that is typed in a cell; a mark such as ✓ is the cell's value."""
NUMBER = re.compile(r"\d{1,3}[.)]\s")
ROW_NUMBER = re.compile(r"[#(§]?\s?\d{1,3}[.)]")
CLOSING = ")]}%€$£°”’\"'"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, the line it starts on, the number of columns and rows that it spans, and whether it is a header."""

    text: RichText
    line: int = 0
    columns: int = 1
    rows: int = 1
    is_header: bool = False


def join_cells(pairs: Sequence[tuple[str, Cell]], start: RichText | None = None, *, separator: str = ";") -> RichText:
    """Join cells, each after its column's name, with their links; `start` is the row's name.

    Without columns' names, a header cell names the cells after it.
    """
    row = RichText()
    after_name = after_number = False
    if start:
        row.extend(start)
        after_name, after_number = True, ROW_NUMBER.fullmatch(start.text) is not None
    for label, cell in pairs:
        if after_number:
            row.add(" ")
        elif after_name:
            _add_colon(row)
        elif row:
            row.add(f"{separator.strip()} ")
        if row and cell.line:
            row.start_line(cell.line)
        if label:
            row.add(label)
            _add_colon(row)
        row.extend(cell.text)
        after_name, after_number = cell.is_header and not label and separator == ";", False
    return row


def _add_colon(row: RichText) -> None:
    """Add the colon after a name, unless it ends in a mark of its own."""
    row.add(" " if row.last_character in ":：?？!؟" else ": ")


def on_one_line(text: RichText, *, is_name: bool) -> RichText:
    """Return the text of a cell with a comma where a line or item ends without a mark, and a colon after a bold line."""
    breaks = [start.position for start in text.line_starts if start.is_break]
    spans = [(start, end) for start, end in pairwise([0, *breaks, len(text.text)]) if text.text[start:end].strip()]
    if not breaks:
        return text
    are_short = all(text.text.count(" ", start, end) <= MAX_LIST_SPACES for start, end in spans)
    result, was_bold, is_item = RichText(), False, False
    for start, end in spans:
        part = text.part(start, end)
        bullet = BULLET.match(part.text)
        if bullet and len(spans) > 1:
            part, is_item = part.part(bullet.end(), end - start), True
            if not part:
                continue
        if result:
            last, first = result.last_character, part.text[:1]
            if not is_name and (last.isalnum() or last in CLOSING):
                is_new = is_item or are_short or not (first.islower() or not has_words(first))
                is_new = is_new and not NUMBER.match(part.text)
                result.add(":" if was_bold and not part.is_bold else "," if is_new else "")
            result.start_line(text.line_at(start, 0))
        was_bold, is_item = part.is_bold, False
        result.extend(part)
    return result
