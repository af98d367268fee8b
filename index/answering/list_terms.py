"""The content words of a question and of the texts that name a list."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.searching.question_reading import Question
from index.text.question_fillers import is_filler
from index.text.words import is_common, stemmer, words

MAX_CACHED_TEXTS = 4_096
"""Headings and lead-ins whose terms are kept in memory."""
MIN_PREFIX = 4
"""Letters of a word that is the same as a longer one that starts with it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The content words of a question about documents in a language: their positions among its words, and their terms."""

    language: str
    positions: NDArray[np.int64]
    terms: tuple[str, ...]

    @classmethod
    def of(cls, question: Question, language: str, *, outside: range = range(0)) -> "Asked":
        """Return the content words of a question, except those that start in a part of its text."""
        pairs = enumerate(zip(question.words, question.is_common.tolist(), strict=True))
        positions = [
            at
            for at, (word, is_common) in pairs
            if not (is_common or word.start in outside or is_filler(question.text[word.start : word.end].lower(), language))
        ]
        return cls(language, np.array(positions, dtype=np.int64), tuple(question.words[at].term for at in positions))

    def named_by(self, texts: Collection[str]) -> NDArray[np.bool_]:
        """Return which of the words are in some texts."""
        names = content_terms(texts, self.language)
        return np.array([term in names for term in self.terms], dtype=bool)

    def contain(self, text: str) -> bool:
        """Return whether a text has content words and all of them are among these, in some form."""
        names = content_terms((text,), self.language)
        return bool(names) and all(any(_is_same(term, name) for term in self.terms) for name in names)

    def are(self, text: str) -> bool:
        """Return whether these are the content words of a text."""
        return set(self.terms) == content_terms((text,), self.language)

    def weights(self, question: Question) -> NDArray[np.float32]:
        """Return how rare each of the words is; all add up to 1."""
        rarity = question.idf[self.positions]
        return np.asarray(rarity / max(float(rarity.sum()), 1e-9), dtype=np.float32)


def content_terms(texts: Collection[str], language: str) -> set[str]:
    """Return the terms of the content words of some texts."""
    return {term for text in texts for term in _content_terms(text, language)}


@lru_cache(MAX_CACHED_TEXTS)
def _content_terms(text: str, language: str) -> frozenset[str]:
    found = ((text[word.start : word.end].lower(), word.term) for word in words(text, stemmer(language)))
    return frozenset(term for written, term in found if not is_common(written, language) and not is_filler(written, language))


def _is_same(first: str, second: str) -> bool:
    """Return whether two terms are the same word, as *member* and *membership*."""
    shorter, longer = sorted((first, second), key=len)
    return shorter == longer or (len(shorter) >= MIN_PREFIX and longer.startswith(shorter))
