"""BM25: score how well the words of each passage match those of a question.

The index stores term counts, not weights, because every passage that is added or removed changes the weights. An edit of the
corpus therefore leaves the counts of all other passages unchanged, and weights are computed when a question is asked, for its
few terms. They follow Lucene's variant of BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework"; Kamphuis
et al. 2020, "Which BM25 Do You Mean?"), without its constant factor k1 + 1.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, StoredIndexError
from index.files.arrays import load_array, save_array
from index.files.checksums import read_json, write_json

SATURATION = 1.2
"""k1: how much further occurrences of a term add to the score."""
LENGTH_NORMALISATION = 0.75
"""b: how much long passages are penalised."""
MAX_COUNT = 65_535
"""The largest count that is stored, which fits in 16 bits."""

TERMS = "terms.json"
COUNTS = "bm25-counts.npy"
ROWS = "bm25-rows.npy"
STARTS = "bm25-starts.npy"
LENGTHS = "bm25-lengths.npy"

Scores = NDArray[np.float32]


class LexicalIndex:
    """The count of every term in every passage, as a sparse matrix with a column per term.

    Column c has the counts `counts[starts[c]:starts[c + 1]]` in the passages `rows[starts[c]:starts[c + 1]]`. Columns are
    sorted by term, and rows are ascending within a column. `lengths` holds the number of terms in each passage.
    """

    def __init__(
        self,
        terms: Sequence[str],
        counts: NDArray[np.uint16],
        rows: NDArray[np.int32],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int32],
    ) -> None:
        self.terms = terms
        self.passages = len(lengths)
        self._columns = {term: column for column, term in enumerate(terms)}
        self._counts = counts
        self._rows = rows
        self._starts = starts
        self._lengths = lengths
        relative = lengths / (float(lengths.mean()) or 1.0) if len(lengths) else lengths
        self._damping = (SATURATION * (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * relative)).astype(np.float32)

    @classmethod
    def from_terms(cls, passages: Iterable[Sequence[str]]) -> "LexicalIndex":
        """Index the terms of passages, in row order."""
        writer = LexicalWriter()
        for terms in passages:
            writer.add(terms)
        return writer.finish()

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        write_json(self.terms, folder / TERMS)
        save_array(self._counts, folder / COUNTS)
        save_array(self._rows, folder / ROWS)
        save_array(self._starts, folder / STARTS)
        save_array(self._lengths, folder / LENGTHS)

    @classmethod
    def load(cls, folder: Path, passages: int) -> "LexicalIndex":
        """Open a saved index, memory-mapped. Raises StoredIndexError if a file is damaged or does not match the passages."""
        terms = read_json(folder / TERMS, list[str])
        counts = load_array(folder / COUNTS, np.uint16, (None,))
        rows = load_array(folder / ROWS, np.int32, (len(counts),))
        starts = load_array(folder / STARTS, np.int64, (len(terms) + 1,))
        lengths = load_array(folder / LENGTHS, np.int32, (passages,))
        are_sorted = starts[0] == 0 and starts[-1] == len(counts) and (np.diff(starts) >= 0).all()
        are_rows = len(rows) == 0 or (rows.min() >= 0 and rows.max() < passages)
        for name, fits in ((STARTS, are_sorted), (ROWS, are_rows), (LENGTHS, (lengths >= 0).all())):
            if not fits:
                what = "damaged: the words do not match the passages"
                raise StoredIndexError(what, where=str(folder / name), fix=REBUILD)
        return cls(terms, counts, rows, starts, lengths)

    def __contains__(self, term: str) -> bool:
        """Return whether any passage contains the term."""
        return term in self._columns

    def frequency(self, term: str) -> int:
        """Return the number of passages that contain a term."""
        first, end = self._bounds(term)
        return end - first

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of a term, at least 0: how rare it is among the passages."""
        frequency = self.frequency(term)
        return math.log1p((self.passages - frequency + 0.5) / (frequency + 0.5))

    def has(self, term: str, row: int) -> bool:
        """Return whether a passage contains a term."""
        return bool((self._rows[slice(*self._bounds(term))] == row).any())

    def rows_with(self, term: str) -> NDArray[np.int32]:
        """Return the passages that contain a term, ascending."""
        return self._rows[slice(*self._bounds(term))]

    def scores(self, terms: Iterable[str]) -> Scores:
        """Return the BM25 score of every passage, shape (passages,), as a fraction of the highest possible score: 0 to 1."""
        scores = np.zeros(self.passages, dtype=np.float32)
        bound = 0.0
        for term in dict.fromkeys(terms):
            bound += self.idf(term)
            part = slice(*self._bounds(term))
            rows, counts = self._rows[part], self._counts[part].astype(np.float32)
            scores[rows] += np.float32(self.idf(term)) * counts / (counts + self._damping[rows])
        return scores / np.float32(bound) if bound else scores

    @property
    def lengths(self) -> NDArray[np.int32]:
        """The number of terms in each passage, shape (passages,)."""
        return self._lengths

    def entries(self, kept: Sequence[tuple[range, int]]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint16]]:
        """Return the columns, rows and counts of all entries in some ranges, each moved to start at the row paired with it."""
        moved = np.full(self.passages, -1, dtype=np.int32)
        for rows, start in kept:
            moved[rows.start : rows.stop] = np.arange(start, start + len(rows))
        new_rows = moved[self._rows]
        is_kept = new_rows >= 0
        columns = np.repeat(np.arange(len(self.terms)), np.diff(self._starts))
        return columns[is_kept], new_rows[is_kept], self._counts[is_kept]

    def _bounds(self, term: str) -> tuple[int, int]:
        """Return where a term's column starts and ends; an empty range if no passage contains the term."""
        column = self._columns.get(term)
        return (0, 0) if column is None else (int(self._starts[column]), int(self._starts[column + 1]))


class LexicalWriter:
    """Builds an index row by row, from the terms of new passages and from the rows of a previous index."""

    def __init__(self, previous: LexicalIndex | None = None) -> None:
        self._previous = previous
        self._columns: dict[str, int] = {}
        self._entries = (array("i"), array("i"), array("H"))
        self._lengths = array("i")
        self._kept: list[tuple[range, int]] = []

    def add(self, terms: Sequence[str]) -> None:
        """Append a row, given its terms."""
        columns, rows, counts = self._entries
        row = len(self._lengths)
        for term, count in Counter(terms).items():
            columns.append(self._columns.setdefault(term, len(self._columns)))
            rows.append(row)
            counts.append(min(count, MAX_COUNT))
        self._lengths.append(len(terms))

    def keep(self, rows: range) -> None:
        """Append rows copied from `rows` of the previous index."""
        if self._previous is not None:
            self._kept.append((rows, len(self._lengths)))
            self._lengths.frombytes(self._previous.lengths[rows.start : rows.stop].tobytes())

    def finish(self) -> LexicalIndex:
        """Return the index of all rows. The result does not depend on which rows were kept and which were added."""
        columns, rows, counts = (np.array(entry) for entry in self._entries)
        terms = list(self._columns)
        if self._previous is not None and self._kept:
            old_columns, old_rows, old_counts = self._previous.entries(self._kept)
            known, old_columns = np.unique(old_columns, return_inverse=True)
            old_terms = [self._previous.terms[column] for column in known.tolist()]
            column_of = {term: column for column, term in enumerate(old_terms)}
            translated = [column_of.setdefault(term, len(column_of)) for term in terms]
            columns = np.append(old_columns, np.array(translated, dtype=np.int64)[columns])
            rows, counts = np.append(old_rows, rows), np.append(old_counts, counts)
            terms = list(column_of)
        order = sorted(range(len(terms)), key=terms.__getitem__)
        rank = np.empty(len(terms), dtype=np.int64)
        rank[order] = np.arange(len(terms))
        columns = rank[columns] if terms else columns
        sequence = np.argsort(columns * max(1, len(self._lengths)) + rows, kind="stable")  # fast if already sorted
        starts = np.searchsorted(columns[sequence], np.arange(len(terms) + 1))
        return LexicalIndex(
            [terms[column] for column in order],
            counts[sequence].astype(np.uint16),
            rows[sequence].astype(np.int32),
            starts.astype(np.int64),
            np.array(self._lengths, dtype=np.int32),
        )
