"""Finds rows that are drawn with elements side by side, such as a day and its hours, or a name and its price."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from lxml.html import HtmlElement

from index.reading.html.elements import INLINE, UNREADABLE, Elements, Marks, Size, text_of

ROWS = {"div", "section", "article"}
BLOCKS = {*ROWS, "p", "figure"}
MAX_ELEMENTS = 14
"""Elements of a row; one with more is a card with a text."""
MAX_LENGTH = 200
MAX_PART_LENGTH = 80
MAX_NAME_LENGTH = 50
MIN_PARTS, MAX_PARTS = 2, 5
NUMBER = re.compile(r"#?\d{1,2}[.):]?")
"""The number of a step, which is before its title."""
SENTENCE_ENDS = (".", "!", "?", "…", "。")


def mark_rows(elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the rows of a page, two or more of which are alike, and what joins the parts of each to one text."""
    for parent in elements.all:
        if len(parent) > 1:
            found = ((child, _parts(child, elements, sizes, marks)) for child in parent if child in sizes and sizes[child].text)
            for key, group in groupby(found, _kind):
                rows = [*group]
                if key is not None and len(rows) > 1 and not any(_is_text(parts, sizes) for _, parts in rows):
                    _mark(rows, marks)


def _mark(rows: Sequence[tuple[HtmlElement, list[HtmlElement]]], marks: Marks) -> None:
    for row, parts in rows:
        marks.rows.add(row)
        for number, part in enumerate(parts[1:]):
            before = text_of(parts[number])
            mark = ":" if number == 0 else ";"
            marks.joints[part] = " " if before.endswith((*SENTENCE_ENDS, ":", ";", ",")) else f"{mark} "


def _kind(found: tuple[HtmlElement, list[HtmlElement]]) -> tuple[str, str, int] | None:
    """Return what rows that belong together have in common: a class, or else the number of their parts."""
    element, parts = found
    if not parts:
        return None
    name = next(iter(element.get("class", "").split()), "")
    return str(element.tag), name, 0 if name else len(parts)


def _parts(row: HtmlElement, elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> list[HtmlElement]:
    """Return the parts of a row, or nothing if an element is no row."""
    size = sizes[row]
    is_short = elements.count(row) <= MAX_ELEMENTS and size.text <= MAX_LENGTH and size.linked < size.text
    if row.tag not in ROWS or not is_short or elements.has_heading(row) or not _is_plain(row, elements, marks):
        return []
    parts = [*_texts(row, sizes)]
    if not MIN_PARTS <= len(parts) <= MAX_PARTS or None in parts:
        return []
    return [part for part in parts if part is not None]


def _is_plain(row: HtmlElement, elements: Elements, marks: Marks) -> bool:
    """Return whether nothing in a row is read in a way of its own, as lists, tables and notes are."""
    start = elements.position[row]
    for node in elements.all[start : elements.stop(row)]:
        is_known = node.tag in BLOCKS or node.tag in INLINE or node.tag in UNREADABLE
        is_marked = node in marks.titles or node in marks.skipped or node in marks.shown or node in marks.rows
        has_words = node.tag == "img" and node.get("alt", "").strip() and node not in marks.pictures
        if not is_known or is_marked or has_words:
            return False
    return True


def _texts(container: HtmlElement, sizes: Mapping[HtmlElement, Size]) -> Iterator[HtmlElement | None]:
    """Yield the elements that each are one text of a container; None for text between them."""
    if not any(child.tag in BLOCKS for child in container):
        yield container
        return
    if (container.text or "").strip():
        yield None
    for child in container:
        if (child.tail or "").strip():
            yield None
        if child in sizes and sizes[child].text:
            yield from _texts(child, sizes) if child.tag in BLOCKS else (child,)


def _is_text(parts: Sequence[HtmlElement], sizes: Mapping[HtmlElement, Size]) -> bool:
    """Return whether what looks like a row is a title, or a question, and a text below it."""
    name, *others = parts[1:] if len(parts) > MIN_PARTS and NUMBER.fullmatch(text_of(parts[0])) else parts
    if sizes[name].text > MAX_NAME_LENGTH or text_of(name).endswith(("?", ".", "!")):
        return True
    if any(sizes[part].text > MAX_PART_LENGTH for part in others):
        return True
    return len(others) == 1 and text_of(others[0]).endswith(SENTENCE_ENDS)
