"""Reads headings without a space behind their marks (`##Opening hours`), as kramdown and older programs do."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from index.reading.collector import MAX_HEADING_LENGTH
from index.reading.markdown.source import line_text, starting_with

HEADING = re.compile(r"(?P<marks>#{1,6})(?P<words>(?![_#])[\w*\[\"'“(].*?)[ \t]*#*")
TITLE = re.compile(r"#[A-Z][^#]*")
"""A title with one mark, which may be a tag or the name of a channel too: these have no spaces."""


def tight_headings(parser: MarkdownIt) -> None:
    """Add the rule to a parser; it does not end a paragraph, whose lines may start with such marks."""
    parser.block.ruler.before("heading", "tight_heading", _parse_heading)


@starting_with("#")
def _parse_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    found = HEADING.fullmatch(line_text(state, start))
    if not found or len(found["words"]) > MAX_HEADING_LENGTH or (found["marks"] == "#" and not _is_title(state, start, end)):
        return False
    if silent:
        return True
    state.line = start + 1
    tag = f"h{len(found['marks'])}"
    opening = state.push("heading_open", tag, 1)
    opening.markup = found["marks"]
    opening.map = [start, state.line]
    words = state.push("inline", "", 0)
    words.content = found["words"]
    words.map = [start, state.line]
    words.children = []
    state.push("heading_close", tag, -1).markup = found["marks"]
    return True


def _is_title(state: StateBlock, line: int, end: int) -> bool:
    """Return whether a line with one mark is a title: alone, and with several words or between tags."""
    text = line_text(state, line)
    before = line_text(state, line - 1) if line else ""
    after = line_text(state, line + 1) if line + 1 < end else ""
    is_between_tags = before.startswith("<") and after.startswith("<")
    is_alone = all(not beside or beside.startswith("<") for beside in (before, after))
    return TITLE.fullmatch(text) is not None and is_alone and (is_between_tags or " " in text)
