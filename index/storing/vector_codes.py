"""Vector codes: the vectors of a large index with one bit a number, so that comparing a question with all takes little time.

Product quantization (Jégou, Douze & Schmid 2011, "Product Quantization for Nearest Neighbor Search"): each four numbers of a
vector are stored as the number, of 4 bits, of the closest of 16 centroids. For a question, a table has its products with all
centroids, in which processors look up 32 vectors at once (André, Kermarrec & Le Scouarnec 2015, "Cache locality is not enough:
High-Performance Nearest Neighbor Search with Product Quantization Fast Scan"). Codes are approximate, so what they find has to
be compared by the vectors themselves. No file of FAISS's own is read.

With `vectors`, the only module that imports faiss.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector, Vectors
from index.files.arrays import load_array, save_array
from index.files.blocks import CheckedFolder

if TYPE_CHECKING:
    import faiss

CODES, CODEBOOK = "dense-codes.npy", "dense-codebook.npy"
VIEW_PREFIX = "view-"
"""The prefix of the names of both files for the vectors of views."""
MOST_NUMBERS, PARTS = 4, 96
"""The most numbers of a vector that are coded together; fewer if the vector would otherwise have fewer than `PARTS` parts."""
CENTROIDS, BITS = 16, 4
"""The centroids of a part, and the bits that tell them apart."""
ROUNDS, MOST_FITTED = 10, 4096
"""Rounds of k-means, and the vectors that the centroids are fitted to; 25 rounds and four times as many change errors by 2%."""
KEPT_SCOPES = 8
"""Scopes whose codes are kept in memory."""

Codes = NDArray[np.uint8]
"""The codes of vectors, shape (vectors, bytes)."""


class VectorCodebook:
    """The centroids of each part of a vector, shape (parts, CENTROIDS, numbers).

    Vectors that have too few numbers for the last part are filled up with zeros.
    """

    def __init__(self, centroids: NDArray[np.float32]) -> None:
        import faiss

        self.centroids = centroids
        parts, _, numbers = centroids.shape
        self._shape = parts * numbers, parts, BITS
        self._quantizer: Any = faiss.ProductQuantizer(*self._shape)
        faiss.copy_array_to_vector(np.ascontiguousarray(centroids, dtype=np.float32).ravel(), self._quantizer.centroids)

    @classmethod
    def fit(cls, vectors: Vectors) -> "VectorCodebook":
        """Fit centroids to vectors by k-means."""
        import faiss

        faiss.omp_set_num_threads(1)  # with more, waiting for each other takes longer than the work
        shape = codebook_shape(vectors.shape[1])
        filled = _filled(vectors, shape[0] * shape[2])
        quantizer: Any = faiss.ProductQuantizer(filled.shape[1], shape[0], BITS)
        quantizer.cp.niter, quantizer.cp.min_points_per_centroid = ROUNDS, 1
        quantizer.train(np.resize(filled, (max(len(filled), CENTROIDS), filled.shape[1])))
        return cls(np.nan_to_num(faiss.vector_to_array(quantizer.centroids)).reshape(shape))

    def encode(self, vectors: Vectors) -> Codes:
        """Return the codes of vectors, shape (vectors, dimension)."""
        return np.asarray(self._quantizer.compute_codes(_filled(vectors, self._shape[0])))

    def error(self, vectors: Vectors, codes: Codes) -> float:
        """Return the mean squared distance of vectors from what their codes stand for."""
        distances = self._quantizer.decode(codes) - _filled(vectors, self._shape[0])
        return float((distances**2).sum(axis=1).mean())

    def save(self, folder: Path, prefix: str = "") -> None:
        """Write the centroids to a folder."""
        save_array(self.centroids, folder / f"{prefix}{CODEBOOK}")

    @classmethod
    def load(cls, folder: Path, dimension: int, prefix: str = "") -> "VectorCodebook":
        """Read centroids, which have been verified, from a folder. Raises DamagedIndexError if they do not match."""
        return cls(load_array(folder / f"{prefix}{CODEBOOK}", np.float32, codebook_shape(dimension)))

    def scanner(self, codes: Codes) -> "faiss.IndexPQFastScan":
        """Return a FAISS index with a copy of codes."""
        import faiss

        index: Any = faiss.IndexPQ(*self._shape, faiss.METRIC_INNER_PRODUCT)
        index.pq, index.is_trained, index.ntotal = self._quantizer, True, len(codes)
        faiss.copy_array_to_vector(np.ascontiguousarray(codes).ravel(), index.codes)
        return faiss.IndexPQFastScan(index)


class VectorCodes:
    """The codes of the vectors of a generation, copied into memory when they are first searched.

    Safe to use from several threads. What reads them raises DamagedIndexError if they are damaged.
    """

    def __init__(self, files: CheckedFolder, vectors: int, dimension: int, prefix: str = "") -> None:
        """Open the arrays in a folder. Raises DamagedIndexError if they do not match the number of vectors."""
        self._codebook = files.array(f"{prefix}{CODEBOOK}", np.float32, codebook_shape(dimension))
        self._codes = files.array(f"{prefix}{CODES}", np.uint8, (vectors, code_bytes(dimension)))
        self._lock = Lock()
        self._all: _Scan | None = None
        self._in_scope = lru_cache(maxsize=KEPT_SCOPES)(self._restrict)

    def nearest(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> NDArray[np.int64]:
        """Return the rows of about the `count` vectors that are closest to one of unit length, ascending.

        Only `rows` are searched if they are given, which takes memory and, the first time, as long as copying their codes.
        """
        if rows is not None:
            return self._in_scope(tuple(rows)).nearest(vector, count)
        if self._all is None:
            with self._lock:
                self._all = self._all or _Scan(self._book(), self._codes.whole())
        return self._all.nearest(vector, count)

    def _book(self) -> VectorCodebook:
        return VectorCodebook(self._codebook.whole())

    def _restrict(self, rows: tuple[range, ...]) -> "_Scan":
        inside = np.concatenate([np.arange(each.start, each.stop) for each in rows])
        return _Scan(self._book(), np.concatenate([self._codes[each.start : each.stop] for each in rows]), inside)


class _Scan:
    """Codes in memory, of all rows or of some, which are ascending."""

    def __init__(self, book: VectorCodebook, codes: Codes, rows: NDArray[np.int64] | None = None) -> None:
        self._index = book.scanner(codes)
        self._rows = rows

    def nearest(self, vector: Vector, count: int) -> NDArray[np.int64]:
        import faiss

        faiss.omp_set_num_threads(1)  # applies to this thread; waking a second one takes longer than the search
        total = self._index.ntotal
        found = self._index.search(_filled(vector[np.newaxis], self._index.d), min(count, total))[1][0]
        inside = np.sort(found[(found >= 0) & (found < total)])
        return inside if self._rows is None else self._rows[inside]


def codebook_shape(dimension: int) -> tuple[int, int, int]:
    """Return the shape of the centroids for vectors of a dimension."""
    numbers = min(max(dimension // PARTS, 1), MOST_NUMBERS)
    return -(-dimension // numbers), CENTROIDS, numbers


def code_bytes(dimension: int) -> int:
    """Return the length in bytes of the code of a vector of a dimension."""
    return -(-codebook_shape(dimension)[0] * BITS // 8)


def _filled(vectors: Vectors, dimension: int) -> Vectors:
    """Return vectors filled up with zeros to a dimension."""
    missing = dimension - vectors.shape[1]
    return np.ascontiguousarray(np.pad(vectors, ((0, 0), (0, missing))) if missing else vectors, dtype=np.float32)
