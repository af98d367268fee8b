"""Joins the pieces of a table in HTML whose cells are separated by blank lines, which end a block of HTML in Markdown."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from markdown_it.token import Token

from index.reading.rich_text import RichText

TABLE_TAG = re.compile(r"<(?P<end>/?)table\b", re.IGNORECASE)
ELEMENTS = {"p", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "hr"}
"""Elements of Markdown in a cell that are passed on."""
CODE = {"fence", "code_block"}
MAX_CODE_LINES = 2
"""Lines of code in a cell; a table with more of them is used for layout."""


def join_tables(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens, with one of type `html_table` in place of those from the start of a table in HTML to its end."""
    ends = dict(_ranges(tokens))
    position = 0
    while position < len(tokens):
        end = ends.get(position)
        if end is None:
            yield tokens[position]
            position += 1
        else:
            parts = list(tokens[position : end + 1])
            yield Token("html_table", "", 0, map=parts[0].map, meta={"parts": parts})
            position = end + 1


def _ranges(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the positions of the first and last token of each table that consists of several tokens of the same level."""
    opened: list[tuple[int, int]] = []
    depth, last_code = 0, -1
    for position, token in enumerate(tokens):
        depth += token.nesting
        while opened and opened[-1][1] > depth:
            opened.pop()
        if token.type in CODE and token.content.count("\n") > MAX_CODE_LINES:
            last_code = position
        if token.type != "html_block":
            continue
        for tag in TABLE_TAG.finditer(token.content):
            if not tag["end"]:
                opened.append((position, depth))
            elif opened:
                start, start_depth = opened.pop()
                if not opened and start < position and start_depth == depth and last_code < start:
                    yield start, position


def table_html(parts: Sequence[Token], line: int, inline: Callable[[Sequence[Token], int], RichText]) -> str:
    """Return the HTML of a table that starts at a line, with its Markdown rendered; each token is on the line where it was.

    `inline` renders the tokens of a paragraph at a line.
    """
    pieces: list[str] = []
    here = line
    for token in parts:
        if token.map and token.map[0] + 1 > here:
            pieces.append("\n" * (token.map[0] + 1 - here))
            here = token.map[0] + 1
        piece = ""
        if token.type == "html_block":
            piece = token.content
        elif token.type == "inline":
            piece = _inline_html(inline(token.children or (), here), here)
        elif token.type in CODE:
            piece = f"<p>{escape(token.content)}</p>"
        elif token.type == "group_open" and token.meta.get("title"):
            piece = f"<p><b>{escape(str(token.meta['title']))}</b></p>"
        elif token.tag in ELEMENTS:
            piece = f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{_start(token)}>"
        pieces.append(piece)
        here += piece.count("\n")
    return "".join(pieces)


def _start(token: Token) -> str:
    """Return the attribute for the number of the first item of a list."""
    return f' start="{int(token.attrs["start"])}"' if "start" in token.attrs else ""


def _inline_html(rich: RichText, line: int) -> str:
    """Return a text as HTML, with its links, bold words and lines; what is left out of a link's target is added again later."""
    text = rich.text
    targets = {link.start: link for link in rich.links}
    skipped = {link.end: link.stop for link in rich.links}
    lines = {start.position: start for start in rich.line_starts}
    bold = {start for start, _ in rich.bold}
    plain = {end for _, end in rich.bold}
    cuts = sorted({0, *targets, *skipped, *skipped.values(), *lines, *bold, *plain, len(text)} & set(range(len(text) + 1)))
    pieces: list[str] = []
    is_bold, skip_to, here = False, 0, line
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        if start in skipped:
            pieces.append("</a>")
            skip_to = skipped[start]
        if start in lines:
            pieces.append(("<br>" if lines[start].is_break else "") + "\n" * max(0, lines[start].line - here))
            here = max(here, lines[start].line)
        if start in targets:
            pieces.append(f'<a href="{escape(targets[start].target)}">')
        is_bold = (is_bold and start not in plain) or start in bold
        if start >= skip_to and start < end:
            words = escape(text[start:end])
            pieces.append(f"<b>{words}</b>" if is_bold else words)
    return "".join(pieces)
