"""Fuse: one score for each passage from how its meaning, its words and its tokens fit a question.

All parts are on absolute scales (a cosine, a share of what BM25 could give, mean cosines), so the sum is too, and scores of
different questions can be compared. The weights were chosen on seven sets of chat questions and eleven public ones so that
none of these falls behind the better of dense and BM25.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.searching.late_interaction import Nearness, weighted_mean

Scores = NDArray[np.float32]
"""Shape (passages,)."""

COSINE = 1.0
LEXICAL = 0.4
TEXT = 0.7
LEAD = 0.7
RANK_CONSTANT = 60
"""Of reciprocal rank fusion."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the score of each candidate is made of, each of shape (passages,).

    How near its vector is to the question's, how many of the question's words it has, and how near its own words and its
    section path come to them.
    """

    cosine: Scores
    lexical: Scores
    text: Scores
    lead: Scores

    @property
    def fused(self) -> Scores:
        """The weighted mean of the parts."""
        total = COSINE * self.cosine + LEXICAL * self.lexical + TEXT * self.text + LEAD * self.lead
        return np.asarray(total / (COSINE + LEXICAL + TEXT + LEAD), dtype=np.float32)


def first_guess(cosine: Scores, lexical: Scores) -> Scores:
    """What of the score is known before tokens are compared, up to a constant factor."""
    return np.asarray(COSINE * cosine + LEXICAL * lexical, dtype=np.float32)


def parts(cosine: Scores, lexical: Scores, near: Nearness, weights: NDArray[np.float32]) -> Parts:
    """The parts for candidates, given the weight of each question token, shape (question tokens,)."""
    return Parts(cosine, lexical, weighted_mean(near.text, weights), weighted_mean(near.lead, weights))


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Rows with their score, best first (Cormack, Clarke & Büttcher 2009): for comparison, it is the weakest fusion."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda each: -each[1])
