"""Near forms: the words of the documents that may be few edits away from a typed one, out of hundreds of thousands.

Only those with the same first letter are looked at, and of these only the ones of about the same length with nearly the same
letters are compared edit by edit.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.storing.form_table import FormTable
from index.text.words import UNSPACED

FEW = 500
"""Words with the same first letter that are all compared edit by edit."""
MAX_LETTERS = 4
"""First letters of which the words are kept in memory."""
FIRST_BYTE = -64
"""The lowest byte, as a signed number, with which a character starts."""
BITS = np.array(
    [1 << (byte & 31) if chr(byte).isascii() and chr(byte).isalpha() else 0 for byte in range(256)], dtype=np.uint32
)
"""A bit for each letter from a to z, and none for others, so that replacing a letter changes two bits at most."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The words that start with a letter: their text, where each starts and ends in it, their lengths, and their letters."""

    text: bytes
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    lengths: NDArray[np.integer]
    letters: NDArray[np.uint32]

    @classmethod
    def of(cls, text: bytes) -> "Letter":
        """Look at words, one a line, with a line break before each and after the last."""
        data = np.frombuffer(text, dtype=np.uint8)
        breaks = np.flatnonzero(data == ord("\n")).astype(np.int32)
        starts, ends = breaks[:-1] + 1, breaks[1:]
        lengths = ends - starts
        if not text.isascii():
            inside = np.flatnonzero(data.view(np.int8) < FIRST_BYTE)
            lengths = lengths - np.bincount(np.searchsorted(starts, inside, side="right") - 1, minlength=len(starts))
        return cls(text, starts, ends, lengths, np.bitwise_or.reduceat(BITS[data], starts) if len(starts) else BITS[:0])

    def near(self, word: str, edits: int) -> list[str]:
        """Return the words that may be at most so many edits away, in order."""
        letters = np.bitwise_or.reduce(BITS[np.frombuffer(word.encode(), dtype=np.uint8)])
        is_near = (np.abs(self.lengths - len(word)) <= edits) & (np.bitwise_count(self.letters ^ letters) <= 2 * edits)
        places = np.flatnonzero(is_near)
        spans = zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True)
        return [self.text[start:end].decode() for start, end in spans]


class NearForms:
    """Finds the forms that may be few edits away from a word."""

    def __init__(self, forms: FormTable) -> None:
        self._forms = forms
        self._letters: OrderedDict[str, Letter] = OrderedDict()

    def near(self, start: str, word: str, edits: int) -> list[str]:
        """Return the forms that start with a letter and may be at most so many edits away from a word, in order."""
        if (known := self._letters.get(start)) is not None:
            return known.near(word, edits)
        positions = self._forms.words.starting_with(start)
        if len(positions) <= FEW:
            return list(self._forms.words[positions.start : positions.stop])
        found = self._letters.setdefault(start, Letter.of(self._forms.words.lines(positions)))
        if len(self._letters) > MAX_LETTERS:
            self._letters.popitem(last=False)
        return found.near(word, edits)

    @cached_property
    def first_letters(self) -> tuple[str, ...]:
        """The letters with which forms start, except those of scripts without spaces, which are words of their own."""
        words, found, position = self._forms.words, [], 0
        while position < len(words):
            letter = words[position][0]
            found.append(letter)
            position = max(position + 1, words.starting_with(letter).stop)
        return tuple(letter for letter in found if not UNSPACED.match(letter))
