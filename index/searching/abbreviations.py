"""Other wordings: a question with abbreviations in full, or with what the documents abbreviate or join, as they write it.

The model knows few abbreviations, so that *SSC* and *Student Support Centre* are nothing alike to it, and neither are
*keepInventory* and *keep inventory*.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.passages.passage import PassagesByRow
from index.searching.scope import Scope
from index.storing.lexical import LexicalIndex
from index.storing.vectors import row_mask
from index.text.abbreviations import CERTAIN, WORD, Written, abbreviations, named_in_full, spelled_out
from index.text.joined_words import joined_names, runs, words_of_joined
from index.text.other_forms import other_forms
from index.text.word_lists import word_list
from index.text.words import Stem

PASSAGES = 16
"""Passages with an abbreviation in which its words are looked for: most documents give them where it occurs first."""
MIN_CAPITALS = 2
"""Capitals of an abbreviation in the documents."""
MAX_SHARE = 0.25
"""The share of passages from which a word is in too many of them to be an abbreviation of something in particular."""


@dataclass(frozen=True, slots=True)
class OtherWordings:
    """Rewords questions by the abbreviations that the passages in a scope explain."""

    lexical: LexicalIndex
    passages: PassagesByRow
    stem: Stem
    language: str

    def of(self, question: str, scope: Scope, near: Sequence[int]) -> Iterator[str]:
        """Yield the question with its abbreviations in full, and with what is abbreviated or joined so, where that is another.

        An abbreviation that no passage has may be short for words in the rows `near` the question.
        """
        for changes in (self._in_full(question, scope, near), self._cut_short(question, scope), self._joined(question, scope)):
            if changes:
                yield _with(question, changes)

    def _in_full(self, question: str, scope: Scope, near: Sequence[int]) -> list[tuple[Written, str]]:
        found: list[tuple[Written, str]] = []
        for short in abbreviations(question, self.language):
            texts = map(self._text, self._explaining(short.text, scope, near))
            words = next(filter(None, (spelled_out(short.text, text) for text in texts)), None)
            if words and words.text.lower() not in question.lower():
                found.append((short, words.text))
        return found

    def _explaining(self, short: str, scope: Scope, near: Sequence[int]) -> list[int]:
        """Return the rows that may say what an abbreviation is short for."""
        letters = short.lower()
        term = self.stem(letters)
        if term in self.lexical:
            return [row for row in self._rows(term, scope) if _as_written(letters, self._text(row))]
        is_word = not short.isupper() and letters in word_list(self.language)
        return [] if is_word or len(letters) < CERTAIN else list(near)

    def _cut_short(self, question: str, scope: Scope) -> list[tuple[Written, str]]:
        found: list[tuple[Written, str]] = []
        for letters, name in named_in_full(question, self.language):
            if any(name.start < other.end and other.start < name.end for other, _ in found):
                continue
            texts = map(self._text, self._rows(self.stem(letters), scope))
            if short := next(filter(None, (self._short_form(letters, name, text) for text in texts)), None):
                found.append((name, short))
        return found

    def _joined(self, question: str, scope: Scope) -> list[tuple[Written, str]]:
        """Return the words that a passage joins, as it writes them, and names that none has, as words."""
        found = [
            (name, " ".join(words_of_joined(name.text)))
            for name in joined_names(question)
            if self.stem(name.text.lower()) not in self.lexical
        ]
        for parts, written in runs(question):
            if any(written.start < other.end and other.start < written.end for other, _ in found):
                continue
            rows = self._rows(self.stem("".join(parts)), scope)
            names = (word[0] for row in rows for word in WORD.finditer(self._text(row)))
            if name := next((name for name in names if words_of_joined(name) == parts), None):
                found.append((written, name))
        return found

    def _short_form(self, letters: str, name: Written, text: str) -> str | None:
        """Return an abbreviation as a text writes it, if that says that it is short for a name."""
        words = spelled_out(letters, text)
        if words is None or not self._is_same(words.text, name.text):
            return None
        return _as_written(letters, text)

    def _is_same(self, one: str, other: str) -> bool:
        """Return whether two texts have the same words, in any form or spelling."""
        words = [[word[0].lower() for word in WORD.finditer(text)] for text in (one, other)]
        return len(words[0]) == len(words[1]) and all(
            self.stem(first) == self.stem(second) or self.stem(second) in map(self.stem, other_forms(first))
            for first, second in zip(*words, strict=True)
        )

    def _rows(self, term: str, scope: Scope) -> list[int]:
        """Return the first rows in scope with a term, none if too many have it."""
        if term not in self.lexical or self.lexical.frequency(term) > max(PASSAGES, MAX_SHARE * self.lexical.passages):
            return []
        rows: NDArray[np.int32] = self.lexical.rows_with(term)
        if scope.ranges is not None:
            rows = rows[row_mask(scope.ranges, self.lexical.passages)[rows]]
        return [int(row) for row in rows[:PASSAGES]]

    def _text(self, row: int) -> str:
        return self.passages[row].text_below_headings


def _as_written(letters: str, text: str) -> str | None:
    """Return an abbreviation as a text writes it, or None if it has no such letters of which some are capitals."""
    words = (word[0] for word in WORD.finditer(text) if word[0].lower() == letters)
    return next((word for word in words if sum(map(str.isupper, word)) >= MIN_CAPITALS), None)


def _with(question: str, changes: Sequence[tuple[Written, str]]) -> str:
    """Return a question with other words in some places."""
    parts, end = [], 0
    for written, other in sorted(changes, key=lambda change: change[0].start):
        parts += [question[end : written.start], other]
        end = written.end
    return "".join([*parts, question[end:]])
