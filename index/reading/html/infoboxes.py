"""Turns the infoboxes of Fandom's wikis into lines of a name and a value, before a page is read."""

from collections.abc import Sequence

from lxml.html import HtmlElement

BOX = "portable-infobox"
LABEL, VALUE = "pi-data-label", "pi-data-value"
HEADERS = {"pi-title", "pi-header", "pi-secondary-title", "pi-caption"}
"""Classes of headings in an infobox, which would end the section that the box is in."""


def flatten_infoboxes(roots: Sequence[HtmlElement]) -> None:
    """Make the names and values of infoboxes one text each, and the boxes content rather than sidebars."""
    for box in [box for root in roots for box in root.iter("aside") if BOX in box.get("class", "").split()]:
        box.tag = "div"
        box.set("class", BOX)
        for element in list(box.iterdescendants("h2", "h3", "div")):
            given = set(element.get("class", "").split())
            if LABEL in given:
                element.tag = "span"
                element.tail = ": "
            elif VALUE in given:
                element.tag = "span"
            elif given & HEADERS:
                element.tag = "template"
