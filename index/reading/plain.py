"""Plain text to items. It has no markup for headings: they are told by an outline, or inferred from how a line stands.

There is no library for this: what follows are the conventions of people who write text files.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from index.reading.blocks import Heading, Item, Reading, only_top_heading
from index.reading.collector import Collector
from index.text.characters import fold, says_something

BULLET = re.compile(r"(?P<marker>[•◦▪‣∙·●○■□➤✓*+–—-]|\(?\d{1,3}[.)]|\(?[a-z]\)|Step \d+[:.])\s+(?P<text>\S.*)")
SECTION_NUMBER = re.compile(r"(?P<number>\d+(\.\d+)+|\d+(?=\.\s)|[IVXL]+(?=\.\s))\.?\s+\S")
UNDERLINE = re.compile(r"(=|-|~|\*|_)\1{2,}")
TIME = re.compile(r"\d{1,2}([:.]\d{2}|h)\b")
HEADING_LENGTH = 80
HEADING_WORDS = 12
TAB = 4
CODE_INDENT = 8
UNDERLINED = {"=": 1, "-": 2}
NUMBERED = CAPITALS = 2
ORDINARY = 3
"""Levels of headings, by what marks them; an ordinary line is the lowest, whatever else there is."""
SHORTEST_CAPITALS = 4
"""Letters; FAQ or USA in capitals says nothing."""
NARROWEST = 40
"""Columns; nobody wraps a text narrower, so that its lines are short for another reason."""
UNWRAPPED = 100
"""A line longer than this was not broken by hand; where a tenth of the lines are, each line is a paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with letters or digits: its number, indentation and words, and the marker of a bullet or step."""

    number: int
    indent: int
    text: str
    marker: str = ""
    after_blank: bool = False
    before_blank: bool = False
    underline: str = ""

    @property
    def is_step(self) -> bool:
        """Whether the marker counts, and so is part of what is said."""
        return says_something(self.marker)

    @property
    def words(self) -> str:
        """The line without its indentation and bullet, with its step number."""
        return f"{self.marker} {self.text}" if self.is_step else self.text


def read_plain(text: str, *, headings: Collection[str] | None = None, alone: Collection[str] = ()) -> Reading:
    """Read plain text.

    `headings` are the lines that are headings; without it they are inferred. `alone` are lines never joined with others.
    """
    lines = list(_lines(text))
    width = _wrap_width(lines)
    collector = Collector()
    indents: list[int] = []
    never_joined = {*alone, *(headings or ())}
    position = 0
    while position < len(lines):
        line = lines[position]
        heading = _told(line, headings) if headings is not None else _heading(lines, position, width, indents)
        if heading:
            _close_lists(collector, indents, -1)
            collector.items.append(heading)
            position += 1
            continue
        stop = position + 1
        if line.words not in alone:
            while stop < len(lines) and _continues(lines[stop - 1], lines[stop], line, width, never_joined):
                stop += 1
        _block(collector, indents, lines[position:stop])
        position = stop
    _close_lists(collector, indents, -1)
    return Reading(_titles(collector.items) if headings is None else (), tuple(collector.items))


def _titles(items: list[Item]) -> tuple[str, ...]:
    """The first heading, if another follows at once or no other is as high: else it may well be a section."""
    if not items[1:] or not isinstance(items[0], Heading):
        return ()
    if isinstance(items[1], Heading):
        return (items[0].text,)
    return only_top_heading(items) if items[0].level == 1 else ()


def _lines(text: str) -> Iterator[Line]:
    """The lines that say something; rules and blanks become properties of their neighbours."""
    rows = [row.expandtabs(TAB).rstrip() for row in text.split("\n")]
    for number, row in enumerate(rows, start=1):
        words = row.strip()
        if not says_something(words):
            continue
        below = rows[number].strip() if number < len(rows) else ""
        beneath = rows[number + 1].strip() if number + 1 < len(rows) else ""
        underline = below[0] if UNDERLINE.fullmatch(below) and len(below) >= len(words) / 2 else ""
        bullet = BULLET.fullmatch(words)
        yield Line(
            number,
            len(row) - len(row.lstrip()),
            fold(bullet["text"] if bullet else words),
            bullet["marker"] if bullet else "",
            after_blank=number == 1 or not says_something(rows[number - 2]),
            before_blank=not says_something(beneath if underline else below),
            underline=underline,
        )


def _wrap_width(lines: list[Line]) -> int | None:
    """Columns at which the text was wrapped by hand, or None when each of its lines is a paragraph."""
    lengths = sorted(line.indent + len(line.words) for line in lines)
    wrapped = [length for length in lengths if length <= UNWRAPPED]
    if len(lengths) - len(wrapped) > len(lengths) / 10 or not wrapped or wrapped[-1] < NARROWEST:
        return None
    return wrapped[-1]


def _is_full(line: Line, following: Line, width: int | None) -> bool:
    """Whether the next word would not have fitted: then the line was broken for its length, not for its sense."""
    if width is None:
        return False
    first_word = following.words.split(" ", 1)[0]
    return line.indent + len(line.words) + 1 + len(first_word) > 0.85 * width


def _continues(previous: Line, line: Line, first: Line, width: int | None, alone: Collection[str]) -> bool:
    """Whether a line goes on with the block that began at `first`."""
    if line.after_blank or line.marker or line.underline or line.words in alone or TIME.match(line.words):
        return False
    if first.marker and line.indent > first.indent:
        return True
    return _is_full(previous, line, width)


def _block(collector: Collector, indents: list[int], lines: list[Line]) -> None:
    """Add a bullet, a step or a paragraph, below the bullets that it is indented from."""
    first = lines[0]
    text = " ".join(line.words for line in lines)
    if first.marker:
        _close_lists(collector, indents, first.indent)
        if indents and indents[-1] == first.indent:
            collector.close_item()
        else:
            collector.open_list()
            indents.append(first.indent)
        collector.open_item()
    else:
        _close_lists(collector, indents, first.indent - 1)
    collector.block(text, first.number)


def _close_lists(collector: Collector, indents: list[int], indent: int) -> None:
    """Close the lists that are indented further than `indent`."""
    while indents and indents[-1] > indent:
        indents.pop()
        collector.close_item()
        collector.close_list()


def _told(line: Line, headings: Collection[str]) -> Heading | None:
    return Heading(line.words, 1, line.number) if line.words in headings else None


def _heading(lines: list[Line], position: int, width: int | None, indents: list[int]) -> Heading | None:
    """The heading that a line is, judged by how it stands; capitals and numbers tell its level, little else does."""
    line = lines[position]
    following = lines[position + 1] if position + 1 < len(lines) else None
    if following is None or not _could_head(line) or (indents and line.indent > indents[-1]):
        return None
    if line.underline:
        return Heading(line.words, UNDERLINED["=" if line.underline == "=" else "-"], line.number)
    number = SECTION_NUMBER.match(line.words)
    is_step = following.marker or following.indent > line.indent or not line.before_blank
    if line.marker and (is_step or not number):
        return None
    if not _stands_apart(line, following, width):
        return None
    if number:
        return Heading(line.words, NUMBERED + number["number"].count("."), line.number, inferred=True)
    level = CAPITALS if line.text.isupper() and len(line.text) >= SHORTEST_CAPITALS else ORDINARY
    return Heading(line.words.rstrip(":： "), level, line.number, inferred=True)


def _stands_apart(line: Line, following: Line, width: int | None) -> bool:
    """Whether a line has a blank one before it, and behind it one too, a list, or text that it was not broken from."""
    if not line.after_blank or line.indent >= CODE_INDENT:
        return False
    if line.before_blank or following.marker:
        return True
    return not _is_full(line, following, width) and len(following.text) >= len(line.text)


def _could_head(line: Line) -> bool:
    """Whether the words could be a heading: few, capitalised and without the end of a sentence."""
    words = line.words
    first = next(character for character in words if character.isalnum())
    return (
        len(words) <= HEADING_LENGTH
        and len(words.split()) <= HEADING_WORDS
        and not first.islower()
        and not words.endswith((".", ",", ";", "!", "…", "。", "！"))
        and "://" not in words
        and not TIME.match(words)
    )
