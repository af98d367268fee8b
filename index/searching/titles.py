"""Prefer the documents whose titles a question names: the page *Windows* if it asks how to install something on Windows."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.storing.manifest import IndexedDocument
from index.text.words import is_common, stemmer, words


class Titles:
    """The words of document titles, weighted by how few titles contain them; the only document is never preferred."""

    def __init__(self, documents: Sequence[IndexedDocument], language: str) -> None:
        self._terms = [_content_terms(document.title, language) for document in documents]
        self._passages = [document.passages for document in documents]
        self._ends = list(accumulate(self._passages))
        counts = Counter(term for title in self._terms for term in title)
        self._weights = {term: float(np.log(len(documents) / count)) for term, count in counts.items()}

    def __contains__(self, term: str) -> bool:
        """Return whether a title contains a term."""
        return term in self._weights

    def idf(self, term: str) -> float:
        """Return how rare a term is among the titles, or infinity if it is in none or in all of them."""
        return self._weights.get(term) or math.inf

    def distinguishes(self, term: str, row: int) -> bool:
        """Return whether the title of a passage's document contains a term that other titles lack."""
        return self._weights.get(term, 0.0) > 0 and term in self._terms[bisect_right(self._ends, row)]

    def scores(self, question_terms: Iterable[str]) -> NDArray[np.float32] | None:
        """Return for every passage how much of the question's title words its title has, from 0 to 1, shape (passages,).

        Returns None if that does not tell one document from another.
        """
        asked = {term: weight for term in question_terms if (weight := self._weights.get(term))}
        if not asked:
            return None
        total = sum(asked.values())
        shares = [sum(asked[term] for term in asked.keys() & title) / total for title in self._terms]
        return np.repeat(np.array(shares, dtype=np.float32), self._passages)


def _content_terms(title: str, language: str) -> frozenset[str]:
    """Return the terms of a title without its common words."""
    found = words(title, stemmer(language))
    return frozenset(word.term for word in found if not is_common(title[word.start : word.end], language))
