"""Joined words: names of several words without spaces, as *keepInventory*, which people type as *keep inventory*, or so."""

import re
from collections.abc import Iterator

from index.text.abbreviations import WORD, Written

HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
"""The place between two words that are joined."""
MOST = 4
"""Words of the longest name."""
MAX_WORDS = 40
"""Words of a question that are looked at."""


def words_of_joined(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: *keep* and *inventory* of *keepInventory*."""
    return tuple(part.lower() for part in HUMP.split(name))


def joined_names(text: str) -> Iterator[Written]:
    """Yield the words of a question that are names of several words."""
    for match in WORD.finditer(text):
        if HUMP.search(match[0]):
            yield Written(match[0], match.start(), match.end())


def runs(text: str) -> Iterator[tuple[tuple[str, ...], Written]]:
    """Yield the adjacent words of a question that may be joined elsewhere, the most first, and where they are."""
    words = [*WORD.finditer(text)][:MAX_WORDS]
    for count in range(MOST, 1, -1):
        for first in range(len(words) - count + 1):
            run = words[first : first + count]
            written = Written(text[run[0].start() : run[-1].end()], run[0].start(), run[-1].end())
            parts = tuple(word[0].lower() for word in run)
            if written.text.lower().replace("-", " ") == " ".join(parts):
                yield parts, written
