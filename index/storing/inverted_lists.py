"""Inverted lists: approximate search over many vectors, which compares a question with those of the nearest lists only.

Each vector is in the list of the centroid that it is closest to, as one byte for each number. The folder contains arrays and a
card, from which a FAISS index is put together when it is first searched; no file of FAISS's own is read. `lists.npy` has, for
each list, the codes of its vectors and then their positions, so that FAISS can map it; positions count from 0 through all
lists. A folder is never changed, so generations share it.

With `vectors`, the only module that imports faiss.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector, Vectors
from index.errors import REBUILD, DamagedIndexError
from index.files.blocks import CheckedArray, CheckedFolder
from index.files.checksums import Checksum, read_json, verify
from index.storing.manifest import DENSE_CARD
from index.storing.segments import KEY_BYTES

CENTROIDS, SCALES, SIZES, LISTS, KEYS = "centroids.npy", "scales.npy", "list-sizes.npy", "lists.npy", "keys.npy"
MAX_CODE = 127
"""The largest code, a signed 8-bit integer."""
CODE_RANGE = np.array([-128.5, 255], dtype=np.float32)
"""What makes FAISS take a byte for the number that is 128 less: the smallest number less a half, and the range."""
POSITION_BYTES = 8
ROUNDS = 10
"""Rounds of k-means."""
NEAREST, MISSED = 10, 0.03
"""Lists are searched until no more than this number of the nearest vectors, of so many, are expected in the others."""
MIN_SPREAD = 1e-3
TAIL = 1.6
"""How many times as large as the usual error that of a near passage is taken to be, because it is not quite normal.

Over 200 questions of `make bench-scale`, recall@10 is 0.995 at 100,000 passages and 0.987 at 1,000,000; with 1.4, it is 0.981
and 0.966, in 0.8 times the time.
"""
SLOT = 8
"""The room for a list is a multiple of this many vectors, so that positions are aligned."""


@dataclass(frozen=True, slots=True)
class ListsCard:
    """The contents of dense.json: the numbers of vectors and lists, how many lists to search, and checksums by file name.

    `fit` is the mean cosine of vectors with their centroids, and `spread` the error when the cosine of a vector with a question
    is inferred from that of its centroid. `probes` lists are always searched; `compared` is how many vectors are in them, on
    average. `trained` is the number of vectors, and `compared_then` that of comparisons, when the centroids were chosen.
    """

    passages: int
    dimension: int
    lists: int
    probes: int
    fit: float
    spread: float
    compared: float
    trained: int
    compared_then: float
    files: dict[str, Checksum]


class Found(NamedTuple):
    """The positions of the vectors that were found, best first, and their approximate cosines with the question."""

    positions: NDArray[np.int64]
    scores: NDArray[np.float32]


class InvertedLists:
    """Open inverted lists. Opened when they are first searched, which takes time that grows with the number of lists.

    Whatever reads from them raises StoredIndexError if a file is damaged. `card_file` is the checksum of dense.json, which is
    not verified if that is None.
    """

    def __init__(self, folder: Path, vectors: int, dimension: int, card_file: Checksum | None = None) -> None:
        self.folder = folder
        self._vectors = vectors
        self.name = folder.name
        self._dimension = dimension
        self._card_file = card_file
        self._lock = Lock()
        self._opened: _OpenLists | None = None

    @cached_property
    def card(self) -> ListsCard:
        """The card of the lists."""
        if self._card_file is not None:
            verify(self.folder, {DENSE_CARD: self._card_file})
        card = read_json(self.folder / DENSE_CARD, ListsCard)
        expected = self._vectors, self._dimension
        if (card.passages, card.dimension) != expected or min(card.lists, card.probes, *expected) < 1:
            what = f"damaged: {card.passages} vectors of dimension {card.dimension}, expected {expected[0]} of {expected[1]}"
            raise DamagedIndexError(what, where=str(self.folder / DENSE_CARD), fix=REBUILD)
        return card

    @cached_property
    def files(self) -> CheckedFolder:
        """The files of the lists."""
        return CheckedFolder.open(self.folder, self.card.files)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return self._vectors

    @property
    def keys(self) -> CheckedArray:
        """The keys of the texts of the vectors, by position."""
        return self.files.array(KEYS, np.uint8, (len(self), KEY_BYTES))

    def search(self, vector: Vector, count: int, share: float = 1.0, allowed: NDArray[np.uint8] | None = None) -> Found:
        """Return the `count` vectors that are closest to one of unit length, from the lists that are.

        `allowed` has a bit for each position, in little-endian order; `share` is the share of bits that are set.
        """
        found = self._open().search(vector, min(max(count, NEAREST), len(self)), share, allowed)
        return Found(found.positions[:count], found.scores[:count])

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The number of vectors in each list."""
        return self._open().sizes

    @property
    def centroids(self) -> Vectors:
        """The centroids of the lists, shape (lists, dimension)."""
        card = self.card
        return np.asarray(self.files.array(CENTROIDS, np.float16, (card.lists, card.dimension)).whole(), dtype=np.float32)

    @property
    def scales(self) -> NDArray[np.float32]:
        """What a code has to be multiplied by in each dimension."""
        return np.asarray(self.files.array(SCALES, np.float32, (self.card.dimension,)).whole(), dtype=np.float32)

    def _open(self) -> "_OpenLists":
        if self._opened is None:
            with self._lock:
                self._opened = self._opened or _OpenLists(self)
        return self._opened


class _OpenLists:
    """A FAISS index over the arrays of a folder."""

    def __init__(self, lists: InvertedLists) -> None:
        import faiss

        card, files = lists.card, lists.files
        self.sizes = np.asarray(files.array(SIZES, np.int64, (card.lists,)).whole())
        if self.sizes.min() < 0 or self.sizes.max() > card.passages or int(self.sizes.sum()) != card.passages:
            raise DamagedIndexError("damaged: does not match its vectors", where=str(lists.folder / SIZES), fix=REBUILD)
        room = room_for(self.sizes)
        self._starts = np.append(0, np.cumsum(room)) * (card.dimension + POSITION_BYTES)
        self._bytes = files.array(LISTS, np.uint8, (int(self._starts[-1]),))
        self._is_verified = np.zeros(card.lists, dtype=bool)
        header = len(files.data(LISTS)) - len(self._bytes)
        self._scales = lists.scales
        self._card = card
        self._centroids = lists.centroids
        self._quantizer = faiss.IndexFlatIP(card.dimension)  # FAISS wants one, but the lists are chosen here
        kind, metric = faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
        shape = card.dimension, card.lists
        self._index = faiss.IndexIVFScalarQuantizer(self._quantizer, *shape, kind, metric, False)  # noqa: FBT003  # by_residual
        faiss.copy_array_to_vector(CODE_RANGE, self._index.sq.trained)
        self._invlists = faiss.OnDiskInvertedLists(card.lists, card.dimension, str(lists.folder / LISTS))
        self._invlists.read_only = True
        self._invlists.prefetch_nthread = 0  # it would start threads for each question
        self._invlists.totsize = header + len(self._bytes)
        table = np.stack([self.sizes, room, header + self._starts[:-1]], axis=1).astype(np.uint64)
        faiss.memcpy(self._invlists.lists.data(), faiss.swig_ptr(table), table.nbytes)  # type: ignore[attr-defined]
        self._invlists.do_mmap()
        self._index.replace_invlists(self._invlists)
        self._index.ntotal, self._index.is_trained = card.passages, True

    def search(self, vector: Vector, count: int, share: float, allowed: NDArray[np.uint8] | None) -> Found:
        """Search the closest lists, and then those of the others that may contain some of the nearest vectors."""
        closeness = self._centroids @ vector
        order = np.argsort(-closeness, kind="stable")
        first = math.ceil(self._card.probes / max(share, self._card.probes / len(order)))
        near, far = order[:first], order[first:]
        found = self._search(vector, count, near, allowed)
        more = far[: self._worth(closeness[far], self.sizes[far] * share, found.scores)]
        return _merge(found, self._search(vector, count, more, allowed), count) if len(more) else found

    def _worth(self, closeness: NDArray[np.float32], sizes: NDArray[np.float64], found: NDArray[np.float32]) -> int:
        """Return how many more lists, closest first, to search until the others hardly contain a nearer vector.

        The cosine of a vector with a question is about that of its list's centroid times how close vectors are to centroids,
        with an error that is distributed normally. From this follows how many vectors of a list are to be expected above the
        last of the nearest that are known (Lin 1989, "Approximating the normal tail probability and its inverse").
        """
        known = float(found[NEAREST - 1]) if len(found) >= NEAREST else -1.0
        z = np.maximum((known - self._card.fit * closeness) / max(TAIL * self._card.spread, MIN_SPREAD), 0)
        missed = sizes * 0.5 * np.exp(-0.717 * z - 0.416 * z * z)
        return int(np.count_nonzero(np.cumsum(missed[::-1])[::-1] > MISSED))

    def _search(self, vector: Vector, count: int, lists: NDArray[np.int64], allowed: NDArray[np.uint8] | None) -> Found:
        """Search some lists in one call, which lets other threads work."""
        import faiss

        faiss.omp_set_num_threads(1)  # applies to this thread; waking a second one takes longer than the search
        self._verify(lists)
        scaled = np.ascontiguousarray(vector * self._scales, dtype=np.float32)[np.newaxis]
        nearest, distances = np.ascontiguousarray(lists, dtype=np.int64), np.zeros(len(lists), dtype=np.float32)
        scores, positions = np.empty((1, count), dtype=np.float32), np.empty((1, count), dtype=np.int64)
        selector = None if allowed is None else faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(allowed))
        parameters = faiss.SearchParametersIVF(nprobe=len(nearest), sel=selector)  # type: ignore[call-arg]
        keys, coarse, found, labels = (faiss.swig_ptr(each) for each in (nearest, distances, scores, positions))
        search = self._index.search_preassigned_c  # type: ignore[attr-defined]  # faiss adds it at import
        search(1, faiss.swig_ptr(scaled), count, keys, coarse, found, labels, False, parameters)  # noqa: FBT003  # store_pairs
        is_valid = (positions[0] >= 0) & (positions[0] < self._index.ntotal)
        return Found(positions[0][is_valid], scores[0][is_valid])

    def _verify(self, lists: NDArray[np.int64]) -> None:
        """Verify the lists that will be read."""
        for number in lists[~self._is_verified[lists]].tolist():
            self._bytes[self._starts[number] : self._starts[number + 1]]
            self._is_verified[number] = True


def _merge(one: Found, other: Found, count: int) -> Found:
    scores = np.concatenate([one.scores, other.scores])
    best = np.argsort(-scores, kind="stable")[:count]
    return Found(np.concatenate([one.positions, other.positions])[best], scores[best])


def room_for(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of vectors that the file has room for in each list."""
    return -(-sizes // SLOT) * SLOT


class Centroids:
    """The centroids of lists, to find the list of a vector."""

    def __init__(self, centroids: Vectors) -> None:
        import faiss

        self._index = faiss.IndexFlatIP(centroids.shape[1])
        self._index.add(np.ascontiguousarray(centroids, dtype=np.float32))

    def nearest(self, vectors: Vectors) -> NDArray[np.int64]:
        """Return the list of each vector, the one with the closest centroid."""
        return np.maximum(self._index.search(np.ascontiguousarray(vectors), 1)[1][:, 0], 0)

    def cosines(self, vectors: Vectors) -> NDArray[np.float32]:
        """Return the cosine of each vector with its closest centroid."""
        return np.asarray(self._index.search(np.ascontiguousarray(vectors), 1)[0][:, 0], dtype=np.float32)


def train_centroids(sample: Vectors, lists: int, seed: int = 1) -> Vectors:
    """Choose centroids of unit length by spherical k-means, shape (lists, dimension)."""
    import faiss

    found = faiss.Kmeans(sample.shape[1], lists, niter=ROUNDS, spherical=True, seed=seed, min_points_per_centroid=1)
    found.train(np.ascontiguousarray(sample, dtype=np.float32))
    return np.nan_to_num(np.asarray(found.centroids, dtype=np.float32))
