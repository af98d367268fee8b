"""Typos: replace unknown words of a question with the most likely words of the corpus.

Only words that are in neither the corpus nor the model's vocabulary are corrected, and only if a word of the corpus is one
edit away (two for long words): a wrong, missing, extra or swapped letter each (optimal string alignment; Damerau 1964).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.storing.lexical import LexicalIndex
from index.text.words import PIECE, is_common, stemmer, surface_forms

MIN_LETTERS = 4
"""Length of the shortest word that is corrected."""
TWO_EDIT_LETTERS = 8
"""Length of the shortest word that may contain two typos."""
MAX_UNKNOWN_WORDS = 12
"""A question with more unknown words is not corrected: it is noise or in another language."""


@dataclass(frozen=True)
class Speller:
    """Corrects typos to words of the corpus; `forms` counts each written form of a word.

    `has_token` returns whether the encoder has a token for a whole word.
    """

    forms: Mapping[str, int]
    lexical: LexicalIndex
    language: str
    has_token: Callable[[str], bool]

    def correct(self, question: str) -> str:
        """Return the question with misspelt words replaced."""
        unknown = [
            match
            for match in PIECE.finditer(question)
            if len(match.group()) >= MIN_LETTERS and match.group().isalpha() and not self._is_known(match.group().lower())
        ]
        if not unknown or len(unknown) > MAX_UNKNOWN_WORDS:
            return question
        pieces, end = [], 0
        for match in unknown:
            pieces += [question[end : match.start()], self._nearest(match.group().lower()) or match.group()]
            end = match.end()
        return "".join([*pieces, question[end:]])

    def _is_known(self, word: str) -> bool:
        return is_common(word, self.language) or stemmer(self.language)(word) in self.lexical or self.has_token(word)

    def _nearest(self, word: str) -> str | None:
        """Return the closest corpus word by edit distance, or None if all are too far.

        Prefers words with the same first letter, then fewer edits, then words in more passages.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        max_edits = 2 if len(word) >= TWO_EDIT_LETTERS else 1
        found = process.extract(word, self._forms, scorer=OSA.distance, score_cutoff=max_edits, limit=8)
        near = [(distance, -self.lexical.frequency(self._terms[position]), form) for form, distance, position in found]
        same_start = [each for each in near if each[2][0] == word[0]]
        return min(same_start or near)[2] if near else None

    @cached_property
    def _surfaces(self) -> dict[str, str]:
        return surface_forms(self.forms, stemmer(self.language))

    @cached_property
    def _terms(self) -> list[str]:
        return list(self._surfaces)

    @cached_property
    def _forms(self) -> list[str]:
        return list(self._surfaces.values())
