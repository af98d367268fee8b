"""Recognises paragraphs that a misplaced end tag cuts in two, as in `<a><p>Gleaners</a>: help with the harvest</p>`."""

from lxml.html import HtmlElement

from index.reading.html.elements import INLINE

JOINING = ":;,)"
"""What a sentence goes on with, and no paragraph starts with."""


def goes_on(element: HtmlElement) -> bool:
    """Return whether the text right behind a paragraph is part of it.

    The end tag of a link or of another inline element around its start ends both for the parser; browsers show one paragraph.
    """
    while element.tag == "p" or element.tag in INLINE:
        if element.tag in INLINE and (after := _text_after(element)):
            return after[0] in JOINING
        parent = element.getparent()
        if element.tail and not element.tail.isspace():
            return False
        if parent is None or parent.tag not in INLINE or element.getnext() is not None:
            return False
        element = parent
    return False


def _text_after(element: HtmlElement) -> str:
    """Return the text behind an element, with that of the next element if that is inline, without white space around it."""
    tail, following = (element.tail or "").strip(), element.getnext()
    return tail if tail or following is None or following.tag not in INLINE else "".join(following.itertext()).strip()
