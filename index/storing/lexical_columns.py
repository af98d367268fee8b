"""The columns of the word index: how often each passage contains each term, in arrays that are read only where needed."""

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, DamagedIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder
from index.files.checksums import write_json

SATURATION = 1.2
"""k1: how much further occurrences of a term add to the score."""
LENGTH_NORMALISATION = 0.75
"""b: how much long passages are penalised."""
MAX_COUNT = 255
"""The largest count that is stored, which fits in 8 bits."""
SMALL = 8_192
"""The number of passages up to which an index is read whole."""
COMMON_SHARE = 8
"""A term in more than one in so many passages of a larger index has a column with the count of every passage."""
MAX_LENGTH = 2**16
"""Terms of a passage from which a longer one is damped no more."""
CHUNK = 2**20
"""Entries that are read at a time when all are."""

LAYOUT = "words.json"
COUNTS = "bm25-counts.npy"
ROWS = "bm25-rows.npy"
STARTS = "bm25-starts.npy"
LENGTHS = "bm25-lengths.npy"
COMMON = "bm25-common.npy"
PEAKS = "bm25-peaks.npy"
NAMES = {"counts": COUNTS, "rows": ROWS, "starts": STARTS, "lengths": LENGTHS, "common": COMMON, "peaks": PEAKS}

Scores = NDArray[np.float32]
Rows = NDArray[np.int32]
Counts = NDArray[np.uint8]
Lengths = TypeVar("Lengths", float, NDArray[np.float64])


def inverse_frequency(frequency: int, passages: int) -> float:
    """Return the inverse document frequency of a term that so many of the passages contain, at least 0."""
    return math.log1p((passages - frequency + 0.5) / (frequency + 0.5))


def damping_of(relative: Lengths) -> Lengths:
    """Return what counts of terms are compared with, given how long passages are in relation to the average."""
    return SATURATION * (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * relative)


@dataclass(frozen=True, slots=True)
class Layout:
    """The sizes of an index: its terms, the terms of all passages together, and those of the longest passage.

    `common` are the columns that are stored with the count of every passage, and `frequencies` says how many of these are
    not 0.
    """

    terms: int
    length: int
    longest: int
    common: tuple[int, ...] = ()
    frequencies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrays:
    """The arrays of an index, each in memory or in a file.

    Column c has the counts `counts[starts[c]:starts[c + 1]]` in the passages `rows[starts[c]:starts[c + 1]]`, ascending, unless
    it is a common one: `common` has those of all passages for each of these in turn. `lengths` has the number of terms of each
    passage, and `peaks` the largest share of its weight that any passage gets for a term.
    """

    counts: Any
    rows: Any
    starts: Any
    lengths: Any
    common: Any
    peaks: Any


class Columns:
    """The count of every term in every passage, as a sparse matrix with a column per term, in the order of the terms."""

    def __init__(self, layout: Layout, arrays: Arrays, where: str = "") -> None:
        self.layout = layout
        self.arrays = arrays
        self.passages = len(arrays.lengths)
        self._where = where
        self._common = {column: position for position, column in enumerate(layout.common)}

    @classmethod
    def open(cls, files: CheckedFolder, passages: int) -> "Columns":
        """Open saved columns without reading them; those of a small index are checked. Raises StoredIndexError."""
        layout = files.json(LAYOUT, Layout)
        counts = files.array(COUNTS, np.uint8, (None,))
        arrays = Arrays(
            counts,
            files.array(ROWS, np.int32, (len(counts),)),
            files.array(STARTS, np.int64, (layout.terms + 1,)),
            files.array(LENGTHS, np.int32, (passages,)),
            files.array(COMMON, np.uint8, (len(layout.common) * passages,)),
            files.array(PEAKS, np.float32, (layout.terms,)),
        )
        columns = cls(layout, arrays, str(files.path))
        if len(layout.common) != len(layout.frequencies):
            raise columns.damaged(LAYOUT)
        if passages > SMALL:
            return columns
        columns = cls(layout, Arrays(**{name: np.array(getattr(arrays, name)[:]) for name in NAMES}), str(files.path))
        columns.check()
        return columns

    def save(self, folder: Path) -> None:
        """Write the columns to a folder."""
        write_json(self.layout, folder / LAYOUT)
        for name, file in NAMES.items():
            save_array(np.asarray(getattr(self.arrays, name)[:]), folder / file)

    def check(self) -> None:
        """Compare all numbers with the passages. Raises DamagedIndexError if some do not fit."""
        starts, size = self.arrays.starts[:], len(self.arrays.rows)
        if starts[0] != 0 or starts[-1] != size or (np.diff(starts) < 0).any():
            raise self.damaged(STARTS)
        for first in range(0, size, CHUNK):
            self.require_rows(self.arrays.rows[first : first + CHUNK])
        lengths = self.arrays.lengths[:]
        if len(lengths) and (lengths.min() < 0 or lengths.max() > self.layout.longest):
            raise self.damaged(LENGTHS)

    def __getitem__(self, position: int) -> "Column":
        """Return a column. Raises DamagedIndexError if it is not where it should be."""
        if (common := self._common.get(position)) is not None:
            return Column(self, position, self.layout.frequencies[common], common * self.passages, is_common=True)
        first, end = self.arrays.starts[position : position + 2].tolist()
        if not 0 <= first <= end <= len(self.arrays.rows):
            raise self.damaged(STARTS)
        return Column(self, position, end - first, first)

    def damping(self, rows: Rows | slice) -> Scores:
        """Return what the count of a term is compared with in some passages: more in long ones."""
        return np.asarray(np.take(self._damping_by_length, self.arrays.lengths[rows], mode="clip"))

    @cached_property
    def _damping_by_length(self) -> Scores:
        relative = np.arange(min(self.layout.longest, MAX_LENGTH) + 1) / (self.layout.length / max(1, self.passages) or 1.0)
        return damping_of(relative).astype(np.float32)

    def require_rows(self, rows: Rows) -> None:
        """Raise DamagedIndexError if some rows are not those of passages."""
        if len(rows) and (rows.min() < 0 or rows.max() >= self.passages):
            raise self.damaged(ROWS)

    def damaged(self, name: str) -> DamagedIndexError:
        """Return the error for a file whose numbers do not fit the passages."""
        what = "damaged: the words do not match the passages"
        return DamagedIndexError(what, where=str(Path(self._where, name)), fix=REBUILD)


@dataclass(frozen=True)
class Column:
    """The passages that contain a term, and how often: `frequency` of them, whose counts are stored from `first` on.

    It has no slots, so that its rows are checked once.
    """

    columns: Columns
    position: int
    frequency: int
    first: int
    is_common: bool = False
    _are_rows_checked = False

    @property
    def peak(self) -> float:
        """An upper bound for the share of its weight that a passage gets for the term."""
        found = float(self.columns.arrays.peaks[self.position])
        return found if 0 <= found <= 1 else 1.0

    def entries(self, low: int = 0, high: int | None = None) -> tuple[Rows, Counts]:
        """Return the passages from `low` to before `high` that contain the term, ascending, and their counts."""
        high = self.columns.passages if high is None else high
        if self.is_common:
            counts = self.all_counts(low, high)
            found = np.flatnonzero(counts)
            return (found + low).astype(np.int32), counts[found]
        rows = self._rows
        start, end = 0, len(rows)
        if low > 0 or high < self.columns.passages:
            start, end = np.searchsorted(rows, np.array([low, high], dtype=np.int32)).tolist()
        return rows[start:end], np.asarray(self.columns.arrays.counts[self.first + start : self.first + end])

    def all_counts(self, low: int, high: int) -> Counts:
        """Return the counts of a common term in the passages from `low` to before `high`."""
        return np.asarray(self.columns.arrays.common[self.first + low : self.first + high])

    def counts_at(self, rows: Rows) -> Counts:
        """Return how often some passages contain the term."""
        if self.is_common:
            return np.asarray(self.columns.arrays.common[self.first + rows.astype(np.int64)])
        counts = np.zeros(len(rows), dtype=np.uint8)
        known = self._rows
        if not len(known):
            return counts
        places = np.minimum(np.searchsorted(known, rows), len(known) - 1)
        found = np.flatnonzero(known[places] == rows)
        if len(found):
            counts[found] = self.columns.arrays.counts[self.first + places[found]]
        return counts

    @property
    def _rows(self) -> Rows:
        rows = np.asarray(self.columns.arrays.rows[self.first : self.first + self.frequency])
        if not self._are_rows_checked:
            self.columns.require_rows(rows)
            vars(self)["_are_rows_checked"] = True
        return rows
