"""BM25: how well a passage's words match those of a question.

What is stored is how often each term comes in each passage, not what that weighs, for weights change with every passage that
is added or removed. So an edit of the corpus leaves the counts of all other passages as they are, and the few columns that a
question needs are weighed when it is asked. The weights are Lucene's variant of BM25 (Robertson & Zaragoza 2009, "The
Probabilistic Relevance Framework"; Kamphuis et al. 2020, "Which BM25 Do You Mean?"), without its constant factor k1 + 1.
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
"""k1: how much a term that comes again adds."""
LENGTH_NORMALISATION = 0.75
"""b: how much long passages are held back."""
MOST_COUNTED = 65_535

TERMS = "terms.json"
COUNTS = "bm25-counts.npy"
ROWS = "bm25-rows.npy"
STARTS = "bm25-starts.npy"
LENGTHS = "bm25-lengths.npy"

Scores = NDArray[np.float32]


class LexicalIndex:
    """How often every term comes in every passage, by term: column c is `counts[starts[c]:starts[c + 1]]`, at `rows` alike.

    Columns are in the order of their terms, rows within a column in theirs; `lengths` has the number of terms of each passage.
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
        """Write the index into a folder."""
        write_json(self.terms, folder / TERMS)
        save_array(self._counts, folder / COUNTS)
        save_array(self._rows, folder / ROWS)
        save_array(self._starts, folder / STARTS)
        save_array(self._lengths, folder / LENGTHS)

    @classmethod
    def load(cls, folder: Path, passages: int) -> "LexicalIndex":
        """Open what `save` wrote, memory-mapped. Raises StoredIndexError when a file is another thing."""
        terms = read_json(folder / TERMS, list[str])
        counts = load_array(folder / COUNTS, np.uint16, (None,))
        rows = load_array(folder / ROWS, np.int32, (len(counts),))
        starts = load_array(folder / STARTS, np.int64, (len(terms) + 1,))
        lengths = load_array(folder / LENGTHS, np.int32, (passages,))
        is_in_order = starts[0] == 0 and starts[-1] == len(counts) and (np.diff(starts) >= 0).all()
        are_rows = len(rows) == 0 or (rows.min() >= 0 and rows.max() < passages)
        for name, fits in ((STARTS, is_in_order), (ROWS, are_rows), (LENGTHS, (lengths >= 0).all())):
            if not fits:
                raise StoredIndexError("damaged: not the words of these passages", where=str(folder / name), fix=REBUILD)
        return cls(terms, counts, rows, starts, lengths)

    def __contains__(self, term: str) -> bool:
        """Whether any passage has the term."""
        return term in self._columns

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
            rows, counts = self._rows[part], self._counts[part].astype(np.float32)
            scores[rows] += np.float32(self.idf(term)) * counts / (counts + self._damping[rows])
        return scores / np.float32(bound) if bound else scores

    @property
    def lengths(self) -> NDArray[np.int32]:
        """The number of terms of each passage, shape (passages,)."""
        return self._lengths

    def entries(self, kept: Sequence[tuple[range, int]]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint16]]:
        """Column, row and count of all that is in some rows, which are moved so that each range starts at a given row."""
        moved = np.full(self.passages, -1, dtype=np.int32)
        for rows, start in kept:
            moved[rows.start : rows.stop] = np.arange(start, start + len(rows))
        new_rows = moved[self._rows]
        is_kept = new_rows >= 0
        columns = np.repeat(np.arange(len(self.terms)), np.diff(self._starts))
        return columns[is_kept], new_rows[is_kept], self._counts[is_kept]

    def _bounds(self, term: str) -> tuple[int, int]:
        """Where a term's column begins and ends; nowhere for a term that no passage has."""
        column = self._columns.get(term)
        return (0, 0) if column is None else (int(self._starts[column]), int(self._starts[column + 1]))


class LexicalWriter:
    """Indexes passages one after another: new ones by their terms, and those of an index before this one as they are in it."""

    def __init__(self, before: LexicalIndex | None = None) -> None:
        self._before = before
        self._columns: dict[str, int] = {}
        self._entries = (array("i"), array("i"), array("H"))
        self._lengths = array("i")
        self._kept: list[tuple[range, int]] = []

    def add(self, terms: Sequence[str]) -> None:
        """The next row, by its terms."""
        columns, rows, counts = self._entries
        row = len(self._lengths)
        for term, count in Counter(terms).items():
            columns.append(self._columns.setdefault(term, len(self._columns)))
            rows.append(row)
            counts.append(min(count, MOST_COUNTED))
        self._lengths.append(len(terms))

    def keep(self, rows: range) -> None:
        """The next rows, which were `rows` in the index before."""
        if self._before is not None:
            self._kept.append((rows, len(self._lengths)))
            self._lengths.frombytes(self._before.lengths[rows.start : rows.stop].tobytes())

    def finish(self) -> LexicalIndex:
        """The index of all rows. It is the same whatever was kept and whatever was added."""
        columns, rows, counts = (np.array(entry) for entry in self._entries)
        terms = list(self._columns)
        if self._before is not None and self._kept:
            old_columns, old_rows, old_counts = self._before.entries(self._kept)
            known, old_columns = np.unique(old_columns, return_inverse=True)
            old_terms = [self._before.terms[column] for column in known.tolist()]
            place = {term: column for column, term in enumerate(old_terms)}
            translated = [place.setdefault(term, len(place)) for term in terms]
            columns = np.append(old_columns, np.array(translated, dtype=np.int64)[columns])
            rows, counts = np.append(old_rows, rows), np.append(old_counts, counts)
            terms = list(place)
        order = sorted(range(len(terms)), key=terms.__getitem__)
        rank = np.empty(len(terms), dtype=np.int64)
        rank[order] = np.arange(len(terms))
        columns = rank[columns] if terms else columns
        sequence = np.argsort(columns * max(1, len(self._lengths)) + rows, kind="stable")  # quick where it is sorted already
        starts = np.searchsorted(columns[sequence], np.arange(len(terms) + 1))
        return LexicalIndex(
            [terms[column] for column in order],
            counts[sequence].astype(np.uint16),
            rows[sequence].astype(np.int32),
            starts.astype(np.int64),
            np.array(self._lengths, dtype=np.int32),
        )
