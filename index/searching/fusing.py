"""Fuse: combine dense, lexical and token-level scores into one score per passage.

All parts are on absolute scales (a cosine, a fraction of the highest BM25 score, mean cosines), so their weighted mean is too,
and scores of different questions can be compared. The weights were chosen on sets of chat questions and public sets, so that
no set falls behind the better of dense and BM25 ranking.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from index.searching.focus import Focus

Scores = NDArray[np.float32]
"""One score per passage, shape (passages,)."""

RANK_CONSTANT = 60
"""The constant k of reciprocal rank fusion, which is added to each rank."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the score parts, named as in `ScoreParts`; some count in some questions only."""

    cosine: float = 1.0
    lexical: float = 0.4
    text: float = 0.7
    lead: float = 0.7
    coverage: float = 1.2
    thing: float = 0.2
    instance: float = 0.1

    def for_question(self, focus: Focus) -> "Weights":
        """Return the weights for one question: coverage counts in long ones, and what is asked for only if that is known."""
        return replace(
            self,
            coverage=focus.coverage * self.coverage,
            thing=self.thing if focus.thing is not None else 0.0,
            instance=self.instance if focus.kind is not None else 0.0,
        )


ORDINARY = Weights()
FAQ = Weights(text=0.35, lead=1.4)
"""The weights for a corpus of questions and answers, where the headings say more of what is asked than the texts do."""
FAQ_SHARE = 0.6
"""The share of headings that are questions from which a corpus is one of questions and answers."""


UNREAD_LEXICAL = 4.0
"""The weight of words if the model was not trained on the language of the documents: about as much as all else together.

With the sets of corpus/languages and all-MiniLM-L6-v2, half of this weight finds about as much; the usual 0.4
finds a third as much in Chinese.
"""


def question_share(headings: Collection[str]) -> float:
    """Return the share of headings, one of each section, that are questions; 0 if there are none."""
    questions = sum(heading.rstrip().endswith(("?", "\uff1f")) for heading in headings)
    return questions / len(headings) if headings else 0.0


def corpus_weights(questions: float, *, is_read: bool = True, cosine: float = 1.0) -> Weights:
    """Return the weights for a corpus of whose headings this share are questions.

    `is_read` is True if the model knows the language of the documents, and `cosine` is the weight of its cosines.
    """
    weights = FAQ if questions >= FAQ_SHARE else ORDINARY
    return replace(weights, cosine=cosine, lexical=weights.lexical if is_read else UNREAD_LEXICAL)


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """The parts of each candidate's score, each of shape (passages,), and their weights.

    `cosine` compares its vector with the question's, `lexical` is its BM25 score as a fraction of the highest possible one,
    `text` and `lead` measure how close its own words and its lead come to the tokens of the question, `coverage` how well it
    meets the content words wherever it does so, `thing` how close its own words come to the thing that is asked about, as in
    *how many farmers*, and `instance` is 1 if it holds a new number, time or name that is asked for.
    """

    cosine: Scores
    lexical: Scores
    text: Scores
    lead: Scores
    coverage: Scores
    thing: Scores
    instance: Scores
    weights: Weights

    @property
    def fused(self) -> Scores:
        """The weighted mean of the parts."""
        pairs = [(getattr(self, field.name), getattr(self.weights, field.name)) for field in fields(Weights)]
        total = sum(weight * part for part, weight in pairs)
        return np.asarray(total / sum(weight for _, weight in pairs), dtype=np.float32)

    def reordered(self, order: NDArray[np.int64]) -> "ScoreParts":
        """Return a copy with the passages in another order."""
        return replace(self, **{field.name: getattr(self, field.name)[order] for field in fields(Weights)})


def preliminary_scores(cosine: Scores, lexical: Scores, weights: Weights) -> Scores:
    """Return the part of the score that is known before tokens are compared, up to a constant factor."""
    return np.asarray(weights.cosine * cosine + weights.lexical * lexical, dtype=np.float32)


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Fuse rankings of rows into (row, score) pairs, best first (Cormack, Clarke & Büttcher 2009).

    Only for comparison: it is the weakest way to fuse.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda each: -each[1])
