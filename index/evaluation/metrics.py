"""Metrics: how well passages are found, and how well confidence separates answerable from unanswerable questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.answering.confidence import auroc
from index.evaluation.ranking_metrics import SCORES, RankingScores, score_rankings
from index.evaluation.reliability import calibration_error, reliability
from index.evaluation.trials import Trial
from index.text.characters import pluralize

DIGITS = 4
"""Number of decimals in a printed metric."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """The metrics of a group of questions: shares from 0 to 1, times in milliseconds, None if not computable from the group."""

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
        """Return the metrics by their printed names, rounded, without those that are None."""
        return {name: round(value, DIGITS) for name, value in self._named() if value is not None}

    @property
    def missing(self) -> tuple[str, ...]:
        """The printed names of the metrics that are None."""
        return tuple(name for name, value in self._named() if value is None)

    def _named(self) -> Iterator[tuple[str, float | None]]:
        for field in fields(self):
            if field.name == "ranking":
                yield from self.ranking.to_dict().items() if self.ranking else dict.fromkeys(SCORES).items()
            else:
                yield field.name, getattr(self, field.name)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The metrics of a set of questions and of each kind of question, with notes on what they leave out.

    `unaided` are the metrics without the known questions of the index, if it has any.
    """

    trials: tuple[Trial, ...]
    metrics: Metrics
    kinds: Mapping[str, Metrics]
    notes: tuple[str, ...]
    unaided: Metrics | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the metrics as `footnote eval --json` prints them."""
        values = {**self.metrics.to_dict(), "kinds": {kind: found.to_dict() for kind, found in self.kinds.items()}}
        return {**values, "without_known_questions": self.unaided.to_dict()} if self.unaided else values


@dataclass(frozen=True, slots=True)
class _Scored:
    """A trial, with the scores of its ranking if its question is answerable."""

    trial: Trial
    scores: RankingScores | None


def evaluate(trials: Sequence[Trial]) -> Evaluation:
    """Compute the metrics of at least one trial."""
    rankings = ((trial.judged, [found.id for found in trial.hits]) for trial in trials if trial.judged.is_answerable)
    scores = iter(score_rankings(rankings))
    scored = [_Scored(trial, next(scores) if trial.judged.is_answerable else None) for trial in trials]
    members: dict[str, list[_Scored]] = {}
    for each in scored:
        if each.trial.judged.kind:
            members.setdefault(each.trial.judged.kind, []).append(each)
    metrics = _measure(scored)
    kinds = {kind: _measure(found) for kind, found in members.items()}
    return Evaluation(tuple(trials), metrics, kinds, tuple(_notes(trials, metrics, kinds)))


def _measure(scored: Sequence[_Scored]) -> Metrics:
    trials = [each.trial for each in scored]
    answerable = [trial for trial in trials if trial.judged.is_answerable]
    unanswerable = [trial for trial in trials if not trial.judged.is_answerable]
    rankings = [each.scores for each in scored if each.scores]
    times = [trial.milliseconds for trial in trials if trial.milliseconds is not None]
    return Metrics(
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


def _notes(trials: Sequence[Trial], metrics: Metrics, kinds: Mapping[str, Metrics]) -> Iterator[str]:
    """Yield a line for each thing that the metrics leave out."""
    for name, count in (("answerable", metrics.answerable), ("unanswerable", metrics.questions - metrics.answerable)):
        if not count:
            yield f"no {name} questions, so these metrics are left out: {', '.join(metrics.missing)}"
    if any(set(found.missing) - set(metrics.missing) for found in kinds.values()):
        yield "some kinds have only answerable or only unanswerable questions; metrics that need both are left out for them"
    unasked = [trial for trial in trials if trial.problem and trial.judged.is_answerable]
    if unasked:
        first = unasked[0]
        number = pluralize(len(unasked), "answerable question")
        yield f"{number} could not be asked; the first, in line {first.judged.line}: {first.problem}"
