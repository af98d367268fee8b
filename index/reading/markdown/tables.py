"""Parses tables that are not quite as GitHub requires: rows with more cells than the header, or a rule with other cells.

GitHub leaves out what has no column, and takes a table with such a rule for text; other programs do neither.
"""

import re

from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from index.reading.markdown.source import line_text

RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")
MIN_CELLS = 2
MAX_CELLS = 1_000
SPARE_RULE = "\n" + "|-" * MAX_CELLS + "|"
"""A rule that is put behind the text of a document, where rules that are repaired are read from."""


def parse_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse a table with the parser's own rule, after repairing the rule below its header, and add cells without a column."""
    if start + 1 >= end or state.is_code_block(start):
        return False
    written = state.bMarks[start + 1], state.tShift[start + 1], state.eMarks[start + 1]
    _repair_rule(state, start)
    before = len(state.tokens)
    is_table = table(state, start, end, silent)
    state.bMarks[start + 1], state.tShift[start + 1], state.eMarks[start + 1] = written
    if is_table and not silent:
        _add_cells(state, state.tokens[before:])
    return is_table


def _repair_rule(state: StateBlock, header: int) -> None:
    """Make the line below a header a rule with as many cells as the header if it is one with more or fewer."""
    first, last = state.bMarks[header + 1] + state.tShift[header + 1], state.eMarks[header + 1]
    if "|" not in state.src[first:last] or not (rule := RULE.match(state.src, first, last)):
        return
    wanted, found = len(_cells(line_text(state, header))), len(_cells(rule[0]))
    if wanted != found and min(wanted, found) >= MIN_CELLS and wanted <= MAX_CELLS:
        if not state.src.endswith(SPARE_RULE):
            state.src += SPARE_RULE
        place = len(state.src) - len(SPARE_RULE) + 1
        state.bMarks[header + 1], state.tShift[header + 1], state.eMarks[header + 1] = place, 0, place + 2 * wanted + 1


def _add_cells(state: StateBlock, tokens: list[Token]) -> None:
    """Add the cells of rows that have more than the header: they are part of code that contains a bar, or of the last cell."""
    row: list[Token] = []
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(token)
        elif token.type == "tr_close" and row and row[0].map:
            cells = _cells(line_text(state, row[0].map[0]))
            if len(cells) > len(row):
                cells = _joined(cells, len(row))
                for cell, text in zip(row, cells, strict=False):
                    cell.content = text.strip()


def _joined(cells: list[str], count: int) -> list[str]:
    """Return as many cells as there are columns, without losing any."""
    whole: list[str] = []
    spare = len(cells) - count
    for cell in cells:
        if spare and whole and whole[-1].count("`") % 2:
            whole[-1] += f"|{cell}"
            spare -= 1
        else:
            whole.append(cell)
    return [*whole[: count - 1], " | ".join(filter(None, (cell.strip() for cell in whole[count - 1 :])))]


def _cells(line: str) -> list[str]:
    cells = escapedSplit(line.strip())
    return cells[not cells[0] : len(cells) - (not cells[-1])]
