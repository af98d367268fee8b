"""Marks in Markdown that open or close a container, such as a note or a tab: tags of components, shortcodes and fences.

Rules of the parser add a token for each mark; `containers` then pairs them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from index.reading.markdown.names import INLINE_COMPONENTS, NAMED_COMPONENTS, TITLE_COMPONENTS
from index.reading.markdown.scanning import Scanner, Tag, code_text, element_words, text_of
from index.reading.note_kinds import KINDS

TITLES = ("title", "label", "question", "summary", "header", "heading", "tab", "q")
"""Attributes that hold the title of what is inside."""
TEXTS = ("text", "answer", "content", "description", "children", "message", "body", "a")
"""Attributes that hold the text of a component with nothing inside."""
FIELD_NAMES = ("name", "path", "query", "body", "header")
"""Attributes that hold the name of a parameter."""
NOTE_COMPONENTS = KINDS | {"hint", "blockquote", "template"}
KEYED = re.compile(
    r"""(?:(?<=[{,\s])|^)["']?(?:(?P<title>question|q|title|heading|label|header|summary|term|name)"""
    r"""|(?P<text>answer|a|content|text|description|body|children|definition|details))["']?\s*:\s*"""
)
"""A key of an object in an expression, such as `question: `."""
STRING = re.compile(r"""(["'`])((?:(?!\1)[^\\\n])*)\1""")
MAX_TITLE_LENGTH = 500


class Entry(NamedTuple):
    """A text in an attribute, with the title it has there, and its line after that of the tag."""

    title: str
    text: str
    offset: int = 0


@dataclass(slots=True)
class Marker:
    """A mark of a container: `form` is `open`, `close`, `alone` or `none`; marks of one container have the same key.

    `entries` are texts in the mark itself, and `labels` the titles of the containers inside that have none. `is_note` means
    that a title which names a kind of note is not shown; `is_inline` that it is part of a line of text. One that `stacks`
    closes the container of the same key before it. One that `holds_title` contains the title of what follows. Headings in
    one that `has_parts` end with it. `is_plain` means that the title is not Markdown. `source` is the mark itself.
    """

    form: str
    key: str
    title: str = ""
    source: str = ""
    line: int = 0
    entries: tuple[Entry, ...] = ()
    labels: tuple[str, ...] = ()
    target: str = ""
    is_note: bool = False
    is_inline: bool = False
    is_code_group: bool = False
    takes_label: bool = False
    stacks: bool = False
    omits: bool = False
    holds_title: bool = False
    has_parts: bool = False
    is_plain: bool = False


def marker_token(marker: Marker, lines: tuple[int, int]) -> Token:
    """Return a token for a marker that is on these lines, counted from 0."""
    marker.line = lines[0]
    return Token("marker", "", 0, map=list(lines), content=marker.source, meta={"marker": marker}, block=True)


def note_opening(marker: Marker, end: int) -> Token:
    """Return the token that opens a note, from the line of its marker up to but not including `end`."""
    token = marker_token(marker, (marker.line, end))
    token.type, token.nesting = "note_open", 1
    return token


def push_marker(state: StateInline, marker: Marker) -> None:
    """Add a marker that is part of a paragraph."""
    token = state.push("marker", "", 0)
    token.content, token.meta = marker.source, {"marker": marker}


def marker_of(token: Token) -> Marker:
    """Return the marker of a token of type `marker`."""
    marker: Marker = token.meta["marker"]
    return marker


def pair_marks(markers: Sequence[Marker]) -> dict[int, int]:
    """Return the position of the closing marker of each opening one that has one."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    counts: Counter[str] = Counter()
    for position, marker in enumerate(markers):
        if marker.form == "open":
            opened.append(position)
            counts[marker.key] += 1
        elif marker.form == "close" and counts[marker.key]:
            while True:
                last = opened.pop()
                counts[markers[last].key] -= 1
                if markers[last].key == marker.key:
                    pairs[last] = position
                    break
    return pairs


def tag_marker(tag: Tag, text: str) -> Marker:
    """Return the marker of a tag in a text."""
    name = tag.name.rpartition(".")[2].lower()
    key = f"<{tag.name}"
    source = text[tag.start : tag.end]
    if tag.form == "close":
        return Marker("close", key, source=source, is_inline=name in INLINE_COMPONENTS)
    is_tab = name.endswith(("tab", "tabitem", "tabpanel", "tabpane"))
    is_field = name.endswith(("field", "param", "property"))
    names = (
        *(FIELD_NAMES if is_field else ()),
        *TITLES,
        *(("name",) if NAMED_COMPONENTS.search(name) else ()),
        *(("value",) if is_tab else ()),
    )
    title = tag.get(*names)
    texts = () if is_field else TEXTS if tag.form == "alone" else ("description",)
    shown = tag.get(*texts)
    listed = tuple(_listed_entries(tag, text))
    entries = [Entry("", text_of(shown), text.count("\n", tag.start, shown.position))] if shown and shown != title else []
    target = tag.get("to", "href")
    return Marker(
        tag.form,
        key,
        text_of(title) if title else "",
        source,
        entries=(*entries, *listed),
        labels=_labels(tag),
        target=text_of(target) if target else "",
        is_note=name in NOTE_COMPONENTS,
        is_inline=name in INLINE_COMPONENTS or (name == "a" and target is not None),
        holds_title=tag.form == "open" and title is None and TITLE_COMPONENTS.fullmatch(name) is not None,
        is_code_group=name in {"codegroup", "codetabs", "packagemanagertabs"},
        takes_label=is_tab,
    )


def _labels(tag: Tag) -> tuple[str, ...]:
    """Return the strings of an attribute `items`, which are the labels of the tabs inside."""
    items = next((attribute for attribute in tag.attributes if attribute.name == "items" and attribute.is_code), None)
    if items is None or KEYED.search(items.value):
        return ()
    return tuple(match[2] for match in STRING.finditer(items.value))


def _listed_entries(tag: Tag, text: str) -> Iterator[Entry]:
    for attribute in tag.attributes:
        if attribute.is_code or attribute.value.startswith("["):
            first = text.count("\n", tag.start, attribute.position)
            yield from (entry._replace(offset=entry.offset + first) for entry in entries_in(attribute.value))


def entries_in(code: str) -> list[Entry]:
    """Return the questions and answers, or titles and texts, of the objects in an expression; none if either is missing."""
    found = list(KEYED.finditer(code))
    if not any(match["title"] for match in found) or not any(match["text"] for match in found):
        return []
    entries: list[Entry] = []
    scanner, title, line, position = Scanner(code), "", 0, 0
    is_open = False
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(code)
        line, position = line + code.count("\n", position, match.start()), match.start()
        value = _value(code, match.end(), end, scanner)
        if match["title"] and value:
            if is_open:
                entries.append(Entry("", title, line))
            title, is_open = value, True
        elif value:
            entries.append(Entry(title, value, line))
            is_open = False
    if is_open:
        entries.append(Entry("", title, line))
    return entries


def _value(code: str, start: int, end: int, scanner: Scanner) -> str:
    """Return the text of a value in an object: a string, or the words of an element."""
    mark = code[start : start + 1]
    if mark and mark in "\"'`":
        stop = scanner.string_end(mark, start + 1)
        return code_text(code[start:stop]) if stop > start + 1 else ""
    if mark and mark in "(<":
        return element_words(code[start:end].replace("{' '}", " ").strip(" \n\t()},{]"))
    return ""
