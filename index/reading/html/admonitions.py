"""Finds the admonitions of a page: notes, warnings and callouts, and other frames with a title, such as tables and figures.

Their text is content. A title that somebody wrote is the title of the text; the name of a kind, such as “Warning”, is not.
"""

import re
from collections.abc import Mapping
from itertools import islice

from lxml.html import HtmlElement

from index.reading.html.accordions import title_of
from index.reading.html.elements import HEADINGS, Elements, Marks, Size, names, role, text_of
from index.reading.note_kinds import is_kind
from index.text.characters import clean, fold

ADMONITION = re.compile(
    r"(?:theme-)?admonition|custom-block|markdown-alert|starlight-aside|confluence-information-macro|callout|alert|panel"
    r"|(?:bd-|hint-|docs-|td-)?(?:callout|hint|notice|infobox-note)|message-box|ambox|mbox(?:-\w+)?|tmbox|ombox|note-box"
    r"|admonition-block|sidebar-note|(?:sd-)?card|quote|theme-code-block|code-block|highlight"
)
"""Names of notes, cards, quotations and titled code, of which the title is looked for."""
ASIDES = re.compile(
    r"(?:admonition|topic|footnote|footnote-list|starlight-aside|callout|quote|note|tip|hint|warning|notice)(?:-.*)?"
)
"""Names of an <aside> that is a note rather than the sidebar of the page."""
TITLE = re.compile(
    r"(?:admonition|custom-block|markdown-alert|starlight-aside|alert|callout|panel|topic|sidebar|hint|notice|message"
    r"|card|code-block)-+(?:title|heading|header)(?:-.*)?|sd-card-(?:title|header)|title|alert-heading|filename"
)
FRAMED = {"div", "section", "dl", "blockquote", "figure"}
FRAME = re.compile(
    r"table|figure|example|equation|procedure|task|sidebar|screenshot|formalpara|paragraph|abstract"
    r"|(?:itemized|ordered|variable|segmented|simple|callout|gloss)-?list|(?:[uodq]|co|hd)list"
    r"|(?:example|listing|literal|image|open|sidebar|quote|verse|stem|video|audio|admonition)-?block"
)
"""Names of what DocBook and Asciidoctor give a title of its own."""
NOTE = re.compile(r"note|tip|hint|warning|caution|important|danger|attention")
"""Names of what has the name of its kind as its title, or a heading."""
FRAME_TITLES = {"p", "div", "span"}
MAX_FRAME_PARTS = 40
"""Elements right below a frame among which its title is; that of a figure is the last."""
ICON = re.compile(r"(?:.*-)?(?:icon|aui-icon)(?:-.*)?")
MAX_TITLE_PLACE = 6
"""The number of elements at the start of a note among which its title is."""

MAX_CITE_PLACE = 2
"""The number of elements at the start of a quotation among which the name of its writer is."""


def mark_admonitions(elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the notes of a page, with their titles."""
    for element in elements.all:
        if element in marks.titles or not (element.attrib or element.tag == "blockquote"):
            continue
        if title := _given_title(element):
            _mark_given(element, title, elements, marks)
        elif _is_admonition(element):
            _mark(element, elements, sizes, marks)
        elif element.tag in FRAMED:
            _mark_frame(element, elements, sizes, marks)


def _given_title(element: HtmlElement) -> str:
    """Return the title of an expandable part that is written in an attribute."""
    if element.get("data-node-type") == "expand":
        return fold(clean(element.get("data-title", "")))
    return fold(clean(element.get("summary", ""))) if "-" in element.tag else ""


def _mark_given(element: HtmlElement, title: str, elements: Elements, marks: Marks) -> None:
    """Mark a part with a given title as content, and the title where it is written again."""
    marks.shown.add(element)
    marks.titles[element] = (title, element.sourceline or 1)
    start = elements.position[element] + 1
    inside = elements.all[start : min(start + MAX_TITLE_PLACE, elements.stop(element))]
    marks.skipped.update([node for node in inside if node.text and text_of(node) == title][:1])


def is_framed(element: HtmlElement) -> bool:
    """Return whether a title in an element is that of the element, not of the page or a section."""
    return _is_admonition(element) or is_note_box(element) or _is_frame(element)


def is_note_box(element: HtmlElement) -> bool:
    """Return whether an element is a note by its name, such as `warning`."""
    return element.tag in FRAMED and any(NOTE.fullmatch(name) for name in names(element))


def _is_frame(element: HtmlElement) -> bool:
    return element.tag in FRAMED and any(FRAME.fullmatch(name) for name in names(element))


def _mark_frame(element: HtmlElement, elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the title of a note that has only the name of its kind, or of a table, figure, list and so on."""
    is_note = is_note_box(element)
    if not is_note and not _is_frame(element):
        return
    title = _frame_title(element)
    if title is None and is_note:
        title = _note_heading(element, elements)
    if title is None or not sizes[title].text:
        return
    if sizes[title].text < sizes[element].text or next(element.iter("img"), None) is not None:
        words = title_of(title)
        marks.skipped.add(title)
        marks.titles[element] = ("" if is_kind(words) else words, title.sourceline or 1)


def _frame_title(element: HtmlElement) -> HtmlElement | None:
    """Return the paragraph with the class of a title right below a frame, or in the first part of it."""
    below = [node for node in islice(element, MAX_FRAME_PARTS) if isinstance(node.tag, str)]
    inside = [node for node in islice(below[0], MAX_FRAME_PARTS) if isinstance(node.tag, str)] if below else []
    if below and not is_framed(below[0]):
        below += inside
    return next((node for node in below if node.tag in FRAME_TITLES and "title" in names(node)), None)


def _note_heading(element: HtmlElement, elements: Elements) -> HtmlElement | None:
    """Return the heading at the start of a note, if it is the only one, or the term that is the kind of note."""
    start = elements.position[element] + 1
    inside = elements.all[start : min(start + MAX_TITLE_PLACE, elements.stop(element))]
    first = next((node for node in inside if node.tag != "a" or node.get("href")), None)
    if first is None or first.getparent() is not element:
        return None
    if first.tag == "dt":
        return first if is_kind(text_of(first)) else None
    is_alone = sum(elements.has_heading(node) for node in element if isinstance(node.tag, str)) == 1
    return first if first.tag in HEADINGS - {"h1"} and is_alone else None


def _is_admonition(element: HtmlElement) -> bool:
    if element.tag in {"body", "html", "main", "article", "nav", "footer", "button", "a", "span", "ul", "li"}:
        return False
    if element.tag == "aside":
        return is_note(element)
    if element.tag == "details":
        return any(name == "custom-block" or is_kind(name) for name in names(element))
    if element.tag == "blockquote" and any(node.tag == "cite" for node in islice(element.iterdescendants(), MAX_CITE_PLACE)):
        return True
    return any(ADMONITION.fullmatch(name) for name in names(element))


def is_note(aside: HtmlElement) -> bool:
    """Return whether an <aside> is marked as a note or footnote rather than the sidebar of the page."""
    if role(aside) in {"note", "alert", "doc-footnote", "doc-tip", "doc-notice"} or is_kind(aside.get("aria-label", "")):
        return True
    first = next((node for node in aside if isinstance(node.tag, str)), None)
    if first is not None and "sidebar-title" in names(first):
        return True
    return any(ASIDES.fullmatch(name) for name in names(aside))


def _mark(element: HtmlElement, elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the title of a note, which may be hidden from screen readers, and its icon."""
    marks.shown.add(element)
    start = elements.position[element] + 1
    title = ""
    for node in elements.all[start : min(start + MAX_TITLE_PLACE, elements.stop(element))]:
        given = names(node)
        if node.tag == "summary":
            marks.skipped |= {node} if is_kind(title_of(node)) else set()
            return
        if any(TITLE.fullmatch(name) for name in given) or (node.tag == "cite" and text_of(node).endswith(":")):
            inside = elements.all[elements.position[node] : min(elements.position[node] + MAX_TITLE_PLACE, elements.stop(node))]
            if not marks.shown.isdisjoint(inside):
                break  # the button of an accordion
            title = title_of(node) if sizes[node].text < sizes[element].text else ""
            if title or sizes[node].text < sizes[element].text:
                marks.skipped.add(node)
            break
        if any(ICON.fullmatch(name) for name in given) and sizes[node].text <= 2:  # noqa: PLR2004
            marks.skipped.add(node)
    marks.titles[element] = ("" if is_kind(title) else title, element.sourceline or 1)
