"""Dense search: the passages whose vectors are closest to a question's, exactly in a small index, by codes in a large one.

A small index is searched exhaustively, in one array that is made of all segments when the first question comes. In a large one,
the codes of the vectors propose candidates, whose cosines are computed from the vectors in the segments.
"""

from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector
from index.storing.segments import Segments
from index.storing.vector_codes import VectorCodes
from index.storing.vectors import FlatVectors, Match, row_mask

FEW_ROWS = 2_048
"""Rows in scope that are compared one by one instead of by codes."""
CANDIDATES, CANDIDATES_PER_MATCH = 400, 2
"""The least number of candidates that codes propose, and that for each match, because the order by codes is approximate."""


class DenseSearch:
    """Finds the passages that are closest to a question by their vectors: a `VectorStore`. Safe to use from several threads.

    Whatever reads vectors raises DamagedIndexError if they are damaged.
    """

    def __init__(self, stored: Segments, codes: VectorCodes | None = None) -> None:
        """Search the vectors in segments, by codes if there are any."""
        self.stored = stored
        self._codes = codes
        self._lock = Lock()
        self._flat: FlatVectors | None = None

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.stored)

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosines between a vector and those of some rows, which must be ascending."""
        return self.stored.cosines(vector, rows)

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """Return the `count` best matches for a vector, shape (dimension,), best first; only among `rows` if given."""
        if count < 1 or not len(self) or (rows is not None and not any(rows)):
            return []
        if self._codes is None:
            mask = None if rows is None else row_mask(rows, len(self))
            return _best(self._all_vectors().search(vector, count, mask), count)
        if rows is not None and sum(map(len, rows)) <= FEW_ROWS:
            candidates = np.concatenate([np.arange(each.start, each.stop) for each in rows])
        else:
            candidates = self._codes.nearest(vector, max(CANDIDATES, CANDIDATES_PER_MATCH * count), rows)
        return self._compare(vector, candidates, count)

    def _compare(self, vector: Vector, rows: NDArray[np.int64], count: int) -> list[Match]:
        """Return the best of some rows, which are ascending, by their exact cosines."""
        scores = self.stored.cosines(vector, rows)
        best = np.lexsort((rows, -scores))[:count]
        return [Match(row, score) for row, score in zip(rows[best].tolist(), scores[best].tolist(), strict=True)]

    def _all_vectors(self) -> FlatVectors:
        """Return all vectors in one array, which is made when it is first needed."""
        if self._flat is None:
            with self._lock:
                self._flat = self._flat or FlatVectors(self.stored.half_precision())
        return self._flat


def _best(matches: list[Match], count: int) -> list[Match]:
    """Return the best matches, those in earlier rows first if their scores are equal."""
    return sorted(matches, key=lambda match: (-match.score, match.row))[:count]
