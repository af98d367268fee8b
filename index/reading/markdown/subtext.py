"""Parses small lines of Discord (`-# text`), each of which is a paragraph."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from index.reading.markdown.components import ALTERNATIVES
from index.reading.markdown.source import line_text, starting_with

MARK = "-# "


def subtext(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.block.ruler.before("table", "subtext", _parse, ALTERNATIVES)


@starting_with(MARK)
def _parse(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001  # the parser's own shape
    """Parse a line, and leave out its mark."""
    text = line_text(state, start).removeprefix(MARK).strip()
    if not text:
        return False
    if not silent:
        state.push("paragraph_open", "p", 1).map = [start, start + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = text, [start, start + 1], []
        state.push("paragraph_close", "p", -1)
        state.line = start + 1
    return True
