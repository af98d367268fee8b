"""Leaves out Obsidian's ids of blocks (`^id`), and lines of nothing but tags (`#rules #draft`)."""

import re
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

BLOCK_ID = re.compile(r"\^[A-Za-z0-9-]+\s*$")
MAX_ID_LENGTH = 100
TAGS = re.compile(r"(?:#(?=[^\s#]*[^\W\d])[^\s#,]{1,100}[\s,]*)+")


class Edges(NamedTuple):
    """Says of a piece of a document whether the document starts and ends with it."""

    is_start: bool
    is_end: bool


BOTH = Edges(is_start=True, is_end=True)


def tags(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.core.ruler.after("inline", "tags", _leave_out_tags)
    parser.inline.ruler.before("link", "block_id", _parse_block_id)


def _parse_block_id(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001  # the parser's own shape
    if state.src[state.pos] != "^" or (state.pos and state.src[state.pos - 1].strip()):
        return False
    if state.posMax - state.pos > MAX_ID_LENGTH or not BLOCK_ID.match(state.src, state.pos, state.posMax):
        return False
    state.pos = state.posMax
    return True


def _leave_out_tags(state: StateCore) -> None:
    """Turn tags before the text of a document or after all of it into omissions; elsewhere they may be names of channels."""
    headings = {place + 1 for place, token in enumerate(state.tokens) if token.type == "heading_open"}
    texts = [place for place, token in enumerate(state.tokens) if token.content and place not in headings]
    edges = state.env.get("edges", BOTH)
    state.env["has_text"] = bool(texts)
    for place in {*(texts[:1] if edges.is_start else ()), *(texts[-1:] if edges.is_end else ())}:
        token = state.tokens[place]
        if token.type == "inline" and token.level == 1 and TAGS.fullmatch(token.content):
            token.children = [Token("omission", "", 0, content=token.content)]
