"""The scores of one question: of some passages, and of the best ones without adding up the columns of common terms.

Up to `AT_ONCE` passages, all are scored. Of more, the best ones are found by MaxScore (Turtle & Flood 1995, "Query Evaluation:
Strategies and Optimizations"). The columns of the terms that may add most are added up, until a passage without any of these
cannot be among the best any more. What is left is looked up for the few passages that can, and they become fewer with each
term. The result is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.storing.lexical_columns import Column, Columns, Rows, Scores
from index.storing.vectors import row_mask

AT_ONCE = 2**17
"""The number of passages up to which all are scored at once: adding up whole columns takes less time than avoiding it.

For the questions of `make bench-scale`, avoiding it takes 5 times as long with 10,000 passages, 1.7 times with 100,000, and a
fifth with 1,000,000.
"""
ROUNDING = 1e-5
"""How much scores may differ by the order in which their parts are added."""
CHEAP = 200
"""A column is added up without further ado if it has at most so many passages for each one that is wanted."""
DENSE_SHARE = 16
"""Sums are kept for all passages instead of in a list as soon as that has one in so many of them."""
PIECE = 2**15
"""Passages of a column with all counts that are added up at a time."""
BLOCK = 256
"""Sums of which the highest is compared first."""
TINY = float(np.finfo(np.float32).tiny)
"""The smallest sum of a passage that has any of the terms added up."""
FEW_BLOCKS = 4
"""Only the blocks that matter are looked at if they are at most one in so many."""
SAMPLE = 2
"""Passages that are scored in full to see how high the best score, as a multiple of those that are wanted."""


class Bonus(Protocol):
    """What is added to the scores of passages beside their words."""

    @property
    def most(self) -> float:
        """The highest bonus of any passage."""
        ...

    def at(self, rows: NDArray[np.integer]) -> Scores:
        """Return what is added to the scores of some passages."""
        ...


@dataclass(frozen=True, slots=True)
class WeightedColumn:
    """A column and the inverse document frequency of its term."""

    column: Column
    idf: float

    @property
    def highest(self) -> float:
        """The most that any passage gets for the term."""
        return self.idf * self.column.peak

    def parts(self, rows: Rows, counts: NDArray[np.uint8]) -> Scores:
        """Return what some passages get for the term, given its counts in them."""
        found = counts.astype(np.float32)
        return np.asarray(np.float32(self.idf) * found / (found + self.column.columns.damping(rows)))

    def add(self, rows: Rows, sums: Scores) -> None:
        """Add what some passages get for the term to their sums."""
        counts = self.column.counts_at(rows)
        found = np.flatnonzero(counts)
        if len(found):
            sums[found] += self.parts(rows[found], counts[found])

    def add_all(self, low: int, sums: Scores) -> None:
        """Add what passages get for the term to their sums, those of adjacent passages from `low` on."""
        if self.column.is_common:
            self._add_common(low, sums)
        else:
            rows, counts = self.column.entries(low, low + len(sums))
            sums[rows - low] += self.parts(rows, counts)

    def _add_common(self, low: int, sums: Scores) -> None:
        """Add up a column with the counts of all passages, in pieces that fit in the processor's cache."""
        for start in range(0, len(sums), PIECE):
            piece = sums[start : start + PIECE]
            first, end = low + start, low + start + len(piece)
            found = self.column.all_counts(first, end).astype(np.float32)
            parts = self.column.columns.damping(slice(first, end))
            parts += found
            found *= np.float32(self.idf)
            piece += np.divide(found, parts, out=parts)


class LexicalQuestion:
    """BM25 scores as fractions of the highest possible one, `bound`: 0 to 1."""

    def __init__(self, columns: Columns, terms: Sequence[WeightedColumn], bound: float) -> None:
        self._columns = columns
        self._terms = terms
        self._bound = bound

    @property
    def is_small(self) -> bool:
        """True if all passages are scored at once, because there are few."""
        return self._columns.passages <= AT_ONCE

    @cached_property
    def everywhere(self) -> Scores:
        """The scores of all passages, shape (passages,)."""
        sums = np.zeros(self._columns.passages, dtype=np.float32)
        for term in self._terms:
            term.add_all(0, sums)
        return sums / np.float32(self._bound) if self._bound else sums

    def at(self, rows: NDArray[np.integer]) -> Scores:
        """Return the scores of some passages, in the order of `rows`."""
        if self.is_small:
            return np.asarray(self.everywhere[rows])
        wanted, sums = rows.astype(np.int32), np.zeros(len(rows), dtype=np.float32)
        for term in self._terms:
            term.add(wanted, sums)
        return sums / np.float32(self._bound) if self._bound else sums

    def best(self, count: int, ranges: Sequence[range] | None = None, bonus: Bonus | None = None) -> list[int]:
        """Return the `count` passages with the highest scores above 0, best first; only among `ranges`, ascending, if given.

        With a `bonus`, passages with any of the terms are ranked by their scores and that, up to 1.
        """
        if count < 1 or not self._terms or (ranges is not None and not any(ranges)):
            return []
        if self.is_small:
            is_wanted = self.everywhere > 0
            if ranges is not None:
                is_wanted &= row_mask(ranges, self._columns.passages)
            rows = np.flatnonzero(is_wanted).astype(np.int32)
            scores = self.everywhere[rows]
        else:
            rows = _Search(self._terms, self._bound, _Wanted(count, ranges, bonus)).run()
            scores = self.at(rows)
        if bonus is not None:
            scores = np.where(scores > 0, with_bonus(scores, bonus.at(rows)), 0)
        return best_rows(rows, scores, count)


def with_bonus(scores: Scores, bonus: Scores) -> Scores:
    """Return scores with a bonus, at most 1."""
    return np.asarray(np.minimum(scores + bonus, 1), dtype=np.float32)


def best_rows(rows: NDArray[np.integer], scores: Scores, count: int) -> list[int]:
    """Return the rows, given in order, with the `count` highest scores above 0, best first."""
    if count < len(scores):
        kept = np.flatnonzero(scores >= -np.partition(-scores, count - 1)[count - 1])
        rows, scores = rows[kept], scores[kept]
    positive = np.flatnonzero(scores > 0)
    rows, scores = rows[positive], scores[positive]
    return [int(row) for row in rows[np.lexsort((rows, -scores))[:count]]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How many passages are wanted, of which ranges, and what is added to their scores."""

    count: int
    ranges: Sequence[range] | None
    bonus: Bonus | None


class _Search:
    """A search for passages among which the best are; scores are sums of parts that are not divided by `bound`."""

    def __init__(self, terms: Sequence[WeightedColumn], bound: float, wanted: _Wanted) -> None:
        self._terms = sorted(terms, key=lambda term: (-term.highest, term.column.position))
        highest = [term.highest for term in self._terms]
        self._rest = [sum(highest[start:]) * (1 + ROUNDING) + ROUNDING for start in range(len(highest) + 1)]
        self._bound = bound
        self._count = wanted.count
        self._bonus = wanted.bonus
        passages, ranges = terms[0].column.columns.passages, wanted.ranges
        self._low, self._high = (ranges[0].start, ranges[-1].stop) if ranges else (0, passages)
        self._inside = row_mask(ranges, passages) if ranges is not None and len(ranges) > 1 else None
        self._sums = _Sums(self._low, self._high)

    def run(self) -> Rows:
        """Return the rows of passages among which the best are, ascending."""
        cheap = CHEAP * self._count
        least, done = -np.inf, 0
        for term in self._terms:
            if term.column.frequency > cheap:
                least = max(least, self._least(done))
                if self._rest[done] + self._most_bonus < least:
                    break
            self._sums.add(term, self._inside)
            done += 1
        rows, sums = self._sums.above(least - self._rest[done] - self._most_bonus)
        for position in range(done, len(self._terms)):
            self._terms[position].add(rows, sums)
            least = max(least, self._last_of_best(rows, sums))
            kept = np.flatnonzero(self._with_bonus(rows, sums) + np.float32(self._rest[position + 1]) >= least)
            rows, sums = rows[kept], sums[kept]
        return rows

    def _least(self, done: int) -> float:
        """Return a score that the wanted number of passages reach, by scoring those in full that are ahead so far."""
        rows, sums = self._sums.best(self._count, SAMPLE * self._count)
        for term in self._terms[done:]:
            term.add(rows, sums)
        return self._last_of_best(rows, sums)

    def _last_of_best(self, rows: Rows, sums: Scores) -> float:
        """Return the last of the best scores among some passages, or minus infinity if there are fewer than are wanted."""
        if len(rows) < self._count:
            return -np.inf
        scores = self._with_bonus(rows, sums)
        return float(min(-np.partition(-scores, self._count - 1)[self._count - 1], self._bound)) * (1 - ROUNDING)

    @property
    def _most_bonus(self) -> float:
        return self._bonus.most * self._bound if self._bonus else 0.0

    def _with_bonus(self, rows: Rows, sums: Scores) -> Scores:
        return sums if self._bonus is None else sums + np.float32(self._bound) * self._bonus.at(rows)


class _Sums:
    """The sums of passages from `low` to before `high`: in a list of those that have one, or for all of them."""

    def __init__(self, low: int, high: int) -> None:
        self._low, self._high = low, high
        self._rows = np.zeros(0, dtype=np.int32)
        self._sums = np.zeros(0, dtype=np.float32)
        self._all: Scores | None = None

    def add(self, term: WeightedColumn, inside: NDArray[np.bool_] | None) -> None:
        """Add up the column of a term, only where `inside` is True."""
        if self._all is None and len(self._rows) + term.column.frequency > (self._high - self._low) / DENSE_SHARE:
            self._all = np.zeros(self._high - self._low, dtype=np.float32)
            self._all[self._rows - self._low] = self._sums
        if self._all is not None and term.column.is_common and inside is None:
            term.add_all(self._low, self._all)
            return
        rows, counts = term.column.entries(self._low, self._high)
        if inside is not None:
            kept = np.flatnonzero(inside[rows])
            rows, counts = rows[kept], counts[kept]
        parts = term.parts(rows, counts)
        if self._all is not None:
            self._all[rows - self._low] += parts
        elif len(rows):
            self._merge(rows, parts)

    def _merge(self, rows: Rows, parts: Scores) -> None:
        both = np.concatenate([self._rows, rows])
        order = np.argsort(both, kind="stable")
        both = both[order]
        starts = np.flatnonzero(np.append(True, both[1:] != both[:-1]))
        self._rows = both[starts]
        self._sums = np.add.reduceat(np.concatenate([self._sums, parts])[order], starts)

    def above(self, least: float) -> tuple[Rows, Scores]:
        """Return the passages whose sums are at least so high, and these."""
        if self._all is None:
            kept = np.flatnonzero(self._sums >= least)
            return self._rows[kept], self._sums[kept]
        kept = _at_least(self._all, _block_maxima(self._all), max(least, TINY))
        return (kept + self._low).astype(np.int32), self._all[kept]

    def best(self, count: int, most: int) -> tuple[Rows, Scores]:
        """Return at least `count` of the passages whose sums are highest, if there are so many, but at most `most`."""
        sums = self._sums if self._all is None else self._all
        highest = _block_maxima(sums)
        least = float(-np.partition(-highest, count - 1)[count - 1]) if len(highest) >= count else 0.0
        kept = _at_least(sums, highest, max(least, TINY))
        if len(kept) > most:
            kept = np.sort(kept[np.argpartition(-sums[kept], most - 1)[:most]])
        rows = self._rows[kept] if self._all is None else (kept + self._low).astype(np.int32)
        return rows, sums[kept]


def _block_maxima(sums: Scores) -> Scores:
    """Return the highest sum of each full block."""
    blocks = len(sums) // BLOCK
    return np.asarray(sums[: blocks * BLOCK].reshape(blocks, BLOCK).max(axis=1)) if blocks else sums[:0]


def _at_least(sums: Scores, highest: Scores, least: float) -> NDArray[np.int64]:
    """Return where sums are at least so high, ascending, given the highest of each full block."""
    blocks = np.flatnonzero(highest >= least)
    if len(blocks) * FEW_BLOCKS > len(highest):
        return np.flatnonzero(sums >= least)
    inside = (blocks[:, np.newaxis] * BLOCK + np.arange(BLOCK)).reshape(-1)
    places = np.append(inside, np.arange(len(highest) * BLOCK, len(sums)))
    return places[sums[places] >= least]
