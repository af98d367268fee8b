"""Finds images whose alternative text the page says beside them: portraits with a name, and pictures with a caption."""

from collections.abc import Iterator, Mapping
from itertools import islice, takewhile

from lxml.html import HtmlElement

from index.reading.html.cards import is_repeated
from index.reading.html.elements import INLINE, Elements, Marks, Size, preceding, text_of
from index.reading.images import WORD, is_image_file, repeats, resembles

MAX_CAPTIONED = 600
"""Characters of what is beside an image, up to which a repetition of its alternative text is a caption."""
MAX_LEVELS, MAX_SIBLINGS = 30, 20
"""Elements around and beside an image that are looked at."""


def mark_pictures(elements: Elements, sizes: Mapping[HtmlElement, Size], marks: Marks) -> None:
    """Mark the images that stand alone and whose alternative text is the name of what is shown beside them."""
    for element in elements.all:
        alt = element.get("alt", "") if element.tag == "img" else ""
        if alt and _stands_alone(element, sizes) and _is_named(element, alt, elements, sizes):
            marks.pictures.add(element)


def shows_picture(link: HtmlElement) -> bool:
    """Return whether a link has only an image, and leads to the file of one: a larger view of it."""
    return is_image_file(link.get("href", "")) and next(link.iter("img"), None) is not None and not text_of(link)


def _stands_alone(image: HtmlElement, sizes: Mapping[HtmlElement, Size]) -> bool:
    """Return whether no text is before or after an image in its paragraph."""
    node = image
    for _ in range(MAX_LEVELS):
        if (node.tail or "").strip() or any(_has_text(other, sizes) for other in _inline_siblings(node)):
            return False
        parent = node.getparent()
        if parent is None or parent.tag not in INLINE:
            return parent is None or preceding(node) is not None or not (parent.text or "").strip()
        node = parent
    return False


def _inline_siblings(node: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what is before and after an element in the same paragraph, below the same parent."""
    for others in (node.itersiblings(preceding=True), node.itersiblings()):
        yield from takewhile(lambda other: other.tag in INLINE - {"br"}, islice(others, MAX_SIBLINGS))


def _has_text(element: HtmlElement, sizes: Mapping[HtmlElement, Size]) -> bool:
    return sizes[element].text > 0 or bool((element.tail or "").strip())


def _is_named(image: HtmlElement, alt: str, elements: Elements, sizes: Mapping[HtmlElement, Size]) -> bool:
    """Return whether the heading above an image, or what is in the innermost element with text around it, says its text."""
    before, after = elements.headings_around(image)
    if before is not None and repeats(alt, text_of(before)):
        return True
    around = next((each for each in islice(image.iterancestors(), MAX_LEVELS) if each in sizes and sizes[each].text), None)
    if around is None:
        return False
    names = [text_of(each) for each in (before, after) if each is not None and elements.contains(around, each)]
    if any(repeats(alt, name) or (is_repeated(around) and resembles(alt, name)) for name in names):
        return True
    return sizes[around].text <= MAX_CAPTIONED and _words(alt) in _words(text_of(around))


def _words(text: str) -> str:
    return f" {' '.join(WORD.findall(text.casefold()))} "
