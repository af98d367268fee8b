"""Search by vector: FAISS behind an interface small enough for a store that runs elsewhere.

The only module that imports faiss, when it is first needed: builds have other things to load meanwhile.
"""

from collections.abc import Sequence
from os import SEEK_END
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector, Vectors
from index.errors import REBUILD, StoredIndexError, allow

if TYPE_CHECKING:
    import faiss


KIND = b"IxSQ"
"""What FAISS's files of the one kind of index that is written here start with."""
SIZES, COUNTER = Struct("<4siq"), Struct("<q")
"""Kind, dimension and number of vectors at the start of a file; how many bytes they are stands before them."""
LONGEST_START = 1_000
"""Bytes; all that stands before the vectors is fewer."""


class Match(NamedTuple):
    """A passage by its position in the index, and the cosine of its vector with the question's."""

    row: int
    score: float


class VectorStore(Protocol):
    """Where the vectors of passages live. Positions are those of the passages, counted from 0."""

    def __len__(self) -> int:
        """How many vectors there are."""
        ...

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """The `count` vectors nearest to one of shape (dimension,), best first; only among `rows` when given."""
        ...

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of a vector with those of some rows, in their order."""
        ...


class FaissStore:
    """Exhaustive search by inner product, which is the cosine, for all vectors are of unit length.

    Numbers are kept in 16 bits: cosines differ by less than 0.0001, and half as much is read for each question.
    """

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> "FaissStore":
        """Make a store of vectors of unit length, shape (passages, dimension)."""
        return cls(_index_of(vectors))

    def save(self, path: Path) -> None:
        """Write the store to a file. Raises OSError when not all of it can be written, which FAISS's own way may not notice."""
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).data)

    @classmethod
    def load(cls, path: Path, passages: int, dimension: int) -> "FaissStore":
        """Open a file that `save` wrote; it is memory-mapped. Raises StoredIndexError when it is another thing."""
        import faiss

        try:
            _check_file(path, passages, dimension)
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except OSError as error:
            raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=allow(error)) from None
        except RuntimeError as error:
            raise StoredIndexError(f"not a FAISS index ({_reason(error)})", where=str(path), fix=REBUILD) from None

    def __len__(self) -> int:
        """How many vectors there are."""
        return int(self._index.ntotal)

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """The `count` vectors nearest to one of shape (dimension,), best first; only among `rows` when given."""
        import faiss

        faiss.omp_set_num_threads(1)  # for the thread that asks: waking a second one takes longer than one question does
        parameters = None
        if rows is not None:
            bits = np.packbits(mask_of(rows, len(self)), bitorder="little")
            selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # faiss adds it when imported
        scores, found = self._index.search(vector[np.newaxis], min(count, len(self)), params=parameters)
        return [Match(int(row), float(score)) for row, score in zip(found[0], scores[0], strict=True) if row >= 0]

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of a vector with those of some rows, in their order."""
        return np.asarray(self.vectors(rows) @ vector, dtype=np.float32)

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, shape (rows, dimension), as they are stored."""
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)


def _index_of(vectors: Vectors) -> "faiss.Index":
    import faiss

    index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index.train(np.ascontiguousarray(vectors, dtype=np.float32))
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def _check_file(path: Path, passages: int, dimension: int) -> None:
    """Raise StoredIndexError unless a file starts as `save` writes it and is as long: FAISS believes what files say of them."""
    import faiss

    with path.open("rb") as file:
        start = file.read(LONGEST_START)
        size = file.seek(0, SEEK_END)
    if len(start) < SIZES.size or not start.startswith(KIND):
        raise StoredIndexError("not a FAISS index of the kind that is written here", where=str(path), fix=REBUILD)
    _, width, count = SIZES.unpack_from(start)
    if (width, count) != (dimension, passages) or width < 1 or count < 1:
        what = f"{count} vectors of dimension {width}, which should be {passages} of dimension {dimension}"
        raise StoredIndexError(what, where=str(path), fix=REBUILD)
    numbers = count * width * np.dtype(np.float16).itemsize
    none = faiss.serialize_index(_index_of(np.zeros((0, width), dtype=np.float32))).tobytes()
    expected = SIZES.pack(KIND, width, count) + none[SIZES.size : -COUNTER.size] + COUNTER.pack(numbers)
    if not start.startswith(expected) or size != len(expected) + numbers:
        raise StoredIndexError("damaged: not the vectors of these passages", where=str(path), fix=REBUILD)


def load_faiss() -> None:
    """Load FAISS ahead of its first use."""
    import faiss  # noqa: F401


def mask_of(rows: Sequence[range], count: int) -> NDArray[np.bool_]:
    """Which of `count` rows are in one of the ranges, shape (count,)."""
    mask = np.zeros(count, dtype=bool)
    for span in rows:
        mask[span.start : span.stop] = True
    return mask


def _reason(error: RuntimeError) -> str:
    return str(error).splitlines()[0].rsplit(": ", 1)[-1][:120]
