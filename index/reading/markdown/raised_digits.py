"""Gives raised digits behind a number (`$5<sup>00</sup>`) the mark that tells them apart from it."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from index.reading.html.elements import split_names
from index.reading.raised import decimal_mark, end_of, raised_look, read_raised, start_of

TAG = re.compile(r"<(?P<tag>sup|small|span|b|strong|em|i|font)\b", re.IGNORECASE)
CLASS = re.compile(r"\sclass\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s\"'>]+))", re.IGNORECASE)
BREAK = re.compile(r"</?(?:br|p|div|li|td)\b", re.IGNORECASE)
WRITTEN = {"text", "text_special", "code_inline"}
MAX_TOKENS = 12
"""Tokens before and after raised digits that are looked at."""


def raised_digits(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.core.ruler.push("raised_digits", _mark_all)


def _mark_all(state: StateCore) -> None:
    values = state.env.get("values") or {}
    mark = decimal_mark(str(values.get("lang") or values.get("language") or ""))
    for token in state.tokens:
        children = token.children or []
        for place in range(1, len(children) - 1):
            if children[place].type == "text" and children[place - 1].type == children[place + 1].type == "html_inline":
                _mark(children, place, mark)


def _mark(children: Sequence[Token], place: int, mark: str) -> None:
    opened = TAG.match(children[place - 1].content)
    if not opened:
        return
    given = CLASS.search(children[place - 1].content)
    look = raised_look(opened["tag"].lower(), split_names(given["a"] or given["b"] or given["c"] or "") if given else ())
    if look is None:
        return
    before = [*_pieces(children[max(0, place - MAX_TOKENS) : place][::-1])]
    after = start_of(token.content for token in _pieces(children[place + 1 : place + MAX_TOKENS]))
    shown = read_raised(children[place].content, look, end_of(token.content for token in before), after, mark)
    if shown is None:
        return
    children[place].content = shown
    for token in before:
        token.content = token.content.rstrip()
        if token.content:
            break


def _pieces(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens with text up to the next break."""
    for token in tokens:
        if token.type in WRITTEN:
            yield token
        elif token.type in {"softbreak", "hardbreak", "image"} or (token.type == "html_inline" and BREAK.match(token.content)):
            return
