"""Works out how the elements of a page are to be read before it is read: what is content, and what is the title of what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from index.reading.html.accordions import mark_accordions
from index.reading.html.admonitions import mark_admonitions
from index.reading.html.boilerplate import mark_boilerplate, mark_controls
from index.reading.html.cards import mark_cards, mark_closed
from index.reading.html.content import find_content, mark_outside
from index.reading.html.edges import mark_edges
from index.reading.html.elements import Elements, Marks, Size
from index.reading.html.eyebrows import mark_eyebrows
from index.reading.html.pictures import mark_pictures
from index.reading.html.rows import mark_rows
from index.reading.html.styles import Styles
from index.reading.html.tabs import mark_tabs


@dataclass(frozen=True, slots=True)
class Page:
    """The elements of a page or fragment at its top, how they are read, and how they look."""

    roots: Sequence[HtmlElement]
    marks: Marks
    styles: Styles
    sizes: Mapping[HtmlElement, Size]


def survey_page(roots: Sequence[HtmlElement]) -> Page:
    """Survey a whole page."""
    styles = Styles("\n".join(style.text or "" for root in roots for style in root.iter("style")))
    elements = Elements(roots)
    sizes = elements.sizes()
    marks = _mark_groups(elements, sizes, styles)
    mark_boilerplate(elements, sizes, styles, marks)
    kept = elements.sizes(marks.skipped | marks.omitted)
    if not any(kept[root].text for root in roots):
        marks.omitted.clear()  # a page of nothing but links, for example
        return Page(roots, marks, styles, sizes)
    content = find_content(elements, kept)
    if not content.is_sure:
        mark_edges(content.elements or roots, elements, kept, marks)
    mark_outside(content.elements, elements, kept, marks)
    return Page(roots, marks, styles, sizes)


def survey_fragment(roots: Sequence[HtmlElement]) -> Page:
    """Survey HTML that is part of another document: all of it is content except what is hidden, and controls."""
    styles = Styles()
    elements = Elements(roots)
    sizes = elements.sizes()
    marks = _mark_groups(elements, sizes, styles)
    mark_controls(elements, sizes, styles, marks)
    return Page(roots, marks, styles, sizes)


def _mark_groups(elements: Elements, sizes: Mapping[HtmlElement, Size], styles: Styles) -> Marks:
    marks = Marks()
    mark_tabs(elements, sizes, marks)
    mark_accordions(elements, sizes, styles, marks)
    mark_admonitions(elements, sizes, marks)
    mark_cards(elements, sizes, marks)
    mark_closed(elements, sizes, marks)
    mark_pictures(elements, sizes, marks)
    mark_rows(elements, sizes, marks)
    mark_eyebrows(elements, sizes, marks)
    return marks
