"""Parses tables drawn with rules and bars (`+---+---+`), as Pandoc and Quarto write them."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from index.reading.markdown.components import ALTERNATIVES
from index.reading.markdown.source import line_text, source_of, starting_with

RULE = re.compile(r"\+(?:[-=:]{2,}\+)+")
PARTIAL_RULE = re.compile(r"\+[-=:]{3,}[+|]")
FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
HEADING = re.compile(r"\s*#{1,6}\s+")
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s")
MIN_RULES = 2
GridRow = tuple[int, list[list[str]]]
"""A row of a table: its first line, and the lines of each cell."""


def grid_tables(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.block.ruler.before("table", "grid_table", _parse, ALTERNATIVES)


@starting_with("+-", "+=", "+:")
def _parse(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse a table; one whose cells reach over several rows is text."""
    first = line_text(state, start)
    if not RULE.fullmatch(first) or start < source_of(state.env).no_grid_before:
        return False
    stop = start
    while stop < end and not state.isEmpty(stop) and line_text(state, stop)[0] in "+|":
        stop += 1
    lines = [line_text(state, line) for line in range(start, stop)]
    rows = _rows(lines, [place for place, character in enumerate(first) if character == "+"], start)
    if not rows:
        source_of(state.env).no_grid_before = stop  # so that lines of no table are looked at once
        return False
    if not silent:
        headers = _headers(lines, rows, start)
        _add_table(state, rows[:headers], rows[headers:], (start, stop))
        state.line = stop
    return True


def _rows(lines: Sequence[str], edges: Sequence[int], start: int) -> list[GridRow]:
    """Return the rows of a table whose first line is `start`, none if it is no whole table."""
    rows: list[GridRow] = []
    is_new = True
    for number, line in enumerate(lines, start):
        if RULE.fullmatch(line) and len(line) == edges[-1] + 1:
            is_new = True
        elif line[0] != "|" or line[-1] != "|" or PARTIAL_RULE.search(line):
            return []
        else:
            if is_new:
                rows.append((number, [[] for _ in edges[1:]]))
                is_new = False
            for cell, text in zip(rows[-1][1], _cells(line, edges), strict=True):
                cell.append(text)
    is_whole = is_new and sum(RULE.fullmatch(line) is not None for line in lines) >= MIN_RULES
    return [row for row in rows if any(text.strip() for cell in row[1] for text in cell)] if is_whole else []


def _cells(line: str, edges: Sequence[int]) -> list[str]:
    """Return the texts of a line between the edges of columns; where an edge has no bar, a cell goes on."""
    found = [""] * (len(edges) - 1)
    begin, column = edges[0] + 1, 0
    for place, edge in enumerate(edges[1:], 1):
        if line[edge : edge + 1] == "|" or place == len(edges) - 1:
            found[column] = line[begin:edge].rstrip() if place < len(edges) - 1 else line[begin:-1].rstrip()
            begin, column = edge + 1, place
    return found


def _headers(lines: Sequence[str], rows: Sequence[GridRow], start: int) -> int:
    """Return the number of rows above the rule of equals signs."""
    rule = next((number for number, line in enumerate(lines, start) if number > start and line.startswith("+=")), start)
    return sum(line < rule for line, _ in rows)


def _add_table(state: StateBlock, head: Sequence[GridRow], body: Sequence[GridRow], lines: tuple[int, int]) -> None:
    state.push("table_open", "table", 1).map = list(lines)
    for name, cell, rows in (("thead", "th", head), ("tbody", "td", body)):
        if rows:
            state.push(f"{name}_open", name, 1).map = [rows[0][0], rows[-1][0] + 1]
            for line, cells in rows:
                _add_row(state, cell, line, cells)
            state.push(f"{name}_close", name, -1)
    state.push("table_close", "table", -1)


def _add_row(state: StateBlock, name: str, line: int, cells: Sequence[Sequence[str]]) -> None:
    state.push("tr_open", "tr", 1).map = [line, line + 1]
    for cell in cells:
        state.push(f"{name}_open", name, 1)
        token: Token = state.push("inline", "", 0)
        token.content, token.map, token.children = _content(cell), [line, line + 1], []
        state.push(f"{name}_close", name, -1)
    state.push("tr_close", "tr", -1)


def _content(lines: Sequence[str]) -> str:
    """Return the text of a cell; items of a list and paragraphs are on lines of their own."""
    content = ""
    for line in lines:
        if FENCE.match(line):
            continue
        is_apart = bool(content) and (ITEM.match(line) is not None or not line.strip())
        content += ("<br>" if is_apart else " " if content else "") + HEADING.sub("", line).strip()
    return content.removesuffix("<br>").strip()
