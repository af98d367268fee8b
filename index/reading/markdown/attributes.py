"""Leaves out attributes in braces (`{#id .class width=50%}`) of Python-Markdown, kramdown, Pandoc and markdown-it."""

import re

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline

from index.reading.images import shown_alt
from index.reading.markdown.nesting import push

VALUE = r"""(?:"[^"\n]{0,500}"|'[^'\n]{0,500}'|“[^”\n]{0,500}”|[^\s"'{}]{1,500})"""
NAME = (
    r"(?:anchor|toc|width|height|loading|align|style|class|id|target|rel|title|lang|dir|type|start|download|role|alt"
    r"|data-[\w-]+|aria-[\w-]+)"
)
"""Attributes that writers of documents use; anything else after plain words may be a placeholder."""
SURE_ITEM = rf"(?:[#.][\w:-][\w:.-]*|{NAME}={VALUE})"
ITEM = rf"(?:[#.][\w:-][\w:.-]*|[\w:.@-]+={VALUE}|-)"
SURE_ATTRIBUTES = re.compile(rf"\{{:?[ \t]*{SURE_ITEM}(?:[ \t]+{SURE_ITEM})*[ \t]*\}}")
FLAG = re.compile(r"\{[ \t]*(?:download|nofollow|lazy|noindex|external)[ \t]*\}")
"""An attribute without a value, behind a link or image."""
ATTRIBUTES = re.compile(rf"\{{:?[ \t]*{ITEM}(?:[ \t]+{ITEM})*[ \t]*\}}")
LINE = re.compile(rf"(?:{ATTRIBUTES.pattern}|\{{:{{1,2}}[ \t]*/?[\w-]+[^{{}}\n]*\}}|\{{:[ \t]*\}})[ \t]*")
"""A line of attributes, which belong to the block above or below; kramdown also has names and directives."""
IMAGE_ATTRIBUTES = re.compile(r"\{:?(?=[^{}]{0,2000}?[\w-]=)[^{}]{1,2000}\}")
"""Attributes behind an image, whose values may be long or have quotation marks in them."""
ALT = re.compile(r"(?<![\w-])(?:fig-)?alt\s*=\s*(?:\"([^\"]*)\"|'(.*?)'(?=\s*(?:[\w-]+=|[.#}]))|“([^”]*)”)", re.DOTALL)
"""The alternative text of an image, as Pandoc and Quarto write it."""
COLOUR = re.compile(r"\{#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})\}", re.IGNORECASE)
CLOSERS = ")]`*_>}:=~"
"""The last characters of links, images, code, emphasis and icons, which can have attributes right behind them."""
EXTENSION = re.compile(r"\{::(?:nomarkdown|options)\b[^{}\n]{0,200}\}|\{:/(?:nomarkdown|options)?\}")
"""The start or end of an extension of kramdown within a line."""
LINE_END = re.compile(r"[ \t]*(?:\n|$)")
OTHER_LABEL = re.compile(r"\[[^\[\]\n]{0,500}\](?![\[(:])")
COMMAND = re.compile(r"(?:^|\s)[/!?.$~>-]\w[\w-]*\s+$")
"""The name of a command, before brackets around its parameters."""
SIZED_IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\(\s*([^()\s]{1,2000})\s+=\d*%?x?\d*%?[ \t]*(?:\"[^\"\n]{0,500}\"[ \t]*)?\)")
"""An image with its width and height behind the address, which CommonMark does not allow."""


def attributes(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.inline.ruler.before("link", "attributes", _parse_attributes)
    parser.inline.ruler.before("image", "sized_image", _parse_sized_image)
    parser.inline.ruler.after("link", "brackets", _parse_brackets)


def _parse_attributes(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001  # the parser's own shape
    """Leave out attributes right behind what they belong to, or at the end of a line."""
    if state.src[state.pos] != "{":
        return False
    if extension := EXTENSION.match(state.src, state.pos, state.posMax):
        state.pos = extension.end()
        return True
    image = state.tokens[-1] if state.tokens and not state.pending and state.src[state.pos - 1] == ")" else None
    if image and image.type == "image" and (match := IMAGE_ATTRIBUTES.match(state.src, state.pos, state.posMax)):
        alt = ALT.search(match[0])
        if alt and not image.content.strip():
            words = re.sub(r"\\([\"'])", r"\1", alt[1] or alt[2] or alt[3] or "")
            image.content, image.children = " ".join(words.split()), []
        state.pos = match.end()
        return True
    is_behind = state.src[state.pos - 1 : state.pos] in {*CLOSERS} if state.pos else False
    match = (ATTRIBUTES if is_behind else SURE_ATTRIBUTES).match(state.src, state.pos)
    if not match and state.src[state.pos - 1 : state.pos] == ")":
        match = FLAG.match(state.src, state.pos)
    is_item = match is not None and not state.pos and match[0].startswith("{:")  # kramdown has those of an item at its start
    if not match or COLOUR.fullmatch(match[0]) or not (is_behind or is_item or LINE_END.match(state.src, match.end())):
        return False
    state.pos = min(match.end(), state.posMax)
    return True


def _parse_brackets(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Keep only the words in brackets that are followed by attributes, or by a label that is not defined."""
    if state.src[state.pos] != "[":
        return False
    start, stop = state.pos + 1, parseLinkLabel(state, state.pos)
    if stop <= start:
        return False
    behind = ATTRIBUTES.match(state.src, stop + 1)
    if not behind and _may_be_link(state, start, stop):
        behind = OTHER_LABEL.match(state.src, stop + 1)
    if not behind:
        return False
    if not silent:
        end, state.pos, state.posMax = state.posMax, start, stop
        state.md.inline.tokenize(state)
        state.posMax = end
    state.pos = behind.end()
    return True


def _may_be_link(state: StateInline, start: int, stop: int) -> bool:
    """Return whether brackets are rather a link whose label is not defined than indices or parameters of a command."""
    before = state.src[max(0, start - 40) : start - 1]
    is_index = before[-1:].isalnum() or before[-1:] in {*")]}>"}
    words = state.src[start:stop]
    return not is_index and not words.isdecimal() and not words.startswith("^") and not COMMAND.search(before)


def _parse_sized_image(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    match = SIZED_IMAGE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        push(state, "text", shown_alt(match[1], match[2]))
    state.pos = match.end()
    return True
