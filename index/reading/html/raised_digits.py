"""Gives raised digits behind a number the mark that tells them apart from it, before a page is read."""

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from index.reading.html.elements import INLINE, names
from index.reading.raised import decimal_mark, end_of, raised_look, read_raised, start_of

MAX_NODES = 12
"""Elements before and after raised digits that are looked at."""


def mark_raised_digits(roots: Sequence[HtmlElement]) -> None:
    """Write `5.00` for a price of 5 with a raised 00, `9:00` for a time, and `10⁶` for a power."""
    language = next((root.get("lang") or "" for root in roots), "")
    mark = decimal_mark(language)
    for root in roots:
        for element in root.iter("sup", "span", "small", "b", "strong", "em", "i", "font"):
            if not len(element) and (element.text or "").strip(" .,-\n\t")[:1].isdigit():
                _mark(element, mark)


def _mark(element: HtmlElement, mark: str) -> None:
    given = {*names(element), *(names(element.getparent()) if _is_alone(element) else ())}
    look = raised_look(element.tag, given, element.get("style") or "")
    if look is None:
        return
    before = end_of(getattr(node, place) or "" for node, place in _before(element))
    shown = read_raised(element.text or "", look, before, start_of(_after(element)), mark)
    if shown is None:
        return
    element.text = shown
    for node, place in _before(element):
        written = getattr(node, place) or ""
        setattr(node, place, written.rstrip())
        if written and not written.isspace():
            break


def _is_alone(element: HtmlElement) -> bool:
    """Return whether an element is all that the inline element around it has."""
    parent = element.getparent()
    if parent is None or parent.tag not in INLINE:
        return False
    return len(parent) == 1 and not (parent.text or "").strip() and not (element.tail or "").strip()


def _before(element: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the places of the text before an element in its paragraph, the last first: an element, and `text` or `tail`."""
    node = element
    for _ in range(MAX_NODES):
        other = node.getprevious()
        if other is None:
            other = node.getparent()
            if other is None:
                return
            yield other, "text"
            if other.tag not in INLINE:
                return
        else:
            yield other, "tail"
            if isinstance(other.tag, str) and (other.tag not in INLINE or other.tag == "br"):
                return
            while len(other):
                other = other[-1]
                yield other, "tail"
            if isinstance(other.tag, str):
                yield other, "text"
        node = other


def _after(element: HtmlElement) -> Iterator[str]:
    """Yield the pieces of text after an element in the same paragraph."""
    node = element
    for _ in range(MAX_NODES):
        yield node.tail or ""
        other = node.getnext()
        while other is None:
            node = node.getparent()
            if node is None or node.tag not in INLINE:
                return
            yield node.tail or ""
            other = node.getnext()
        if isinstance(other.tag, str):
            if other.tag not in INLINE or other.tag == "br":
                return
            yield from islice(other.itertext(), MAX_NODES)
        node = other
