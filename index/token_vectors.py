"""Token vectors of passages, a byte a number, for late interaction.

Each vector of unit length is stored as 8-bit integers with one scale. Measured on six question sets (all-MiniLM-L6-v2): no
figure moves by more than 0.002, while cutting 384 dimensions to 256 by PCA costs 0.01 of nDCG@10 and to 128 costs 0.05; so
numbers are made smaller here and dimensions are all kept.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.arrays import load_array, save_array
from index.encoding.encoder import Vectors
from index.errors import REBUILD, StoredIndexError

CODES = "token-codes.bin"
SCALES = "token-scales.npy"
STARTS = "token-starts.npy"
PLACES = "token-places.npy"
LARGEST = 127


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """The token vectors of some passages.

    `codes` has shape (tokens, dimension); times `scales`, shape (tokens,), they are vectors of unit length. Passage i has
    `counts[i]` of them from `firsts[i]` on, of which the first `leads[i]` are of its section path and context, the others of
    its own text.
    """

    codes: NDArray[np.float32]
    scales: NDArray[np.float32]
    firsts: NDArray[np.int64]
    counts: NDArray[np.int64]
    leads: NDArray[np.int64]


class TokenVectorWriter:
    """Takes the token vectors of passages in any order and streams them to files; little stays in memory."""

    def __init__(self, folder: Path, passages: int) -> None:
        self._folder = folder
        self._codes: BinaryIO = (folder / CODES).open("wb")
        self._scales: list[NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)]
        self._starts: list[NDArray[np.int32]] = [np.zeros(0, dtype=np.int32)]
        self._places = np.zeros((passages, 3), dtype=np.int64)
        self._written = 0

    def add(self, row: int, vectors: Vectors, starts: NDArray[np.int32]) -> None:
        """The token vectors of a passage, shape (tokens, dimension), and where each starts in its text, below 0 in its lead."""
        codes, scales = encode(vectors)
        self._codes.write(codes.tobytes())
        self._scales.append(scales)
        self._starts.append(starts)
        self._places[row] = (self._written, len(vectors), int((starts < 0).sum()))
        self._written += len(vectors)

    def close(self) -> None:
        """Finish the files."""
        self._codes.close()
        save_array(np.concatenate(self._scales), self._folder / SCALES)
        save_array(np.concatenate(self._starts), self._folder / STARTS)
        save_array(self._places, self._folder / PLACES)

    def __enter__(self) -> "TokenVectorWriter":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._codes.close()


class TokenVectors:
    """The token vectors of all passages, memory-mapped: `places[row]` is where they start, their number and the lead's."""

    def __init__(
        self, codes: NDArray[np.int8], scales: NDArray[np.float32], starts: NDArray[np.int32], places: NDArray[np.int64]
    ) -> None:
        self._codes = codes
        self._scales = scales
        self._starts = starts
        self._places = places

    @classmethod
    def load(cls, folder: Path, passages: int) -> "TokenVectors":
        """Open what a `TokenVectorWriter` wrote. Raises StoredIndexError when a file is another thing."""
        scales = load_array(folder / SCALES, np.float32, (None,))
        starts = load_array(folder / STARTS, np.int32, (len(scales),))
        places = load_array(folder / PLACES, np.int64, (passages, 3))
        path = folder / CODES
        try:
            codes = np.asarray(np.memmap(path, dtype=np.int8, mode="r")) if len(scales) else np.zeros(0, dtype=np.int8)
        except (OSError, ValueError) as error:
            raise StoredIndexError(f"cannot be read ({error})", where=str(path), fix=REBUILD) from None
        ends = places[:, 0] + places[:, 1]
        if len(codes) % max(1, len(scales)) or (places < 0).any() or (ends > len(scales)).any():
            raise StoredIndexError("damaged: not the token vectors of these passages", where=str(path), fix=REBUILD)
        return cls(codes.reshape(len(scales), -1) if len(scales) else codes.reshape(0, 1), scales, starts, places)

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._places)

    def of(self, rows: NDArray[np.int64]) -> PassageTokens:
        """The token vectors of some passages, in the order of `rows`."""
        firsts, counts, leads = np.ascontiguousarray(self._places[rows].T)
        spans = [slice(first, first + count) for first, count in zip(firsts.tolist(), counts.tolist(), strict=True)]
        codes = np.concatenate([self._codes[span] for span in spans]).astype(np.float32)
        scales = np.concatenate([self._scales[span] for span in spans])
        return PassageTokens(codes, scales, np.cumsum(counts) - counts, counts, leads)

    def starts(self, row: int) -> NDArray[np.int32]:
        """Where each token of a passage starts in its own text; below 0 for those of its lead."""
        first, count, _ = self._places[row]
        return self._starts[first : first + count]


def encode(vectors: Vectors) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Vectors, shape (tokens, dimension), as 8-bit integers of that shape and one scale each."""
    scales = np.abs(vectors).max(axis=1, initial=0.0) / LARGEST
    codes = np.rint(vectors / np.maximum(scales, np.finfo(np.float32).tiny)[:, np.newaxis])
    return codes.astype(np.int8), scales.astype(np.float32)
