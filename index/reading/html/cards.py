"""Finds the cards of a page, such as the plans of a price list, whose names are in elements that are no headings."""

import re
from collections.abc import Mapping

from lxml.html import HtmlElement

from index.reading.html.accordions import title_of
from index.reading.html.elements import Elements, Marks, Size, names
from index.text.characters import has_words

CARDS = {"div", "section", "article"}
TITLE = re.compile(r"(?P<card>\w[\w-]*?)-+(?:title|name|header|heading)")
"""The name of a title, which holds the name of what it is the title of: `plan-header`, `card-title`."""
MAX_TITLE_PLACE = 3
"""The number of elements at the start of a card among which its title is."""
MAX_TITLE_LENGTH = 60


def mark_cards(elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the titles of cards, two or more of which are side by side."""
    for element in elements.all:
        if element.tag in CARDS and element.get("class") and element not in marks.titles and _is_repeated(element):
            title = _card_title(element, elements)
            if title is not None and title not in marks.skipped and 0 < sizes[title].text <= MAX_TITLE_LENGTH:
                _mark(element, title, marks)


def _mark(card: HtmlElement, title: HtmlElement, marks: Marks) -> None:
    words = title_of(title)
    if has_words(words):
        marks.skipped.add(title)
        marks.titles[card] = (words, title.sourceline or 1)


def _is_repeated(element: HtmlElement) -> bool:
    """Return whether an element beside one has the same first class."""
    first = element.get("class", "").split()[:1]
    beside = (element.getprevious(), element.getnext())
    return any(
        other is not None and isinstance(other.tag, str) and other.get("class", "").split()[:1] == first for other in beside
    )


def _card_title(card: HtmlElement, elements: Elements) -> HtmlElement | None:
    """Return the title of a card: the element near its start with the name of the card and that of a title."""
    start = elements.position[card] + 1
    given = names(card)
    for node in elements.all[start : min(start + MAX_TITLE_PLACE, elements.stop(card))]:
        if elements.has_heading(node):
            return None  # which titles what follows
        for name in names(node):
            found = TITLE.fullmatch(name)
            if found and any(each == found["card"] or each.endswith(f"-{found['card']}") for each in given):
                return node
    return None
