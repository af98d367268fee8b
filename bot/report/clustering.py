"""Cluster wordings that ask for the same: average linkage over the cosines of their vectors, with pairs that stay apart.

Cosines are taken about the mean of the documents' passages: what all questions of a community have in common, such as the name
of a game, then makes none alike, and models whose cosines are all high need no threshold of their own.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.report.wordings import Subject
from index.encoding.encoder import Vector, Vectors, to_unit_length
from index.text.edits import MAX_EDITS, edit_cost

SAME_FROM = 0.58
"""The mean cosine of two clusters from which they ask for the same; docs/report.md has what it was chosen by."""
NEAR_WORDS_FROM = 0.75
"""The cosine from which a word in place of another asks for the same: *price* and *cost* do, *gold* and *silver* do not."""
NEIGHBOURS = 50
"""Wordings that each is compared with, the closest."""
ROWS_AT_ONCE = 512
PRIOR_PASSAGES = 10
"""How many passages at the origin count as seen beside those of an index, so that a few do not decide what is common."""
TYPO_LENGTH, TYPO_COST, MAX_TYPED = 5, 1.1, 40
"""Letters of the shortest word that can be a typo of another, what its edit may cost, and letters of the longest word."""

Encode = Callable[[Sequence[str]], Vectors]
"""A function that returns the vectors of texts, in order."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of wordings with close vectors, closest first: their positions, and their cosines."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    cosines: NDArray[np.float32]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield the positions of each pair."""
        return zip(self.one.tolist(), self.other.tolist(), strict=True)

    def where(self, kept: NDArray[np.bool_]) -> "Pairs":
        """Return the pairs for which a mask is True."""
        return Pairs(self.one[kept], self.other[kept], self.cosines[kept])


def center_of(passages: Vectors) -> Vector:
    """Return what the vectors of passages have in common: their mean, drawn to the origin if they are few."""
    return np.asarray(passages.sum(axis=0) / (len(passages) + PRIOR_PASSAGES), dtype=np.float32)


def cluster(vectors: Vectors, subjects: Sequence[Subject], center: Vector, encode: Encode) -> list[list[int]]:
    """Return the positions of wordings in clusters that ask for the same; each cluster is in ascending order.

    Wordings that name different numbers, dates, symbols or negations are never in one cluster.
    """
    centred = to_unit_length(vectors - center)
    numbers: dict[frozenset[Hashable], int] = {}
    named = np.array([numbers.setdefault(subject.named, len(numbers)) for subject in subjects], dtype=np.int64)
    pairs = close_pairs(centred)
    pairs = pairs.where(named[pairs.one] == named[pairs.other])
    return _link(centred, pairs, pairs_apart(pairs, subjects, center, encode))


def close_pairs(vectors: Vectors) -> Pairs:
    """Return the pairs whose cosine is at least `SAME_FROM`, of each wording only those with its closest neighbours."""
    count = len(vectors)
    codes, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
    for start in range(0, count, ROWS_AT_ONCE):
        cosines = vectors[start : start + ROWS_AT_ONCE] @ vectors.T
        own = np.arange(len(cosines))
        cosines[own, start + own] = -1
        least = np.partition(cosines, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS] if count > NEIGHBOURS else np.full(len(own), -1)
        rows, others = np.nonzero(cosines >= np.maximum(least, SAME_FROM)[:, np.newaxis])
        found.append(cosines[rows, others])
        rows += start
        codes.append(np.minimum(rows, others) * count + np.maximum(rows, others))
    each, first = np.unique(np.concatenate(codes), return_index=True)
    close = np.concatenate(found)[first]
    order = np.argsort(-close, kind="stable")
    return Pairs(each[order] // max(count, 1), each[order] % max(count, 1), close[order])


def pairs_apart(pairs: Pairs, subjects: Sequence[Subject], center: Vector, encode: Encode) -> list[tuple[int, int]]:
    """Return the pairs that ask for different things although their vectors are close.

    They differ in one word, which is neither a synonym nor a typo of that in its place, or only in the kind of answer.
    """
    apart: list[tuple[int, int]] = []
    replaced: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for one, other in pairs:
        if subjects[one].asks_otherwise(subjects[other]):
            apart.append((one, other))
        elif (words := subjects[one].replaced(subjects[other])) and not _is_typo(*words):
            replaced.setdefault((min(words), max(words)), []).append((one, other))
    if not replaced:
        return apart
    names = sorted({word for words in replaced for word in words})
    vectors = dict(zip(names, to_unit_length(encode(names) - center), strict=True))
    for (one_word, other_word), between in replaced.items():
        if float(vectors[one_word] @ vectors[other_word]) < NEAR_WORDS_FROM:
            apart += between
    return apart


def _is_typo(one: str, other: str) -> bool:
    """Return whether one word is probably the other with a slip of the keyboard."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < TYPO_LENGTH or longer > MAX_TYPED or longer - shorter > MAX_EDITS or one[0] != other[0]:
        return False
    return edit_cost(one, other) <= TYPO_COST


def _link(vectors: Vectors, pairs: Pairs, apart: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Merge the clusters of each pair in turn, closest first, if their mean cosine is high enough.

    In the mean, a pair that asks for different things counts as if it had nothing in common.
    """
    clusters = {position: [position] for position in range(len(vectors))}
    place = list(range(len(vectors)))
    sums = vectors.astype(np.float64)
    excess = _excess(vectors, apart)
    for pair in pairs:
        kept, gone = (place[position] for position in pair)
        if kept == gone:
            continue
        if len(clusters[kept]) < len(clusters[gone]):
            kept, gone = gone, kept
        total = float(sums[kept] @ sums[gone]) - excess[kept].get(gone, 0.0)
        if total < SAME_FROM * len(clusters[kept]) * len(clusters[gone]):
            continue
        sums[kept] += sums[gone]
        for position in clusters[gone]:
            place[position] = kept
        clusters[kept] += clusters.pop(gone)
        for other, amount in excess.pop(gone, {}).items():
            del excess[other][gone]
            if other != kept:
                excess[kept][other] = excess[other][kept] = excess[kept].get(other, 0.0) + amount
    return [sorted(members) for members in clusters.values()]


def _excess(vectors: Vectors, apart: Sequence[tuple[int, int]]) -> defaultdict[int, dict[int, float]]:
    """Return, for each two positions that ask for different things, their cosine, which is not to count."""
    found: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for one, other in apart:
        found[one][other] = found[other][one] = float(vectors[one] @ vectors[other])
    return found
