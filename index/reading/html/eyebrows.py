"""Finds the few words above a heading that belong to it: a chapter's number, a topic, or the date of an event."""

from collections.abc import Mapping

from lxml.html import HtmlElement

from index.reading.html.elements import HEADINGS, INLINE, Elements, Marks, Size, following, preceding, text_of

BLOCKS = {"div", "p", "span", "time", "small", "strong", "b", "em"}
MAX_LENGTH = 60
MAX_ELEMENTS, MIN_ELEMENTS = 6, 3
"""Elements of the words above a heading, and of what they start: these, the heading, and something below it."""
ENDS = (".", "!", "?", "。", "！", "？", ":", "…", ";", ",")
"""What ends a sentence, or a text that goes on."""


def mark_eyebrows(elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark what is read below the heading after it, because it would otherwise be the end of the section before."""
    for element in elements.all:
        if element.tag in BLOCKS and 0 < sizes[element].text <= MAX_LENGTH and _is_eyebrow(element, elements, marks):
            marks.eyebrows.add(element)


def _is_eyebrow(element: HtmlElement, elements: Elements, marks: Marks) -> bool:
    """Return whether an element is the first in its parent, before its one main heading, and neither sentence nor number."""
    heading, parent = following(element), element.getparent()
    if parent is None or heading is None or heading.tag not in HEADINGS or preceding(element) is not None:
        return False
    if (element.tail or "").strip() or (parent.text or "").strip() or elements.count(element) > MAX_ELEMENTS:
        return False
    if len(parent) < MIN_ELEMENTS or sum(child.tag in HEADINGS and child.tag <= heading.tag for child in parent) != 1:
        return False
    inside = elements.all[elements.position[element] : elements.stop(element)]
    is_plain = all(node.tag in INLINE or node.tag in BLOCKS for node in inside)
    is_marked = any(node in marks.titles or node in marks.skipped or node in marks.rows for node in (element, heading))
    text = text_of(element)
    return is_plain and not is_marked and not text.endswith(ENDS) and any(character.isalpha() for character in text)
