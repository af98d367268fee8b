"""Rerank: let a cross-encoder read the first candidates together with the question, and weigh what it says with their scores.

Both are on absolute scales, so that scores of different questions can still be compared: a candidate's own score, and the
probability that it answers by the cross-encoder, whose output is taken as log odds whatever activation its checkpoint names.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.rerankers import Reranker, logistic
from index.passages.passage import Passage
from index.searching.fusing import Scores

WEIGHT = np.float32(0.5)
"""The weight of what the cross-encoder says, relative to a candidate's own score.

Chosen with the log odds of the reader (rereading.py) in place of those of a cross-encoder, on 250 questions of each set: 0.5
puts the right passage first for 0.876 of covidfaq (0.748 without) and 0.948 of stackfaq (0.952); 0.25 for 0.864 and 0.944, and
1 for 0.876 and 0.932. On doc2dial, whose long texts the reader knows least, 0.5 keeps 0.467 by sections and loses 0.02 of 0.293
by bullets. Halving or quartering log odds first is no better.
"""


class Passages(Protocol):
    """Passages by row."""

    def __getitem__(self, row: int, /) -> Passage:
        """Return the passage in a row."""
        ...


@dataclass(frozen=True, slots=True)
class Reranked:
    """The scores of candidates with what the cross-encoder says, shape (passages,), and the seconds that it took."""

    scores: Scores
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Reranking:
    """The last stage of a search: a cross-encoder that reads the first `count` candidates."""

    reranker: Reranker
    passages: Passages
    count: int

    def run(self, question: str, rows: Sequence[int], scores: Scores, first: NDArray[np.int64]) -> Reranked:
        """Return new scores of candidates, of which those at the positions `first` are read, at most `count`, best first.

        Those that are not read are taken to answer no better than the worst of those that are, so none of them overtakes one
        for having been left out.
        """
        started = time.perf_counter()
        first = first[: self.count]
        if not len(first):
            return Reranked(scores)
        texts = [self.passages[rows[position]].embedding_text for position in first.tolist()]
        read = logistic(self.reranker.logits(question, texts))
        answers = np.full_like(scores, read.min())
        answers[first] = read
        fused = np.asarray((scores + WEIGHT * answers) / (1 + WEIGHT), dtype=np.float32)
        return Reranked(fused, time.perf_counter() - started)
