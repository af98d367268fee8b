"""Reads plain text. Headings have no markup there: they come from an outline, or are inferred from layout and wording.

No library does this; the rules follow the conventions of people who write text files.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from index.reading.blocks import Heading, Item, Reading, sole_top_heading
from index.reading.collector import Collector
from index.reading.labels import promote_labels
from index.reading.rich_text import RichText
from index.text.characters import fold, has_words

BULLET = re.compile(r"(?P<marker>[•◦▪‣∙·●○■□➤✓*+–—-]|\(?\d{1,3}[.)]|\(?[a-z]\)|Step \d+[:.])\s+(?P<text>\S.*)")
SECTION_NUMBER = re.compile(r"(?P<number>\d+(\.\d+)+|\d+(?=\.\s)|[IVXL]+(?=\.\s))\.?\s+\S")
UNDERLINE = re.compile(r"(=|-|~|\*|_)\1{2,}")
TIME = re.compile(r"\d{1,2}([:.]\d{2}|h)\b")
MAX_HEADING_LENGTH = 80
MAX_HEADING_WORDS = 12
TAB_WIDTH = 4
CODE_INDENT = 8
UNDERLINE_LEVELS = {"=": 1, "-": 2}
NUMBERED_LEVEL = CAPITALS_LEVEL = 2
ORDINARY_LEVEL = 3
"""Levels of headings by how they are marked; an ordinary line always has the lowest."""
MIN_CAPITALS_LENGTH = 4
"""Characters; shorter words such as FAQ or USA are in capitals anyway."""
MIN_WRAP_WIDTH = 40
"""Columns; nobody wraps text more narrowly, so shorter lines are short for another reason."""
MAX_WRAP_WIDTH = 100
"""Columns; longer lines were not wrapped by hand, and if a tenth of the lines are longer, each line is a paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with letters or digits: its number, indentation and text, and the marker of a bullet or step."""

    number: int
    indent: int
    text: str
    marker: str = ""
    after_blank: bool = False
    before_blank: bool = False
    underline: str = ""

    @property
    def is_step(self) -> bool:
        """True if the marker contains a letter or digit, and so is part of the text."""
        return has_words(self.marker)

    @property
    def words(self) -> str:
        """The line without its indentation and bullet, but with its step number."""
        return f"{self.marker} {self.text}" if self.is_step else self.text


def read_plain(text: str, *, headings: Collection[str] | None = None, alone: Collection[str] = ()) -> Reading:
    """Read plain text.

    `headings` are the lines that are headings; if it is None, headings are inferred. `alone` are lines that are never joined
    with others.
    """
    lines = list(_parse_lines(text))
    width = _wrap_width(lines)
    collector = Collector()
    indents: list[int] = []
    never_joined = {*alone, *(headings or ())}
    position = 0
    while position < len(lines):
        line = lines[position]
        heading = _listed_heading(line, headings) if headings is not None else _infer_heading(lines, position, width, indents)
        if heading:
            _close_lists(collector, indents, -1)
            collector.items.append(heading)
            position += 1
            continue
        stop = position + 1
        if line.words not in alone:
            while stop < len(lines) and _continues(lines[stop - 1], lines[stop], line, width, never_joined):
                stop += 1
        _add_block(collector, indents, lines[position:stop])
        position = stop
    _close_lists(collector, indents, -1)
    if headings is not None:
        return Reading((), tuple(collector.items))
    return Reading(_titles(collector.items), promote_labels(collector.items))


def _titles(items: list[Item]) -> tuple[str, ...]:
    """Return the first heading as the title if another directly follows it, or if it is the only one of level 1.

    Otherwise it may well be the heading of a section.
    """
    if not items[1:] or not isinstance(items[0], Heading):
        return ()
    if isinstance(items[1], Heading):
        return (items[0].text,)
    return sole_top_heading(items) if items[0].level == 1 else ()


def _parse_lines(text: str) -> Iterator[Line]:
    """Yield the lines with letters or digits; rules and blank lines become properties of their neighbours."""
    rows = [row.expandtabs(TAB_WIDTH).rstrip() for row in text.split("\n")]
    for number, row in enumerate(rows, start=1):
        words = row.strip()
        if not has_words(words):
            continue
        next_row = rows[number].strip() if number < len(rows) else ""
        row_after_next = rows[number + 1].strip() if number + 1 < len(rows) else ""
        underline = next_row[0] if UNDERLINE.fullmatch(next_row) and len(next_row) >= len(words) / 2 else ""
        bullet = BULLET.fullmatch(words)
        yield Line(
            number,
            len(row) - len(row.lstrip()),
            fold(bullet["text"] if bullet else words),
            bullet["marker"] if bullet else "",
            after_blank=number == 1 or not has_words(rows[number - 2]),
            before_blank=not has_words(row_after_next if underline else next_row),
            underline=underline,
        )


def _wrap_width(lines: list[Line]) -> int | None:
    """Return the column at which the text was wrapped by hand, or None if each line is a paragraph."""
    lengths = sorted(line.indent + len(line.words) for line in lines)
    wrapped = [length for length in lengths if length <= MAX_WRAP_WIDTH]
    if len(lengths) - len(wrapped) > len(lengths) / 10 or not wrapped or wrapped[-1] < MIN_WRAP_WIDTH:
        return None
    return wrapped[-1]


def _is_full(line: Line, following: Line, width: int | None) -> bool:
    """Return whether the next word would not have fitted, so that the line was only broken for its length."""
    if width is None:
        return False
    first_word = following.words.split(" ", 1)[0]
    return line.indent + len(line.words) + 1 + len(first_word) > 0.85 * width


def _continues(previous: Line, line: Line, first: Line, width: int | None, alone: Collection[str]) -> bool:
    """Return whether a line continues the block that starts at `first`."""
    if line.after_blank or line.marker or line.underline or line.words in alone or TIME.match(line.words):
        return False
    if first.marker and line.indent > first.indent:
        return True
    return _is_full(previous, line, width)


def _add_block(collector: Collector, indents: list[int], lines: list[Line]) -> None:
    """Add a bullet, step or paragraph, below the bullets that it is indented from."""
    first = lines[0]
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
    collector.add_rich_text(_join(lines), first.number)


def _join(lines: list[Line]) -> RichText:
    """Join the lines of a block, remembering where each starts."""
    rich = RichText()
    for line in lines:
        rich.start_line(line.number)
        rich.add(line.words)
    return rich


def _close_lists(collector: Collector, indents: list[int], indent: int) -> None:
    """Close the lists that are indented further than `indent`."""
    while indents and indents[-1] > indent:
        indents.pop()
        collector.close_item()
        collector.close_list()


def _listed_heading(line: Line, headings: Collection[str]) -> Heading | None:
    return Heading(line.words, 1, line.number) if line.words in headings else None


def _infer_heading(lines: list[Line], position: int, width: int | None, indents: list[int]) -> Heading | None:
    """Return a heading if a line looks like one; its level depends on underlining, numbers and capitals."""
    line = lines[position]
    following = lines[position + 1] if position + 1 < len(lines) else None
    if following is None or not _could_be_heading(line) or (indents and line.indent > indents[-1]):
        return None
    if line.underline:
        return Heading(line.words, UNDERLINE_LEVELS["=" if line.underline == "=" else "-"], line.number)
    number = SECTION_NUMBER.match(line.words)
    is_step = following.marker or following.indent > line.indent or not line.before_blank
    if line.marker and (is_step or not number):
        return None
    if not _is_set_apart(line, following, width):
        return None
    if number:
        return Heading(line.words, NUMBERED_LEVEL + number["number"].count("."), line.number, inferred=True)
    level = CAPITALS_LEVEL if line.text.isupper() and len(line.text) >= MIN_CAPITALS_LENGTH else ORDINARY_LEVEL
    return Heading(line.words.rstrip(":： "), level, line.number, inferred=True)


def _is_set_apart(line: Line, following: Line, width: int | None) -> bool:
    """Return whether a line comes after a blank line, and before another, a list, or text that it was not wrapped from."""
    if not line.after_blank or line.indent >= CODE_INDENT:
        return False
    if line.before_blank or following.marker:
        return True
    return not _is_full(line, following, width) and len(following.text) >= len(line.text)


def _could_be_heading(line: Line) -> bool:
    """Return whether a line could be a heading: short, capitalised and without the end of a sentence."""
    words = line.words
    first = next(character for character in words if character.isalnum())
    return (
        len(words) <= MAX_HEADING_LENGTH
        and len(words.split()) <= MAX_HEADING_WORDS
        and not first.islower()
        and not words.endswith((".", ",", ";", "!", "…", "。", "！"))
        and "://" not in words
        and not TIME.match(words)
    )
