"""Finds the navigation of pages that do not mark it: rows and lists of links above and below all prose."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from index.reading.html.elements import HEADINGS, INLINE, Elements, Marks, Size

BLOCKS = {"div", "ul", "ol", "dl", "p", "table", "center", "section", "header", "td", "tr", "form", "h4", "h5", "h6", "li"}
MIN_LINKS = 2
MOSTLY = 0.75
"""The share of a block's text in links from which it is nothing but links and what is between them."""
MIN_PROSE = 60
"""Characters outside links from which a block is prose."""
MIN_SENTENCE = 20
"""Characters outside links from which a block that ends like a sentence is prose."""
ENDS = (".", "!", "?", "。", "！", "？", ":", "…", ";")


def mark_edges(region: Sequence[HtmlElement], elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the links above the first and below the last prose of a region that has prose.

    Links below a heading of their own, and links to other sites, are content.
    """
    is_navigation = _Navigation(elements, sizes)
    links: list[tuple[HtmlElement, bool]] = []
    above: list[HtmlElement] = []
    has_prose = under_heading = False
    for root in region:
        position, stop = elements.position[root], elements.stop(root)
        while position < stop:
            element = elements.all[position]
            position += 1
            if not sizes[element].text:
                position = elements.stop(element)
            elif element.tag in BLOCKS and element is not root and is_navigation(element):
                links.append((element, under_heading))
                position = elements.stop(element)
            elif element.tag in HEADINGS:
                under_heading = True
                position = elements.stop(element)
            elif _is_prose(element, sizes):
                above = above if has_prose else [link for link, _ in links]
                has_prose, under_heading, links = True, False, []
    if has_prose:
        marks.omitted.update(above, (link for link, has_heading in links if not has_heading))


def _is_prose(element: HtmlElement, sizes: Mapping[HtmlElement, Size]) -> bool:
    """Return whether an element is a paragraph of text, or has text of its own next to other blocks."""
    if element.tag in INLINE:
        return False
    if all(child.tag in INLINE for child in element if isinstance(child.tag, str)):
        length = sizes[element].prose
        last = (element[-1].tail if len(element) else element.text) or ""
    else:
        last = element.text or ""
        length = len(last.strip())
    return length >= MIN_PROSE or (length >= MIN_SENTENCE and last.rstrip().endswith(ENDS))


class _Navigation:
    """Tells for each element whether it contains nothing but links to other pages of the site."""

    def __init__(self, elements: Elements, sizes: Mapping[HtmlElement, Size]) -> None:
        self._elements = elements
        self._sizes = sizes
        links = [node for node in elements.all if node.tag == "a" and sizes[node].text]
        self._links = [elements.position[link] for link in links]
        self._foreign = [elements.position[link] for link in links if not _is_local(link.get("href", ""))]

    def __call__(self, element: HtmlElement) -> bool:
        size = self._sizes[element]
        is_links = size.linked >= size.text * MOSTLY and self._count(self._links, element) >= MIN_LINKS
        return is_links and not self._count(self._foreign, element)

    def _count(self, places: Sequence[int], element: HtmlElement) -> int:
        return bisect_left(places, self._elements.stop(element)) - bisect_left(places, self._elements.position[element])


def _is_local(target: str) -> bool:
    return "://" not in target and not target.startswith(("//", "mailto:", "tel:"))
