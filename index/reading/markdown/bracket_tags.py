"""Parses shortcodes in square brackets: `[notice=warning]…[/notice]` (Grav), `[caption id="x"]…[/caption]` (WordPress), BBCode.

Brackets are common in text, so a tag counts only if the document has both its opening and its closing tag.
"""

import re
from bisect import bisect_right
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from index.reading.markdown.components import ALTERNATIVES
from index.reading.markdown.markers import Marker, marker_token, push_marker
from index.reading.markdown.shortcodes import NOTES, Shortcode, read_arguments
from index.reading.markdown.source import line_start, source_of, starting_with

NAME = r"[A-Za-z][\w-]{0,40}"
CLOSING = re.compile(rf"\[/(?P<name>{NAME})\]")
VALUE = r"(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|[^\s\"'\[\]]{1,500})"
OPENING = re.compile(
    rf"\[(?P<name>{NAME})(?P<arguments>=[^\[\]\n]{{1,500}}|(?:[ \t]{{1,9}}[\w-]{{1,40}}={VALUE})+)?[ \t]{{0,9}}\](?![(\[:])"
)
LINE_START = re.compile(r"(?:^|\n)[ \t>*+-]*$")
CODE = {"prism", "code", "codeblock", "sourcecode", "source"}
BARE = (
    CODE
    | NOTES
    | {"center", "columns", "column", "details", "spoiler", "quote", "caption", "accordion", "tabs", "tab", "toggle"}
)
"""Tags that need no arguments, or the last parts of their names."""


class Tags:
    """The tags in brackets of one document."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def closings(self) -> dict[str, list[int]]:
        """The positions of closing tags, by the names of those that are opened too."""
        found: dict[str, list[int]] = {}
        for match in CLOSING.finditer(self._text):
            found.setdefault(match["name"].lower(), []).append(match.start())
        opened = {match["name"].lower() for match in OPENING.finditer(self._text) if is_tag(match)} if found else set()
        return {name: positions for name, positions in found.items() if name in opened}

    def at(self, text: str, position: int) -> Shortcode | None:
        """Return the tag at a position of a text, which may be a part of the document."""
        if not self.closings:
            return None
        closing = CLOSING.match(text, position)
        if closing:
            name = closing["name"].lower()
            return Shortcode("[", name, "close", closing.end(), closing[0], {}, ()) if name in self.closings else None
        match = OPENING.match(text, position)
        if not match or not is_tag(match) or match["name"].lower() not in self.closings:
            return None
        arguments = dict(read_arguments((match["arguments"] or "").removeprefix("=")))
        unnamed = tuple(value for key, value in arguments.items() if key.isdecimal())
        return Shortcode("[", match["name"].lower(), "open", match.end(), match[0], arguments, unnamed)

    def closing_of(self, name: str, position: int) -> int:
        """Return the position of the first closing tag of a name after a position, or -1."""
        positions = self.closings.get(name, [])
        place = bisect_right(positions, position)
        return positions[place] if place < len(positions) else -1


def is_tag(match: re.Match[str]) -> bool:
    """Return whether an opening tag has arguments, or a name that needs none at the start of a line."""
    if match["arguments"]:
        return True
    before = match.string[max(0, match.start() - 20) : match.start()]
    return match["name"].lower().rpartition("-")[2] in BARE and LINE_START.search(before) is not None


def bracket_tags(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.before("table", "bracket_code", _parse_code, ALTERNATIVES)
    parser.block.ruler.before("table", "bracket_tag", _parse_line, ALTERNATIVES)
    parser.inline.ruler.before("link", "bracket_tag", _parse_inline)


def _tags(state: StateBlock | StateInline) -> Tags:
    tags: Tags = state.env.setdefault("bracket_tags", Tags(source_of(state.env).text))
    return tags


@starting_with("[")
def _parse_code(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse code between two tags, the last of which ends a line."""
    tag = _tags(state).at(state.src, line_start(state, start))
    if tag is None or tag.name not in CODE or tag.form != "open":
        return False
    closing = _tags(state).closing_of(tag.name, tag.end)
    stop = start + state.src.count("\n", tag.end, closing) + 1
    if closing < 0 or stop > end or state.src[closing + len(f"[/{tag.name}]") : state.eMarks[stop - 1]].strip():
        return False
    if not silent:
        first = state.src[tag.end : min(closing, state.eMarks[start])].strip()
        inside = state.getLines(start + 1, stop - 1, state.blkIndent, keepLastLF=True) if stop > start + 1 else ""
        last = state.src[state.bMarks[stop - 1] : closing].strip() if stop > start + 1 else ""
        token = state.push("fence", "code", 0)
        token.content = "\n".join(filter(None, [first, inside.strip("\n"), last]))
        token.map = [start, stop]
        state.line = stop
    return True


@starting_with("[")
def _parse_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Parse a line of nothing but tags."""
    position = line_start(state, start)
    markers: list[Marker] = []
    while tag := _tags(state).at(state.src, position):
        markers.append(tag.marker)
        position = state.skipSpaces(tag.end)
    if not markers or position < state.eMarks[start]:
        return False
    if not silent:
        state.tokens += [marker_token(marker, (start, start + 1)) for marker in markers]
        state.line = start + 1
    return True


def _parse_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    if state.src[state.pos] != "[":
        return False
    tag = _tags(state).at(state.src, state.pos)
    if tag is None or tag.end > state.posMax:
        return False
    if not silent:
        push_marker(state, tag.marker)
    state.pos = tag.end
    return True
