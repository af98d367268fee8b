"""Confidence: the probability that the first passage answers the question, and what to do about it.

A forest of small trees (extremely randomised trees; Geurts, Ernst & Wehenkel 2006) weighs the evidence, and a logistic curve
(Platt 1999) turns what it says into a probability for one corpus. The forest comes with Footnote, confidence.md beside it
tells how it was made and judged; the curve is stored with each index and can be refitted on a community's own questions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.answering.answers import Outcome
from index.files.checksums import read_json

FOREST = Path(__file__).with_name("confidence.npz")
CALIBRATION = Path(__file__).with_name("confidence.json")
DEEPEST = 64
STEPS, SMALLEST_STEP = 50, 1e-9
START, PULL = np.array([1.0, 0.0]), np.array([0.1, 1e-4])
"""The curve that a fit starts from, and how strongly slope and intercept are held there: little."""
FLATTEST, STIFF = 0.05, 1e6
EDGE = 0.005
"""How far from 0 and 1 what the forest says is taken to be."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees side by side: inner node i sends evidence[feature[i]] <= threshold[i] to `left[i]`, else to `right[i]`.

    A leaf has feature -1; `value` is the share of its questions that the corpus answers. `roots` are where trees start.
    """

    feature: NDArray[np.int8]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]

    @classmethod
    def load(cls, path: Path) -> "Forest":
        """Read a forest from an .npz file; nothing in it is code."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**{name: arrays[name] for name in cls.__slots__})

    def __call__(self, evidence: NDArray[np.float32]) -> float:
        """The mean over the trees of the share of answerable questions, 0 to 1."""
        nodes = self.roots
        for _ in range(DEEPEST):
            feature = self.feature[nodes]
            inner = feature >= 0
            if not inner.any():
                break
            goes_left = evidence[feature] <= self.threshold[nodes]
            nodes = np.where(inner, np.where(goes_left, self.left[nodes], self.right[nodes]), nodes)
        return float(self.value[nodes].mean())


@dataclass(frozen=True, slots=True)
class Decision:
    """From which confidence on an answer is given, and from which on the closest passages are suggested."""

    answer_from: float
    suggest_from: float

    def outcome(self, confidence: float) -> Outcome:
        """What to say at some confidence."""
        if confidence >= self.answer_from:
            return "answer"
        return "suggestions" if confidence >= self.suggest_from else "none"


@dataclass(frozen=True, slots=True)
class Calibration:
    """calibration.json: the curve from what the forest says to a probability, the decision lines, and their origin."""

    slope: float
    intercept: float
    decision: Decision
    fitted_on: str
    questions: int

    def confidence(self, share: float) -> float:
        """The probability that the first passage is a right one, for what the forest says."""
        return float(_sigmoid(self.slope * logit(share) + self.intercept))


def shipped_calibration() -> Calibration:
    """What an index has until it is calibrated on its own questions."""
    return read_json(CALIBRATION, Calibration)


@cache
def shipped_forest() -> Forest:
    """The forest that comes with Footnote."""
    return Forest.load(FOREST)


def logit(share: float) -> float:
    """The logarithm of the odds, kept finite."""
    share = min(max(share, EDGE), 1 - EDGE)
    return math.log(share / (1 - share))


def fit_curve(shares: Sequence[float], is_right: Sequence[bool]) -> tuple[float, float]:
    """Slope and intercept of the logistic curve that makes shares probabilities: Platt's method, by Newton's steps.

    The targets are drawn in from 0 and 1 as Platt has it, so that few questions do not make it too sure of itself.
    """
    x = np.array([logit(share) for share in shares])
    right = np.array(is_right, dtype=bool)
    target = np.where(right, (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2))
    design = np.stack([x, np.ones_like(x)], axis=1)
    curve = _minimise(design, target, PULL)
    if curve[0] < FLATTEST:  # what the forest says is worth nothing here; one step of confidence suits all
        curve = _minimise(design, target, np.array([STIFF, PULL[1]]), np.array([FLATTEST, 0.0]))
    return float(curve[0]), float(curve[1])


def _minimise(
    design: NDArray[np.float64], target: NDArray[np.float64], pull: NDArray[np.float64], start: NDArray[np.float64] = START
) -> NDArray[np.float64]:
    """The curve of least loss, which `pull` holds to `start`."""
    curve = start
    for _ in range(STEPS):
        predicted = _sigmoid(design @ curve)
        gradient = design.T @ (predicted - target) + pull * (curve - start)
        hessian = (design * (predicted * (1 - predicted))[:, np.newaxis]).T @ design + np.diag(pull)
        step = np.linalg.solve(hessian, gradient)
        before = _loss(design, target, curve, pull, start)
        while np.abs(step).max() > SMALLEST_STEP and _loss(design, target, curve - step, pull, start) > before:
            step = step / 2  # far from the goal a whole step can overshoot it
        curve = curve - step
        if float(np.abs(step).max()) < SMALLEST_STEP:
            break
    return curve


def _loss(
    design: NDArray[np.float64],
    target: NDArray[np.float64],
    curve: NDArray[np.float64],
    pull: NDArray[np.float64],
    start: NDArray[np.float64],
) -> float:
    """The cross-entropy of what a curve says, and how far it is from where it started."""
    values = design @ curve
    entropy = np.logaddexp(0, values) - target * values
    return float(entropy.sum() + (pull * (curve - start) ** 2).sum() / 2)


def _sigmoid(values: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-np.logaddexp(0, -np.asarray(values, dtype=np.float64))))
