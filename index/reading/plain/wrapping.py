"""Tells lines that were wrapped by hand from lines that end where a thought ends."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from index.reading.labels import has_dialogue_marker
from index.reading.plain.lines import TYPED_NUMBER, Line

TIME = re.compile(r"\d{1,2}([:.]\d{2}|h)\b")
"""The time at the start of a line of a programme."""
QUESTION_END = re.compile(r"[?？؟][\"'”’)\]*]*$")
SENTENCE_ENDS = ".!?:;…。！？"
UNFINISHED = re.compile(
    r"(?:^|\s)(?:an?|and|are|at|by|for|from|in|is|of|on|or|the|to|with|your|der|die|das|und|oder|mit|de|la|le|et)$"
)
"""A word at the end of a line that is only part of a sentence."""
MIN_WRAP_WIDTH = 40
"""Columns; nobody wraps text more narrowly, so shorter lines are short for another reason."""
MAX_WRAP_WIDTH = 100
"""Columns; longer lines were not wrapped by hand, and if a tenth of the lines are longer, each line is a paragraph."""
MAX_BROKEN_LENGTH = 125
MIN_BROKEN_LENGTH = 35
"""Characters of a line that was broken for its length if the next goes on in small letters; some editors wrap at 120."""
WORD = re.compile(r"(?<!\S)[(\"'“‘]?[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?)\"'”’]*(?!\S)")
SURE_PROSE = 0.8
"""Share of words without signs in them, from which a very long line is prose and no code."""
MIN_BROKEN_SPACES = 4
MIN_EVEN_LINES = 3
MIN_EVEN_WIDTH = 50
"""Lines of a paragraph that all have nearly the same length, and their columns."""
EVEN = 0.85
MAX_QUESTION_LINES = 4
MAX_QUESTION_LENGTH = 200


class Wrapping:
    """Finds the blocks of a text. `alone` are lines that are never joined with others.

    `joins_all` means that only blank lines separate paragraphs.
    """

    def __init__(self, lines: Sequence[Line], alone: Collection[str], *, joins_all: bool) -> None:
        self._lines = lines
        self._joins_all = joins_all
        self._alone = alone
        self.width = _wrap_width(lines)
        self._widths = [self.width] * len(lines)
        start = 0
        for position in range(1, len(lines) + 1):
            if position == len(lines) or not self._can_continue(position):
                run = lines[start:position]
                if _is_wrapped(run):
                    self._widths[start:position] = [max(line.indent + len(line.words) for line in run)] * len(run)
                start = position

    def goes_on(self, position: int) -> bool:
        """Return whether the next line goes on where this one was only broken for its length."""
        if position + 1 >= len(self._lines):
            return False
        line, following, width = self._lines[position], self._lines[position + 1], self._widths[position]
        if not following.after_blank and _is_prose(line.words) and _is_mid_sentence(line.words, following.words):
            return True
        if width is None or line.indent + len(line.words) > MAX_WRAP_WIDTH:
            return False
        first_word = following.words.split(" ", 1)[0]
        return (
            width is not None
            and _may_be_broken(line.words)
            and line.indent + len(line.words) + 1 + len(first_word) > EVEN * width
        )

    def block_end(self, start: int) -> int:
        """Return the position after the last line of the block that starts at a position."""
        if self._lines[start].words in self._alone:
            return start + 1
        if is_lone_marker(self._lines[start].words) and start + 1 < len(self._lines) and self._is_plain(start + 1):
            start += 1
        question = self._question_end(start)
        if question:
            return question
        stop = start + 1
        while stop < len(self._lines) and self._continues(stop, self._lines[start]):
            stop += 1
        return stop

    def _is_plain(self, position: int) -> bool:
        line = self._lines[position]
        return line.is_text and not (line.marker or line.style or line.words in self._alone or has_dialogue_marker(line.words))

    def _can_continue(self, position: int) -> bool:
        line = self._lines[position]
        return not line.after_blank and self._is_plain(position) and not TIME.match(line.words)

    def _continues(self, position: int, first: Line) -> bool:
        """Return whether a line continues the block that starts with `first`."""
        line, previous = self._lines[position], self._lines[position - 1]
        if not self._can_continue(position):
            return False
        if self._joins_all or (first.marker and line.indent > first.indent):
            return True
        return self.goes_on(position - 1) or (line.indent >= previous.indent and _is_broken(previous.words, line.words))

    def _question_end(self, start: int) -> int | None:
        """Return the position after a question that is a block of its own, on one line or several; None if there is none.

        A question of one line ends its block; one of several lines has to start with a number or a mark such as `Q:`, or to go
        on in small letters.
        """
        lines = self._lines
        length = 0
        first = lines[start].words
        is_marked = has_dialogue_marker(first) or TYPED_NUMBER.match(first) is not None
        for stop in range(start, min(start + MAX_QUESTION_LINES, len(lines))):
            if stop > start and not self._can_continue(stop):
                return None
            words = lines[stop].words
            length += len(words)
            if length > MAX_QUESTION_LENGTH:
                return None
            if QUESTION_END.search(words):
                return stop + 1
            if not is_marked and not (stop + 1 < len(lines) and _is_mid_sentence(words, lines[stop + 1].words)):
                return None
        return None


def is_lone_marker(words: str) -> bool:
    """Return whether a line is only the mark of a question or answer, such as `A2:`."""
    return has_dialogue_marker(f"{words} x") and not has_dialogue_marker(words)


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the column at which the text was wrapped by hand, or None if each line is a paragraph."""
    lengths = sorted(line.indent + len(line.words) for line in lines if line.is_text)
    wrapped = [length for length in lengths if length <= MAX_WRAP_WIDTH]
    if len(lengths) - len(wrapped) > len(lengths) / 10 or not wrapped or wrapped[-1] < MIN_WRAP_WIDTH:
        return None
    return wrapped[-1]


def _is_wrapped(run: Sequence[Line]) -> bool:
    """Return whether lines are certainly one paragraph: one goes on in small letters, or all are equally long."""
    lengths = [line.indent + len(line.words) for line in run]
    if len(run) <= 1 or not MIN_WRAP_WIDTH <= max(lengths) <= MAX_WRAP_WIDTH:
        return False
    pairs = pairwise(run)
    if any(_is_prose(line.words) and _is_mid_sentence(line.words, after.words) for line, after in pairs):
        return True
    are_even = min(lengths[:-1]) >= EVEN * max(lengths) >= EVEN * MIN_EVEN_WIDTH
    are_sentences = all(line.words[-1:] in SENTENCE_ENDS for line in run)
    return len(run) >= MIN_EVEN_LINES and are_even and not are_sentences


def _may_be_broken(words: str) -> bool:
    """Return whether a line has several words, or is written without spaces, so that it is no command or address."""
    spaces = words.count(" ")
    return spaces >= MIN_BROKEN_SPACES - 1 or (not spaces and not words.isascii())


def _is_prose(words: str) -> bool:
    """Return whether a line is long enough to have been broken for its length, and ends in a word, unlike most code."""
    is_wide = MIN_BROKEN_LENGTH <= len(words) <= MAX_WRAP_WIDTH or (
        MAX_WRAP_WIDTH < len(words) <= MAX_BROKEN_LENGTH and len(WORD.findall(words)) > SURE_PROSE * len(words.split())
    )
    return is_wide and words.count(" ") >= MIN_BROKEN_SPACES and (words[-1].isalnum() or words[-1] in ",)")


def _is_mid_sentence(words: str, following: str) -> bool:
    """Return whether a line goes on in the middle of a sentence."""
    return following[:1].islower() and words[-1:] not in SENTENCE_ENDS


def _is_broken(words: str, following: str) -> bool:
    """Return whether a line certainly goes on, however short it is: it ends with a comma or with a word such as `and`."""
    return _is_mid_sentence(words, following) and (words.endswith(",") or UNFINISHED.search(words[-8:]) is not None)
