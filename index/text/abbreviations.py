"""Abbreviations and the words that they are short for: *SSC* and *Student Support Centre*."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from index.text.lazy_patterns import lazy_pattern
from index.text.words import is_common

SHORTEST, LONGEST = 2, 6
"""Letters of an abbreviation."""
CERTAIN = 3
"""Letters from which an abbreviation and words with its initials in the same text belong together, wherever they stand."""
LINKING = {
    *("of", "and", "the", "for", "in", "on", "to", "at", "de", "du", "des", "et", "la", "le"),
    *("der", "die", "das", "und", "für"),
}
"""Words whose initials most abbreviations leave out."""
WORD = lazy_pattern(r"[^\W\d_]+(?:['’][^\W\d_]+|['’](?=\s))?")
BESIDE = lazy_pattern(r"[\s*_`\"“”]*(?:[(\[=:–—-]|,?\s(?:or|short\sfor|stands\sfor|means|is)\s)[\s*_`\"“”]*")
"""What stands between an abbreviation and what it is short for, in either order."""
MAX_WORDS = 400
"""Words of a text that are looked at."""


class Written(NamedTuple):
    """A word or several adjacent ones of a text, and where they are."""

    text: str
    start: int
    end: int


def abbreviations(text: str, language: str) -> Iterator[Written]:
    """Yield the words of a question that may be abbreviations: a few letters, capitals where they spell a common word."""
    for match in WORD.finditer(text):
        if SHORTEST <= len(match[0]) <= LONGEST and (match[0].isupper() or not is_common(match[0], language)):
            yield Written(match[0], match.start(), match.end())


def named_in_full(text: str, language: str) -> Iterator[tuple[str, Written]]:
    """Yield the adjacent words of a question that an abbreviation may be short for, the most first, with their initials."""
    words = [*WORD.finditer(text)]
    for count in range(LONGEST, SHORTEST - 1, -1):
        for first in range(len(words) - count + 1):
            run = words[first : first + count]
            content = [word for word in run if word[0].lower() not in LINKING]
            is_name = content and content[0] is run[0] and content[-1] is run[-1]
            if not is_name or not _are_adjacent(run, text) or any(is_common(word[0], language) for word in content):
                continue
            written = Written(text[run[0].start() : run[-1].end()], run[0].start(), run[-1].end())
            for parts in {tuple(run), tuple(content)}:
                if len(parts) >= SHORTEST:
                    yield "".join(word[0][0].lower() for word in parts), written


def spelled_out(letters: str, text: str) -> Written | None:
    """Return the adjacent words of a text that letters are short for, or None; a few letters have to stand beside them."""
    words = list(islice(WORD.finditer(text), MAX_WORDS))
    for first in range(len(words)):
        run = _run(letters.lower(), [match[0].lower() for match in words[first : first + 2 * LONGEST]])
        found = words[first : first + run]
        if not run or not _are_adjacent(found, text):
            continue
        written = Written(text[found[0].start() : found[-1].end()], found[0].start(), found[-1].end())
        if len(letters) >= CERTAIN or _stands_beside(letters, written, text):
            return written
    return None


def _run(letters: str, words: list[str]) -> int:
    """Return how many of the words the letters are the initials of, without those that most abbreviations leave out; or 0."""
    met = 0
    for position, word in enumerate(words):
        if word[0] == letters[met] and word != letters:
            met += 1
        elif not met or word not in LINKING:
            return 0
        if met == len(letters):
            return position + 1
    return 0


def _are_adjacent(words: Sequence[re.Match[str]], text: str) -> bool:
    return all(text[one.end() : other.start()] in {" ", "-", "\n"} for one, other in pairwise(words))


def _stands_beside(letters: str, written: Written, text: str) -> bool:
    """Return whether letters stand right before or after what they may be short for."""
    after, before = text[written.end :], text[: written.start]
    link = BESIDE.match(after)
    if link and after[link.end() :].lower().startswith(letters.lower()):
        return True
    tail = before[-LONGEST - 16 :]
    at = tail.lower().rfind(letters.lower())
    return at >= 0 and BESIDE.fullmatch(tail, at + len(letters)) is not None
