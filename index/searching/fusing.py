"""Fuse: combine dense, lexical and token-level scores into one score per passage.

All parts are on absolute scales (a cosine, a fraction of the highest BM25 score, mean cosines), so their weighted mean is too,
and scores of different questions can be compared. The weights were chosen on seven sets of chat questions and eleven public
sets, so that no set falls behind the better of dense and BM25 ranking.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.searching.late_interaction import Nearness, weighted_mean

Scores = NDArray[np.float32]
"""One score per passage, shape (passages,)."""

COSINE_WEIGHT = 1.0
LEXICAL_WEIGHT = 0.4
TEXT_WEIGHT = 0.7
LEAD_WEIGHT = 0.7
RANK_CONSTANT = 60
"""The constant k of reciprocal rank fusion, which is added to each rank."""


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """The parts of each candidate's score, each of shape (passages,).

    `cosine` compares its vector with the question's, `lexical` is its BM25 score as a fraction of the highest possible one,
    and `text` and `lead` measure how close its own words and its lead come to the tokens of the question.
    """

    cosine: Scores
    lexical: Scores
    text: Scores
    lead: Scores

    @property
    def fused(self) -> Scores:
        """The weighted mean of the parts."""
        total = COSINE_WEIGHT * self.cosine + LEXICAL_WEIGHT * self.lexical + TEXT_WEIGHT * self.text + LEAD_WEIGHT * self.lead
        return np.asarray(total / (COSINE_WEIGHT + LEXICAL_WEIGHT + TEXT_WEIGHT + LEAD_WEIGHT), dtype=np.float32)


def preliminary_scores(cosine: Scores, lexical: Scores) -> Scores:
    """Return the part of the score that is known before tokens are compared, up to a constant factor."""
    return np.asarray(COSINE_WEIGHT * cosine + LEXICAL_WEIGHT * lexical, dtype=np.float32)


def score_parts(cosine: Scores, lexical: Scores, near: Nearness, weights: NDArray[np.float32]) -> ScoreParts:
    """Return the score parts of candidates, given the weight of each question token, shape (question tokens,)."""
    return ScoreParts(cosine, lexical, weighted_mean(near.text, weights), weighted_mean(near.lead, weights))


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Fuse rankings of rows into (row, score) pairs, best first (Cormack, Clarke & Büttcher 2009).

    Only for comparison: it is the weakest way to fuse.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda each: -each[1])
