"""BM25: how well a passage's words match those of a question.

bm25s (https://github.com/xhluca/bm25s) computes the weight of each term in each passage at build time; answering adds up
the columns of the question's terms, which needs nothing but numpy. The weights are Lucene's variant of BM25 (Robertson &
Zaragoza 2009, "The Probabilistic Relevance Framework"), without its constant factor k1 + 1.
"""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import load_array, save_array
from index.checksums import read_json, write_json

SATURATION = 1.2
"""k1: how much a term that comes again adds."""
LENGTH_NORMALISATION = 0.75
"""b: how much long passages are held back."""

TERMS = "terms.json"
WEIGHTS = "bm25-weights.npy"
ROWS = "bm25-rows.npy"
STARTS = "bm25-starts.npy"

Scores = NDArray[np.float32]


class LexicalIndex:
    """The weight of every term in every passage, by term: column c is `weights[starts[c]:starts[c + 1]]`."""

    def __init__(
        self,
        passages: int,
        columns: dict[str, int],
        weights: Scores,
        rows: NDArray[np.int32],
        starts: NDArray[np.int64],
    ) -> None:
        self.passages = passages
        self._columns = columns
        self._weights = weights
        self._rows = rows
        self._starts = starts

    @classmethod
    def from_terms(cls, passages: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index the terms of passages, in row order."""
        if not any(passages):
            nothing = np.zeros(0, dtype=np.int32)
            return cls(len(passages), {}, nothing.astype(np.float32), nothing, np.zeros(1, dtype=np.int64))
        import bm25s

        made = bm25s.BM25(k1=SATURATION, b=LENGTH_NORMALISATION, method="lucene")
        made.index([list(terms) for terms in passages], create_empty_token=False, show_progress=False)
        columns = {str(term): int(column) for term, column in made.vocab_dict.items()}
        found = made.scores
        return cls(
            len(passages),
            columns,
            np.asarray(found["data"], dtype=np.float32),
            np.asarray(found["indices"], dtype=np.int32),
            np.asarray(found["indptr"], dtype=np.int64),
        )

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        write_json(sorted(self._columns, key=self._columns.__getitem__), folder / TERMS)
        save_array(self._weights, folder / WEIGHTS)
        save_array(self._rows, folder / ROWS)
        save_array(self._starts, folder / STARTS)

    @classmethod
    def load(cls, folder: Path, passages: int) -> "LexicalIndex":
        """Open what `save` wrote, memory-mapped. Raises StoredIndexError when a file is another thing."""
        terms = read_json(folder / TERMS, list[str])
        return cls(
            passages,
            {term: column for column, term in enumerate(terms)},
            load_array(folder / WEIGHTS, np.float32, (None,)),
            load_array(folder / ROWS, np.int32, (None,)),
            load_array(folder / STARTS, np.int64, (len(terms) + 1,)),
        )

    def __contains__(self, term: str) -> bool:
        """Whether any passage has the term."""
        return term in self._columns

    @property
    def terms(self) -> Iterable[str]:
        """All terms of the corpus."""
        return self._columns

    def frequency(self, term: str) -> int:
        """How many passages have a term."""
        first, end = self._bounds(term)
        return end - first

    def idf(self, term: str) -> float:
        """The inverse document frequency of a term, 0 and more: how rare it is among the passages."""
        frequency = self.frequency(term)
        return math.log1p((self.passages - frequency + 0.5) / (frequency + 0.5))

    def has(self, term: str, row: int) -> bool:
        """Whether a passage has a term."""
        return bool((self._rows[slice(*self._bounds(term))] == row).any())

    def scores(self, terms: Iterable[str]) -> Scores:
        """The BM25 score of every passage, shape (passages,), as a share of the highest that these terms could get: 0 to 1."""
        scores = np.zeros(self.passages, dtype=np.float32)
        bound = 0.0
        for term in dict.fromkeys(terms):
            bound += self.idf(term)
            part = slice(*self._bounds(term))
            scores[self._rows[part]] += self._weights[part]
        return scores / np.float32(bound) if bound else scores

    def _bounds(self, term: str) -> tuple[int, int]:
        """Where a term's column begins and ends; nowhere for a term that no passage has."""
        column = self._columns.get(term)
        return (0, 0) if column is None else (int(self._starts[column]), int(self._starts[column + 1]))
