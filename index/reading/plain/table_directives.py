"""Reads the tables of reStructuredText that directives write: as lists of lists, or as values between commas."""

import csv
import re
from collections.abc import Sequence

from index.reading.plain.inline_markup import plain_words
from index.reading.rich_text import RichText
from index.reading.table_cells import Cell
from index.reading.table_grid import Row, Table

HEADER_ROWS = re.compile(r":header-rows:\s*(\d)")
LIST_CELL = re.compile(r"\s*(?P<row>\*\s+)?-(?:\s+(?P<text>.*))?")
DELIMITER = re.compile(r":delim:\s*(?P<delimiter>\S+)")
HEADER = re.compile(r":header:\s*(?P<header>.+)")


def read_table(name: str, rows: Sequence[str], options: Sequence[str], start: int, title: RichText) -> Table:
    """Return the table of a directive whose body is in these rows, the first of which is in the row `start` of the text."""
    headers = int(match[1]) if (match := HEADER_ROWS.search(" ".join(options))) else 0
    table = Table(title=title, title_line=start)
    if name == "list-table":
        _add_lists(table, rows, start, headers)
    else:
        _add_values(table, rows, options, start, headers)
    return table


def _add_lists(table: Table, rows: Sequence[str], start: int, headers: int) -> None:
    for line, text in enumerate(rows, start + 1):
        match = LIST_CELL.fullmatch(text)
        if match and (match["row"] or not table.rows):
            table.rows.append(Row([], line))
        if match:
            table.rows[-1].cells.append(Cell(RichText(), line, is_header=len(table.rows) <= headers))
        if table.rows and table.rows[-1].cells:
            cell = table.rows[-1].cells[-1]
            cell.text.start_line(line)
            cell.text.add(plain_words((match["text"] or "") if match else text))


def _add_values(table: Table, rows: Sequence[str], options: Sequence[str], start: int, headers: int) -> None:
    found = next(filter(None, map(DELIMITER.search, options)), None)
    delimiter = found["delimiter"] if found and len(found["delimiter"]) == 1 and found["delimiter"] != '"' else ","
    header = next(filter(None, map(HEADER.search, options)), None)
    body = [header["header"], *rows] if header else list(rows)
    headers += header is not None
    line = start - (header is not None)
    reader = csv.reader((f"{row.strip()}\n" for row in body), delimiter=delimiter, skipinitialspace=True)
    try:
        for values in reader:
            if values:
                is_header = len(table.rows) < headers
                table.rows.append(Row([_cell(value, line + 1, is_header=is_header) for value in values], line + 1))
            line = start + reader.line_num - (header is not None)
    except csv.Error:  # a cell that nothing closes is longer than any could be
        table.rows = [Row([_cell(row, at, is_header=False)], at) for at, row in enumerate(rows, start + 1)]


def _cell(value: str, line: int, *, is_header: bool) -> Cell:
    text = RichText()
    text.add(plain_words(value.strip()))
    return Cell(text, line, is_header=is_header)
