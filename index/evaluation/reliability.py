"""Reliability of the confidence: of the answers with a confidence of 0.8, four in five should be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from index.evaluation.trials import Trial

BINS = 10
"""Number of equally wide bins of confidence."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a confidence from `low` up to `high`, their mean confidence, and the share with a right first hit."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(trials: Sequence[Trial]) -> list[Bin]:
    """Return the bins that contain questions, from low to high. The first hit of an unanswerable question is never right."""
    members: list[list[Trial]] = [[] for _ in range(BINS)]
    for trial in trials:
        members[min(int(trial.confidence * BINS), BINS - 1)].append(trial)
    return [
        Bin(
            number / BINS,
            (number + 1) / BINS,
            len(found),
            fmean(trial.confidence for trial in found),
            fmean(trial.is_hit for trial in found),
        )
        for number, found in enumerate(members)
        if found
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the gap between confidence and share of right hits, averaged over questions."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / total
