"""Decides which elements of a page contain its content: those of a known site generator, the main element, or articles."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lxml.html import HtmlElement

from index.reading.html.elements import INLINE, Elements, Marks, Size, names, role

GENERATED = {
    *("mw-parser-output", "mw-content-text"),  # MediaWiki, Fandom
    "wiki-content",  # Confluence
    *("theme-doc-markdown", "vp-doc", "sl-markdown-content", "theme-default-content"),  # Docusaurus, VitePress, Starlight
    *("md-content-inner", "td-content", "markdown-section", "main-content-wrap", "book-page"),  # MkDocs, Docsy, GitBook, Hugo
    *("markdown-body", "wiki-body", "doc-content", "notion-page-content"),  # GitHub, Notion, Google Docs
    *("cooked", "topic-body", "postbody", "message-body", "post-message", "bb-wrapper", "t-f"),  # forums
    *("sub-sections", "guide-sub-sections"),  # Steam
    *("kix-appview-editor", "wiki-page-content", "bookstack-content", "page-content-body", "contents"),
}
"""Names of the elements in which site generators, wikis and forums put the content."""
CUSTOM = {
    *(
        "entry-content",
        "post-content",
        "article-content",
        "article-body",
        "post-body",
        "page-content",
        "content",
        "main-content",
    ),
    *("site-content", "the-content", "blog-content", "content-body", "content-area", "content-main", "main", "maincontent"),
    *(
        "single-content",
        "story-body",
        "text-content",
        "rich-text",
        "rte",
        "w-richtext",
        "wpb-wrapper",
        "document",
        "docs-content",
    ),
}
"""Names that writers of pages give to the element with the content."""
TAGS = {"div", "section", "article", "main", "td", "body"}
NEARLY_ALL = 0.85
NEARLY_LINKS = 0.9
"""The share of an element's text in links from which it is no content beside more text than it has outside links."""
LINK_WEIGHT = 0.2
"""How much a character in a link counts as content, since text in links is mostly navigation."""


class _Kind(NamedTuple):
    """A kind of elements that may have the content, and the share of the page's text from which they do."""

    is_kind: Callable[[HtmlElement], bool]
    share: float
    is_sure: bool = True


def _is_generated(element: HtmlElement) -> bool:
    return element.tag in TAGS and not GENERATED.isdisjoint(names(element))


def _is_main(element: HtmlElement) -> bool:
    return element.tag == "main" or role(element) == "main"


def _is_article(element: HtmlElement) -> bool:
    return element.tag == "article" or role(element) == "article"


def _is_custom(element: HtmlElement) -> bool:
    if "articleBody" in element.get("itemprop", ""):
        return True
    return element.tag in TAGS and not CUSTOM.isdisjoint(names(element))


KINDS = (_Kind(_is_generated, 0.5), _Kind(_is_main, 0.15), _Kind(_is_article, 0.5), _Kind(_is_custom, 0.6, is_sure=False))


class Content(NamedTuple):
    """The elements that contain the content of a page, none if it is the whole page; `is_sure` if their makers mark them so."""

    elements: list[HtmlElement]
    is_sure: bool


def find_content(elements: Elements, sizes: Mapping[HtmlElement, Size]) -> Content:
    """Return the elements that contain the content of a page; `sizes` leaves out what is known not to be content."""
    weights = {element: size.prose + LINK_WEIGHT * size.linked for element, size in sizes.items()}
    total = sum(weights[element] for element in elements.all if element.getparent() not in weights)
    prose = sum(sizes[element].prose for element in elements.all if element.getparent() not in weights)
    candidates = [node for node in elements.all if node.tag not in INLINE and sizes[node].text]
    candidates = [node for node in candidates if _is_main(node) or not _is_list_of_links(sizes[node], prose)]
    for kind in KINDS:
        found = elements.outermost([node for node in candidates if kind.is_kind(node)])
        share = kind.share / 2 if kind.is_kind is _is_article and all(map(elements.has_heading, found)) else kind.share
        if found and sum(weights[node] for node in found) >= share * total:
            return Content(found, is_sure=True) if kind.is_sure else Content(_widened(found, weights), is_sure=False)
    return Content([], is_sure=False)


def _is_list_of_links(size: Size, prose: int) -> bool:
    """Return whether an element is hardly more than links on a page with more prose outside than in it."""
    return size.linked >= NEARLY_LINKS * size.text and prose > 2 * size.prose


def _widened(found: list[HtmlElement], weights: Mapping[HtmlElement, float]) -> list[HtmlElement]:
    """Return the largest element around the content with hardly any other text, such as a summary before it.

    Several elements of one name are parts of the content, such as answers, and what is between them may be the questions.
    """
    element = _around(found)
    if element is None:
        return []
    parent, weight = element.getparent(), weights[element]
    while parent is not None and weight >= NEARLY_ALL * weights[parent]:
        element, parent = parent, parent.getparent()
    return [element]


def _around(found: list[HtmlElement]) -> HtmlElement | None:
    """Return the innermost element around several, or the only one."""
    element, last = found[0], found[-1]
    around = {*last.iterancestors(), last} if len(found) > 1 else {element}
    while element is not None and element not in around:
        element = element.getparent()
    return element


def mark_outside(content: list[HtmlElement], elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark everything but the content of a page as left out, unless the content is the whole page."""
    if not content:
        return
    for element in content:
        parent = element.getparent()
        while parent is not None and parent not in marks.outside:
            marks.outside.add(parent)
            parent = parent.getparent()
    kept = {*content, *marks.outside}
    for element in elements.all:
        parent = element.getparent()
        if element not in kept and sizes[element].text and (parent in marks.outside or parent not in sizes):
            (marks.skipped if element.tag == "h1" else marks.omitted).add(element)
