"""Calibrate: fit the confidence of an index to a community's own judged questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from index.answering.confidence import Calibration, Decision, fit_curve
from index.answering.searcher import Searcher
from index.errors import UsageError
from index.evaluation.trials import Trial
from index.files.checksums import checksum, write_json
from index.settings import Settings
from index.storing.index_folder import IndexFolder, link_or_copy, new_generation_name
from index.storing.manifest import CALIBRATION, MANIFEST, Manifest

FEWEST = 30
"""Questions that a curve can be fitted to."""
FEWEST_OF_A_KIND = 10
"""Answerable questions, and unanswerable ones, without which no curve or line can be drawn."""
MOST_ANSWERED = 0.10
"""Share of the unanswerable questions that may be answered."""
MOST_REFUSED = 0.03
"""Share of the answerable questions that may be refused."""
LOWEST_ANSWER, HIGHEST_ANSWER = 0.3, 0.9
"""Between these the line for answers stays, whatever the questions say."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question that was tried: what the forest said, whether the first passage was right, whether one could have been."""

    share: float
    is_right: bool
    is_answerable: bool


def judge_trials(searcher: Searcher, trials: Sequence[Trial]) -> list[Judged]:
    """What the forest says of each question that could be asked."""
    found = []
    for trial in trials:
        if not trial.problem:
            question = searcher.index.retriever.read(trial.judged.question)
            share = searcher.judge.share(question, searcher.index.retriever.retrieve(question))
            found.append(Judged(share, trial.is_hit, trial.judged.is_answerable))
    return found


def fit_calibration(judged: Sequence[Judged]) -> Calibration:
    """The curve that makes what the forest says a probability for these questions, and the decision lines that follow.

    Raises UsageError when there are too few questions.
    """
    require_enough([each.is_answerable for each in judged])
    slope, intercept = fit_curve([each.share for each in judged], [each.is_right for each in judged])
    fitted = Calibration(slope, intercept, Decision(0, 0), f"{datetime.now(UTC):%Y-%m-%d}", len(judged))
    return replace(fitted, decision=_decide(judged, fitted))


def require_enough(are_answerable: Sequence[bool]) -> None:
    """Raise UsageError unless there are enough questions to calibrate by, of both sorts."""
    if len(are_answerable) < FEWEST:
        raise UsageError(f"{len(are_answerable)} questions are too few to calibrate by", fix=f"judge at least {FEWEST}")
    for kind, count in (("answerable", sum(are_answerable)), ("unanswerable", len(are_answerable) - sum(are_answerable))):
        if count < FEWEST_OF_A_KIND:
            raise UsageError(f"{count} {kind} questions are too few to calibrate by", fix=f"judge at least {FEWEST_OF_A_KIND}")


def recalibrate(settings: Settings, judged: Sequence[Judged]) -> Calibration:
    """Fit the current index to judged questions and switch to it; all else in it stays as it is.

    Raises UsageError when they are too few, StoredIndexError when the index cannot be read or written.
    """
    folder = IndexFolder(settings.index_folder)
    with folder.lock(lambda: None):
        before = folder.current()
        manifest = Manifest.load(before / MANIFEST)
        calibration = fit_calibration(judged)
        name = new_generation_name()
        with folder.new_folder(folder.generations, name) as draft:
            for path in before.iterdir():
                if path.name not in {CALIBRATION, MANIFEST}:
                    link_or_copy(path, draft / path.name)
            write_json(calibration, draft / CALIBRATION)
            files = {known.replace(f"/{before.name}/", f"/{name}/"): found for known, found in manifest.files.items()}
            files[f"generations/{name}/{CALIBRATION}"] = checksum(draft / CALIBRATION)
            replace(manifest, files=files, is_calibrated=True).save(draft)
        is_rolled_back = folder.is_rolled_back
        folder.switch(name, folder.former() if is_rolled_back else before.name, is_rolled_back=is_rolled_back)
    return calibration


def _decide(judged: Sequence[Judged], fitted: Calibration) -> Decision:
    answerable = _confidences(judged, fitted, is_answerable=True)
    unanswerable = _confidences(judged, fitted, is_answerable=False)
    answer_from = float(np.quantile(unanswerable, 1 - MOST_ANSWERED, method="higher")) + 1e-6
    suggest_from = float(np.quantile(answerable, MOST_REFUSED, method="lower"))
    answer_from = min(max(answer_from, LOWEST_ANSWER), HIGHEST_ANSWER)
    return Decision(answer_from, min(suggest_from, answer_from))


def _confidences(judged: Sequence[Judged], fitted: Calibration, *, is_answerable: bool) -> NDArray[np.float64]:
    return np.array([fitted.confidence(each.share) for each in judged if each.is_answerable is is_answerable])
