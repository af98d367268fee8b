"""Confidence: the probability that the first passage answers the question, and the outcome that follows from it.

A forest of small trees (extremely randomised trees; Geurts, Ernst & Wehenkel 2006) weighs the evidence, and a logistic curve
(Platt 1999) turns its output into a probability for one corpus. Both are shipped with Footnote, and confidence.md describes how
the forest was trained and evaluated. The curve can be refitted on a community's own questions (`calibration_file`).
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

FOREST_PATH = Path(__file__).with_name("confidence.npz")
CALIBRATION_PATH = Path(__file__).with_name("confidence.json")
FOREST_VERSION = 5
"""Version of the shipped forest and its evidence; raised with them, because a curve fits one forest only."""
BELOW = 0.9
"""A confidence just below a threshold, as a share of it."""
MAX_DEPTH = 64
"""Maximum depth of a tree, so that evaluation always ends."""
MAX_STEPS, MIN_STEP = 50, 1e-9
"""Limits of a fit: the number of Newton steps, and the step size below which it has converged."""
START, PENALTY = np.array([1.0, 0.0]), np.array([0.1, 1e-4])
"""Slope and intercept that a fit starts from, and the weak penalties for moving away from them."""
MIN_SLOPE, FIXED_PENALTY = 0.05, 1e6
"""Smallest slope of a curve, and the penalty that holds the slope there."""
CLIP_MARGIN = 0.005
"""Shares are clipped to this distance from 0 and 1, so that their logarithm of the odds is finite."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Decision trees in shared arrays; in a file, `value` has 16 bits.

    Inner node i leads to node i + 1 if evidence[feature[i]] <= value[i], else to node i + skip[i]. A leaf has feature -1, and
    its `value` is the share of its training questions that the corpus answers. `roots` holds the first node of each tree, and
    `votes` its share of the vote; these add up to 1.
    """

    feature: NDArray[np.int8]
    skip: NDArray[np.uint16]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    votes: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> "Forest":
        """Load a forest from an .npz file, which contains no code."""
        with np.load(path, allow_pickle=False) as arrays:
            stored = {name: arrays[name] for name in cls.__slots__}
        return cls(**stored | {"value": stored["value"].astype(np.float32)})

    def __call__(self, evidence: NDArray[np.float32]) -> float:
        """Return the weighted mean over all trees of the share of answerable questions, from 0 to 1."""
        nodes = self.roots
        for _ in range(MAX_DEPTH):
            feature = self.feature.take(nodes)
            is_leaf = feature < 0
            if is_leaf.all():
                break
            goes_left = evidence.take(feature) <= self.value.take(nodes)  # of any feature in a leaf, which is not left
            nodes = nodes + np.where(is_leaf, 0, np.where(goes_left, 1, self.skip.take(nodes)))
        return float(self.value.take(nodes) @ self.votes)


@dataclass(frozen=True, slots=True)
class Decision:
    """The confidence thresholds for an answer and for suggestions."""

    answer_from: float
    suggest_from: float

    def outcome(self, confidence: float) -> Outcome:
        """Return the outcome for a confidence."""
        if confidence >= self.answer_from:
            return "answer"
        return "suggestions" if confidence >= self.suggest_from else "none"

    @property
    def below_answer(self) -> float:
        """The highest confidence of a question that must not be answered, such as one whose identifier is missing."""
        return BELOW * self.answer_from

    @property
    def likely_from(self) -> float:
        """The confidence from which the first passage rather answers than not."""
        return (self.suggest_from + self.answer_from) / 2

    @property
    def below_suggestions(self) -> float:
        """The highest confidence of a question for which nothing may be suggested."""
        return BELOW * self.suggest_from


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve from the forest's output to a probability, the thresholds, and their origin.

    `forest` is the version of the forest that it was fitted to.
    """

    slope: float
    intercept: float
    decision: Decision
    fitted_on: str
    questions: int
    forest: int = 1

    @property
    def is_valid(self) -> bool:
        """True if the curve rises and the thresholds are probabilities in order."""
        decision = self.decision
        is_curve = self.slope > 0 and math.isfinite(self.slope) and math.isfinite(self.intercept)
        return is_curve and 0 <= decision.suggest_from <= decision.answer_from <= 1

    @property
    def fits(self) -> bool:
        """True if the curve was fitted to the forest that is shipped now, not to an earlier one."""
        return self.forest == FOREST_VERSION

    def confidence(self, share: float) -> float:
        """Return the probability that the first passage is right, given the forest's output."""
        return float(_sigmoid(self.slope * logit(share) + self.intercept))


def shipped_calibration() -> Calibration:
    """Return the default calibration, used until an index is calibrated on its own questions."""
    return read_json(CALIBRATION_PATH, Calibration)


@cache
def shipped_forest() -> Forest:
    """Return the forest shipped with Footnote, loaded once."""
    return Forest.load(FOREST_PATH)


def logit(share: float) -> float:
    """Return the logarithm of the odds of a share, clipped so that it is finite."""
    share = min(max(share, CLIP_MARGIN), 1 - CLIP_MARGIN)
    return math.log(share / (1 - share))


def fit_curve(shares: Sequence[float], is_right: Sequence[bool]) -> tuple[float, float]:
    """Fit the slope and intercept of the logistic curve from shares to probabilities, by Platt's method with Newton steps.

    Targets are moved away from 0 and 1 as in Platt's paper, so that a few questions do not make the curve overconfident.
    """
    x = np.array([logit(share) for share in shares])
    right = np.array(is_right, dtype=bool)
    target = np.where(right, (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2))
    design = np.stack([x, np.ones_like(x)], axis=1)
    curve = _minimise(design, target, PENALTY)
    if curve[0] < MIN_SLOPE:  # the forest is of no use here, so confidence should hardly vary
        curve = _minimise(design, target, np.array([FIXED_PENALTY, PENALTY[1]]), np.array([MIN_SLOPE, 0.0]))
    return float(curve[0]), float(curve[1])


def _minimise(
    design: NDArray[np.float64], target: NDArray[np.float64], penalty: NDArray[np.float64], start: NDArray[np.float64] = START
) -> NDArray[np.float64]:
    """Return the curve with the least loss, where `penalty` weights the squared distance from `start`."""
    curve = start
    for _ in range(MAX_STEPS):
        predicted = _sigmoid(design @ curve)
        gradient = design.T @ (predicted - target) + penalty * (curve - start)
        hessian = (design * (predicted * (1 - predicted))[:, np.newaxis]).T @ design + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        loss = _loss(design, target, curve, penalty, start)
        while np.abs(step).max() > MIN_STEP and _loss(design, target, curve - step, penalty, start) > loss:
            step = step / 2  # a full step can overshoot
        curve = curve - step
        if float(np.abs(step).max()) < MIN_STEP:
            break
    return curve


def auroc(answerable: NDArray[np.float64], unanswerable: NDArray[np.float64]) -> float:
    """Return how often an answerable question has more confidence than an unanswerable one; ties count half.

    0.5 if there are none of one kind.
    """
    if not len(answerable) or not len(unanswerable):
        return 0.5
    below = np.sort(unanswerable)
    wins = np.searchsorted(below, answerable, side="left") + np.searchsorted(below, answerable, side="right")
    return float(wins.mean()) / 2 / len(unanswerable)


def _loss(
    design: NDArray[np.float64],
    target: NDArray[np.float64],
    curve: NDArray[np.float64],
    penalty: NDArray[np.float64],
    start: NDArray[np.float64],
) -> float:
    """Return the cross-entropy of a curve plus its penalty."""
    values = design @ curve
    entropy = np.logaddexp(0, values) - target * values
    return float(entropy.sum() + (penalty * (curve - start) ** 2).sum() / 2)


def _sigmoid(values: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-np.logaddexp(0, -np.asarray(values, dtype=np.float64))))
