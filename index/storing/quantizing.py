"""Quantize token vectors: to 8 bits a number, or to codes of 60 bytes by a codebook that was fitted to the default model.

The codebook is a product quantizer (Jégou, Douze & Schmid 2011, "Product Quantization for Nearest Neighbor Search"): a vector
is cut into parts, and each part is replaced by the nearest of 1,024 centroids. A scale for each vector makes its product with
the original the same for all, as in RaBitQ (Gao & Long 2024); otherwise, vectors that are decoded badly would be short, and
their cosines low.
codebook.md describes how the codebook was fitted, and what it costs.
"""

import hashlib
import io
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import EncoderCard, Vectors

CODEBOOK_PATH = Path(__file__).with_name("codebook.npz")
MODEL = "all-MiniLM-L6-v2"
"""The model whose token vectors the codebook was fitted to."""
MAX_CODE = 127
"""The largest 8-bit code."""
MAX_SCALE = 65_535
"""The 16-bit scale of a vector in 8-bit codes whose largest number is 1."""
PACKED = 4
"""Numbers of centroids whose highest two bits share a byte."""
LEAST_SCALE, SCALE_STEP = np.float32(0.9), np.float32(0.005)
"""The scale of a vector in codes of the codebook is the smallest, plus one step for each unit of a byte; 0 stands for zero."""
PRODUCT = np.float32(0.985)
"""The product of a vector with its decoded codes. With 1, the largest of several cosines would be too high, by their errors."""
LEAST_PRODUCT = np.float32(1e-3)
"""The smallest product of a vector and its decoded codes that scales them; that of zeros is 0."""
BLOCK = 28
"""Vectors that are encoded at a time: few enough that OpenBLAS wakes no other threads, which takes longer than the products."""

Codes = NDArray[np.int8] | NDArray[np.uint8]
"""8-bit codes are signed, shape (vectors, dimension); codes of the codebook are unsigned, shape (vectors, code bytes)."""
Scales = NDArray[np.uint16] | NDArray[np.uint8]
"""The stored scale of each vector: 16 bits with 8-bit codes, 8 bits with those of the codebook."""
Floats = NDArray[np.float32]


def to_eight_bits(vectors: Vectors) -> tuple[NDArray[np.int8], NDArray[np.uint16]]:
    """Return codes and scales of vectors of unit length, shape (vectors, dimension)."""
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    codes = np.rint(vectors / np.maximum(largest, np.finfo(np.float32).tiny)[:, np.newaxis] * MAX_CODE)
    scales = np.rint(np.minimum(largest, 1) * MAX_SCALE)
    return codes.astype(np.int8), scales.astype(np.uint16)


def from_eight_bits(codes: NDArray[np.int8], scales: NDArray[np.uint16]) -> tuple[Floats, Floats]:
    """Return numbers and scales whose products are vectors of unit length."""
    return codes.astype(np.float32), scales.astype(np.float32) / np.float32(MAX_CODE * MAX_SCALE)


class Codebook:
    """The centroids of each part of a vector: `centroids`, shape (parts, centroids, length of a part), times `steps`, (parts,).

    A code has one byte per part, the lower eight bits of a centroid's number, and then one byte for each four parts, their
    higher two bits. Every code can be decoded, whatever its bytes.
    """

    def __init__(self, centroids: NDArray[np.int8], steps: Floats, name: str) -> None:
        self.name = name
        self._parts, self._count, self._length = (int(length) for length in centroids.shape)
        self._centroids = centroids.astype(np.float32) * steps[:, np.newaxis, np.newaxis]
        self._firsts = np.arange(self._parts, dtype=np.int64) * self._count

    @classmethod
    def load(cls, path: Path) -> "Codebook":
        """Load a codebook from an .npz file, which contains no code. Its name follows from its contents."""
        data = path.read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls(arrays["centroids"], arrays["steps"], hashlib.sha256(data).hexdigest()[:12])

    @property
    def dimension(self) -> int:
        """The dimension of the vectors."""
        return self._parts * self._length

    @property
    def code_bytes(self) -> int:
        """The length of a code."""
        return self._parts + self._parts // PACKED

    @cached_property
    def _table(self) -> Floats:
        """All centroids, in rows of one part each."""
        return np.ascontiguousarray(self._centroids.reshape(-1, self._length))

    @cached_property
    def _high_bits(self) -> NDArray[np.int64]:
        """The four multiples of 256 that a byte of higher bits stands for, shape (256, PACKED)."""
        return ((np.arange(256)[:, np.newaxis] >> (2 * np.arange(PACKED))) & 3) << 8

    @cached_property
    def _nearness(self) -> list[Floats]:
        """For each part, what a vector's part with a 1 behind it is multiplied by; the highest product is the nearest's."""
        halves = (self._centroids**2).sum(axis=2, keepdims=True) / -2
        return [np.ascontiguousarray(part.T) for part in np.concatenate([self._centroids, halves], axis=2)]

    def encode(self, vectors: Vectors) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return codes and scales of vectors of unit length, shape (vectors, dimension)."""
        codes, scales = np.zeros((len(vectors), self.code_bytes), dtype=np.uint8), np.zeros(len(vectors), dtype=np.uint8)
        for start in range(0, len(vectors), BLOCK):
            block = slice(start, start + BLOCK)
            codes[block], scales[block] = self._encode(vectors[block])
        return codes, scales

    def _encode(self, vectors: Vectors) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        numbers = np.empty((len(vectors), self._parts), dtype=np.int64)
        part = np.ones((len(vectors), self._length + 1), dtype=np.float32)
        for position, nearness in enumerate(self._nearness):
            part[:, :-1] = vectors[:, position * self._length : (position + 1) * self._length]
            numbers[:, position] = (part @ nearness).argmax(axis=1)
        high = ((numbers >> 8).reshape(len(vectors), -1, PACKED) << (2 * np.arange(PACKED))).sum(axis=2)
        codes = np.concatenate([numbers & 255, high], axis=1).astype(np.uint8)
        products = (self._looked_up(codes) * vectors).sum(axis=1)
        scales = np.clip(np.rint((PRODUCT / np.maximum(products, LEAST_PRODUCT) - LEAST_SCALE) / SCALE_STEP), 1, 255)
        return codes, np.where(products < LEAST_PRODUCT, 0, scales).astype(np.uint8)

    def decode(self, codes: NDArray[np.uint8], scales: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """Return numbers and scales whose products are close to vectors of unit length."""
        factors = LEAST_SCALE + SCALE_STEP * scales.astype(np.float32)
        factors[scales == 0] = 0
        return self._looked_up(codes), factors

    def _looked_up(self, codes: NDArray[np.uint8]) -> Floats:
        """Return the centroids that codes stand for, in rows of shape (dimension,)."""
        numbers = self._high_bits[codes[:, self._parts :]].reshape(len(codes), self._parts)
        numbers += codes[:, : self._parts]
        numbers += self._firsts
        return self._table.take(numbers.ravel(), axis=0).reshape(len(codes), self.dimension)


@cache
def shipped_codebook() -> Codebook:
    """Return the codebook shipped with Footnote, loaded once."""
    return Codebook.load(CODEBOOK_PATH)


def has_codebook(card: EncoderCard) -> bool:
    """Return whether the codebook was fitted to the token vectors of this encoder."""
    return card.model == MODEL and card.token_width == shipped_codebook().dimension
