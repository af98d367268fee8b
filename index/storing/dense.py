"""Dense search: the passages whose vectors are closest to a question's, exactly in a small index, by lists in a large one.

A small index is searched exhaustively, in one array that is made of all segments when the first question comes. In a large
one, the inverted lists propose candidates, whose cosines are computed from the vectors in the segments. The lists are shared
by generations and may be older than the passages, so each generation stores where each passage is in the lists: passages
that are not in them are compared exhaustively, and vectors without a passage are passed over.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector
from index.errors import REBUILD, DamagedIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder
from index.storing.inverted_lists import InvertedLists
from index.storing.segments import Segments
from index.storing.vectors import FlatVectors, Match, row_mask

DENSE_ROWS, DENSE_POSITIONS, DENSE_ADDED = "dense-rows.npy", "dense-positions.npy", "dense-added.npy"
VIEW_PREFIX = "view-"
"""The prefix of these names for views."""
NOWHERE = -1
"""The position of a passage that is not in the lists, and the row of a vector that has no passage any more."""
FEW_ROWS = 2_048
"""Rows in scope that are compared one by one instead of by lists."""
OVERSAMPLING = 1.25
"""Candidates of the lists for each match, because their order by 8-bit vectors is not exact."""
KEPT_SCOPES = 16
"""Scopes for which the positions in the lists are remembered."""


class Places:
    """Where the passages of a generation are in inverted lists, and which are not in them."""

    def __init__(self, files: CheckedFolder, passages: int, listed: int, prefix: str = "") -> None:
        """Open the arrays in a folder; `listed` is the number of vectors in the lists. Raises DamagedIndexError."""
        self._path = files.path / f"{prefix}{DENSE_ROWS}"
        self.rows = files.array(f"{prefix}{DENSE_ROWS}", np.int32, (listed,))
        """The row of the vector at each position."""
        self.positions = files.array(f"{prefix}{DENSE_POSITIONS}", np.int32, (passages,))
        """The position of the vector of each row."""
        self._added = files.array(f"{prefix}{DENSE_ADDED}", np.int32, (None,))
        self._are_all_used = passages - len(self._added) == listed

    @staticmethod
    def save(positions: NDArray[np.int32], listed: int, folder: Path, prefix: str = "") -> None:
        """Write the position of each row, or NOWHERE, to the folder of a generation."""
        rows = np.full(listed, NOWHERE, dtype=np.int32)
        is_listed = positions != NOWHERE
        rows[positions[is_listed]] = np.flatnonzero(is_listed)
        save_array(rows, folder / f"{prefix}{DENSE_ROWS}")
        save_array(positions.astype(np.int32), folder / f"{prefix}{DENSE_POSITIONS}")
        save_array(np.flatnonzero(~is_listed).astype(np.int32), folder / f"{prefix}{DENSE_ADDED}")

    @cached_property
    def added(self) -> NDArray[np.int64]:
        """The rows that are not in the lists, ascending."""
        added = np.asarray(self._added.whole(), dtype=np.int64)
        if len(added) and not (added[0] >= 0 and added[-1] < len(self.positions) and (np.diff(added) > 0).all()):
            raise DamagedIndexError("damaged: does not match the passages", where=str(self._path), fix=REBUILD)
        return added

    @cached_property
    def used(self) -> NDArray[np.uint8] | None:
        """A bit for each position, set if its vector has a passage; None if all do."""
        return None if self._are_all_used else np.packbits(self.rows.whole() >= 0, bitorder="little")

    def at(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of the vectors at positions, ascending."""
        rows = np.asarray(self.rows[positions], dtype=np.int64)
        return np.sort(rows[(rows >= 0) & (rows < len(self.positions))])

    def bits(self, rows: Sequence[range]) -> NDArray[np.uint8]:
        """Return a bit for each position, set if its vector has a passage in one of the ranges."""
        listed = len(self.rows)
        mask = np.zeros(listed, dtype=bool)
        for each in rows:
            positions = self.positions[each.start : each.stop]
            mask[positions[(positions >= 0) & (positions < listed)]] = True
        return np.packbits(mask, bitorder="little")


class Listed(NamedTuple):
    """Inverted lists, and where the passages of a generation are in them."""

    lists: InvertedLists
    places: Places


class _Restriction(NamedTuple):
    """A scope, as the positions and added rows in it: bits, their share of all, and a mask."""

    bits: NDArray[np.uint8]
    share: float
    added: NDArray[np.bool_]


class DenseSearch:
    """Finds the passages that are closest to a question by their vectors: a `VectorStore`. Safe to use from several threads.

    Whatever reads vectors raises DamagedIndexError if they are damaged.
    """

    def __init__(self, stored: Segments, listed: Listed | None = None) -> None:
        """Search the vectors in segments, by lists if there are any."""
        self.stored = stored
        self._listed = listed
        self._lock = Lock()
        self._flat: FlatVectors | None = None
        self._restricted = lru_cache(maxsize=KEPT_SCOPES)(self._restrict)

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.stored)

    @property
    def lists(self) -> InvertedLists | None:
        """The inverted lists, or None if the search is exhaustive."""
        return self._listed.lists if self._listed else None

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosines between a vector and those of some rows, which must be ascending."""
        return self.stored.cosines(vector, rows)

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """Return the `count` best matches for a vector, shape (dimension,), best first; only among `rows` if given."""
        if count < 1 or not len(self) or (rows is not None and not any(rows)):
            return []
        if self._listed is None:
            mask = None if rows is None else row_mask(rows, len(self))
            return _best(self._all_vectors().search(vector, count, mask), count)
        if rows is not None and sum(map(len, rows)) <= FEW_ROWS:
            return self._compare(vector, np.concatenate([np.arange(each.start, each.stop) for each in rows]), count)
        return self._search_lists(self._listed, vector, count, rows)

    def _search_lists(self, listed: Listed, vector: Vector, count: int, rows: Sequence[range] | None) -> list[Match]:
        lists, places = listed
        scope = None if rows is None else self._restricted(places, tuple(rows))
        bits, share = (scope.bits, scope.share) if scope else (places.used, 1.0)
        found = lists.search(vector, max(count + 1, int(count * OVERSAMPLING)), share, bits)
        matches = self._compare(vector, places.at(found.positions), count)
        if len(places.added):
            added = self._added_vectors(places).search(vector, count, scope.added if scope else None)
            matches += [Match(int(places.added[match.row]), match.score) for match in added]
        return _best(matches, count)

    def _compare(self, vector: Vector, rows: NDArray[np.int64], count: int) -> list[Match]:
        """Return the best of some rows, which are ascending, by their exact cosines."""
        scores = self.stored.cosines(vector, rows)
        best = np.lexsort((rows, -scores))[:count]
        return [Match(row, score) for row, score in zip(rows[best].tolist(), scores[best].tolist(), strict=True)]

    def _restrict(self, places: Places, rows: tuple[range, ...]) -> _Restriction:
        """Return the restriction to a scope. Takes time that grows with the scope, so it is remembered."""
        return _Restriction(places.bits(rows), sum(map(len, rows)) / len(self), _are_in(places.added, rows))

    def _all_vectors(self) -> FlatVectors:
        """Return all vectors in one array, which is made when it is first needed."""
        if self._flat is None:
            with self._lock:
                self._flat = self._flat or FlatVectors(self.stored.half_precision())
        return self._flat

    def _added_vectors(self, places: Places) -> FlatVectors:
        """Return the vectors that are not in the lists."""
        if self._flat is None:
            with self._lock:
                self._flat = self._flat or FlatVectors(self.stored.half_precision(places.added))
        return self._flat


def _are_in(rows: NDArray[np.int64], ranges: Sequence[range]) -> NDArray[np.bool_]:
    """Return which of some rows are in one of the ranges, which are ascending and do not overlap."""
    starts = np.array([each.start for each in ranges], dtype=np.int64)
    stops = np.array([each.stop for each in ranges], dtype=np.int64)
    at = np.searchsorted(starts, rows, side="right") - 1
    return np.asarray((at >= 0) & (rows < stops[at]), dtype=bool)


def _best(matches: list[Match], count: int) -> list[Match]:
    """Return the best matches, those in earlier rows first if their scores are equal."""
    return sorted(matches, key=lambda match: (-match.score, match.row))[:count]
