"""Token vectors of passages for late interaction: codes of a codebook if the model has one, or else 8 bits a number.

All dimensions are kept: reducing 384 of them by PCA to 256 costs 0.01 of nDCG@10, and to 128 costs 0.05. 8 bits a number change
no metric by more than 0.002; codebook.md says what the codebook costs. A token takes 63 bytes with the codebook of the default
model, and 388 bytes without it.

A row of token-codes.npy is a token: its code, its scale and its start, so that a passage is read from one place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vectors
from index.errors import REBUILD, DamagedIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder, CheckedRows
from index.storing.quantizing import (
    Codebook,
    Codes,
    Floats,
    Scales,
    from_eight_bits,
    shipped_codebook,
    to_eight_bits,
)

CODES = "token-codes.npy"
COUNTS = "token-counts.npy"
START_BYTES = 2
FARTHEST = 2**15 - 1
"""The largest start; that of a token farther behind is stored as this one."""
SHORTENED_TOGETHER = 64
"""Passages whose token vectors become codes of the codebook at a time, which bounds memory."""


@dataclass(frozen=True, slots=True)
class TokenCodes:
    """The stored token vectors of one passage.

    `codes` and `scales` have one row per token: 8-bit codes if `codes` is signed, codes of the codebook if it is unsigned.
    `starts` holds where each token starts in the passage's text; negative for tokens of its lead, which come first.
    """

    codes: Codes
    scales: Scales
    starts: NDArray[np.int16]

    @classmethod
    def from_vectors(cls, vectors: Vectors, starts: NDArray[np.int32]) -> "TokenCodes":
        """Quantize vectors of unit length, shape (tokens, dimension), to 8 bits."""
        return cls(*to_eight_bits(vectors), np.clip(starts, -FARTHEST, FARTHEST).astype(np.int16))

    @property
    def is_short(self) -> bool:
        """True for codes of the codebook."""
        return self.codes.dtype == np.uint8


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """The token vectors of several passages, concatenated.

    `codes`, shape (tokens, dimension), times `scales`, shape (tokens,), are vectors of unit length. Passage i has `counts[i]`
    of them, starting at `offsets[i]`; the first `leads[i]` belong to its lead, the others to its own text.
    """

    codes: NDArray[np.float32]
    scales: NDArray[np.float32]
    offsets: NDArray[np.int64]
    counts: NDArray[np.int64]
    leads: NDArray[np.int64]


class TokenVectors:
    """The token vectors of adjacent passages, of which only those that are used are read: passage i has `counts[i]` of them.

    Each of `rows`, shape (tokens, bytes), is the code of a token, its scale and its start.
    """

    def __init__(self, rows: CheckedRows, counts: NDArray[np.uint32], *, is_short: bool) -> None:
        self._rows = rows
        self._is_short = is_short
        self._ends = np.append(0, np.cumsum(counts, dtype=np.int64)).tolist()

    @staticmethod
    def save(passages: Sequence[TokenCodes], folder: Path) -> None:
        """Write the token vectors of one or more passages to a folder, in order; all must be stored in the same way."""
        parts = (np.concatenate([getattr(each, name) for each in passages]) for name in ("codes", "scales", "starts"))
        save_array(np.concatenate([_as_bytes(part) for part in parts], axis=1), folder / CODES)
        save_array(np.array([len(each.codes) for each in passages], dtype=np.uint32), folder / COUNTS)

    @classmethod
    def load(cls, files: CheckedFolder, passages: int, dimension: int, *, is_short: bool) -> "TokenVectors":
        """Open saved token vectors: codes of the codebook if they are short, or else 8-bit codes of vectors of this dimension.

        Raises StoredIndexError if a file is damaged or does not match.
        """
        width = shipped_codebook().code_bytes + 1 if is_short else dimension + 2
        rows = files.rows(CODES, np.uint8, width + START_BYTES)
        counts = files.array(COUNTS, np.uint32, (passages,)).whole()
        if counts.sum(dtype=np.uint64) != len(rows):
            what = "damaged: the token vectors do not match the passages"
            raise DamagedIndexError(what, where=str(files.path / COUNTS), fix=REBUILD)
        return cls(rows, counts, is_short=is_short)

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self._ends) - 1

    def __getitem__(self, row: int) -> TokenCodes:
        """Return the token vectors of a passage. Raises DamagedIndexError if they differ from those that were built."""
        return self.read(range(row, row + 1))

    def counts(self, passages: range) -> list[int]:
        """Return how many tokens each of some adjacent passages has."""
        return [end - start for start, end in pairwise(self._ends[passages.start : passages.stop + 1])]

    def read(self, passages: range) -> TokenCodes:
        """Return the token vectors of adjacent passages as if they were one. Raises DamagedIndexError like `[]`."""
        rows: NDArray[np.uint8] = self._rows[self._ends[passages.start] : self._ends[passages.stop]]
        starts = np.ascontiguousarray(rows[:, -START_BYTES:]).view(np.int16).ravel()
        if self._is_short:
            return TokenCodes(rows[:, : -START_BYTES - 1], rows[:, -START_BYTES - 1], starts)
        scales = np.ascontiguousarray(rows[:, -START_BYTES - 2 : -START_BYTES]).view(np.uint16).ravel()
        return TokenCodes(rows[:, : -START_BYTES - 2].view(np.int8), scales, starts)


def shortened(passages: Sequence[TokenCodes], codebook: Codebook) -> list[TokenCodes]:
    """Return token vectors as codes of the codebook; those that are such codes already stay as they are."""
    long = [position for position, each in enumerate(passages) if not each.is_short]
    found = list(passages)
    for first in range(0, len(long), SHORTENED_TOGETHER):
        chosen = long[first : first + SHORTENED_TOGETHER]
        numbers, factors = _decoded([passages[position] for position in chosen])
        counts = [len(passages[position].codes) for position in chosen]
        codes, scales = codebook.encode(numbers * factors[:, np.newaxis])
        for position, (start, end) in zip(chosen, pairwise([0, *accumulate(counts)]), strict=True):
            found[position] = TokenCodes(codes[start:end], scales[start:end], passages[position].starts)
    return found


def concatenate(parts: Sequence[TokenCodes], tokens: Sequence[int] | None = None) -> PassageTokens:
    """Decode and concatenate the token vectors of one or more passages, in order.

    `tokens` says how many each passage has if a part is more than one passage.
    """
    counts = np.array([len(each.codes) for each in parts] if tokens is None else tokens, dtype=np.int64)
    ends = np.cumsum(counts)
    if len({each.is_short for each in parts}) == 1:
        codes, scales = _decoded(parts)
    else:
        decoded = [_decoded([each]) for each in parts]
        codes, scales = (np.concatenate([part[which] for part in decoded]) for which in (0, 1))
    lead_counts = np.append(0, np.cumsum(np.concatenate([each.starts for each in parts]) < 0))
    return PassageTokens(codes, scales, ends - counts, counts, lead_counts[ends] - lead_counts[ends - counts])


def _decoded(passages: Sequence[TokenCodes]) -> tuple[Floats, Floats]:
    """Return the numbers and scales of passages that are all stored in the same way."""
    codes, scales = (np.concatenate([getattr(each, name) for each in passages]) for name in ("codes", "scales"))
    return shipped_codebook().decode(codes, scales) if passages[0].is_short else from_eight_bits(codes, scales)


def _as_bytes(part: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return an array with one row of bytes for each of its rows."""
    return (part if part.ndim > 1 else part[:, np.newaxis]).view(np.uint8)
