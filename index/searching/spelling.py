"""Typos: a question's word that nobody knows, read as the word of the corpus that it most likely stands for.

Only words that are in neither the corpus nor the model's vocabulary are touched, and only when a word of the corpus is one
slip away (two for long words): a wrong, missing, extra or swapped letter each (optimal string alignment; Damerau 1964).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.storing.lexical import LexicalIndex
from index.text.words import PIECE, is_common, stemmer, surfaces

SHORTEST = 4
LONG = 8
"""Letters from which a word may be misspelt twice."""
MOST_WORDS = 12
"""Unknown words of a question that are looked at; more of them are noise or another language."""


@dataclass(frozen=True)
class Speller:
    """Knows the words of a corpus: `forms` has how often each form of a word comes."""

    forms: Mapping[str, int]
    lexical: LexicalIndex
    language: str
    is_known: Callable[[str], bool]

    def correct(self, question: str) -> str:
        """The question with misspelt words replaced; itself when there are none."""
        unknown = [
            match
            for match in PIECE.finditer(question)
            if len(match.group()) >= SHORTEST and match.group().isalpha() and not self._knows(match.group().lower())
        ]
        if not unknown or len(unknown) > MOST_WORDS:
            return question
        pieces, end = [], 0
        for match in unknown:
            pieces += [question[end : match.start()], self._nearest(match.group().lower()) or match.group()]
            end = match.end()
        return "".join([*pieces, question[end:]])

    def _knows(self, word: str) -> bool:
        return is_common(word, self.language) or stemmer(self.language)(word) in self.lexical or self.is_known(word)

    def _nearest(self, word: str) -> str | None:
        """The word of the corpus that is the fewest slips away, the commoner one of two; none if all are too far."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 2 if len(word) >= LONG else 1
        found = process.extract(word, self._forms, scorer=OSA.distance, score_cutoff=most, limit=8)
        near = [(distance, -self.lexical.frequency(self._terms[place]), form) for form, distance, place in found]
        same_start = [each for each in near if each[2][0] == word[0]]
        return min(same_start or near)[2] if near else None

    @cached_property
    def _surfaces(self) -> dict[str, str]:
        return surfaces(self.forms, stemmer(self.language))

    @cached_property
    def _terms(self) -> list[str]:
        return list(self._surfaces)

    @cached_property
    def _forms(self) -> list[str]:
        return list(self._surfaces.values())
