"""Paired differences: how two models answer the same questions, and how easily chance alone would make them differ as much."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from index.evaluation.metrics import DIGITS

CLEAR_BELOW = 0.05
"""The probability of chance below which a difference is called clear."""


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """How often something is true of the same questions with one model and with another.

    `more` counts the questions of which it is true only with the other model, `fewer` those of which it is true only with the
    first.
    """

    metric: str
    questions: int
    more: int
    fewer: int

    @classmethod
    def count(cls, metric: str, first: Sequence[bool], other: Sequence[bool]) -> "PairedDifference":
        """Compare what is true of at least one question with each model, given in the same order."""
        pairs = list(zip(first, other, strict=True))
        return cls(metric, len(pairs), pairs.count((False, True)), pairs.count((True, False)))

    @property
    def change(self) -> float:
        """The difference between the two shares of the questions."""
        return (self.more - self.fewer) / self.questions

    @property
    def chance(self) -> float:
        """The p-value of McNemar's exact test: how often fair coins would split the changed questions as unevenly."""
        changed = self.more + self.fewer
        tail = sum(comb(changed, count) for count in range(min(self.more, self.fewer) + 1))
        return min(1.0, float(Fraction(2 * tail, 2**changed)))

    @property
    def is_clear(self) -> bool:
        """True if chance alone seldom makes a difference as large."""
        return self.chance < CLEAR_BELOW

    def to_dict(self) -> dict[str, float]:
        """Return the difference as `footnote eval --models --json` prints it."""
        return {"change": round(self.change, DIGITS), "more": self.more, "fewer": self.fewer, "p": round(self.chance, DIGITS)}
