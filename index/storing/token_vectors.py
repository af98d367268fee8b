"""Token vectors of passages, a byte a number, for late interaction.

Each vector of unit length is stored as 8-bit integers with one scale. Measured on six question sets (all-MiniLM-L6-v2): no
figure moves by more than 0.002, while cutting 384 dimensions to 256 by PCA costs 0.01 of nDCG@10 and to 128 costs 0.05; so
numbers are made smaller here and dimensions are all kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vectors
from index.errors import REBUILD, StoredIndexError
from index.files.arrays import load_array, save_array

CODES = "token-codes.npy"
SCALES = "token-scales.npy"
STARTS = "token-starts.npy"
COUNTS = "token-counts.npy"
LARGEST = 127


@dataclass(frozen=True, slots=True)
class TokenCodes:
    """The token vectors of one passage as they are stored.

    `codes` has shape (tokens, dimension); times `scales`, shape (tokens,), they are vectors of unit length. `starts` has where
    each token starts in the passage's own text, below 0 for those of its lead, which come first.
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]
    starts: NDArray[np.int32]

    @classmethod
    def from_vectors(cls, vectors: Vectors, starts: NDArray[np.int32]) -> "TokenCodes":
        """Make the numbers of vectors of unit length, shape (tokens, dimension), a byte each."""
        scales = np.abs(vectors).max(axis=1, initial=0.0) / LARGEST
        codes = np.rint(vectors / np.maximum(scales, np.finfo(np.float32).tiny)[:, np.newaxis])
        return cls(codes.astype(np.int8), scales.astype(np.float32), starts.astype(np.int32))


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


class TokenVectors:
    """The token vectors of passages that stand one after another: passage i has `counts[i]` of them, behind those of i - 1."""

    def __init__(
        self, codes: NDArray[np.int8], scales: NDArray[np.float32], starts: NDArray[np.int32], counts: NDArray[np.int32]
    ) -> None:
        self._codes = codes
        self._scales = scales
        self._starts = starts
        self._ends = np.cumsum(counts, dtype=np.int64)

    @staticmethod
    def save(passages: Sequence[TokenCodes], dimension: int, folder: Path) -> None:
        """Write the token vectors of passages into a folder, in their order."""
        nothing = TokenCodes(np.zeros((0, dimension), np.int8), np.zeros(0, np.float32), np.zeros(0, np.int32))
        save_array(np.concatenate([nothing.codes, *(each.codes for each in passages)]), folder / CODES)
        save_array(np.concatenate([nothing.scales, *(each.scales for each in passages)]), folder / SCALES)
        save_array(np.concatenate([nothing.starts, *(each.starts for each in passages)]), folder / STARTS)
        save_array(np.array([len(each.scales) for each in passages], dtype=np.int32), folder / COUNTS)

    @classmethod
    def load(cls, folder: Path, passages: int, dimension: int) -> "TokenVectors":
        """Open what `save` wrote, memory-mapped. Raises StoredIndexError when a file is another thing."""
        scales = load_array(folder / SCALES, np.float32, (None,))
        starts = load_array(folder / STARTS, np.int32, (len(scales),))
        counts = load_array(folder / COUNTS, np.int32, (passages,))
        codes = load_array(folder / CODES, np.int8, (len(scales), dimension))
        are_whole = (counts >= 0).all() and counts.sum(dtype=np.int64) == len(scales)
        are_scales = ((scales >= 0) & (scales <= 1)).all()
        for name, fits in ((COUNTS, are_whole), (SCALES, are_scales)):
            if not fits:
                where = str(folder / name)
                raise StoredIndexError("damaged: not the token vectors of these passages", where=where, fix=REBUILD)
        return cls(codes, scales, starts, counts)

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._ends)

    def __getitem__(self, row: int) -> TokenCodes:
        """The token vectors of a passage."""
        span = slice(int(self._ends[row - 1]) if row else 0, int(self._ends[row]))
        return TokenCodes(self._codes[span], self._scales[span], self._starts[span])


def together(passages: Sequence[TokenCodes]) -> PassageTokens:
    """The token vectors of some passages, in their order, at least one."""
    counts = np.array([len(each.scales) for each in passages], dtype=np.int64)
    ends = np.cumsum(counts)
    codes = np.concatenate([each.codes for each in passages]).astype(np.float32)
    scales = np.concatenate([each.scales for each in passages])
    of_leads = np.append(0, np.cumsum(np.concatenate([each.starts for each in passages]) < 0))
    return PassageTokens(codes, scales, ends - counts, counts, of_leads[ends] - of_leads[ends - counts])
