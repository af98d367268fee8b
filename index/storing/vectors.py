"""Vector search: FAISS behind an interface small enough for a store that runs elsewhere.

The only module that imports faiss, and only on first use, so that builds can load other things first.
"""

from collections.abc import Sequence
from os import SEEK_END
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector, Vectors
from index.errors import REBUILD, StoredIndexError, read_error_fix

if TYPE_CHECKING:
    import faiss


MAGIC = b"IxSQ"
"""The magic bytes of a FAISS scalar quantizer index."""
SIZES, BYTE_COUNT = Struct("<4siq"), Struct("<q")
"""The start of a FAISS file (magic bytes, dimension, number of vectors), and the size field right before the vectors."""
MAX_HEADER_BYTES = 1_000
"""Upper bound for the size of the header that precedes the vectors."""


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


class FaissStore:
    """Exhaustive search by inner product, which equals the cosine because all vectors have unit length.

    Numbers are stored in 16 bits: cosines change by less than 0.0001, and each question reads half as many bytes.
    """

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> "FaissStore":
        """Create a store from vectors of unit length, shape (passages, dimension)."""
        return cls(_make_index(vectors))

    def save(self, path: Path) -> None:
        """Write the store to a file. Raises OSError if the write is incomplete, which FAISS's own writer may not report."""
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).data)

    @classmethod
    def load(cls, path: Path, passages: int, dimension: int) -> "FaissStore":
        """Open a saved store, memory-mapped. Raises StoredIndexError if the file is damaged or does not match."""
        import faiss

        try:
            _check_file(path, passages, dimension)
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except OSError as error:
            raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=read_error_fix(error)) from None
        except RuntimeError as error:
            raise StoredIndexError(f"not a FAISS index ({_reason(error)})", where=str(path), fix=REBUILD) from None

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """Return the `count` best matches for a vector, shape (dimension,), best first; only among `rows` if given."""
        import faiss

        faiss.omp_set_num_threads(1)  # applies to this thread; waking a second one takes longer than the search
        parameters = None
        if rows is not None:
            bits = np.packbits(row_mask(rows, len(self)), bitorder="little")
            selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # faiss adds the argument at import
        scores, indices = self._index.search(vector[np.newaxis], min(count, len(self)), params=parameters)
        return [Match(int(row), float(score)) for row, score in zip(indices[0], scores[0], strict=True) if row >= 0]

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosines between a vector and those of some rows, in the order of `rows`."""
        return np.asarray(self.vectors(rows) @ vector, dtype=np.float32)

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the stored vectors of some rows, shape (rows, dimension)."""
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)


def _make_index(vectors: Vectors) -> "faiss.Index":
    import faiss

    index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index.train(np.ascontiguousarray(vectors, dtype=np.float32))
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def _check_file(path: Path, passages: int, dimension: int) -> None:
    """Raise StoredIndexError unless a file has the header and size that `save` writes, because FAISS trusts headers."""
    import faiss

    with path.open("rb") as file:
        start = file.read(MAX_HEADER_BYTES)
        size = file.seek(0, SEEK_END)
    if len(start) < SIZES.size or not start.startswith(MAGIC):
        raise StoredIndexError("not a FAISS index of the expected kind", where=str(path), fix=REBUILD)
    _, width, count = SIZES.unpack_from(start)
    if (width, count) != (dimension, passages) or width < 1 or count < 1:
        what = f"{count} vectors of dimension {width}, expected {passages} of dimension {dimension}"
        raise StoredIndexError(what, where=str(path), fix=REBUILD)
    vector_bytes = count * width * np.dtype(np.float16).itemsize
    empty = faiss.serialize_index(_make_index(np.zeros((0, width), dtype=np.float32))).tobytes()
    header = SIZES.pack(MAGIC, width, count) + empty[SIZES.size : -BYTE_COUNT.size] + BYTE_COUNT.pack(vector_bytes)
    if not start.startswith(header) or size != len(header) + vector_bytes:
        raise StoredIndexError("damaged: the vectors do not match the passages", where=str(path), fix=REBUILD)


def load_faiss() -> None:
    """Import FAISS ahead of its first use."""
    import faiss  # noqa: F401


def row_mask(rows: Sequence[range], count: int) -> NDArray[np.bool_]:
    """Return a mask of shape (count,) that is True for the rows in any of the ranges."""
    mask = np.zeros(count, dtype=bool)
    for span in rows:
        mask[span.start : span.stop] = True
    return mask


def _reason(error: RuntimeError) -> str:
    return str(error).splitlines()[0].rsplit(": ", 1)[-1][:120]
