"""Vector search: FAISS behind an interface small enough for a store that runs elsewhere.

With `vector_codes`, the only module that imports faiss, and only on first use, so that builds can load other things first.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector

if TYPE_CHECKING:
    import faiss


class Match(NamedTuple):
    """A matching passage: its row in the index, and its score (for vector search, the cosine with the question)."""

    row: int
    score: float


class VectorStore(Protocol):
    """Stores the vectors of passages by row, counted from 0."""

    def __len__(self) -> int:
        """Return the number of vectors."""
        ...

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """Return the `count` best matches for a vector, shape (dimension,), best first; only among `rows` if given."""
        ...

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosines between a vector and those of some rows, in the order of `rows`."""
        ...


class FlatVectors:
    """Exhaustive search by inner product, which equals the cosine because all vectors have unit length.

    Numbers have 16 bits: cosines change by less than 0.0001, and each question reads half as many bytes.
    """

    def __init__(self, vectors: NDArray[np.float16]) -> None:
        """Copy vectors of unit length, shape (vectors, dimension), into memory."""
        self._index = half_precision_index(vectors)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    def search(self, vector: Vector, count: int, mask: NDArray[np.bool_] | None = None) -> list[Match]:
        """Return the `count` best matches for a vector, shape (dimension,), best first; only where `mask` is True if given."""
        import faiss

        faiss.omp_set_num_threads(1)  # applies to this thread; waking a second one takes longer than the search
        parameters = None
        if mask is not None:
            bits = np.packbits(mask, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # faiss adds the argument at import
        scores, indices = self._index.search(vector[np.newaxis], min(count, len(self)), params=parameters)
        return [Match(int(row), float(score)) for row, score in zip(indices[0], scores[0], strict=True) if row >= 0]


def half_precision_index(vectors: NDArray[np.float16]) -> "faiss.Index":
    """Return a FAISS index with a copy of vectors in 16 bits."""
    import faiss

    index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index.add_sa_codes(np.ascontiguousarray(vectors).view(np.uint8))
    return index


def load_faiss() -> None:
    """Import FAISS ahead of its first use."""
    import faiss  # noqa: F401


def row_mask(rows: Sequence[range], count: int) -> NDArray[np.bool_]:
    """Return a mask of shape (count,) that is True for the rows in any of the ranges."""
    mask = np.zeros(count, dtype=bool)
    for span in rows:
        mask[span.start : span.stop] = True
    return mask
