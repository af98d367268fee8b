"""Build the word index of a generation from the terms of new passages and the columns of the previous one.

What is kept moves by a constant, so that an edit copies the columns and sorts nothing but its own terms. A full build keeps a
few bytes for each term of each passage, and sorts these in pieces.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.storing.lexical import LexicalIndex
from index.storing.lexical_columns import CHUNK, COMMON_SHARE, MAX_COUNT, SMALL, Arrays, Columns, Counts, Layout, Rows
from index.storing.word_table import WordTable


@dataclass(frozen=True, slots=True)
class Entries:
    """The counts of terms by column: those of column c are from `starts[c]` to before `starts[c + 1]`, in ascending rows."""

    starts: NDArray[np.int64]
    rows: Rows
    counts: Counts

    def column(self, position: int) -> tuple[Rows, Counts]:
        """Return the entries of one column."""
        span = slice(int(self.starts[position]), int(self.starts[position + 1]))
        return self.rows[span], self.counts[span]


class LexicalWriter:
    """Builds an index row by row, from the terms of new passages and from the rows of a previous index."""

    def __init__(self, previous: LexicalIndex | None = None) -> None:
        self._previous = previous
        self._numbers: dict[str, int] = {}
        self._terms = array("i")
        self._counts = array("B")
        self._new_rows = array("i")
        self._ends = array("q", [0])
        self._lengths = array("i")
        self._kept: list[tuple[range, int]] = []

    def add(self, terms: Sequence[str]) -> None:
        """Append a row, given its terms."""
        numbers = self._numbers
        for term, count in Counter(terms).items():
            self._terms.append(numbers.setdefault(term, len(numbers)))
            self._counts.append(min(count, MAX_COUNT))
        self._new_rows.append(len(self._lengths))
        self._ends.append(len(self._terms))
        self._lengths.append(len(terms))

    def keep(self, rows: range) -> None:
        """Append rows copied from `rows` of the previous index."""
        if self._previous is None or not rows:
            return
        start = len(self._lengths)
        self._lengths.frombytes(np.asarray(self._previous.columns.arrays.lengths[rows.start : rows.stop]).tobytes())
        if self._kept and self._kept[-1][0].stop == rows.start and self._kept[-1][1] + len(self._kept[-1][0]) == start:
            before, start = self._kept.pop()
            rows = range(before.start, rows.stop)
        self._kept.append((rows, start))

    def finish(self) -> LexicalIndex:
        """Return the index of all rows. The result does not depend on which rows were kept and which were added."""
        words, new = self._sorted()
        lengths = np.frombuffer(self._lengths, dtype=np.int32) if self._lengths else np.zeros(0, dtype=np.int32)
        if self._previous is None or not self._kept:
            every = np.arange(len(words))
            return _merge(WordTable.of(words), lengths, _Kept(new, np.diff(new.starts), {}), NONE, (every, every * 0 - 1))
        kept = _Kept.of(self._previous.columns, self._kept, len(lengths))
        known = self._previous.terms.positions(words)
        is_gone = kept.frequencies == 0
        is_gone[[position for position in known if position is not None]] = False
        added = [word for word, position in zip(words, known, strict=True) if position is None]
        terms = self._previous.terms.edited(np.flatnonzero(is_gone).tolist(), added)
        is_added = np.zeros(len(terms), dtype=bool)
        is_added[[place for place in terms.positions(added) if place is not None]] = True
        old_of = np.full(len(terms), -1, dtype=np.int64)
        old_of[~is_added] = np.flatnonzero(~is_gone)
        new_of = np.full(len(terms), -1, dtype=np.int64)
        new_of[is_added] = [at for at, position in enumerate(known) if position is None]
        place_of = np.full(len(is_gone), -1, dtype=np.int64)
        place_of[old_of[~is_added]] = np.flatnonzero(~is_added)
        for at, position in enumerate(known):
            if position is not None:
                new_of[place_of[position]] = at
        return _merge(terms, lengths, kept, new, (old_of, new_of))

    def _sorted(self) -> tuple[list[str], Entries]:
        """Return the terms of the new rows in order, and their entries, sorted a piece at a time."""
        words = sorted(self._numbers)
        rank = np.empty(len(words), dtype=np.int32)
        rank[[self._numbers[word] for word in words]] = np.arange(len(words), dtype=np.int32)
        size, ends = len(self._terms), np.frombuffer(self._ends, dtype=np.int64)
        rows, counts = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.uint8)
        if not size:
            return words, Entries(np.zeros(1, dtype=np.int64), rows, counts)
        terms, found = np.frombuffer(self._terms, dtype=np.int32), np.frombuffer(self._counts, dtype=np.uint8)
        new_rows = np.frombuffer(self._new_rows, dtype=np.int32)
        frequencies = np.bincount(terms, minlength=len(words))[np.argsort(rank)]
        starts = np.append(0, np.cumsum(frequencies))
        next_of = starts[:-1].copy()
        for first, end in _pieces(ends):
            if ends[first] == ends[end]:
                continue
            columns = rank[terms[ends[first] : ends[end]]]
            order = np.argsort(columns, kind="stable")
            columns = columns[order]
            runs = np.flatnonzero(np.append(True, columns[1:] != columns[:-1]))
            sizes = np.diff(np.append(runs, len(columns)))
            places = np.repeat(next_of[columns[runs]] - runs, sizes) + np.arange(len(columns))
            next_of[columns[runs]] += sizes
            rows[places] = np.repeat(new_rows[first:end], np.diff(ends[first : end + 1]))[order]
            counts[places] = found[ends[first] : ends[end]][order]
        return words, Entries(starts, rows, counts)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The entries of the columns that are kept, in their new rows.

    `frequencies` are those of all columns, and `common` has the counts of every passage for each common one, by its position.
    """

    entries: Entries
    frequencies: NDArray[np.int64]
    common: dict[int, Counts]

    @classmethod
    def of(cls, columns: Columns, kept: Sequence[tuple[range, int]], passages: int) -> "_Kept":
        """Keep some rows of all columns, each range moved to start at the row paired with it."""
        moved = np.full(columns.passages, -1, dtype=np.int32)
        for rows, start in kept:
            moved[rows.start : rows.stop] = np.arange(start, start + len(rows), dtype=np.int32)
        entries = _moved(columns, moved)
        if any(first.stop > second.start for (first, _), (second, _) in pairwise(kept)):
            _sort(entries)
        frequencies, common = np.diff(entries.starts), {}
        for position in columns.layout.common:
            before = columns[position].all_counts(0, columns.passages)
            counts = np.zeros(passages, dtype=np.uint8)
            for rows, start in kept:
                counts[start : start + len(rows)] = before[rows.start : rows.stop]
            common[position] = counts
            frequencies[position] = np.count_nonzero(counts)
        return cls(entries, frequencies, common)

    def column(self, position: int) -> tuple[Rows, Counts]:
        """Return the entries of a column; none for -1."""
        if position < 0:
            return NONE.rows, NONE.counts
        if (found := self.common.get(position)) is None:
            return self.entries.column(position)
        rows = np.flatnonzero(found)
        return rows.astype(np.int32), found[rows]


NONE = Entries(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8))


def _pieces(ends: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield ranges of passages with about `CHUNK` entries each, given where the entries of each passage end."""
    first = 0
    while first + 1 < len(ends):
        end = int(np.searchsorted(ends, ends[first] + CHUNK, side="right")) - 1
        end = max(end, first + 1)
        yield first, end
        first = end


def _moved(columns: Columns, moved: NDArray[np.int32]) -> Entries:
    """Return the entries of all columns that are not common in their new rows, without those whose new row is negative."""
    arrays = columns.arrays
    starts = np.array(arrays.starts[:])
    size = len(arrays.rows)
    rows, counts = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.uint8)
    is_complete = bool((moved >= 0).all())
    written = 0
    new_starts = starts.copy()
    for first in range(0, size, CHUNK):
        end = min(first + CHUNK, size)
        found, found_counts = moved[arrays.rows[first:end]], arrays.counts[first:end]
        if not is_complete:
            is_kept = found >= 0
            inside = slice(*np.searchsorted(starts, [first, end]).tolist())
            new_starts[inside] = written + np.append(0, np.cumsum(is_kept))[starts[inside] - first]
            found, found_counts = found[is_kept], found_counts[is_kept]
        rows[written : written + len(found)] = found
        counts[written : written + len(found)] = found_counts
        written += len(found)
    new_starts[starts == size] = written
    return Entries(new_starts, rows[:written], counts[:written])


def _sort(entries: Entries) -> None:
    """Sort the entries of each column by their rows, in place."""
    for first, end in _pieces(entries.starts):
        span = slice(int(entries.starts[first]), int(entries.starts[end]))
        columns = np.repeat(np.arange(end - first), np.diff(entries.starts[first : end + 1]))
        order = np.lexsort((entries.rows[span], columns))
        entries.rows[span], entries.counts[span] = entries.rows[span][order], entries.counts[span][order]


def _merge(
    terms: WordTable,
    lengths: NDArray[np.int32],
    kept: _Kept,
    new: Entries,
    places: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> LexicalIndex:
    """Return the index of kept and new entries; `places` has the kept and the new column of each term, -1 for none."""
    old_of, new_of = places
    frequencies = np.append(kept.frequencies, 0)[old_of] + np.append(np.diff(new.starts), 0)[new_of]
    is_common = (frequencies * COMMON_SHARE > len(lengths)) & (len(lengths) > SMALL)
    was_common = np.isin(old_of, list(kept.common))
    columns = np.flatnonzero(is_common)
    common = np.zeros((len(columns), len(lengths)), dtype=np.uint8)
    common_at = {column: at for at, column in enumerate(columns.tolist())}
    next_old = _next_old(old_of, len(kept.frequencies))
    parts: list[tuple[Rows, Counts]] = []
    copied = 0
    for column in np.flatnonzero((new_of >= 0) | is_common | was_common).tolist():
        parts.append(_between(kept.entries, copied, int(next_old[column])))
        copied = int(next_old[column]) + bool(old_of[column] >= 0)
        found = _joined(kept.column(int(old_of[column])), new.column(int(new_of[column])) if new_of[column] >= 0 else None)
        if (at := common_at.get(column)) is None:
            parts.append(found)
        else:
            common[at, found[0]] = found[1]
    parts.append(_between(kept.entries, copied, len(kept.frequencies)))
    starts = np.append(0, np.cumsum(np.where(is_common, 0, frequencies)))
    rows, counts = (np.concatenate([part[of] for part in parts]) for of in (0, 1))
    longest = int(lengths.max(initial=0))
    layout = Layout(
        len(terms), int(lengths.sum(dtype=np.int64)), longest, tuple(columns.tolist()), tuple(frequencies[columns].tolist())
    )
    peaks = np.zeros(len(terms), dtype=np.float32)
    made = Columns(layout, Arrays(counts, rows, starts, lengths, common.reshape(-1), peaks))
    _find_peaks(made)
    return LexicalIndex(terms, made)


def _next_old(old_of: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the kept column that each column is, or that follows it if it is new."""
    following = np.where(old_of < 0, size, old_of)
    return np.asarray(np.minimum.accumulate(following[::-1])[::-1])


def _between(entries: Entries, first: int, end: int) -> tuple[Rows, Counts]:
    """Return the entries of the columns from `first` to before `end`."""
    span = slice(int(entries.starts[first]), int(entries.starts[max(first, end)]))
    return entries.rows[span], entries.counts[span]


def _joined(old: tuple[Rows, Counts], new: tuple[Rows, Counts] | None) -> tuple[Rows, Counts]:
    """Return the entries of a column that are kept together with the new ones."""
    if new is None or not len(old[0]):
        return new or old
    rows = np.concatenate([old[0], new[0]])
    order = np.argsort(rows, kind="stable")
    return rows[order], np.concatenate([old[1], new[1]])[order]


def _find_peaks(columns: Columns) -> None:
    """Find the highest share of its weight that any passage gets for each term."""
    arrays = columns.arrays
    for first, end in _pieces(arrays.starts):
        span = slice(int(arrays.starts[first]), int(arrays.starts[end]))
        if span.start == span.stop:
            continue
        counts = arrays.counts[span].astype(np.float32)
        shares = counts / (counts + columns.damping(arrays.rows[span]))
        filled = first + np.flatnonzero(np.diff(arrays.starts[first : end + 1]))
        arrays.peaks[filled] = np.maximum.reduceat(shares, arrays.starts[filled] - span.start)
    for position in columns.layout.common:
        for low in range(0, columns.passages, CHUNK):
            counts = columns[position].all_counts(low, min(low + CHUNK, columns.passages)).astype(np.float32)
            shares = counts / (counts + columns.damping(slice(low, low + CHUNK)))
            arrays.peaks[position] = max(arrays.peaks[position], shares.max(initial=0))
