"""Finds callouts in quotations: `> [!WARNING]` (GitHub), `> [!tip]- Title` (Obsidian), `{: .note-title }` (Just the Docs)."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from index.reading.markdown.markers import Marker, note_opening
from index.reading.markdown.source import source_of
from index.reading.note_kinds import is_kind

FIRST_LINE = re.compile(r"\\?\[!(?P<kind>[^\[\]\n]{1,60})\\?\][+-]?[ \t]*(?P<title>[^\n]*)(?:\n|$)")
BOLD_KIND = re.compile(r"(?:ℹ|[^\w*_\n]){0,6}(?P<bold>\*\*|__)(?P<kind>[^*_\n]{1,40})(?P=bold)[^\w\n]{0,3}(?:\n|$)")
"""A first line that is nothing but the kind of note in bold, as before there was markup for it."""

TITLE_CLASS = re.compile(r"\s*\{:[^{}]*\.[\w-]+-title\b[^{}]*\}\s*$")
"""The line before a quotation whose first paragraph is a title."""
TOKENS_OF_PARAGRAPH = 3
FIRST_PARAGRAPH = re.compile(r"(?P<title>.+)", re.DOTALL)


def callouts(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.core.ruler.before("inline", "callouts", _find_callouts)


def _find_callouts(state: StateCore) -> None:
    """Make notes of quotations that start with the kind of a note."""
    tokens: list[Token] = []
    is_note: list[bool] = []
    skipped = 0
    lines = source_of(state.env).text.split("\n")
    for position, token in enumerate(state.tokens):
        if position < skipped:
            continue
        marker = _marker(state.tokens, position, lines) if token.type == "blockquote_open" else None
        if token.type == "blockquote_open":
            is_note.append(marker is not None)
        elif token.type == "blockquote_close" and is_note.pop():
            token.type = "note_close"
        tokens.append(note_opening(marker, token.map[1] if token.map else marker.line + 1) if marker else token)
        if marker and not state.tokens[position + 2].content:
            skipped = position + 1 + TOKENS_OF_PARAGRAPH
    state.tokens = tokens


def _marker(tokens: list[Token], position: int, lines: list[str]) -> Marker | None:
    """Return the marker of the quotation at a position, after removing its first line; None if it is not a callout."""
    if position + 2 >= len(tokens) or tokens[position + 2].type != "inline" or tokens[position + 1].type != "paragraph_open":
        return None
    paragraph, inline = tokens[position + 1 : position + 3]
    match = FIRST_LINE.match(inline.content)
    bold = None if match else BOLD_KIND.match(inline.content)
    if bold and is_kind(bold["kind"]):
        match = bold
    if not match and inline.map and TITLE_CLASS.match(lines[inline.map[0] - 1] if inline.map[0] else ""):
        match = FIRST_PARAGRAPH.match(inline.content)
    if not match or not inline.map:
        return None
    line = inline.map[0]
    inline.content = inline.content[match.end() :]
    inline.map = paragraph.map = [line + match[0].count("\n"), inline.map[1]]
    return Marker("open", "callout", match.groupdict().get("title") or "", match[0].strip(), is_note=True, line=line)
