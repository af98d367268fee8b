"""Places: which row of a build each passage is in, its line, and the number behind its id.

They are stored in chunks that are cut where the passages themselves say so, with lines relative to the passage before, so that
an edit changes a chunk or two, wherever the others have moved.
"""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.passages.passage import Passage

MIN_ROWS, INTERVAL, MAX_ROWS = 512, 2_048, 8_192
"""Rows of a chunk: the minimum, the average distance between keys that end one, and the maximum."""
ROW_BYTES = 16


@dataclass(frozen=True, slots=True)
class Places:
    """The keys of the passages of a build by row, their lines, and the numbers behind their ids (1 for none)."""

    keys: NDArray[np.int64]
    lines: NDArray[np.int32]
    numbers: NDArray[np.int32]

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.keys)

    @classmethod
    def of(cls, keys: Iterable[int], lines: Iterable[int], numbers: Iterable[int]) -> "Places":
        """Return the places of passages, in row order."""
        return cls(np.fromiter(keys, dtype=np.int64), np.fromiter(lines, dtype=np.int32), np.fromiter(numbers, dtype=np.int32))

    def chunks(self) -> list[bytes]:
        """Return the places in chunks, of which an edit changes few."""
        steps = np.diff(self.lines, prepend=np.int32(0)).astype(np.int32)
        parts = []
        for first, end in _cuts(self.keys):
            arrays = (self.keys[first:end].astype("<i8"), steps[first:end].astype("<i4"), self.numbers[first:end].astype("<i4"))
            parts.append(zlib.compress(b"".join(each.tobytes() for each in arrays), 6))
        return parts

    @classmethod
    def from_chunks(cls, chunks: Sequence[bytes], passages: int) -> "Places":
        """Read the places of this many passages. Raises StoreError if they are others."""
        keys, steps, numbers = [], [], []
        for chunk in chunks:
            try:
                data = zlib.decompress(chunk)
            except zlib.error as error:
                raise StoreError(f"the list of passages is damaged ({error})", fix="run `footnote build --full`") from None
            count = len(data) // ROW_BYTES
            keys.append(np.frombuffer(data, "<i8", count))
            steps.append(np.frombuffer(data, "<i4", count, 8 * count))
            numbers.append(np.frombuffer(data, "<i4", count, 12 * count))
        if sum(map(len, keys)) != passages:
            raise StoreError("the list of passages does not match the manifest", fix="run `footnote build --full`")
        empty = np.zeros(0, dtype=np.int32)
        lines = np.cumsum(np.concatenate([empty, *steps]), dtype=np.int32)
        return cls(np.concatenate([empty.astype(np.int64), *keys]), lines, np.concatenate([empty, *numbers]))

    def place(self, passage: Passage, row: int) -> Passage:
        """Return a stored passage as it is in a row: with its line, and the number behind its id."""
        number = int(self.numbers[row])
        name = passage.id if number == 1 else f"{passage.id}-{number}"
        return replace(passage, id=name, line=int(self.lines[row]))


class Rows:
    """The row of each key."""

    def __init__(self, keys: NDArray[np.int64]) -> None:
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    def of(self, keys: Sequence[int]) -> list[int]:
        """Return the rows of keys, in their order; keys that are in no row are left out."""
        rows = []
        for key in keys:
            at = bisect_left(self._sorted, key)
            if at < len(self._sorted) and self._sorted[at] == key:
                rows.append(int(self._order[at]))
        return rows


def _cuts(keys: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return where each chunk starts and ends."""
    ends = (np.flatnonzero(keys % INTERVAL == 0) + 1).tolist()
    spans, first = [], 0
    while first < len(keys):
        following = bisect_left(ends, first + MIN_ROWS)
        end = min(ends[following] if following < len(ends) else len(keys), first + MAX_ROWS, len(keys))
        spans.append((first, end))
        first = end
    return spans
