"""Finds the cards of a page, such as the plans of a price list: their names, and where what belongs to a name ends."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from lxml.html import HtmlElement

from index.reading.html.accordions import title_of
from index.reading.html.elements import Elements, Marks, Size, following, names, preceding, split_names
from index.text.characters import has_words

CARDS = {"div", "section", "article"}
TITLE = re.compile(r"(?P<card>\w[\w-]*?)-+(?:title|name|header|heading)")
"""The name of a title, which holds the name of what it is the title of: `plan-header`, `card-title`."""
PARTS = {*CARDS, "li"}
COLUMN = re.compile(r"(?:w-)?(?:cols?|columns?|span|grid|cell|medium|large|small)(?:-(?:xs|sm|md|lg|xl|xxl|\d+))*")
"""The name of one of several columns side by side."""
SLIDE = re.compile(r"(?:\w+-)*(?:slide|item|card|tile)(?:-\w+)*")
"""The name of a part whose heading may be all that it has."""
MAX_TITLE_PLACE = 3
"""The number of elements at the start of a card among which its title is."""
MAX_TITLE_LENGTH = 60


def mark_cards(elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the titles of cards, two or more of which are side by side."""
    for element in elements.all:
        if element.tag in CARDS and element.get("class") and element not in marks.titles and is_repeated(element):
            title = _card_title(element, elements)
            if title is not None and title not in marks.skipped and 0 < sizes[title].text <= MAX_TITLE_LENGTH:
                _mark(element, title, marks)


def _mark(card: HtmlElement, title: HtmlElement, marks: Marks) -> None:
    words = title_of(title)
    if has_words(words):
        marks.skipped.add(title)
        marks.titles[card] = (words, title.sourceline or 1)


def is_repeated(element: HtmlElement) -> bool:
    """Return whether an element beside one has the same first class."""
    first = element.get("class", "").split()[:1]
    beside = (preceding(element), following(element))
    return any(other is not None and other.get("class", "").split()[:1] == first for other in beside)


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


def mark_closed(elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark tabs, and the cards, columns and slides beside others, whose headings title nothing that comes after them."""
    marks.closed.update(element for element in marks.titles if element.tag != "pre")
    for parent in elements.all:
        if len(parent) > 1:
            for _, parts in groupby((part for part in parent if part in sizes and sizes[part].text), _part_kind):
                marks.closed.update(_closed([*parts], elements, sizes))


def _part_kind(element: HtmlElement) -> tuple[str, str]:
    """Return what parts of a page have in common: their tag and the first class; for columns, only that they are columns."""
    given = names(element) if element.tag in PARTS else []
    if any(COLUMN.fullmatch(name) for name in given):
        return "column", ""
    return str(element.tag), next(iter(element.get("class", "").split()), "")


def _closed(parts: Sequence[HtmlElement], elements: Elements, sizes: Mapping[HtmlElement, Size]) -> Sequence[HtmlElement]:
    """Return the parts with headings if these are alike, and no part without a heading comes after one of them.

    A part that is nothing but a heading may be the title of what follows; and so may the heading of a single part, unless it is
    a column beside one that belongs to the heading above both.
    """
    kind, name = _part_kind(parts[0])
    if len(parts) < 2 or (kind not in PARTS and kind != "column") or (kind == "div" and not name):  # noqa: PLR2004
        return ()
    found = [(part, elements.first_heading(part)) for part in parts]
    headed = [(part, heading) for part, heading in found if heading is not None]
    is_slide = SLIDE.fullmatch("-".join(split_names(name))) is not None
    has_more = all(sizes[part].text > sizes[heading].text for part, heading in headed)
    if len({heading.tag for _, heading in headed}) != 1 or not (has_more or is_slide):
        return ()
    if any(heading is None for _, heading in found[-len(headed) :]) or (len(headed) < 2 and kind != "column"):  # noqa: PLR2004
        return ()
    return [part for part, _ in headed]
