"""Looks at the elements of a page: their names, their text, and how much of it is in links."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from index.text.characters import clean, fold

UNREADABLE = {
    *("script", "style", "template", "noscript", "select", "svg", "iframe", "object", "canvas", "audio", "video", "math"),
    *("head", "textarea"),
}
"""Elements with text that is not shown, or not shown as text."""
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn", "em", "font"),
    *("i", "img", "input", "ins", "kbd", "label", "mark", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "source"),
    *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}
"""Elements that do not end a paragraph; all others do."""
SPACELESS = INLINE - {"br"}
"""Elements that do not end a word."""
SPACED = {"b", "strong", "span", "small", "em", "a"}
"""Elements that styles often turn into blocks."""
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
CONTROLLING = ("aria-controls", "data-target", "data-bs-target", "href")
"""Attributes of a button or tab with the id of what it shows."""
NAME_PART = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*|\d+")

HASH = re.compile(r"(?<=[a-z])_(?=[a-z]*[A-Z\d])[A-Za-z\d]{4,6}$")
"""The end of a class name that a build tool makes unique: `tableOfContents_bqdL`."""


@dataclass(slots=True)
class Size:
    """The characters of an element's text without white space: all, those in links, and those in links into the page."""

    text: int = 0
    linked: int = 0
    in_page: int = 0

    @property
    def prose(self) -> int:
        """The characters that are not in links."""
        return self.text - self.linked

    @property
    def is_links(self) -> bool:
        """True if most of the text is in links."""
        return self.linked * 2 > self.text


@dataclass(slots=True)
class Marks:
    """How the elements of a page are read, if not by their tags alone.

    `skipped` elements are left out because the page says the same elsewhere or they are controls, `omitted` ones because they
    are not content. `shown` ones are content although they are hidden, or are buttons. `outside` ones contain the content,
    and no text of their own that is content. `titles` gives containers, such as notes and tabs, the title of all blocks in
    them, and the line of that title. `pictures` are images that show what is named beside them. A heading
    in one of `closed` titles nothing after its end. Each of `rows` is one text; `joints` are what comes before its later parts.
    `eyebrows` are read below the heading after them.
    """

    skipped: set[HtmlElement] = field(default_factory=set)
    omitted: set[HtmlElement] = field(default_factory=set)
    shown: set[HtmlElement] = field(default_factory=set)
    outside: set[HtmlElement] = field(default_factory=set)
    titles: dict[HtmlElement, tuple[str, int]] = field(default_factory=dict)
    pictures: set[HtmlElement] = field(default_factory=set)
    closed: set[HtmlElement] = field(default_factory=set)
    rows: set[HtmlElement] = field(default_factory=set)
    joints: dict[HtmlElement, str] = field(default_factory=dict)
    eyebrows: set[HtmlElement] = field(default_factory=set)


class Elements:
    """All elements of a page in reading order, and what is inside each."""

    def __init__(self, roots: Sequence[HtmlElement]) -> None:
        self.all: list[HtmlElement] = []
        self.position: dict[HtmlElement, int] = {}
        self.by_id: dict[str, HtmlElement] = {}
        self._parents: list[int] = []
        self._lengths: list[int] = []
        self._headings: list[int] = []
        self._mains: list[int] = []
        for root in roots:
            for node in root.iter():
                parent = self.position.get(node.getparent(), -1)
                if isinstance(node.tag, str):
                    self._add(node, parent)
                if parent >= 0:
                    self._lengths[parent] += _length(node.tail)
        self._stops = list(range(1, len(self.all) + 1))
        for position in range(len(self.all) - 1, -1, -1):
            parent = self._parents[position]
            if parent >= 0 and self._stops[parent] < self._stops[position]:
                self._stops[parent] = self._stops[position]

    def _add(self, element: HtmlElement, parent: int) -> None:
        """Add an element with the length of its own text so far, which that after the elements in it is part of too."""
        position = self.position[element] = len(self.all)
        self.all.append(element)
        self._parents.append(parent)
        self._lengths.append(_length(element.text))
        given_role = role(element)
        if element.tag in HEADINGS or given_role == "heading":
            self._headings.append(position)
        if element.tag in {"main", "h1"} or given_role == "main":
            self._mains.append(position)
        if name := element.get("id"):
            self.by_id.setdefault(name, element)

    def stop(self, element: HtmlElement) -> int:
        """Return the position of the first element after this one that is not inside it."""
        return self._stops[self.position[element]]

    def contains(self, outer: HtmlElement, inner: HtmlElement) -> bool:
        """Return whether an element is, or is inside, another."""
        return self.position[outer] <= self.position[inner] < self.stop(outer)

    def count(self, element: HtmlElement) -> int:
        """Count an element and those inside it."""
        return self.stop(element) - self.position[element]

    def has_heading(self, element: HtmlElement) -> bool:
        """Return whether an element is or contains a heading."""
        return self._has_one(self._headings, element)

    def headings_around(self, element: HtmlElement) -> tuple[HtmlElement | None, HtmlElement | None]:
        """Return the last heading that starts before an element, and the first one that starts after it."""
        place = bisect_left(self._headings, self.position[element])
        before = self.all[self._headings[place - 1]] if place else None
        return before, self.all[self._headings[place]] if place < len(self._headings) else None

    def first_heading(self, element: HtmlElement) -> HtmlElement | None:
        """Return the first heading that an element is or contains."""
        place = bisect_left(self._headings, self.position[element])
        found = self.all[self._headings[place]] if place < len(self._headings) else None
        return found if found is not None and self.contains(element, found) else None

    def has_main(self, element: HtmlElement) -> bool:
        """Return whether an element is or contains the main element or main heading of the page."""
        return self._has_one(self._mains, element)

    def _has_one(self, places: Sequence[int], element: HtmlElement) -> bool:
        place = bisect_left(places, self.position[element])
        return place < len(places) and places[place] < self.stop(element)

    def controlled_by(self, control: HtmlElement) -> Iterator[HtmlElement]:
        """Yield the elements that a button or tab names as those that it shows."""
        targets = (control.get(key, "").strip().removeprefix("#") for key in CONTROLLING)
        yield from (self.by_id[target] for target in targets if target in self.by_id)

    def outermost(self, found: Collection[HtmlElement]) -> list[HtmlElement]:
        """Return the elements that are not inside another of them, in reading order."""
        result: list[HtmlElement] = []
        for element in sorted(found, key=self.position.__getitem__):
            if not result or not self.contains(result[-1], element):
                result.append(element)
        return result

    def within(self, left_out: Collection[HtmlElement]) -> Iterator[HtmlElement]:
        """Yield all elements, but none inside of those that are left out by the time that they are reached."""
        position = 0
        while position < len(self.all):
            element = self.all[position]
            yield element
            position = self.stop(element) if element in left_out else position + 1

    def sizes(self, left_out: Collection[HtmlElement] = ()) -> dict[HtmlElement, Size]:
        """Measure the text of all elements, without that of elements that are left out."""
        sizes = [Size() for _ in self.all]
        for position in range(len(self.all) - 1, -1, -1):
            element, size = self.all[position], sizes[position]
            if element.tag in UNREADABLE or element in left_out:
                size.text = size.linked = size.in_page = 0
                continue
            size.text += self._lengths[position]
            if element.tag == "a" and (target := element.get("href")) is not None:
                size.linked = size.text
                size.in_page = size.text if len(target) > 1 and target.startswith("#") else 0
            if self._parents[position] >= 0:
                parent = sizes[self._parents[position]]
                parent.text += size.text
                parent.linked += size.linked
                parent.in_page += size.in_page
        return dict(zip(self.all, sizes, strict=True))


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def role(element: HtmlElement) -> str:
    """Return the ARIA role of an element, or ""."""
    given = element.get("role")
    return given.split()[0].lower() if given and not given.isspace() else ""


def names(element: HtmlElement) -> list[str]:
    """Return the classes and the id of an element, in lower case with hyphens between words: `md-nav`, `toc-item`."""
    classes, identifier = element.get("class"), element.get("id")
    return split_names(f"{classes or ''} {identifier or ''}") if classes or identifier else []


def split_names(written: str) -> list[str]:
    """Return the names in a class attribute, in lower case with hyphens between words."""
    return [_name(name) for name in written.split()]


@lru_cache(maxsize=4096)
def _name(written: str) -> str:
    written = HASH.sub("", written)
    return "-".join(NAME_PART.findall(written)).lower() if len(written) <= 80 else ""  # noqa: PLR2004


def _is_word(element: HtmlElement) -> bool:
    """Return whether an element contains only text, which continues that around it."""
    return element.tag in SPACELESS and len(element) == 0


def text_of(element: HtmlElement, left_out: Collection[HtmlElement] = ()) -> str:
    """Return the text of an element on one line, without that of elements that are left out."""
    if element.tag not in UNREADABLE and not left_out and all(_is_word(node) for node in element):  # most; much faster
        return fold(clean("".join([element.text or "", *(f"{node.text or ''}{node.tail or ''}" for node in element)])))
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event in ("start", "end") and node.tag not in SPACELESS:
            pieces.append(" ")
        if event == "start":
            if node.tag in UNREADABLE or node in left_out:
                walker.skip_subtree()
            else:
                pieces.append(node.text or "")
        elif node is not element:
            pieces.append(node.tail or "")
    return fold(clean("".join(pieces)))


BREAK = "\v"
"""Stands for a `<br>` in preformatted text."""


def preformatted_text(element: HtmlElement, left_out: Collection[HtmlElement] = ()) -> str:
    """Return the text of an element with its spaces and lines, without that of elements that are left out.

    A `<br>` is the character `BREAK`, because the source may have no line break there.
    """
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            if node in left_out:
                walker.skip_subtree()
            else:
                pieces.append((BREAK if node.tag == "br" else "") + (node.text or ""))
        elif node is not element:
            pieces.append(node.tail or "")
    return "".join(pieces)


def following(element: HtmlElement) -> HtmlElement | None:
    """Return the next element below the same parent."""
    return next((node for node in element.itersiblings() if isinstance(node.tag, str)), None)


def preceding(element: HtmlElement) -> HtmlElement | None:
    """Return the element before this one below the same parent."""
    return next((node for node in element.itersiblings(preceding=True) if isinstance(node.tag, str)), None)


def starts_block(element: HtmlElement) -> bool:
    """Return whether an element right behind another, with no space in between, is likely to be shown below it."""
    before = element.getprevious()
    if before is None or before.tail or before.tag not in SPACED or element.tag not in SPACED:
        return False
    start, end = (element.text or "")[:1], (before.text or "")[-1:]
    return start.isupper() and (end.islower() or end in ".!?:")


def has_parentheses(reading: HtmlElement) -> bool:
    """Return whether the page has parentheses around the reading of a character for browsers that do not place it above."""
    before = reading.getprevious()
    return before is not None and before.tag == "rp"
