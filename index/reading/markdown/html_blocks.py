"""Parses blocks of HTML in Markdown, and finds the components, foldable texts and placeholders in them."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.token import Token

from index.reading.html import read_words
from index.reading.markdown.components import plain_tag, tags_at
from index.reading.markdown.markers import Marker, marker_token, pair_marks, tag_marker
from index.reading.markdown.names import TRANSPARENT_NAMES
from index.reading.markdown.scanning import Scanner, Tag, code_text, text_of
from index.reading.markdown.source import Source, line_start, line_text, source_of

RAW = re.compile(r"(?P<mark><!--|<!\[CDATA\[|<[!?])|<(?P<name>script|pre|style|textarea)\b", re.IGNORECASE)
"""The start of a block that ends with a mark or closing tag, not with a blank line."""
RAW_ENDS = {"<!--": "-->", "<![cdata[": "]]>", "<?": "?>", "<!": ">"}
HEADING = re.compile(r"#{2,6}[ \t]")
"""A heading that cannot be a comment of a script."""
FOLDED = {"details", "summary"}
VOID = {"img", "br", "hr", "wbr", "source", "embed"}
"""Elements without an end."""
NOT_MARKDOWN = {"0", "false", "off"}
READ_AS_MARKDOWN = re.compile(r"<[a-z][^<>]{0,500}\smarkdown(?:=[\"']?(?:1|block|span|true|on)\b|[\s>])", re.IGNORECASE)
"""A tag whose attribute says that its contents are Markdown."""
SCRIPT = re.compile(r"\s*<(?:script|style)\b", re.IGNORECASE)
PIECE = re.compile(r"<!--.*?(?:-->|\Z)|[<{]", re.DOTALL)
SUMMARY_END = re.compile(r"</summary\s*>|<summary\b|</details\s*>", re.IGNORECASE)
LIST = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t]+\S|#{1,6}[ \t]+\S")
"""The start of a list or heading."""
CLOSED = re.compile(r"</[a-z][\w-]*\s*>$", re.IGNORECASE)
TEXT = re.compile(r"(?<=>)[^<>]+")
INLINE = re.compile(
    r"`(?P<code>[^`\n]{1,500})`|\*\*(?P<bold>[^\s*](?:[^*\n]{0,500}[^\s*])?)\*\*"
    r"|\[(?P<words>[^\[\]\n]{1,500})\]\((?P<target>[^()\s\"<>]{1,2000})\)"
)


def html_blocks(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.block.ruler.at("html_block", _parse_html, {"alt": ["paragraph", "reference", "blockquote"]})


def _parse_html(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse a block of HTML with the parser's own rule, but end it at a component, and do not start it at a placeholder."""
    position = line_start(state, start)
    if state.src[position : position + 1] != "<":
        return False
    source = source_of(state.env)
    if raw := RAW.match(state.src, position):
        return _parse_raw(state, start, end, raw, silent=silent)
    tag = source.tag(position)
    if tag and (source.is_container(tag) or source.is_placeholder(tag)):
        return False
    if silent or state.is_code_block(start):
        return html_block(state, start, end, silent)
    if tag:
        _mark_markdown(source, tag)
    is_around_markdown = source.is_unindented(position) or position <= source.markdown_until > 0
    if tag and is_around_markdown and (stop := _tags_only(state, tag, start, end)):
        end = stop
    else:
        end = _next_component(state, source, start, end)
    return html_block(state, start, end, silent=False)


def _mark_markdown(source: Source, tag: Tag) -> None:
    """Remember where an element ends whose attribute says that its contents are Markdown, as in kramdown and MkDocs."""
    values = [each.value.lower() for each in tag.attributes if each.name == "markdown"]
    if tag.form == "open" and values and values[0] not in NOT_MARKDOWN:
        source.markdown_until = max(source.markdown_until, source.next_closing_tag(tag.name, tag.start))


def _parse_raw(state: StateBlock, start: int, end: int, raw: re.Match[str], *, silent: bool) -> bool:
    """Parse a block that ends with a mark or closing tag; without it, end it at a blank line or heading, and leave it out."""
    if silent or _is_closed(source_of(state.env), raw):
        return html_block(state, start, end, silent)
    line = start + 1
    while line < end and not state.isEmpty(line) and not HEADING.match(state.src, line_start(state, line)):
        line += 1
    if not html_block(state, start, line, silent):
        return False
    if (raw["name"] or "").lower() != "pre":
        state.tokens[-1].type = "omission"
    return True


def _is_closed(source: Source, raw: re.Match[str]) -> bool:
    """Return whether anything ends a block; a processing instruction ends before the next one."""
    if raw["name"]:
        return source.last_raw_tag > raw.start()
    mark = raw["mark"].lower()
    if mark == "<?":
        following = source.text.find(mark, raw.end())
        return source.text.find(RAW_ENDS[mark], raw.end(), following if following >= 0 else len(source.text)) >= 0
    return source.last(RAW_ENDS[mark]) >= raw.end()


def _tags_only(state: StateBlock, tag: Tag, start: int, end: int) -> int:
    """Return the end of the lines at `start` if Markdown may follow them, because they are only tags around it; else 0."""
    name = tag.name.lower()
    if name == "summary" and tag.form == "open":
        closing = SUMMARY_END.search(state.src, tag.end)
        stop = state.src.count("\n", tag.start, closing.end()) if closing else 0
        return min(end, start + stop + 1)
    line = start + state.src.count("\n", tag.start, tag.end)
    rest = state.src[tag.end : state.eMarks[min(line, end - 1)]].strip()
    is_empty = not rest and (tag.form == "alone" or name in VOID)
    if rest.lower().endswith(f"</{name}>") or is_empty:  # a whole element
        return min(end, line + 1)
    if name not in TRANSPARENT_NAMES | FOLDED or (tag.form != "close" and plain_tag(tag).endswith(" hidden>")):
        return 0
    return min(end, line + 1) if not rest or rest.startswith("<summary") else 0


def _next_component(state: StateBlock, source: Source, start: int, end: int) -> int:
    """Return the first line after `start` that is blank or starts with a component, or with Markdown as the tags say."""
    line = start + 1
    while line < end and not state.isEmpty(line):
        position = line_start(state, line)
        is_list = LIST.match(state.src, position) is not None and CLOSED.search(line_text(state, line - 1)) is not None
        if is_list or READ_AS_MARKDOWN.match(state.src, position):
            return line
        tags, after = tags_at(source, position) if state.src[position] == "<" else ([], position)
        if tags and (after >= len(state.src) or state.src[after] == "\n"):
            return line
        line += 1
    return end


def split_html(token: Token, source: Source) -> Iterator[Token]:
    """Yield the pieces of a block of HTML, and the markers between them.

    Components inside of other elements become elements themselves; placeholders and expressions become text.
    """
    if SCRIPT.match(token.content):
        yield token
        return
    text, line = "", token.map[0] if token.map else 0
    for piece in _pieces(token.content, source):
        if isinstance(piece, str):
            text += piece
            continue
        if text:
            yield _html(text, line, source)
        line += text.count("\n")
        text = ""
        yield marker_token(piece, (line, line + piece.source.count("\n") + 1))
        line += piece.source.count("\n")
    if text:
        yield _html(text, line, source)


def _html(text: str, line: int, source: Source) -> Token:
    """Return a token for a piece of HTML; MDX reads what is between tags as Markdown, and so does an attribute."""
    if source.is_like_mdx or READ_AS_MARKDOWN.search(text):
        text = TEXT.sub(lambda words: INLINE.sub(_inline_element, words[0]), text)
    return Token("html_block", "", 0, map=[line, line + text.count("\n") + 1], content=text)


def _inline_element(match: re.Match[str]) -> str:
    """Return code, bold words or a link of Markdown as elements."""
    if match["code"]:
        return f"<code>{match['code']}</code>"
    return f"<b>{match['bold']}</b>" if match["bold"] else f'<a href="{match["target"]}">{match["words"]}</a>'


def _pieces(content: str, source: Source) -> Iterator[str | Marker]:
    """Yield HTML that can be read by itself, and markers of containers that go beyond it."""
    scanner = Scanner(content)
    found = list(_marks(content, scanner, source))
    markers = [mark for mark in found if isinstance(mark, tuple)]
    pairs = pair_marks([marker for marker, _ in markers])
    paired = {*pairs, *pairs.values()}
    number = 0
    for mark in found:
        if isinstance(mark, str):
            yield mark
            continue
        marker, is_folded = mark
        if is_folded or (marker.form != "alone" and number not in paired):
            yield marker
        else:
            yield _element(marker)
        number += 1


def _element(marker: Marker) -> str:
    """Return the start or end of an element in place of the tag of a component."""
    breaks = "\n" * marker.source.count("\n")
    texts = " ".join(entry.text for entry in marker.entries)
    if marker.is_inline or marker.key == "{":
        return (_escaped(marker.title or texts) if marker.form == "alone" else "") + breaks
    if marker.form == "close":
        return f"</details>{breaks}"
    title = f"<summary>{_escaped(marker.title)}</summary>" if marker.title else ""
    return f"<details>{title}{_escaped(texts)}{'</details>' if marker.form == 'alone' else ''}{breaks}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")


def _marks(content: str, scanner: Scanner, source: Source) -> Iterator[str | tuple[Marker, bool]]:
    """Yield HTML, and the marker of each component, with whether it belongs to a foldable text."""
    position = 0
    while found := PIECE.search(content, position):
        yield content[position : found.start()]
        position = found.end()
        if found[0] == "{":
            end = scanner.braces_end(found.start()) if source.is_mdx else -1
            yield "{" if end < 0 else _escaped(code_text(content[position : end - 1])) + _breaks(content, position, end)
            position = max(position, end)
        elif found[0] != "<":
            yield _breaks(content, found.start(), position)
        else:
            mark, position = _tag_mark(content, found.start(), scanner, source)
            yield mark
    yield content[position:]


def _breaks(content: str, start: int, end: int) -> str:
    return "\n" * content.count("\n", start, end)


def _tag_mark(content: str, start: int, scanner: Scanner, source: Source) -> tuple[str | tuple[Marker, bool], int]:
    """Return what the tag at a position stands for, and the position of what follows."""
    tag = scanner.tag(start)
    if tag is None:
        following = content[start + 1 : start + 2]
        return "<" if following.isalpha() or following in {"/", "!", "?"} else "&lt;", start + 1
    if tag.name.lower() == "summary" and tag.form == "open":
        return _summary(content, tag)
    mark: str | tuple[Marker, bool] = content[start : tag.end]
    if tag.name.lower() == "details" and tag.form != "alone":
        mark = (Marker(tag.form, "<details", source=content[start : tag.end]), True)
    elif source.is_container(tag):
        mark = (tag_marker(tag, content), False)
    elif source.is_placeholder(tag):
        return "&lt;", start + 1
    elif tag.name.lower() == "img" and _is_unnamed(tag):
        mark = _breaks(content, start, tag.end)
    elif any(attribute.is_code for attribute in tag.attributes):
        mark = plain_tag(tag) + _breaks(content, start, tag.end)
    return mark, tag.end


def _is_unnamed(image: Tag) -> bool:
    """Return whether the alternative text of an image is its address, as that of icons in Notion."""
    alt, source = image.get("alt"), image.get("src")
    return alt is not None and source is not None and text_of(alt) == text_of(source)


def _summary(content: str, tag: Tag) -> tuple[str | tuple[Marker, bool], int]:
    closing = SUMMARY_END.search(content, tag.end)
    end = closing.start() if closing else len(content)
    stop = closing.end() if closing and closing[0].lower().startswith("</s") else end
    words = read_words(content[tag.end : end])
    return (Marker("summary", "<details", words, content[tag.start : stop]), True), stop
