"""Dense lists: group the vectors of an index into inverted lists, and write them.

Centroids are chosen by spherical k-means on a sample. How many lists to search is measured on passages that stand in for
questions: half as many again as contain 99% of their ten nearest neighbours. Real questions, which are farther from passages
than passages are from each other, then find 99% of theirs (docs/scaling.md).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vectors
from index.files.arrays import save_array
from index.files.blocks import write_blocks
from index.files.checksums import checksums, write_json
from index.progress import Progress
from index.storing.inverted_lists import (
    CENTROIDS,
    KEYS,
    LISTS,
    MAX_CODE,
    POSITION_BYTES,
    SCALES,
    SIZES,
    Centroids,
    ListsCard,
    room_for,
    train_centroids,
)
from index.storing.manifest import DENSE_CARD
from index.storing.segments import Keys, Segments

LISTS_PER_ROOT = 4
"""Lists, as a multiple of the square root of the number of vectors."""
SAMPLE_PER_LIST = 40
"""Vectors for each list from which the centroids are chosen."""
MISFIT_LISTS, MISFIT_VECTORS = 8, 20
"""One of so many lists is for the vectors that are the farthest from the other centroids, one of so many vectors."""
CHUNK = 8_192
"""Vectors that are in memory at a time, apart from the sample."""
QUESTIONS, NEIGHBOURS = 1_024, 10
"""Passages that stand in for questions, and how many of their nearest neighbours have to be found."""
RECALL, MARGIN = 0.99, 1.5
"""The share of those neighbours to find, and how many times as many lists are searched as that takes."""
NEAR_DUPLICATE = 0.98
"""The cosine from which a neighbour does not count, because every search finds the passage itself and copies of it."""
ASKED_FOR_FIT, VECTORS_FOR_FIT = 128, 8_192
"""How many of those passages, and of all vectors, are compared to learn how cosines follow from those of centroids."""
MIN_PROBES = 8
MAX_GROWTH = 4
"""The growth, or decline, of the number of vectors from which their lists are too few, or too many."""
MAX_DRIFT = 1.5
"""How many times as many comparisons a question may take as when the centroids were chosen, for the same number of vectors."""
ZEROS = bytes(2**20)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Vectors grouped into lists: the list of each row, and how many lists to search, with the comparisons that this takes.

    `trained` is how many vectors there were when the centroids were chosen, and `compared_then` the comparisons then.
    """

    centroids: Vectors
    scales: NDArray[np.float32]
    labels: NDArray[np.int32]
    trained: int
    compared_then: float = 0.0
    probes: int = 0
    compared: float = 0.0
    fit: float = 0.0
    spread: float = 0.0

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The number of vectors in each list."""
        return np.bincount(self.labels, minlength=len(self.centroids)).astype(np.int64)

    @property
    def has_drifted(self) -> bool:
        """True if new centroids would make a search much cheaper.

        With well-chosen ones, comparisons grow with the square root of the number of vectors.
        """
        return self.compared > MAX_DRIFT * self.compared_then * math.sqrt(len(self.labels) / self.trained)


def train(vectors: Segments, progress: Progress) -> Grouping:
    """Choose centroids for vectors, and group them."""
    count = len(vectors)
    lists = round(LISTS_PER_ROOT * count**0.5)
    progress.step("Choosing groups of passages")
    rng = np.random.default_rng(count)
    sample = vectors.vectors(np.sort(rng.choice(count, min(count, lists * SAMPLE_PER_LIST), replace=False)))
    largest = np.abs(sample).max(axis=0)
    scales = (np.maximum(largest, largest.max() / MAX_CODE + np.finfo(np.float32).tiny) / MAX_CODE).astype(np.float32)
    centroids = _choose_centroids(sample, lists).astype(np.float16).astype(np.float32)
    return regroup(Grouping(centroids, scales, np.full(count, -1, dtype=np.int32), count), vectors, progress)


def _choose_centroids(sample: Vectors, lists: int) -> Vectors:
    """Choose centroids for a sample, some of them for what is far from all others.

    k-means starts from random vectors, so a document about something else often gets no centroid of its own. Its passages would
    then be spread over lists that no question about it is close to.
    """
    own = max(1, lists // MISFIT_LISTS)
    usual = train_centroids(sample, lists - own)
    misfits = np.argsort(Centroids(usual).cosines(sample), kind="stable")[: max(own, len(sample) // MISFIT_VECTORS)]
    return np.concatenate([usual, train_centroids(sample[misfits], own)])


def regroup(known: Grouping, vectors: Segments, progress: Progress) -> Grouping:
    """Find the list of each vector that has none (-1), and measure how many lists to search."""
    count = len(vectors)
    progress.step("Grouping the passages", count)
    centroids, labels = Centroids(known.centroids), known.labels.copy()
    asked = vectors.vectors(_some_rows(count))
    nearest = _Nearest(asked)
    for first, chunk in chunks(vectors):
        here = labels[first : first + len(chunk)]
        is_new = here < 0
        if is_new.any():
            here[is_new] = centroids.nearest(chunk[is_new])
        nearest.add(first, chunk)
        progress.advance(len(chunk))
    fit, spread = _fit(known.centroids, labels, vectors, asked[:: max(1, len(asked) // ASKED_FOR_FIT)])
    probes, compared = _probes(asked @ known.centroids.T, nearest.rows, labels)
    found = replace(known, labels=labels, probes=probes, compared=compared, fit=fit, spread=spread)
    return found if known.compared_then else replace(found, compared_then=compared)


def _fit(centroids: Vectors, labels: NDArray[np.int32], vectors: Segments, asked: Vectors) -> tuple[float, float]:
    """Return how well the cosine of a vector with a question follows from that of its centroid: a factor, and the error."""
    rows = np.unique(np.linspace(0, len(vectors) - 1, VECTORS_FOR_FIT).astype(np.int64))
    sample, nearest = vectors.vectors(rows), centroids[labels[rows]]
    fit = float((sample * nearest).sum(axis=1).mean())
    return fit, float((asked @ sample.T - fit * (asked @ nearest.T)).std())


def chunks(vectors: Segments) -> Iterator[tuple[int, Vectors]]:
    """Yield all vectors, some thousands at a time, each time with the first row."""
    for first in range(0, len(vectors), CHUNK):
        yield first, vectors.vectors(np.arange(first, min(first + CHUNK, len(vectors))))


def _some_rows(count: int) -> NDArray[np.int64]:
    return np.unique(np.linspace(0, count - 1, QUESTIONS).astype(np.int64))


class _Nearest:
    """The nearest neighbours of some vectors among those added so far: their rows, -1 for none, shape (asked, NEIGHBOURS)."""

    def __init__(self, asked: Vectors) -> None:
        self._asked = asked
        self.rows = np.full((len(asked), NEIGHBOURS), -1, dtype=np.int64)
        self._scores = np.full((len(asked), NEIGHBOURS), -np.inf, dtype=np.float32)

    def add(self, first: int, vectors: Vectors) -> None:
        """Compare with more vectors, whose first row is given."""
        scores = self._asked @ vectors.T
        scores[scores > NEAR_DUPLICATE] = -np.inf
        best = np.argpartition(-scores, min(NEIGHBOURS, len(vectors) - 1), axis=1)[:, :NEIGHBOURS]
        rows = np.concatenate([self.rows, first + best], axis=1)
        every = np.concatenate([self._scores, np.take_along_axis(scores, best, 1)], axis=1)
        kept = np.argsort(-every, axis=1)[:, :NEIGHBOURS]
        self.rows, self._scores = np.take_along_axis(rows, kept, 1), np.take_along_axis(every, kept, 1)
        self.rows[np.isneginf(self._scores)] = -1


def _probes(similarities: NDArray[np.float32], neighbours: NDArray[np.int64], labels: NDArray[np.int32]) -> tuple[int, float]:
    """Return how many lists to search, closest first, to find enough neighbours, and how many vectors are in these lists."""
    count = similarities.shape[1]
    order = np.argsort(-similarities, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(count), order.shape), axis=1)
    needed = np.take_along_axis(ranks, labels[np.maximum(neighbours, 0)], axis=1)[neighbours >= 0]
    enough = int(np.quantile(needed, RECALL, method="higher")) + 1 if len(needed) else count
    probes = min(max(round(MARGIN * enough), MIN_PROBES), count)
    sizes = np.bincount(labels, minlength=count)
    return probes, float(sizes[order[:, :probes]].sum(axis=1).mean())


def write_lists(grouping: Grouping, vectors: Segments, keys: Keys, folder: Path, progress: Progress) -> NDArray[np.int32]:
    """Write inverted lists to a folder, and return the position of each row. Raises OSError."""
    count = len(vectors)
    lists, dimension = grouping.centroids.shape
    order = np.argsort(grouping.labels, kind="stable")
    positions = np.empty(count, dtype=np.int32)
    positions[order] = np.arange(count, dtype=np.int32)
    save_array(grouping.centroids.astype(np.float16), folder / CENTROIDS)
    save_array(grouping.scales, folder / SCALES)
    save_array(grouping.sizes, folder / SIZES)
    save_array(keys[order], folder / KEYS)
    _write_codes(grouping, positions, vectors, folder / LISTS, progress)
    write_blocks(folder)
    files = checksums(folder)
    card = ListsCard(
        passages=count,
        dimension=dimension,
        lists=lists,
        probes=grouping.probes,
        fit=round(grouping.fit, 6),
        spread=round(grouping.spread, 6),
        compared=round(grouping.compared, 1),
        trained=grouping.trained,
        compared_then=round(grouping.compared_then, 1),
        files=files,
    )
    write_json(card, folder / DENSE_CARD)
    return positions


def _write_codes(grouping: Grouping, positions: NDArray[np.int32], vectors: Segments, path: Path, progress: Progress) -> None:
    """Write lists.npy: for each list, the codes of its vectors and then their positions, each with room for a few more."""
    dimension, sizes = grouping.centroids.shape[1], grouping.sizes
    room = room_for(sizes)
    starts = np.append(0, np.cumsum(room)) * (dimension + POSITION_BYTES)
    first_positions = np.append(0, np.cumsum(sizes))[:-1]
    data = _empty_array(path, int(starts[-1]))
    within = np.arange(dimension)
    progress.step("Saving the groups", len(vectors))
    for first, chunk in chunks(vectors):
        labels = grouping.labels[first : first + len(chunk)]
        here = positions[first : first + len(chunk)] - first_positions[labels]
        codes = np.clip(np.rint(chunk / grouping.scales), -MAX_CODE, MAX_CODE) + (MAX_CODE + 1)
        data[(starts[labels] + here * dimension)[:, np.newaxis] + within] = codes.astype(np.uint8)
        progress.advance(len(chunk))
    for number, size in enumerate(sizes.tolist()):
        start = int(starts[number] + room[number] * dimension)
        known = np.arange(first_positions[number], first_positions[number] + size, dtype=np.int64)
        data[start : start + size * POSITION_BYTES] = known.view(np.uint8)
    data.flush()


def _empty_array(path: Path, size: int) -> np.memmap[tuple[int], np.dtype[np.uint8]]:
    """Write an array of zeros and map it: a full disk is an error here, but a crash when it shows up in mapped memory."""
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": (size,)})
        start = file.tell()
        for written in range(0, size, len(ZEROS)):
            file.write(ZEROS[: size - written])
    return np.memmap(path, np.uint8, "r+", start, (size,))
