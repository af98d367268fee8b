"""Leaves out comments that go on over several blocks: those of HTML, and those of Obsidian (`%% … %%`)."""

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from index.reading.markdown.nesting import push

HTML_COMMENT = ("<!--", "-->")
OBSIDIAN_COMMENT = ("%%", "%%")
DIGIT_BEFORE = re.compile(r"\d\s?$")
"""The end of a number that is followed by a per cent sign, doubled as some programs need it."""
PUNCTUATION = tuple(".,;:!?)]}\"'”’")
"""What follows two per cent signs that a sentence is about, and not a comment that goes on over blocks."""
LINE_START = re.compile(r"(?:^|\n)[ \t]*$")


def comments(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.core.ruler.at("inline", _parse_all_inline)
    parser.inline.ruler.after("backticks", "comment", _parse_comment)


def _parse_all_inline(state: StateCore) -> None:
    """Parse the paragraphs and cells of a document in order, leaving out blocks that are in an open comment."""
    env = state.env
    env["comment"] = ""
    last = {}
    for mark in (HTML_COMMENT[1], OBSIDIAN_COMMENT[1]):
        if mark in state.src:
            last[mark] = max((place for place, token in enumerate(state.tokens) if mark in token.content), default=-1)
    for position, token in enumerate(state.tokens):
        if not token.content:
            continue
        env["comments_later"] = {mark for mark, place in last.items() if place > position} if last else ()
        if env["comment"]:
            _cut_comment(token, env)
        if token.type == "inline":
            token.children = []
            state.md.inline.parse(token.content, state.md, env, token.children)


def _cut_comment(token: Token, env: MutableMapping[str, Any]) -> None:
    """Leave out the part of a block up to the end of the open comment; its line feeds are kept."""
    before, mark, after = token.content.partition(env["comment"])
    is_text = token.type in {"inline", "html_block"}
    token.content = "\n" * before.count("\n") + after if is_text and mark else ""
    if mark:
        env["comment"] = ""


def _parse_comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Leave out a comment to its end, or to the end of the paragraph if it goes on in a later one or is never closed.

    Only at the start of a line does an unclosed comment of Obsidian reach to the end of the document.
    """
    opening, closing = HTML_COMMENT if state.src[state.pos] == "<" else OBSIDIAN_COMMENT
    if not state.src.startswith(opening, state.pos):
        return False
    before = state.src[max(0, state.pos - 20) : state.pos]
    is_obsidian = opening == closing
    if is_obsidian and DIGIT_BEFORE.search(before):
        return False
    end = state.src.find(closing, state.pos + (len(opening) if is_obsidian else 2), state.posMax)
    if end >= 0:
        _push_breaks(state, end, silent=silent)
        state.pos = end + len(closing)
        return True
    if is_obsidian and (before[-1:].strip() or state.src.startswith(PUNCTUATION, state.pos + len(opening))):
        return False
    if not silent:
        goes_on = closing in state.env.get("comments_later", ())
        if goes_on or (is_obsidian and LINE_START.search(before)):
            state.env["comment"] = closing
        if not goes_on:
            push(state, "omission", state.src[state.pos : state.posMax])
        _push_breaks(state, state.posMax, silent=silent)
    state.pos = state.posMax
    return True


def _push_breaks(state: StateInline, end: int, *, silent: bool) -> None:
    """Add the line breaks of the text up to a position, so that the words after a comment keep their lines."""
    for _ in range(0 if silent else state.src.count("\n", state.pos, end)):
        state.push("softbreak", "br", 0)
