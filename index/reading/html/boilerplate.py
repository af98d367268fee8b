"""Finds the parts of a page that are not content: navigation, sidebars, footers, controls, and the like.

Sites mark them by tags, roles and names, and some only by what they say. A part that contains most of the page's text is kept
whatever its name. The outline of the document lists the parts that were left out, but not controls and hidden text that are
short.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from index.reading.html.admonitions import is_note
from index.reading.html.elements import (
    HEADINGS,
    INLINE,
    UNREADABLE,
    Elements,
    Marks,
    Size,
    following,
    names,
    preceding,
    role,
    split_names,
    text_of,
)
from index.reading.html.styles import Styles
from index.reading.html.vocabulary import (
    ALWAYS,
    APPENDICES,
    CONTENTS,
    DIRECTIONS,
    EDIT_LINK,
    GUTTERED,
    GUTTERS,
    ICON_CLASS,
    ICON_CODE,
    IF_LINKS,
    IF_SHORT,
    MAX_APPENDIX,
    PERMALINK,
    SAID_IN,
    SAYINGS,
    SPOKEN_LENGTH,
    SPOKEN_ONLY,
)

ROLES = {
    *("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar", "dialog", "alertdialog"),
    *("tooltip", "doc-toc", "doc-pagelist", "doc-index", "listbox", "tablist", "scrollbar", "progressbar"),
}
TAGS = {"nav", "footer", "dialog", "search"}
LISTS = {"ul", "ol", "p", "div"}
ROWS = {"p", "div", "table", "tr", "ul", "center"}
"""Elements that may be a row of links to the pages before and after."""
PARTS = {*TAGS, *LISTS, *ROWS, "aside", "form"}
"""Elements that may be no content although they have no attributes."""
SUBHEADINGS = HEADINGS - {"h1"}
EDITED_IN = {"a", "span", "p", "div", "small", "button", "li"}
CORES = {"main", "article", "h1"}
"""Elements that are content, or contain it, by their tags."""
CONTAINERS = {"div", "section", "aside", "ul", "ol", "header", "form", "table"}
NEVER_PARTS = {*HEADINGS, "tr", "td", "th", "tbody", "thead", "dt", "dd", "summary", "code", "strong", "b", "em", "i", "pre"}
"""Elements whose names say how they look, not what they are."""
MAX_ELEMENTS_OF_SAYING = 8
MAX_BUTTON_LENGTH = 40
MAX_ANCESTORS = 60
FIELDS = {"search", "email", "password"}
MIN_TOC_LINKS = 2
MIN_TOC_LENGTH = 4
MAX_TOC_ELEMENTS = 40
MOSTLY = 0.9
MOST = 0.7
"""The share of a page's text from which a part is kept whatever its name, if there is much of it."""
MUCH = 400
PROSE = 40
"""Characters outside links from which a page is more than a list of links."""
BAR = re.compile(r"[\s|·•/–—-]*[|·•][\s|·•/–—-]*")
"""What is between the links of a menu on one line."""
PAGE = re.compile(
    r"(?!mailto:|tel:|#)(?!.*://)(?:[^?#]*/)?(?:[^./?#]*|[^/?#]+\.(?:x?html?|php|aspx?))(?:[?#].*)?", re.IGNORECASE
)
"""A link to another page of the site, not to a file."""
MIN_BAR_LINKS = 3
MAX_DIRECTION = 10
"""Characters of a word such as “Previous:” next to a link to another page."""
FEW = 120
"""Characters outside links that are too few for content in a part with the name of navigation."""


def mark_boilerplate(elements: Elements, sizes: Mapping[HtmlElement, Size], styles: Styles, marks: Marks) -> None:
    """Mark what is left out of a page."""
    finder = _Finder(elements, sizes, styles, marks)
    position = 0
    while position < len(elements.all):
        element = elements.all[position]
        if element not in marks.skipped and element.tag not in UNREADABLE:
            finder.add(element)
        is_left_out = element in marks.skipped or element in marks.omitted
        position = elements.stop(element) if is_left_out else position + 1


def mark_controls(elements: Elements, sizes: Mapping[HtmlElement, Size], styles: Styles, marks: Marks) -> None:
    """Mark what is left out of HTML in another document, all of which is content: controls, hidden text and navigation."""
    finder = _Finder(elements, sizes, styles, marks)
    for element in elements.all:
        finder.add_control(element)


SPEAKING = ("p", "li", "dd", "td", "blockquote", "pre")
"""Elements that each say something by themselves."""


class _Finder:
    """Decides about one element after the other, in reading order."""

    def __init__(self, elements: Elements, sizes: Mapping[HtmlElement, Size], styles: Styles, marks: Marks) -> None:
        self._elements = elements
        self._sizes = sizes
        self._styles = styles
        self._marks = marks
        outermost = [sizes[element] for element in elements.all if element.getparent() not in sizes]
        self._total = sum(size.text for size in outermost)
        self._prose = sum(size.prose for size in outermost)
        self._kept = [place for place, element in enumerate(elements.all) if self._is_core(element)]

    def add(self, element: HtmlElement) -> None:
        """Mark an element if it is left out."""
        if element.tag in {"html", "body"}:
            return
        size = self._sizes[element]
        if self._is_hidden(element):
            self._leave_out(element, is_part=size.prose > FEW)
        elif (element.tag in PARTS or element.attrib) and self._is_part(element, size):
            self._leave_out(element, is_part=True)
        elif element.tag in SUBHEADINGS and self._starts_appendix(element, size):
            self._leave_out_appendix(element)
        elif self._is_control(element, size) or self._is_saying(element, size):
            self._leave_out(element, is_part=False)

    def add_control(self, element: HtmlElement) -> None:
        """Mark an element if it is left out of HTML in another document."""
        if self._is_hidden(element) or self._is_control(element, self._sizes[element]):
            self._leave_out(element, is_part=False)
        elif element.tag in TAGS and element not in self._marks.shown:
            self._leave_out(element, is_part=True)

    def _leave_out(self, element: HtmlElement, *, is_part: bool) -> None:
        """Mark an element as left out: as a part that the outline lists, or silently, as links in headings are."""
        if element.tag in INLINE and self._sizes[element].text <= MAX_BUTTON_LENGTH:
            is_part = False
        (self._marks.omitted if is_part else self._marks.skipped).add(element)

    def _is_hidden(self, element: HtmlElement) -> bool:
        """Return whether an element is not shown to anybody who sees the page."""
        if element in self._marks.shown or not element.attrib or (element.tag != "h1" and self._has_core(element)):
            return False
        hidden = element.get("hidden")
        if (hidden is not None and hidden != "until-found") or element.get("aria-hidden") == "true":
            return True
        if not SPOKEN_ONLY.isdisjoint(names(element)):
            return True
        return self._styles.look(element).is_hidden

    def _is_core(self, element: HtmlElement) -> bool:
        """Return whether an element is content by its tag; an article with little of the text is a comment or teaser."""
        if element.tag == "article":
            return self._sizes[element].text * 4 > self._total
        return element.tag in CORES or role(element) == "main"

    def _has_core(self, element: HtmlElement) -> bool:
        """Return whether an element is or contains what is content by its tag."""
        place = bisect_left(self._kept, self._elements.position[element])
        return place < len(self._kept) and self._kept[place] < self._elements.stop(element)

    def _starts_appendix(self, heading: HtmlElement, size: Size) -> bool:
        if not 0 < size.text <= SPOKEN_LENGTH or self._elements.count(heading) > MAX_ELEMENTS_OF_SAYING:
            return False
        return APPENDICES.fullmatch(text_of(heading).strip(" :.!…»")) is not None

    def _leave_out_appendix(self, heading: HtmlElement) -> None:
        """Leave out a heading and what follows, up to the next heading or prose; nothing if prose follows at once."""
        found = [heading]
        for node in islice(heading.itersiblings(), MAX_APPENDIX):
            if not isinstance(node.tag, str):
                continue
            is_prose = node.tag in {"p", "pre", "table"} or self._sizes[node].prose > MUCH
            if is_prose or self._elements.has_heading(node):
                break
            found.append(node)
        if len(found) > 1:
            for node in found:
                self._leave_out(node, is_part=True)

    def _is_gutter(self, element: HtmlElement) -> bool:
        """Return whether an element contains the line numbers of code."""
        return bool(element.attrib) and element.tag in GUTTERED and not GUTTERS.isdisjoint(names(element))

    def _is_part(self, element: HtmlElement, size: Size) -> bool:
        """Return whether an element is a part of the page that is not content."""
        tag = element.tag
        is_list = tag in LISTS and (self._is_toc(element) or self._is_trail(element, size))
        if (
            is_list
            or (tag in ROWS and self._is_row_of_directions(element, size))
            or (tag == "p" and self._is_bar(element, size))
        ):
            return True
        if element in self._marks.shown:
            return self._is_named(element, ALWAYS) and not self._is_most(size)
        if tag == "aside":
            return self._is_sidebar(element, size)
        if self._has_core(element):
            return False
        asks = tag == "form" and size.prose < FEW and self._asks_for_words(element)
        if asks or tag in TAGS or role(element) in ROLES or "BreadcrumbList" in element.get("itemtype", ""):
            parent = element.getparent()
            return not (tag == "footer" and parent is not None and parent.tag in {"blockquote", "figure"})
        return bool(element.attrib) and tag not in NEVER_PARTS and self._is_named_part(element, size)

    def _is_named_part(self, element: HtmlElement, size: Size) -> bool:
        """Return whether the names of an element, and what is in it, show that it is not content."""
        if not (element.get("class") or element.get("id")) or self._is_most(size):
            return False
        if self._is_named(element, ALWAYS):
            return True
        if self._is_in_sentence(element):
            return False
        is_short = size.prose < FEW and (size.linked > 0 or not self._elements.has_heading(element))
        if (size.is_links or is_short) and self._is_named(element, IF_SHORT):
            return True
        return size.is_links and self._is_named(element, IF_LINKS)

    def _is_most(self, size: Size) -> bool:
        """Return whether a part has most of the page's text, and is more than links beside the text of the page."""
        is_menu = size.linked >= size.text * MOSTLY and self._prose - size.prose >= PROSE
        return size.text > MUCH and size.text > self._total * MOST and not is_menu

    def _is_named(self, element: HtmlElement, pattern: re.Pattern[str]) -> bool:
        if _matches(element.get("class", ""), pattern):
            return True
        identifier = element.get("id", "")
        is_container = element.tag in CONTAINERS
        return is_container and _matches(identifier, pattern) and not self._is_slug(element, identifier)

    def _is_slug(self, element: HtmlElement, identifier: str) -> bool:
        """Return whether an id was made from the heading at the start of an element."""
        place = self._elements.position[element]
        start = self._elements.all[place + 1 : min(place + 4, self._elements.stop(element))]
        heading = next((node for node in start if node.tag in HEADINGS), None)
        return heading is not None and "-".join(text_of(heading).lower().strip("#¶ ").split()).startswith(identifier.lower())

    def _is_sidebar(self, aside: HtmlElement, size: Size) -> bool:
        if role(aside) in ROLES or self._is_named(aside, ALWAYS) or self._is_named(aside, IF_SHORT):
            return True
        if is_note(aside):
            return False
        return size.is_links or self._elements.has_heading(aside) or not self._is_in_core(aside)

    def _is_in_core(self, element: HtmlElement) -> bool:
        return any(node.tag in CORES or role(node) == "main" for node in islice(element.iterancestors(), MAX_ANCESTORS))

    def _is_toc(self, element: HtmlElement) -> bool:
        """Return whether an element contains nothing but links into the page."""
        size = self._sizes[element]
        if size.in_page < MIN_TOC_LENGTH or size.in_page < size.text * MOSTLY or element in self._marks.shown:
            return False
        place = self._elements.position[element]
        inside = self._elements.all[place + 1 : min(self._elements.stop(element), place + 1 + MAX_TOC_ELEMENTS)]
        return len([node for node in inside if node.tag == "a"]) >= MIN_TOC_LINKS or self._is_toc_entry(element)

    def _is_row_of_directions(self, element: HtmlElement, size: Size) -> bool:
        """Return whether an element is links to the pages before and after or above, with hardly a word about each."""
        if not size.linked or element in self._marks.shown:
            return False
        place = self._elements.position[element]
        inside = self._elements.all[place + 1 : min(self._elements.stop(element), place + 1 + MAX_TOC_ELEMENTS)]
        links = [node for node in inside if node.tag == "a" and self._sizes[node].text]
        led = [link for link in links if not DIRECTIONS.isdisjoint(link.get("rel", "").lower().split())]
        return bool(led) and len(led) * 2 >= len(links) and size.prose <= MAX_DIRECTION * len(links)

    def _is_bar(self, paragraph: HtmlElement, size: Size) -> bool:
        """Return whether a paragraph below the title of the page is only links to other pages, with bars between them."""
        links = [node for node in paragraph if node.tag == "a"]
        if len(links) < MIN_BAR_LINKS or len(links) != len(paragraph) or size.linked < size.text * MOST:
            return False
        between = [link.tail or "" for link in links[:-1]]
        ends = (paragraph.text or "") + (links[-1].tail or "")
        if ends.strip(" \n\t|·•") or not all(BAR.fullmatch(text) for text in between):
            return False
        before, _ = self._elements.headings_around(paragraph)
        return (before is None or before.tag == "h1") and all(PAGE.fullmatch(link.get("href", "")) for link in links)

    def _is_toc_entry(self, paragraph: HtmlElement) -> bool:
        """Return whether a link into the page is one of several paragraphs of such links."""
        beside = [preceding(paragraph), following(paragraph)] if paragraph.tag == "p" else []
        sizes = [self._sizes[node] for node in beside if node is not None and node.tag == "p"]
        return any(size.in_page >= MIN_TOC_LENGTH and size.in_page >= size.text * MOSTLY for size in sizes)

    def _asks_for_words(self, form: HtmlElement) -> bool:
        """Return whether a form has a field for a search, an address or a password."""
        place = self._elements.position[form]
        fields = self._elements.all[place : min(self._elements.stop(form), place + MAX_TOC_ELEMENTS)]
        return any(field.tag == "input" and field.get("type", "").lower() in FIELDS for field in fields)

    def _is_trail(self, element: HtmlElement, size: Size) -> bool:
        """Return whether an element is a list of links in a header, such as the way from the front page."""
        if not 0 < size.text * MOSTLY <= size.linked:
            return False
        parent = element.getparent()
        return parent is not None and parent.tag == "header"

    def _is_control(self, element: HtmlElement, size: Size) -> bool:
        """Return whether an element is a button, or a heading's link to itself."""
        tag = element.tag
        if element in self._marks.shown:
            return False
        if self._is_gutter(element) or (tag == "i" and self._is_icon(element)):
            return True
        if tag == "button" or (role(element) == "button" and tag in {"div", "span", "i"} and size.text <= MAX_BUTTON_LENGTH):
            return not self._elements.has_heading(element)
        return tag in {"a", "span"} and self._is_permalink(element, size)

    @staticmethod
    def _is_icon(element: HtmlElement) -> bool:
        """Return whether an element has nothing but the code of an icon, as GitBook writes next to the icon."""
        return ICON_CODE.fullmatch(text_of(element)) is not None and any(ICON_CLASS.match(name) for name in names(element))

    def _is_permalink(self, element: HtmlElement, size: Size) -> bool:
        if not _matches(element.get("class", ""), PERMALINK):
            return False
        is_link = element.get("href", "").startswith("#") or "#" in element.get("href", "") or element.tag == "span"
        parent = element.getparent()
        return is_link and parent in self._sizes and (size.text <= 2 or size.text < self._sizes[parent].text)  # noqa: PLR2004

    def _is_saying(self, element: HtmlElement, size: Size) -> bool:
        """Return whether all that a short element says is known not to be content."""
        if not 0 < size.text <= SPOKEN_LENGTH or not (element.tag in SAID_IN or element.tag in HEADINGS):
            return False
        is_large = self._elements.count(element) > MAX_ELEMENTS_OF_SAYING
        if is_large or self._is_in_sentence(element) or next(element.iterdescendants(*SPEAKING), None) is not None:
            return False
        text = text_of(element)
        if CONTENTS.fullmatch(text.strip(" :[]—–-")):
            toc = following(element)
            return toc is not None and (self._is_toc(toc) or self._is_named(toc, IF_SHORT))
        if element.tag in HEADINGS:
            return False
        if size.is_links and (text.startswith("←") or text.endswith("→")):
            return True
        return SAYINGS.fullmatch(text) is not None or (element.tag in EDITED_IN and EDIT_LINK.fullmatch(text) is not None)

    @staticmethod
    def _is_in_sentence(element: HtmlElement) -> bool:
        """Return whether an element is a part of a paragraph."""
        if element.tag not in INLINE or element.getparent() is None:
            return False
        before = element.getprevious()
        lead = element.getparent().text if before is None else before.tail
        return bool((lead or "").strip(" \n\t|•·[(") or (element.tail or "").strip(" \n\t|•·])"))


@lru_cache(maxsize=8192)
def _matches(written: str, pattern: re.Pattern[str]) -> bool:
    """Return whether one of the names in an attribute matches a pattern."""
    return any(pattern.fullmatch(name) for name in split_names(written))
