"""Candidates: the passages that were compared with a question, best first."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from index.searching.fusing import ORDINARY, ScoreParts, Scores
from index.searching.identifiers import NamedRows
from index.searching.late_interaction import Nearness
from index.searching.raising import NearView


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages compared with a question, best first: their rows, scores, score parts and nearness.

    `answers` says how well each of the first few answers, by the reader. `level` says how well the first contains an identifier
    of the question (0: not at all; else as in `index.searching.identifiers`). `missing` are the identifiers of the question, as
    written, that no passage in scope contains, `lacking` the literals that the first does not hold although an answer has to,
    and `held` those that it holds. `views` are the closest known questions and headings; written questions are not among them,
    because no person has said what they are about. `own` are the scores without a cross-encoder, by which an answer is judged,
    or None if none has read; `reranking` is the seconds that it took. `named` are the places and figures of the question, with
    the rows that name them.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    parts: ScoreParts
    near: Nearness
    answers: NDArray[np.float32]
    level: int = 0
    missing: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    views: tuple[NearView, ...] = ()
    own: Scores | None = None
    reranking: float = 0.0
    named: NamedRows = field(default_factory=dict)

    def reordered(self, order: NDArray[np.int64], scores: NDArray[np.float32]) -> "Candidates":
        """Return the candidates at the positions `order`, with their new scores; what is said of the first stays as it is."""
        return replace(
            self,
            rows=self.rows[order],
            scores=scores,
            parts=self.parts.reordered(order),
            near=self.near.reordered(order),
            answers=self.answers[order],
            own=None if self.own is None else self.own[order],
        )


def no_candidates(tokens: int) -> Candidates:
    """Return empty candidates for a question with this number of tokens."""
    scores, cosines = np.zeros(0, dtype=np.float32), np.zeros((0, tokens), dtype=np.float32)
    parts = ScoreParts(scores, scores, scores, scores, scores, scores, scores, ORDINARY)
    return Candidates(scores.astype(np.int64), scores, parts, Nearness(cosines, cosines, cosines, ()), scores)
