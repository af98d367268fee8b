"""Prefer the documents whose titles a question names: the page *Windows* if it asks how to install something on Windows."""

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.searching.fusing import Scores
from index.searching.scope import Scope
from index.storing.lexical_question import LexicalQuestion, best_rows, with_bonus
from index.storing.manifest import IndexedDocument
from index.text.words import PIECE, is_common, stemmer, words

TITLE_WEIGHT = np.float32(0.3)
"""The part of the highest lexical score that a document's title can add to those of its passages."""


class Titles:
    """The words of document titles, weighted by how few titles contain them; the only document is never preferred."""

    def __init__(self, documents: Sequence[IndexedDocument], language: str) -> None:
        self._documents = documents
        self._language = language

    @cached_property
    def _titled(self) -> dict[str, list[int]]:
        """The documents with each term in their titles, ascending."""
        found: dict[str, list[int]] = {}
        content: dict[str, frozenset[str]] = {}  # titles share most of their words
        for position, document in enumerate(self._documents):
            pieces = PIECE.findall(document.title)
            content |= {piece: _content_terms(piece, self._language) for piece in pieces if piece not in content}
            for term in frozenset[str]().union(*(content[piece] for piece in pieces)):
                found.setdefault(term, []).append(position)
        return found

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        return np.array(list(accumulate(document.passages for document in self._documents)), dtype=np.int64)

    def __contains__(self, term: str) -> bool:
        """Return whether a title contains a term."""
        return term in self._titled

    def _weight(self, term: str) -> float:
        """Return how rare a term is among the titles, 0 if it is in none or in all of them."""
        found = self._titled.get(term)
        return float(np.log(len(self._documents) / len(found))) if found else 0.0

    def idf(self, term: str) -> float:
        """Return how rare a term is among the titles, or infinity if it is in none or in all of them."""
        return self._weight(term) or math.inf

    def distinguishes(self, term: str, row: int) -> bool:
        """Return whether the title of a passage's document contains a term that other titles lack."""
        return self._weight(term) > 0 and int(np.searchsorted(self._ends, row, side="right")) in self._titled[term]

    def shares(self, question_terms: Iterable[str]) -> "TitleShares | None":
        """Return how much of the question's title words each title has, or None if that does not tell one from another."""
        asked = {term: weight for term in question_terms if (weight := self._weight(term))}
        if not asked:
            return None
        sums = np.zeros(len(self._documents))
        for term, weight in asked.items():
            sums[self._titled[term]] += weight
        return TitleShares((sums / sum(asked.values())).astype(np.float32), self._ends)


class TitleShares:
    """What the titles of documents add to the scores of their passages, given how much of a question they have, from 0 to 1."""

    def __init__(self, shares: Scores, ends: NDArray[np.int64]) -> None:
        self._added = TITLE_WEIGHT * shares
        self._ends = ends

    @property
    def most(self) -> float:
        """The most that is added to any passage."""
        return float(self._added.max(initial=0))

    def at(self, rows: NDArray[np.integer]) -> Scores:
        """Return what is added to the scores of some passages."""
        return np.asarray(self._added[np.searchsorted(self._ends, rows, side="right")])

    @property
    def everywhere(self) -> Scores:
        """What is added to the score of every passage, shape (passages,)."""
        return np.repeat(self._added, np.diff(self._ends, prepend=0))

    def rows(self, scope: Scope) -> list[range]:
        """Return the passages in scope to which anything is added, ascending."""
        bounds = ((int(self._ends[place - 1]) if place else 0, int(self._ends[place])) for place in np.flatnonzero(self._added))
        titled = Scope(tuple(filter(None, (range(*each) for each in bounds))))
        return list((titled & scope).ranges or ())

    def first(self, count: int, scope: Scope) -> NDArray[np.int64]:
        """Return the first `count` passages in scope, those to which most is added before others."""
        found: list[int] = []
        ranges = self.rows(scope)
        added = self.at(np.array([rows.start for rows in ranges], dtype=np.int64))
        for place in np.argsort(-added, kind="stable").tolist():
            found += ranges[place][: count - len(found)]
            if len(found) == count:
                break
        return np.array(found, dtype=np.int64)


class WordScores:
    """How well the words of passages, and the titles of their documents, match those of a question: 0 to 1."""

    def __init__(self, words: LexicalQuestion, titles: TitleShares | None) -> None:
        self._words = words
        self._titles = titles

    @cached_property
    def _everywhere(self) -> Scores:
        found = self._words.everywhere
        return found if self._titles is None else with_bonus(found, self._titles.everywhere)

    def titled(self, scope: Scope) -> list[range]:
        """Return the passages in scope whose documents have a word of the question in their titles, ascending."""
        return [] if self._titles is None else self._titles.rows(scope)

    def at(self, rows: NDArray[np.integer]) -> Scores:
        """Return the scores of some passages, in the order of `rows`."""
        if self._words.is_small:
            return np.asarray(self._everywhere[rows])
        found = self._words.at(rows)
        return found if self._titles is None else with_bonus(found, self._titles.at(rows))

    def best(self, count: int, scope: Scope) -> list[int]:
        """Return the passages in scope with the `count` highest scores above 0, best first."""
        if self._words.is_small:
            rows = np.arange(len(self._everywhere)) if scope.ranges is None else _rows_of(scope.ranges)
            return best_rows(rows, self._everywhere[rows], count)
        found = self._words.best(count, scope.ranges)
        if self._titles is None:
            return found
        titled = self._words.best(count, self._titles.rows(scope), self._titles)
        rows = np.unique(np.concatenate([np.array([*found, *titled], dtype=np.int64), self._titles.first(count, scope)]))
        return best_rows(rows, self.at(rows), count)


def _rows_of(ranges: Sequence[range]) -> NDArray[np.int64]:
    return np.concatenate([np.arange(rows.start, rows.stop) for rows in ranges]) if ranges else np.zeros(0, dtype=np.int64)


def _content_terms(title: str, language: str) -> frozenset[str]:
    """Return the terms of a title, or of a word of one, without the common words."""
    found = words(title, stemmer(language))
    return frozenset(word.term for word in found if not is_common(title[word.start : word.end], language))
