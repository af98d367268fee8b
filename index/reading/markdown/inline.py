"""Renders the inline tokens of a paragraph of Markdown as rich text."""

import re
from collections.abc import Callable, Sequence
from html import unescape

from markdown_it.token import Token

from index.reading.html import read_words
from index.reading.rich_text import RichText

ANCHOR = re.compile(r"""<a\s[^>]*?href\s*=\s*(?P<target>"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
STRIKES = {"<s>", "<del>", "<strike>"}
STRIKE_ENDS = {"</s>", "</del>", "</strike>"}
BOLDS = {"<b>", "<strong>"}
BOLD_ENDS = {"</b>", "</strong>"}


def inline_text(children: Sequence[Token], line: int) -> RichText:
    """Return the text of a paragraph that starts at `line` without its markup.

    Code, entities and the alternative text of images are kept.
    """
    rich = RichText()
    switch: dict[str, Callable[[], None]] = {
        "strong_open": rich.open_bold,
        "strong_close": rich.close_bold,
        "s_open": rich.open_strike,
        "s_close": rich.close_strike,
        "link_close": rich.close_link,
    }
    for child in children:
        if child.type in switch:
            switch[child.type]()
            continue
        match child.type:
            case "text" | "code_inline" | "image" | "text_special":
                rich.add(child.content)
            case "softbreak" | "hardbreak":
                line += 1
                rich.start_line(line, is_break=True)
            case "html_inline":
                _inline_html(rich, child.content, line)
            case "link_open":
                rich.open_link(str(child.attrs.get("href", "")))
    return rich


def _inline_html(rich: RichText, tag: str, line: int) -> None:
    """Apply an HTML tag inside a paragraph; most tags only affect the appearance of text and are ignored."""
    name = tag[:4].lower()
    if name.startswith("<br"):
        rich.start_line(line, is_break=True)
    elif tag.lower() in BOLDS:
        rich.open_bold()
    elif tag.lower() in BOLD_ENDS:
        rich.close_bold()
    elif name == "<img":
        rich.add(read_words(tag))
    elif opened := ANCHOR.match(tag):
        rich.open_link(unescape(opened["target"].strip("\"'")))
    elif name.startswith("</a"):
        rich.close_link()
    elif tag.lower() in STRIKES:
        rich.open_strike()
    elif tag.lower() in STRIKE_ENDS:
        rich.close_strike()
