"""Reads tables that are drawn in plain text: with rules, with bars, or with dots that lead to a price."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.plain.lines import BULLET, add_words
from index.reading.rich_text import RichText
from index.reading.table_cells import Cell
from index.reading.table_grid import Row, Table
from index.text.characters import has_words

SINGLE_RULES = re.compile(r"\s*={2,}(?:\s+={2,})+\s*")
"""A rule of a simple table in reStructuredText, which shows where its columns start."""
COLUMN_RULE = re.compile(r"={2,}")
LEADER = re.compile(r"\s?(?:\. ?){4,}\s*|\s?(?:…\s?){2,}|\s?·{4,}\s*|\s_{4,}\s*|\s-{4,}\s")
"""Dots between a name and its price or page."""
LEADER_MARKS = ("..", ". .", "…", "··", "__", "--")
"""Parts of every leader; rows without any need not be searched for one."""
PAGE = re.compile(r"\d{1,4}")
MIN_ROWS = 2
MIN_GRID_RULES = 4
"""Rules of a table with one between all rows, whose rows may be several lines high."""


@dataclass(slots=True)
class Drawn:
    """A table, and the row after its last; `may_be_contents` if its values may be the numbers of pages."""

    table: Table
    stop: int
    may_be_contents: bool = False

    @property
    def names(self) -> list[str]:
        """The texts of the first column."""
        return [row.cells[0].text.text for row in self.table.rows]


def make_cell(text: str, number: int, *, is_header: bool = False, columns: int = 1) -> Cell:
    """Return a cell with a text on a line."""
    rich = RichText()
    add_words(rich, text)
    return Cell(rich, number, columns, is_header=is_header)


def make_row(texts: Sequence[str], position: int, *, is_header: bool = False) -> Row:
    """Return the row of texts at a position."""
    return Row([make_cell(text, position + 1, is_header=is_header) for text in texts], position + 1)


# Tables with rules of equals signs


def simple_table(rows: Sequence[str], position: int) -> Drawn | None:
    """Return the table whose first rule of equals signs is at a position."""
    if not SINGLE_RULES.fullmatch(rows[position]):
        return None
    starts = [match.start() for match in COLUMN_RULE.finditer(rows[position])]
    parts: list[list[tuple[int, list[str]]]] = [[]]
    stop = position + 1
    while stop < len(rows):
        row = rows[stop]
        stop += 1
        if SINGLE_RULES.fullmatch(row):
            if not parts[-1]:
                return None
            parts.append([])
            if stop == len(rows) or not rows[stop].strip():
                break
        elif has_words(row):
            texts = [row[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
            parts[-1].append((stop - 1, texts))
    if len(parts) < MIN_ROWS or not any(parts):
        return None
    has_header = len(parts) > MIN_ROWS and bool(parts[0] and parts[1])
    return Drawn(_table([part for part in parts if part], is_grid=False, has_header=has_header), stop)


def _table(parts: Sequence[Sequence[tuple[int, list[str]]]], *, is_grid: bool, has_header: bool) -> Table:
    """Return the table of lines in parts between rules; in a grid, each part is a row, else each line."""
    found = Table()
    for number, part in enumerate(parts):
        for order, (position, texts) in enumerate(part):
            if order and (is_grid or not texts[0]):
                continue_row(found.rows[-1], texts, position)
            else:
                found.rows.append(make_row(texts, position, is_header=has_header and number == 0))
    return found


def continue_row(row: Row, texts: Sequence[str], position: int) -> None:
    """Add the cells of another line to a row."""
    for cell, text in zip(row.cells, texts, strict=False):
        if text:
            cell.text.start_line(position + 1)
            add_words(cell.text, text)


# Tables with bars


def barred_table(rows: Sequence[str], position: int) -> Drawn | None:
    """Return the table with bars between its cells that starts at a position."""
    groups: list[list[tuple[int, list[str]]]] = [[]]
    rules: list[str] = []
    stop, bars = position, 0
    while stop < len(rows) and rows[stop].strip():
        row = rows[stop].strip()
        if (rules or groups[-1]) and set(row) <= set("|│║ "):
            pass  # an empty line of the cells around it
        elif not has_words(row) and set(row) <= set("+-=|: ┌┬┐├┼┤└┴┘─═│╔╦╗╠╬╣╚╩╝║━┃") and len(row) > 1:
            if not groups[-1] and rules:
                break
            rules.append(row)
            groups.append([])
        elif row.count("|") + row.count("│") >= 1 + (row[0] in "|│"):
            texts = _bar_cells(row)
            if len(texts) == 1 or (bars and len(texts) != bars):
                break
            bars = len(texts)
            groups[-1].append((stop, texts))
        else:
            break
        stop += 1
    groups = [group for group in groups if group]
    count = sum(map(len, groups))
    has_sides = all(rows[at].strip()[0] in "|│" for group in groups for at, _ in group)
    if bars <= 1 or count < (MIN_ROWS if rules or has_sides else MIN_ROWS + 1):
        return None
    is_grid = len(rules) >= MIN_GRID_RULES
    has_double_rule = any("=" in rule or "═" in rule for rule in rules[:2])
    has_header = len(groups) > 1 and (has_double_rule or not is_grid)
    return Drawn(_table(groups, is_grid=is_grid, has_header=has_header), stop)


def _bar_cells(row: str) -> list[str]:
    return [text.strip() for text in row.replace("│", "|").strip("|").split("|")]


# Names and values with dots between them


def leaders(rows: Sequence[str], position: int) -> Drawn | None:
    """Return the rows of names and values with dots between them that start at a position."""
    found, pages = Table(), []
    stop = position
    while stop < len(rows) and (pair := leader_pair(rows[stop])):
        found.rows.append(make_row(pair, stop))
        pages.append(int(pair[1]) if PAGE.fullmatch(pair[1]) else -1)
        stop += 1
    if not found.rows:
        return None
    may_be_contents = len(pages) > 1 and pages == sorted(pages) and pages[0] >= 0
    return Drawn(found, stop, may_be_contents)


def leader_pair(row: str) -> tuple[str, str] | None:
    """Return the name and the value of a row with dots between them."""
    match = LEADER.search(row) if any(mark in row for mark in LEADER_MARKS) else None
    if match is None:
        return None
    name, value = row[: match.start()].strip(), row[match.end() :].strip()
    bullet = BULLET.fullmatch(name)
    if bullet and not has_words(bullet["marker"]):
        name = bullet["text"]
    return (name, value) if has_words(name) and has_words(value) else None
