"""Tells lines that were wrapped by hand from lines that end where a thought ends."""

import re
from collections.abc import Collection, Sequence

from index.reading.labels import has_dialogue_marker
from index.reading.plain.lines import Line

TIME = re.compile(r"\d{1,2}([:.]\d{2}|h)\b")
QUESTION_END = re.compile(r"[?？؟][\"'”’)\]*]*$")
NUMBERED = re.compile(r"[\[(]?\d{1,3}(?:\.\d{1,3})*[.)\]]")
MIN_WRAP_WIDTH = 40
"""Columns; nobody wraps text more narrowly, so shorter lines are short for another reason."""
MAX_WRAP_WIDTH = 100
"""Columns; longer lines were not wrapped by hand, and if a tenth of the lines are longer, each line is a paragraph."""
MAX_QUESTION_LINES = 4
SENTENCE_ENDS = ".!?:;…。！？"
UNFINISHED = re.compile(
    r"(?:^|\s)(?:an?|and|are|at|by|for|from|in|is|of|on|or|the|to|with|your|der|die|das|und|oder|mit|de|la|le|et)$"
)
"""Words at the end of a line that is only part of a sentence."""
MAX_QUESTION_LENGTH = 200


def wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the column at which the text was wrapped by hand, or None if each line is a paragraph."""
    lengths = sorted(line.indent + len(line.words) for line in lines if line.is_text)
    wrapped = [length for length in lengths if length <= MAX_WRAP_WIDTH]
    if len(lengths) - len(wrapped) > len(lengths) / 10 or not wrapped or wrapped[-1] < MIN_WRAP_WIDTH:
        return None
    return wrapped[-1]


def is_full(line: Line, following: Line, width: int | None) -> bool:
    """Return whether the next word would not have fitted, so that the line was only broken for its length."""
    if width is None:
        return False
    first_word = following.words.split(" ", 1)[0]
    return line.indent + len(line.words) + 1 + len(first_word) > 0.85 * width


def block_end(lines: Sequence[Line], start: int, width: int | None, alone: Collection[str]) -> int:
    """Return the position after the last line of the block that starts at a position."""
    stop = start + 1
    question = _question_end(lines, start, alone)
    if question:
        return question
    while stop < len(lines) and _continues(lines[stop - 1], lines[stop], lines[start], width, alone):
        stop += 1
    return stop


def _continues(previous: Line, line: Line, first: Line, width: int | None, alone: Collection[str]) -> bool:
    """Return whether a line continues the block that starts at `first`."""
    if not _can_continue(line, alone):
        return False
    if first.marker and line.indent > first.indent:
        return True
    return is_full(previous, line, width) or (line.indent >= previous.indent and _is_broken(previous.words, line.words))


def _can_continue(line: Line, alone: Collection[str]) -> bool:
    is_apart = line.after_blank or line.marker or line.style or not line.is_text
    return not (is_apart or line.words in alone or TIME.match(line.words) or has_dialogue_marker(line.words))


def _question_end(lines: Sequence[Line], start: int, alone: Collection[str]) -> int | None:
    """Return the position after a question that is a block of its own, on one line or several; None if there is none.

    A question of one line ends its block; one of several lines has to start with a number or a mark such as `Q:`, or to go on
    in small letters.
    """
    length = 0
    first = lines[start].words
    is_marked = has_dialogue_marker(first) or NUMBERED.match(first) is not None
    for stop in range(start, min(start + MAX_QUESTION_LINES, len(lines))):
        line = lines[stop]
        if stop > start and not _can_continue(line, alone):
            return None
        length += len(line.words)
        if length > MAX_QUESTION_LENGTH:
            return None
        if QUESTION_END.search(line.words):
            return stop + 1
        if not is_marked and not (stop + 1 < len(lines) and _goes_on(line.words, lines[stop + 1].words)):
            return None
    return None


def _goes_on(words: str, following: str) -> bool:
    """Return whether a line goes on in the middle of a sentence."""
    return following[:1].islower() and words[-1:] not in SENTENCE_ENDS


def _is_broken(words: str, following: str) -> bool:
    """Return whether a line certainly goes on, however short it is: it ends with a comma or with a word such as `and`."""
    return _goes_on(words, following) and (words.endswith(",") or UNFINISHED.search(words[-8:]) is not None)
