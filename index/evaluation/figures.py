"""From trials to figures: how well passages are found, and how well it is told whether they answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.evaluation.ranking_metrics import SCORES, RankingScores, score_rankings
from index.evaluation.reliability import calibration_error, reliability
from index.evaluation.trials import Trial

DIGITS = 4
"""Decimals of a figure as it is printed."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured of some questions. Shares from 0 to 1, times in milliseconds; None is what they cannot tell."""

    questions: int
    answerable: int
    ranking: RankingScores | None
    auroc: float | None
    answered_unanswerable: float | None
    refused_answerable: float | None
    calibration_error: float
    p50_ms: float | None
    p95_ms: float | None

    def to_dict(self) -> dict[str, float]:
        """Figures by the names they are printed with, rounded, without what could not be had."""
        return {name: round(value, DIGITS) for name, value in self._named() if value is not None}

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what could not be had."""
        return tuple(name for name, value in self._named() if value is None)

    def _named(self) -> Iterator[tuple[str, float | None]]:
        for field in fields(self):
            if field.name == "ranking":
                yield from self.ranking.to_dict().items() if self.ranking else dict.fromkeys(SCORES).items()
            else:
                yield field.name, getattr(self, field.name)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of a set of questions, of each kind among them, and notes on what they leave out."""

    trials: tuple[Trial, ...]
    figures: Figures
    kinds: Mapping[str, Figures]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As `eval --json` prints it."""
        return {**self.figures.to_dict(), "kinds": {kind: found.to_dict() for kind, found in self.kinds.items()}}


@dataclass(frozen=True, slots=True)
class _Scored:
    """A trial, with the scores of its ranking if the question is answerable."""

    trial: Trial
    scores: RankingScores | None


def evaluate(trials: Sequence[Trial]) -> Evaluation:
    """The figures of at least one trial."""
    rankings = ((trial.judged, [found.id for found in trial.hits]) for trial in trials if trial.judged.is_answerable)
    scores = iter(score_rankings(rankings))
    scored = [_Scored(trial, next(scores) if trial.judged.is_answerable else None) for trial in trials]
    members: dict[str, list[_Scored]] = {}
    for each in scored:
        if each.trial.judged.kind:
            members.setdefault(each.trial.judged.kind, []).append(each)
    figures = _measure(scored)
    kinds = {kind: _measure(found) for kind, found in members.items()}
    return Evaluation(tuple(trials), figures, kinds, tuple(_notes(trials, figures, kinds)))


def _measure(scored: Sequence[_Scored]) -> Figures:
    trials = [each.trial for each in scored]
    answerable = [trial for trial in trials if trial.judged.is_answerable]
    unanswerable = [trial for trial in trials if not trial.judged.is_answerable]
    rankings = [each.scores for each in scored if each.scores]
    times = [trial.milliseconds for trial in trials if trial.milliseconds is not None]
    return Figures(
        questions=len(trials),
        answerable=len(answerable),
        ranking=RankingScores.mean(rankings) if rankings else None,
        auroc=auroc(_confidences(answerable), _confidences(unanswerable)) if answerable and unanswerable else None,
        answered_unanswerable=fmean(trial.outcome == "answer" for trial in unanswerable) if unanswerable else None,
        refused_answerable=fmean(trial.outcome == "none" for trial in answerable) if answerable else None,
        calibration_error=calibration_error(reliability(trials)),
        p50_ms=float(np.percentile(times, 50)) if times else None,
        p95_ms=float(np.percentile(times, 95)) if times else None,
    )


def _confidences(trials: Sequence[Trial]) -> NDArray[np.float64]:
    return np.array([trial.confidence for trial in trials])


def auroc(answerable: NDArray[np.float64], unanswerable: NDArray[np.float64]) -> float:
    """The chance that an answerable question has more confidence than an unanswerable one; as much counts half."""
    below = np.sort(unanswerable)
    wins = np.searchsorted(below, answerable, side="left") + np.searchsorted(below, answerable, side="right")
    return float(wins.mean()) / 2 / len(unanswerable)


def _notes(trials: Sequence[Trial], figures: Figures, kinds: Mapping[str, Figures]) -> Iterator[str]:
    """What the figures leave out, a line each."""
    for name, count in (("answerable", figures.answerable), ("unanswerable", figures.questions - figures.answerable)):
        if not count:
            yield f"no {name} questions, so these are left out: {', '.join(figures.missing)}"
    if any(set(found.missing) - set(figures.missing) for found in kinds.values()):
        yield "some kinds are all answerable or all unanswerable: figures that need the others are left out for them"
    unasked = [trial for trial in trials if trial.problem and trial.judged.is_answerable]
    if unasked:
        first = unasked[0]
        yield f"{len(unasked)} answerable could not be asked, the first in line {first.judged.line}: {first.problem}"
