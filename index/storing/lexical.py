"""BM25: score how well the words of each passage match those of a question.

The index stores term counts, not weights, because every passage that is added or removed changes the weights. An edit of the
corpus therefore leaves the counts of all other passages unchanged, and weights are computed when a question is asked, for its
few terms. They follow Lucene's variant of BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework"; Kamphuis
et al. 2020, "Which BM25 Do You Mean?"), without its constant factor k1 + 1.

Opening an index reads none of it. A question reads the columns of its terms, and those of common terms only where the best
passages may be.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.files.blocks import CheckedFolder
from index.storing.lexical_columns import Column, Columns, Rows, inverse_frequency
from index.storing.lexical_question import LexicalQuestion, WeightedColumn
from index.storing.word_table import WordTable

TERMS = "terms"
KEPT_COLUMNS = 256
"""Terms whose columns are remembered: a question looks each of its terms up several times."""


class LexicalIndex:
    """The terms of an index, in order, and their columns."""

    def __init__(self, terms: WordTable, columns: Columns) -> None:
        self.terms = terms
        self.columns = columns
        self.passages = columns.passages
        self._column = lru_cache(maxsize=KEPT_COLUMNS)(self._find_column)

    @classmethod
    def open(cls, files: CheckedFolder, passages: int) -> "LexicalIndex":
        """Open a saved index without reading it. Raises StoredIndexError if a file is damaged or does not fit."""
        columns = Columns.open(files, passages)
        return cls(WordTable.open(files, TERMS, columns.layout.terms), columns)

    @classmethod
    def load(cls, folder: Path, passages: int) -> "LexicalIndex":
        """Open an index in a folder whose files have been verified, or were written just now, and check it."""
        index = cls.open(CheckedFolder.trusting(folder), passages)
        index.columns.check()
        return index

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        self.terms.save(folder, TERMS)
        self.columns.save(folder)

    def __contains__(self, term: str) -> bool:
        """Return whether any passage contains the term."""
        return term in self.terms

    def frequency(self, term: str) -> int:
        """Return the number of passages that contain a term."""
        found = self._column(term)
        return found.frequency if found else 0

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of a term, at least 0: how rare it is among the passages."""
        return self._idf(self._column(term))

    def has(self, term: str, row: int) -> bool:
        """Return whether a passage contains a term."""
        found = self._column(term)
        return found is not None and bool(found.counts_at(np.array([row], dtype=np.int32))[0])

    def rows_with(self, term: str) -> Rows:
        """Return the passages that contain a term, ascending."""
        return self.rows_with_all([term])

    def rows_with_all(self, terms: Iterable[str]) -> Rows:
        """Return the passages that contain all of one or more terms, ascending."""
        columns = [self._column(term) for term in dict.fromkeys(terms)]
        known = sorted((column for column in columns if column), key=lambda column: column.frequency)
        if len(known) < len(columns) or not known:
            return np.zeros(0, dtype=np.int32)
        rows, _ = known[0].entries()
        for column in known[1:]:
            rows = rows[column.counts_at(rows) > 0]
        return rows

    def rows_with_any(self, spellings: Iterable[Iterable[str]]) -> Rows:
        """Return the passages that contain all terms of one or more spellings of something, ascending."""
        found = [self.rows_with_all(terms) for terms in spellings]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int32)

    def question(self, terms: Iterable[str]) -> LexicalQuestion:
        """Return the scores for a question with these terms, of which none is computed yet."""
        weighted, bound = [], 0.0
        for term in dict.fromkeys(terms):
            found = self._column(term)
            idf = self._idf(found)
            bound += idf
            if found:
                weighted.append(WeightedColumn(found, idf))
        return LexicalQuestion(self.columns, tuple(weighted), bound)

    @property
    def lengths(self) -> NDArray[np.int32]:
        """The number of terms in each passage, shape (passages,)."""
        return np.asarray(self.columns.arrays.lengths[:])

    def _find_column(self, term: str) -> Column | None:
        position = self.terms.position(term)
        return None if position is None else self.columns[position]

    def _idf(self, column: Column | None) -> float:
        return inverse_frequency(column.frequency if column else 0, self.passages)
