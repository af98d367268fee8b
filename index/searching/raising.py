"""Raise: how much a view that is close to a question adds to the scores of its passages.

The more likely a view asks for the same, the more it adds; it never takes anything away. A view that only shares the subject
adds next to nothing: the passages that it leads to answer something else, and one that answers by itself has to stay ahead.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.searching.fusing import Scores
from index.storing.view_file import View

RAISE, EVEN_FROM, WIDTH = 0.35, 0.6, 0.07
"""What a known question adds, as a share of what a passage lacks of 1: at most, the likeness from which it is half of that, and
the difference of likeness over which it grows (a logistic curve).

Chosen on seven documents in this repository, half of whose questions were known, and again with one in three known in other
words, and on covidfaq, stackfaq and doc2dial-bullets, half by half; docs/evaluation.md has the figures.
"""
MARGIN_WEIGHT, LEAST_MARGIN, GREATEST_MARGIN = 0.6, -0.2, 0.15
"""How much of its lead over the closest view of other passages counts as likeness, and between which limits."""
DIFFERING = 0.3
"""What is left of that if both name different figures: a table's row may hold both, but mostly another row is meant."""
LEAST = 0.02
"""The share below which a known question adds nothing."""
SAME_RAISE, SAME_FROM = 1.2, 0.2
"""The least that a known question or a heading that asks for the same adds, per score above the second of these."""
HEADING_RAISE, HEADING_FROM = 0.5, 0.7
"""What a heading adds per score above the second of these; it already counts as the lead of its passages."""
WRITTEN_RAISE, WRITTEN_SAME_RAISE, WRITTEN_FROM = 0.35, 0.8, 0.2
"""What a written question adds per score above the last of these, in general and if it asks for the same.

Chosen with three questions for each passage of the shipped page and the questions in corpus/questions.yaml: from 0.2 and 0.5
to 0.4 and 1.0, one more finds its passage first and none less; with 0.5 and 1.2, one is lost. With these, the most are among
the first three, and no more questions without an answer are answered than without written questions.
"""


@dataclass(frozen=True, slots=True)
class NearView:
    """A view that is close to a question: how close, from 0 to 1, and those of its passages that are in scope.

    `is_same` is True if both ask for the same, in other words or not. `margin` is by how much it is closer than the closest
    view of other passages, below 0 if that is the closer one, and `differs` is True if both name figures, but different ones.
    """

    view: View
    score: float
    rows: tuple[int, ...]
    is_same: bool = False
    margin: float = 0.0
    differs: bool = False

    @property
    def gain(self) -> float:
        """What it adds to the scores of its passages, as a share of what they lack of 1."""
        if self.view.is_heading:
            gain = (SAME_RAISE if self.is_same else HEADING_RAISE) * (self.score - HEADING_FROM)
        elif self.view.is_written:
            gain = (WRITTEN_SAME_RAISE if self.is_same else WRITTEN_RAISE) * (self.score - WRITTEN_FROM)
        else:
            gain = self._gain_of_known()
        return min(max(0.0, gain), 1.0)

    def _gain_of_known(self) -> float:
        """Return the gain from a known question."""
        likeness = self.score + MARGIN_WEIGHT * min(max(LEAST_MARGIN, self.margin), GREATEST_MARGIN)
        gain = RAISE / (1 + math.exp((EVEN_FROM - likeness) / WIDTH))
        if gain < LEAST:
            return 0.0
        if self.differs:
            return DIFFERING * gain
        return max(gain, SAME_RAISE * (self.score - SAME_FROM)) if self.is_same else gain


def joining_rows(near: Sequence[NearView], count: int) -> list[int]:
    """Return the rows of passages that views raise, those of the closest first, at most `count`."""
    rows = (row for each in near if each.gain for row in each.rows)
    return list(dict.fromkeys(rows))[:count]


def raised(scores: Scores, rows: NDArray[np.int64], near: Sequence[NearView]) -> Scores:
    """Return the scores of passages, each raised by the view that adds most to it."""
    gains: dict[int, float] = {}
    for each in near:
        if gain := each.gain:
            for row in each.rows:
                gains[row] = max(gains.get(row, 0.0), gain)
    if not gains:
        return scores
    gain_by_row = np.array([gains.get(row, 0.0) for row in rows.tolist()], dtype=np.float32)
    return np.asarray(scores + np.maximum(1 - scores, 0) * gain_by_row, dtype=np.float32)
