"""Moves the footnotes of a page to the places that refer to them, before the page is read.

Every generator marks them up differently, but nearly all link to the note, and from the note back to the place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from index.reading.html.elements import HEADINGS, INLINE, UNREADABLE
from index.text.characters import clean, fold, has_words

MAX_NOTE_LENGTH = 1_000
"""Characters of a note; a longer one is a part of the document."""
MAX_NOTE_ELEMENTS = 200
MAX_MOVED = 1_000_000
"""Characters of all notes, each counted as often as it is referred to; if there are more, all stay where they are."""
MAX_DEPTH = 8
"""Elements between a reference or note and the elements that are looked at around it."""
LABEL = re.compile(
    r"[\[(]?(?:(?:note|nb|fn|n|anm)\.?\s?)?(?:\d{1,4}|[a-z]{1,2}|[ivxl]{1,6}|[*†‡§¶#]{1,3})[\])]?\.?", re.IGNORECASE
)
"""The text of a reference, or of a link back to it."""
SIGN = re.compile(r"\s*(\[(?:\d{1,3}|[a-z])\]|\((?:\d{1,3}|[a-z])\)|[*†‡§]{1,3})\s+(?=\S)", re.IGNORECASE)
"""The label of a note without a link back, with a mark that the number of a rule has not."""
MAX_LABEL_LENGTH = 12
REFERENCE_NAME = re.compile(r"\b(?:footnote|noteref|fnref|fn-?ref|reference|endnote|cite|note)", re.IGNORECASE)
NOTE_NAME = re.compile(
    r"\b_?(?:user-content-)?(?:fn|ftnt?|edn|footnotes?|footnotedef|endnotes?|notes?|cite_note|easy-footnote)\b", re.IGNORECASE
)
BACK_NAME = re.compile(
    r"\b(?:mw-cite-backlink|cite-accessibility-label|backlink|backref|fn-backref|footnote-back|fn-bracket|label|sr-only)"
)
BLOCKS = {"p", "li", "div", "aside", "dd", "td", "section", "table", "tr"}
LEADING = re.compile(r"^[\s^.:)\]↑↩⤴\ufe0e\ufe0f]+|[\s↑↩⤴⏎\ufe0e\ufe0f]+$")


@dataclass(frozen=True, slots=True)
class _Note:
    """A note: its elements, and its text as pieces with the target of each, "" if a piece is no link."""

    elements: tuple[HtmlElement, ...]
    pieces: tuple[tuple[str, str], ...]
    back: frozenset[str]
    label: str = ""
    """The sign that it starts with, such as `*` or `[1]`, if that is written by hand."""

    @property
    def length(self) -> int:
        return sum(len(words) + len(target) for words, target in self.pieces)


def move_footnotes(roots: Sequence[HtmlElement]) -> None:
    """Put notes in parentheses in place of the references to them; notes in headings become paragraphs below."""
    links = [link for root in roots for link in root.iter("a") if link.get("href", "").startswith("#")]
    references = [link for link in links if LABEL.fullmatch(_short_text(link))]
    if not references:
        return
    places, positions = _places(roots)
    notes: dict[str, _Note | None] = {}
    found: list[tuple[HtmlElement, _Note]] = []
    for link in references:
        name = link.get("href", "")[1:]
        if name not in notes:
            notes[name] = _find_note(places.get(name))
        note = notes[name]
        if note and positions[link] < positions[note.elements[0]] and _is_reference(link, note, name):
            found.append((link, note))
    taken = {element for _, note in found for element in note.elements}
    found = [(link, note) for link, note in found if not _is_inside(link, taken)]
    if sum(note.length for _, note in found) <= MAX_MOVED:
        _move(found)


def _places(roots: Sequence[HtmlElement]) -> tuple[dict[str, HtmlElement], dict[HtmlElement, int]]:
    """Return the elements that links can lead to, by name, and the positions of all elements in the page."""
    places: dict[str, HtmlElement] = {}
    positions: dict[HtmlElement, int] = {}
    for element in (element for root in roots for element in root.iter()):
        positions[element] = len(positions)
        if isinstance(element.tag, str):
            for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
                if name:
                    places.setdefault(name, element)
    return places, positions


def _short_text(element: HtmlElement) -> str:
    """Return the text of an element, or "" if it is too long for a label."""
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > MAX_LABEL_LENGTH * 2:
            return ""
    return text.strip() if len(text.strip()) <= MAX_LABEL_LENGTH else ""


def _ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield an element and those around it, up to a limit."""
    current: HtmlElement | None = element
    for _ in range(MAX_DEPTH):
        if current is None:
            return
        yield current
        current = current.getparent()


def _is_inside(element: HtmlElement, outer: set[HtmlElement]) -> bool:
    return any(around in outer for around in _ancestors(element))


def _find_note(place: HtmlElement | None) -> _Note | None:
    """Return the note that a link leads to, or None if it is no short text of its own."""
    if place is None:
        return None
    block = next((around for around in _ancestors(place) if around.tag in {*BLOCKS, "dt", *HEADINGS, "body"}), None)
    if block is None or block.tag in {*HEADINGS, "body"}:
        return None
    elements = [block]
    if block.tag == "dt":
        following = block.getnext()
        if following is None or following.tag != "dd":
            return None
        elements.append(following)
    pieces: list[tuple[str, str]] = []
    back: set[str] = set()
    for element in elements:
        if not _read(element, pieces, back):
            return None
    words = _tidied(pieces)
    sign = SIGN.match(words[0][0]) if words else None
    if sign:
        words[0] = (words[0][0][sign.end() :], words[0][1])
    return _Note(tuple(elements), tuple(words), frozenset(back), sign[1] if sign else "") if words else None


def _read(block: HtmlElement, pieces: list[tuple[str, str]], back: set[str]) -> bool:
    """Collect the text of a note and the names that it links back to; return False if it is too long or has headings."""
    walker = etree.iterwalk(block, events=("start", "end", "comment", "pi"))
    target, length, elements = "", 0, 0
    for event, element in walker:
        is_element = isinstance(element.tag, str)
        if event == "start":
            elements += 1
            if elements > MAX_NOTE_ELEMENTS or element.tag in HEADINGS:
                return False
            if element.tag in UNREADABLE or BACK_NAME.search(element.get("class", "")) or _is_back_link(element):
                back |= {link.get("href", "")[1:] for link in element.iter("a")}
                walker.skip_subtree()
                continue
            target = element.get("href", target) if element.tag == "a" else target
            text = element.text
        else:
            target = "" if is_element and element.tag == "a" else target
            text = element.tail if element is not block else None
        space = "" if not is_element or element.tag in INLINE else " "
        words = space + (text or "")
        length += len(words)
        if length > MAX_NOTE_LENGTH * 4:
            return False
        pieces.append((words, target))
    return True


def _is_back_link(element: HtmlElement) -> bool:
    """Return whether an element is a link of a note to the place that refers to it."""
    href = element.get("href", "") if element.tag == "a" else ""
    text = _short_text(element) if href.startswith("#") else ""
    return href.startswith("#") and (not has_words(text) or LABEL.fullmatch(text) is not None) and len(text) <= MAX_LABEL_LENGTH


def _tidied(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pieces of a note with white space collapsed, and without signs left at its start and end."""
    joined: list[tuple[str, str]] = []
    for words, target in pieces:
        text = re.sub(r"\s+", " ", clean(words))
        if joined and joined[-1][1] == target:
            joined[-1] = (joined[-1][0] + text, target)
        elif text:
            joined.append((text, target))
    while joined and not has_words(joined[0][0]):
        joined.pop(0)
    while joined and not has_words(joined[-1][0]) and not joined[-1][0].strip(" ↑↩⤴⏎\ufe0e\ufe0f"):
        joined.pop()
    if not joined:
        return []
    joined[0] = (LEADING.sub("", joined[0][0]) + (" " if joined[0][0].endswith(" ") and len(joined) > 1 else ""), joined[0][1])
    joined[-1] = (joined[-1][0].rstrip(" ↑↩⤴⏎\ufe0e\ufe0f"), joined[-1][1])
    is_short = len(fold("".join(words for words, _ in joined))) <= MAX_NOTE_LENGTH
    return [(re.sub(r"\s+", " ", words), target) for words, target in joined] if is_short else []


def _is_reference(link: HtmlElement, note: _Note, name: str) -> bool:
    """Return whether a link is a reference: the note links back to it or right around it, or both are named as such."""
    around = list(_ancestors(link))[:4]
    inside = [each for each in link.iter() if isinstance(each.tag, str)]
    names = {each.get(key, "") for each in [*around, *inside] for key in ("id", "name")} - {""}
    if names & note.back or note.label == _short_text(link):
        return True
    marks = " ".join(each.get(key, "") for each in around[:2] for key in ("class", "role", "rel", "data-type"))
    return NOTE_NAME.match(name) is not None and (
        any(each.tag == "sup" for each in around[1:2]) or REFERENCE_NAME.search(marks) is not None
    )


def _move(found: Sequence[tuple[HtmlElement, _Note]]) -> None:
    """Replace references by their notes, once in each block, and empty the notes."""
    seen: set[tuple[HtmlElement | None, HtmlElement]] = set()
    for link, note in found:
        block = next((around for around in link.iterancestors() if around.tag not in INLINE), None)
        heading = next((around for around in _ancestors(link) if around.tag in HEADINGS), None)
        mark = _outermost(link)
        _clear(mark, "")
        if (block, note.elements[-1]) in seen:
            continue
        seen.add((block, note.elements[-1]))
        if heading is None:
            mark.tag = "span"
            _fill(mark, note, " (", ")")
        else:
            paragraph = etree.SubElement(heading, "p")
            heading.addnext(paragraph)
            paragraph.tail, heading.tail = heading.tail, None
            _fill(paragraph, note, "", "")
    for note in {id(note): note for _, note in found}.values():
        for element in note.elements:
            _clear(element, "\n" * etree.tostring(element, with_tail=False).count(b"\n"))


def _outermost(link: HtmlElement) -> HtmlElement:
    """Return the element around a reference that has nothing else in it, such as a <sup>."""
    mark = link
    for around in _ancestors(link):
        if around.tag not in INLINE or not LABEL.fullmatch(re.sub(r"[\[\]()\s]", "", _short_text(around))):
            break
        mark = around
    return mark


def _clear(element: HtmlElement, text: str) -> None:
    element.clear(keep_tail=True)
    element.text = text


def _fill(element: HtmlElement, note: _Note, before: str, after: str) -> None:
    """Put the pieces of a note into an element."""
    element.text = before
    last: HtmlElement | None = None
    for words, target in note.pieces:
        if target:
            last = etree.SubElement(element, "a", href=target)
            last.text = words
        elif last is None:
            element.text += words
        else:
            last.tail = (last.tail or "") + words
    if last is None:
        element.text += after
    else:
        last.tail = (last.tail or "") + after
