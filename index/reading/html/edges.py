"""Finds the navigation of pages that do not mark it: rows and lists of links above and below all prose."""

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
MAX_ELEMENTS = 400
"""Elements of a block of links that are looked at."""


def mark_edges(region: Sequence[HtmlElement], elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the links above the first and below the last prose of a region that has prose.

    Links below a heading of their own, and links to other sites, are content.
    """
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
            elif element.tag in BLOCKS and element is not root and _is_navigation(element, elements, sizes):
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


def _is_navigation(element: HtmlElement, elements: Elements, sizes: Mapping[HtmlElement, Size]) -> bool:
    """Return whether an element contains nothing but links to other pages of the site."""
    size = sizes[element]
    if size.linked < size.text * MOSTLY or elements.count(element) > MAX_ELEMENTS:
        return False
    inside = elements.all[elements.position[element] + 1 : elements.stop(element)]
    links = [node for node in inside if node.tag == "a" and sizes[node].text]
    return len(links) >= MIN_LINKS and all(_is_local(node.get("href", "")) for node in links)


def _is_local(target: str) -> bool:
    return "://" not in target and not target.startswith(("//", "mailto:", "tel:"))
