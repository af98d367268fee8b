"""Fit the confidence to a model other than the default one, once per model, and check it on the project's own documents.

A fitted confidence is kept in the index folder and in the user's cache, where other projects find it. The check needs known
questions; it is made again when there are twice as many, and never because documents changed.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.answering.confidence import Calibration, auroc
from index.answering.model_confidence import CorpusCheck, ModelConfidence, confidence_key, load_confidence, save_confidence
from index.answering.searcher import Searcher
from index.building.model_cache import cache_folder
from index.building.yardstick import Build, Yardstick, find_candidates, fit_confidence, limit_answered, yardstick_questions
from index.encoding import Encoder
from index.errors import StoredIndexError
from index.progress import Progress
from index.settings import Settings
from index.storing.generation import open_files
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, Manifest
from index.storing.view_file import View, load_views

MIN_KNOWN = 20
"""Minimum number of known questions with which the confidence is checked."""
MAX_ASKED = 60
"""Maximum number of known questions, of known ones without an answer, and of those about other documents, that are asked."""
MAX_SHARED = 0.15
"""The share of questions about another document above which the project's documents seem to answer them too."""
MAX_REFUSED = 0.03
"""Maximum share of the known questions with the right passage first that may get nothing, by the threshold for suggestions."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ConfidenceFitter:
    """Fits the confidence to the model in the settings, which is open, for indexes with the models of a manifest."""

    settings: Settings
    folder: IndexFolder
    encoder: Encoder
    manifest: Manifest
    build: Build
    progress: Progress

    def fit(self, *, is_full: bool) -> str | None:
        """Provide the confidence of the model, if it needs one and has none or `is_full`; return a note if one was provided.

        Raises StoredIndexError if it cannot be written.
        """
        key = confidence_key(self.settings, self.manifest)
        if key is None or (not is_full and load_confidence(self.folder.path, key)):
            return None
        cache, started = cache_folder(), time.perf_counter()
        found = load_confidence(cache, key) if cache and not is_full else None
        if found:
            found = replace(found, model=self.settings.model)
            how = "taken from the cache"
        else:
            with self.folder.draft(self.folder.generations) as draft:
                asked = Yardstick(self.settings, self.encoder, self.build, self.progress).ask(draft)
            found = fit_confidence(self.settings, key, asked)
            how = f"in {time.perf_counter() - started:.0f} s, once"
            with suppress(StoredIndexError):
                if cache:
                    save_confidence(cache, found)
        save_confidence(self.folder.path, found)
        return f"confidence: {found.description} ({how})"

    def check(self, *, is_full: bool) -> str | None:
        """Check a fitted confidence on the project's known questions, if there are enough new ones; return a note about it."""
        try:
            return self._check(is_full=is_full)
        except StoredIndexError as error:
            return f"the confidence was not checked on the known questions: {error}"

    def _check(self, *, is_full: bool) -> str | None:
        """Check as `check` does. Raises StoredIndexError if the index cannot be opened or the result not be written."""
        key = confidence_key(self.settings, self.manifest)
        found = load_confidence(self.folder.path, key) if key else None
        if found is None:
            return None
        checked = found.corpus.of if found.corpus and not is_full else 0
        current = self.folder.current()
        manifest = Manifest.load(current / MANIFEST)
        count = sum(map(_is_known, load_views(open_files(current, manifest), manifest)))
        if count < max(MIN_KNOWN, 2 * checked):
            return None
        searcher = Searcher.open(self.settings, self.encoder)
        views = [view for view in searcher.generation.views if _is_known(view)]
        self.progress.step("Checking the confidence on the known questions")
        corpus = check_on_corpus(searcher.leaving_out("same"), found, views)
        if corpus is None:
            return None
        found = replace(found, corpus=corpus)
        save_confidence(self.folder.path, found)
        return f"confidence: {corpus.description}"


def _is_known(view: View) -> bool:
    """Return whether somebody asked the question, so that it is neither a heading nor written by a language model."""
    return not view.is_heading and not view.is_written


def check_on_corpus(searcher: Searcher, found: ModelConfidence, views: Sequence[View]) -> CorpusCheck | None:
    """Ask known questions as if they were not known, and questions about other documents; choose thresholds by both.

    A threshold becomes stricter or looser only as far as needed. Returns None if too few could be asked.
    """
    known = _spread([view for view in views if view.rows])
    asked = [_ask(searcher, view.question) for view in known]
    right = [bool(each and each.row in view.rows) for each, view in zip(asked, known, strict=True)]
    answerable = np.array([each.share for each in asked if each], dtype=np.float64)
    unanswerable = _unanswerable(searcher, found.calibration, [view for view in views if not view.rows])
    if len(answerable) < MIN_KNOWN or not len(unanswerable):
        return None
    calibration = limit_answered(found.calibration, unanswerable)
    sure = [calibration.confidence(each.share) for each, is_right in zip(asked, right, strict=True) if each and is_right]
    suggest_from = calibration.decision.suggest_from
    if sure:
        suggest_from = min(suggest_from, float(np.quantile(sure, MAX_REFUSED, method="lower")))
    decision = replace(calibration.decision, suggest_from=suggest_from)
    return CorpusCheck(
        of=len(views),
        known=len(answerable),
        right=sum(right),
        others=len(unanswerable),
        auroc=auroc(answerable, unanswerable),
        decision=decision,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """The row of the first passage for a question, and the output of the forest for it."""

    row: int
    share: float


def _ask(searcher: Searcher, question: str) -> _Found | None:
    """Return the first passage for a question; None if it is no question, or nothing is found."""
    retrieved = find_candidates(searcher, question)
    return _Found(int(retrieved[1].rows[0]), searcher.judge.share(*retrieved)) if retrieved else None


def _unanswerable(searcher: Searcher, calibration: Calibration, refused: Sequence[View]) -> NDArray[np.float64]:
    """Return the output of the forest for known questions without an answer, and for those about other documents.

    Questions about a document that is like the project's own are left out, because that may well answer them.
    """
    found = [each.share for view in _spread(refused) if (each := _ask(searcher, view.question))]
    for document in sorted({each.document for each in yardstick_questions()}):
        about = _spread([each.question for each in yardstick_questions() if each.document == document], MAX_ASKED // 2)
        shares = [each.share for question in about if (each := _ask(searcher, question))]
        answered = sum(calibration.confidence(share) >= calibration.decision.answer_from for share in shares)
        if answered <= MAX_SHARED * len(shares):
            found += shares
    return np.array(found, dtype=np.float64)


def _spread(items: Sequence[T], count: int = MAX_ASKED) -> list[T]:
    """Return at most `count` of the items, from all parts of the sequence."""
    return [items[len(items) * position // count] for position in range(count)] if len(items) > count else list(items)
