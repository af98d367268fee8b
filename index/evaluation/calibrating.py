"""Calibrate: fit the confidence of an index to a community's judged questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.answering.calibration_file import CalibrationFile, fitted_confidence, save_calibration
from index.answering.confidence import FOREST_VERSION, Calibration, Decision, fit_curve
from index.answering.searcher import Searcher
from index.errors import UsageError
from index.evaluation.trials import Trial
from index.settings import Settings
from index.storing.manifest import Manifest

MIN_QUESTIONS = 30
"""Minimum number of judged questions needed for a calibration."""
MIN_PER_KIND = 10
"""Minimum number of answerable questions, and of unanswerable ones, needed for a calibration."""
MAX_ANSWERED = 0.10
"""Maximum share of the unanswerable questions to answer, used to choose the answer threshold."""
MAX_REFUSED = 0.03
"""Maximum share of the answerable questions to refuse, used to choose the suggestion threshold."""
MIN_ANSWER_FROM, MAX_ANSWER_FROM = 0.3, 0.9
"""Bounds of the answer threshold, whatever the questions suggest."""


@dataclass(frozen=True, slots=True)
class JudgedTrial:
    """The forest's output for one question, whether its first passage is right, and whether it is answerable at all."""

    share: float
    is_right: bool
    is_answerable: bool


def judge_trials(searcher: Searcher, trials: Sequence[Trial]) -> list[JudgedTrial]:
    """Compute the forest's output for each question that could be asked, on the scale fitted to the model if there is one."""
    model = searcher.calibration.model
    judge = replace(searcher.judge, scale=model.scale if model else None)
    found = []
    for trial in trials:
        if not trial.problem:
            question = searcher.index.retriever.read(trial.judged.question)
            candidates = searcher.index.retriever.retrieve(question)
            first = searcher.generation.passages[int(candidates.rows[0])].id
            is_right = any(hit.passage.id == first and hit.id in trial.judged.passages for hit in trial.hits)
            found.append(JudgedTrial(judge.share(question, candidates), is_right, trial.judged.is_answerable))
    return found


def fit_calibration(judged: Sequence[JudgedTrial]) -> Calibration:
    """Fit the curve from the forest's output to a probability, and choose the decision thresholds.

    Raises UsageError if there are too few questions.
    """
    require_enough([each.is_answerable for each in judged])
    slope, intercept = fit_curve([each.share for each in judged], [each.is_right for each in judged])
    fitted = Calibration(slope, intercept, Decision(0, 0), f"{datetime.now(UTC):%Y-%m-%d}", len(judged), FOREST_VERSION)
    return replace(fitted, decision=_decide(judged, fitted))


def require_enough(are_answerable: Sequence[bool]) -> None:
    """Raise UsageError unless there are enough questions to calibrate, both answerable and unanswerable."""
    if len(are_answerable) < MIN_QUESTIONS:
        raise UsageError(f"{len(are_answerable)} questions are too few to calibrate", fix=f"judge at least {MIN_QUESTIONS}")
    for kind, count in (("answerable", sum(are_answerable)), ("unanswerable", len(are_answerable) - sum(are_answerable))):
        if count < MIN_PER_KIND:
            raise UsageError(f"{count} {kind} questions are too few to calibrate", fix=f"judge at least {MIN_PER_KIND}")


def recalibrate(settings: Settings, manifest: Manifest, judged: Sequence[JudgedTrial]) -> tuple[Calibration, Path]:
    """Fit the calibration to questions judged with an index, and return it with the file that it was written to.

    Raises UsageError if there are too few questions, StoredIndexError if the file cannot be written.
    """
    calibration, model = fit_calibration(judged), fitted_confidence(settings, manifest)
    stored = CalibrationFile.of(calibration, manifest, model.key if model else "")
    return calibration, save_calibration(settings, stored)


def _decide(judged: Sequence[JudgedTrial], fitted: Calibration) -> Decision:
    """Choose the thresholds that keep wrong answers and wrong refusals below their maximum shares, within the bounds."""
    answerable = _confidences(judged, fitted, is_answerable=True)
    unanswerable = _confidences(judged, fitted, is_answerable=False)
    answer_from = float(np.quantile(unanswerable, 1 - MAX_ANSWERED, method="higher")) + 1e-6
    suggest_from = float(np.quantile(answerable, MAX_REFUSED, method="lower"))
    answer_from = min(max(answer_from, MIN_ANSWER_FROM), MAX_ANSWER_FROM)
    return Decision(answer_from, min(suggest_from, answer_from))


def _confidences(judged: Sequence[JudgedTrial], fitted: Calibration, *, is_answerable: bool) -> NDArray[np.float64]:
    return np.array([fitted.confidence(each.share) for each in judged if each.is_answerable is is_answerable])
