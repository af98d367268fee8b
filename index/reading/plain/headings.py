"""Decides which lines of plain text are headings, by their layout and wording."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from index.reading.blocks import Heading
from index.reading.labels import has_dialogue_marker
from index.reading.plain.lines import Line
from index.reading.plain.wrapping import is_full

SECTION_NUMBER = re.compile(r"[\[(]?(?P<number>\d+(?:\.\d+)+|\d+(?=[.)\]]\s)|[IVXL]+(?=[.)]\s)|[A-Z](?=[.)]\s))[.)\]]*\s+\S")
TIME = re.compile(r"\d{1,2}([:.]\d{2}|h)\b")
NAME_AND_VALUE = re.compile(r"[^:?!.]{1,40}:\s+\S")
QUESTION_END = re.compile(r"[?？؟]\W*$")
MAX_HEADING_LENGTH = 80
MAX_HEADING_WORDS = 12
MAX_MARKED_LENGTH = 200
"""Characters of a heading with markup."""
CODE_INDENT = 8
MIN_CENTRED_WIDTH = 40
MAX_OFF_CENTRE = 6
"""Columns by which a centred heading may be off the middle of the text."""
NUMBERED_LEVEL = CAPITALS_LEVEL = 2
ORDINARY_LEVEL = 3
"""Levels of headings by how they are marked; an ordinary line always has the lowest."""
MIN_CAPITALS_LENGTH = 4
"""Characters; shorter words such as FAQ or USA are in capitals anyway."""


class Headings:
    """Finds the headings of one document; the levels of those with markup follow the order in which their styles appear."""

    def __init__(self, lines: Sequence[Line], width: int | None) -> None:
        self._lines = lines
        self._width = width
        self._levels: dict[str, int] = {}

    def infer(self, position: int, indents: Sequence[int]) -> Heading | None:
        """Return a heading if a line looks like one; its level depends on underlining, numbers and capitals."""
        line = self._lines[position]
        following = self._following(position)
        if following is None or not line.is_text or (indents and line.indent > indents[-1]):
            return None
        if line.style:
            heading = self._marked(line)
            if heading or line.underline:
                return heading
        if not could_be_heading(line) or is_question(line) or self._is_item(position):
            return None
        number = SECTION_NUMBER.match(line.words)
        is_heading = (
            number and self._is_numbered_heading(line, following) if line.marker else self._is_set_apart(line, following)
        )
        if not is_heading:
            return None
        if number:
            return Heading(line.words, NUMBERED_LEVEL + number["number"].count("."), line.number, inferred=True)
        level = CAPITALS_LEVEL if line.text.isupper() and len(line.text) >= MIN_CAPITALS_LENGTH else ORDINARY_LEVEL
        return Heading(line.words.rstrip(":： "), level, line.number, inferred=True)

    def _is_item(self, position: int) -> bool:
        """Return whether a line is the first of several that look alike, which are items."""
        line, *others = self._lines[position : position + 3]
        if not others or line.before_blank or not looks_alike(line, others[0]):
            return False
        has_digits = any(character.isdigit() for character in line.words)
        return has_digits or starts_alike(line, others[0]) or (len(others) > 1 and looks_alike(others[0], others[1]))

    def _following(self, position: int) -> Line | None:
        """Return the next line that is not just the edge of a group."""
        return next((line for line in self._lines[position + 1 : position + 4] if not line.is_mark), None)

    def _marked(self, line: Line) -> Heading | None:
        """Return a heading with markup: between hashes or marks, in a box, or with a rule below it."""
        if line.style.startswith("#") and set(line.style) == {"#"} and not line.underline:
            return Heading(line.words, len(line.style), line.number) if len(line.words) <= MAX_MARKED_LENGTH else None
        if line.underline and not could_be_heading(line):
            return None
        if len(line.words) > MAX_HEADING_LENGTH:
            return None
        if line.style not in self._levels:
            top = 1 if line.style[0] == "=" or line.style.endswith("boxed") else 2
            self._levels[line.style] = max([top, *(level + 1 for level in self._levels.values())])
        return Heading(line.words.rstrip(":： "), self._levels[line.style], line.number)

    def _is_numbered_heading(self, line: Line, following: Line) -> bool:
        """Return whether a numbered line is a heading, not a step: text that is no part of it follows."""
        if following.marker or following.indent > line.indent or not following.is_text:
            return False
        return line.after_blank and (line.before_blank or not is_full(line, following, self._width))

    def _is_set_apart(self, line: Line, following: Line) -> bool:
        """Return whether a line comes after a blank line, and before another, a list, or text that it was not wrapped from."""
        if not line.after_blank or (line.indent >= CODE_INDENT and not self._is_centred(line)):
            return False
        if following.code and line.words.endswith((":", "：")):
            return False
        if line.before_blank or following.marker or not following.is_text:
            return True
        return not is_full(line, following, self._width) and len(following.text) >= len(line.text)

    def _is_centred(self, line: Line) -> bool:
        width = max(self._width or 0, MIN_CENTRED_WIDTH)
        right = width - line.indent - len(line.words)
        return line.before_blank and abs(right - line.indent) <= MAX_OFF_CENTRE


def listed_heading(line: Line, headings: Collection[str]) -> Heading | None:
    """Return a heading if an outline names the line."""
    return Heading(line.words, 1, line.number) if line.is_text and line.words in headings else None


def is_question(line: Line) -> bool:
    """Return whether a line is a question or an answer, which are told apart from headings later."""
    return QUESTION_END.search(line.words) is not None or has_dialogue_marker(line.words)


def looks_alike(line: Line, following: Line) -> bool:
    """Return whether two lines look alike: they start alike, or have as many words, and both digits or none."""
    if following.after_blank or not following.is_text:
        return False
    if starts_alike(line, following):
        return True
    first, second = (any(character.isdigit() for character in each.words) for each in (line, following))
    return first == second and len(line.words.split()) == len(following.words.split()) and could_be_heading(following)


def starts_alike(line: Line, following: Line) -> bool:
    """Return whether two lines both start with a picture, or with a name and colon."""
    if _starts_with_picture(line.words) and _starts_with_picture(following.words):
        return True
    return bool(NAME_AND_VALUE.match(line.words) and NAME_AND_VALUE.match(following.words))


def _starts_with_picture(words: str) -> bool:
    return unicodedata.category(words[:1] or " ") == "So"


def could_be_heading(line: Line) -> bool:
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
