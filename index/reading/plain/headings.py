"""Decides which lines of plain text are headings, by their layout and wording."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from index.reading.blocks import Heading
from index.reading.labels import has_dialogue_marker
from index.reading.lead_ins import COLONS
from index.reading.plain.lines import Line
from index.reading.plain.wrapping import TIME, Wrapping, is_lone_marker
from index.text.characters import starts_with_picture

SECTION_NUMBER = re.compile(r"[\[(]?(?P<number>\d+(?:\.\d+)+|\d+(?=[.)\]]\s)|[IVXL]+(?=[.)]\s)|[A-Z](?=[.)]\s))[.)\]]*\s+\S")
NAME_AND_VALUE = re.compile(r"[^:?!.]{1,40}:\s+\S")
QUESTION_END = re.compile(r"[?？؟]\W*$")
DOTTED = re.compile(r"[\[(]?(\d{1,3}(?:\.\d{1,3})+)[.)\]]*\s+\S")
MIN_NUMBERED = 3
"""Paragraphs with numbers such as `3.2.` if the sections of a text are numbered like this."""
MAX_COLON_WORDS = 6
"""Words of a heading that ends in a colon; a longer line leads into what is below it."""
MAX_HEADING_LENGTH = 80
MAX_HEADING_WORDS = 12
MAX_MARKED_LENGTH = 200
"""Characters of a heading with markup."""
CODE_INDENT = 4
"""Columns by which a line is indented further than the text if it is an example, not a heading."""
MIN_CENTRED_WIDTH = 40
MAX_OFF_CENTRE = 6
"""Columns by which a centred heading may be off the middle of the text."""
LOWEST_LEVEL = 20
NUMBERED_LEVEL = CAPITALS_LEVEL = 2
ORDINARY_LEVEL = 3
"""Levels of headings by how they are marked; an ordinary line always has the lowest."""
MIN_CAPITALS_LENGTH = 4
"""Characters; shorter words such as FAQ or USA are in capitals anyway."""


class Headings:
    """Finds the headings of one document; the levels of those with markup follow the order in which their styles appear.

    `only_marked` headings are found in a format that marks all of them.
    """

    def __init__(self, lines: Sequence[Line], wrapping: Wrapping, *, only_marked: bool) -> None:
        self._only_marked = only_marked
        self._lines = lines
        self._wrapping = wrapping
        self._are_numbered = sum(line.after_blank and DOTTED.match(line.words) is not None for line in lines) >= MIN_NUMBERED
        self._levels: dict[str, int] = {}
        indents = Counter(line.indent for line in lines if line.is_text and line.after_blank and not line.marker)
        self._margin = max(indents, key=lambda indent: (indents[indent], -indent), default=0)

    def infer(self, position: int, indents: Sequence[int]) -> Heading | None:
        """Return a heading if a line looks like one; its level depends on underlining, numbers and capitals."""
        line = self._lines[position]
        following = self._following(position)
        is_inside = bool(indents) and line.indent > indents[-1] and not line.is_boxed  # boxes may be centred
        if following is None or not line.is_text or is_inside:
            return None
        if line.style:
            heading = self._marked(line)
            if heading or line.underline:
                return heading
        if self._only_marked or not could_be_heading(line) or is_question(line) or self._is_item(position):
            return None
        number = SECTION_NUMBER.match(line.words)
        is_heading = (
            number and self._is_numbered_heading(position, following)
            if line.marker
            else self._is_set_apart(position, following)
        )
        if not is_heading:
            return None
        if number:
            return Heading(line.words, self._numbered_level(number["number"]), line.number, inferred=True)
        is_loud = line.text.isupper() and len(line.text) >= MIN_CAPITALS_LENGTH
        level = CAPITALS_LEVEL if is_loud else self._ordinary_level()
        return Heading(line.words.rstrip(":： "), level, line.number, inferred=True)

    def infer_block(self, start: int, stop: int) -> Heading | None:
        """Return a heading if a block with a number such as `3.2.` is one, because text follows and others are numbered too."""
        line = self._lines[start]
        words = " ".join(each.words for each in self._lines[start:stop])
        number = DOTTED.match(words)
        following = self._lines[stop] if stop < len(self._lines) else None
        if (
            self._only_marked
            or not (self._are_numbered and number and line.after_blank and following)
            or len(words) > MAX_MARKED_LENGTH
        ):
            return None
        is_apart = following.after_blank or (words.endswith(COLONS) and following.indent > line.indent)
        next_number = DOTTED.match(following.words)
        if not is_apart or (next_number and not next_number[1].startswith(f"{number[1]}.")):
            return None
        return Heading(words.rstrip(":： "), self._numbered_level(number[1]), line.number, inferred=True)

    def _ordinary_level(self) -> int:
        """Return the level of headings without a mark: below those with one, and below systematic numbers."""
        return LOWEST_LEVEL if self._are_numbered else max([ORDINARY_LEVEL, *(level + 1 for level in self._levels.values())])

    def _numbered_level(self, number: str) -> int:
        """Return the level of a heading by its number, below those with markup if it has several parts."""
        depth = number.count(".")
        return depth + (max([NUMBERED_LEVEL, *self._levels.values()]) if depth else NUMBERED_LEVEL)

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
            self._levels[line.style] = len(line.style)
            return Heading(line.words, len(line.style), line.number) if len(line.words) <= MAX_MARKED_LENGTH else None
        if line.underline and not could_be_heading(line) and not (line.is_fitted and self._only_marked):
            return None
        if len(line.words) > MAX_HEADING_LENGTH:
            return None
        if line.style not in self._levels:
            top = 1 if line.style[0] == "=" or line.style.endswith("boxed") else 2
            self._levels[line.style] = max([top, *(level + 1 for level in self._levels.values())])
        return Heading(line.words.rstrip(":： ").lstrip("-*• "), self._levels[line.style], line.number)

    def _is_numbered_heading(self, position: int, following: Line) -> bool:
        """Return whether a numbered line is a heading, not a step: text that is no part of it follows."""
        line = self._lines[position]
        if following.marker or following.indent > line.indent or not following.is_text:
            return False
        return line.after_blank and (line.before_blank or not self._wrapping.goes_on(position))

    def _is_set_apart(self, position: int, following: Line) -> bool:
        """Return whether a line comes after a blank line, and before another, a list, or text that it was not wrapped from."""
        line = self._lines[position]
        if not line.after_blank or (line.indent >= self._margin + CODE_INDENT and not self._is_centred(line)):
            return False
        if following.code and line.words.endswith(COLONS):
            return False
        if line.before_blank or following.marker or not following.is_text:
            return True
        return not self._wrapping.goes_on(position) and len(following.text) >= len(line.text)

    def _is_centred(self, line: Line) -> bool:
        width = max(self._wrapping.width or 0, MIN_CENTRED_WIDTH)
        right = width - line.indent - len(line.words)
        return line.before_blank and abs(right - line.indent) <= MAX_OFF_CENTRE


def listed_heading(line: Line, headings: Collection[str]) -> Heading | None:
    """Return a heading if an outline names the line."""
    return Heading(line.words, 1, line.number) if line.is_text and line.words in headings else None


def is_question(line: Line) -> bool:
    """Return whether a line is a question or an answer, which are told apart from headings later."""
    return QUESTION_END.search(line.words) is not None or has_dialogue_marker(line.words) or is_lone_marker(line.words)


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
    if starts_with_picture(line.words) and starts_with_picture(following.words):
        return True
    return bool(NAME_AND_VALUE.match(line.words) and NAME_AND_VALUE.match(following.words))


def could_be_heading(line: Line) -> bool:
    """Return whether a line could be a heading: short, capitalised and without the end of a sentence."""
    words = line.words
    first = next(character for character in words if character.isalnum())
    return (
        len(words) <= MAX_HEADING_LENGTH
        and len(words.split()) <= MAX_HEADING_WORDS
        and not (first.islower() and not line.is_fitted)
        and not words.endswith((".", ",", ";", "…", "。"))
        and not (words.endswith(("!", "！")) and not line.is_fitted)
        and not (words.endswith(COLONS) and len(words.split()) > MAX_COLON_WORDS and not line.underline)
        and "://" not in words
        and not TIME.match(words)
    )
