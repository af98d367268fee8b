"""The yardstick: two documents of Footnote's own with judged questions, which a build asks to fit the confidence to a model.

For each question, `yardstick_files` also holds the evidence that the default model gives, which the forest knows. The evidence
of another model is shifted and scaled, feature by feature, to the same mean and spread; then the forest, its curve and its
thresholds apply. Nothing is fitted to which questions have an answer, because the style of a few would be learned: that only
tells how well it went, and raises the threshold if too many questions without an answer would get one. The figures are in
index/answering/confidence.md.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.answering.confidence import Calibration, auroc, shipped_calibration, shipped_forest
from index.answering.evidence import NAMES
from index.answering.model_confidence import CAUTIOUS_ABROAD, FORMAT, ModelConfidence, Scale, cautious
from index.answering.searcher import Searcher
from index.encoding import Encoder
from index.errors import QuestionError
from index.files.checksums import read_json
from index.progress import Progress
from index.searching.candidates import Candidates
from index.searching.question_reading import Question
from index.settings import DocumentSettings, Settings, TeachSettings
from index.storing.index_folder import IndexFolder, share_encoders
from index.storing.manifest import made_by

FILES = Path(__file__).with_name("yardstick_files")
"""The documents, as they were when the evidence was gathered: copies of two of the corpus, so that those can be edited."""
DOCUMENTS = ("support-page.md", "club.md")
QUESTIONS_FILE, EVIDENCE_FILE = "questions.json", "evidence.npz"
LANGUAGE = "english"
"""The language of the documents and questions."""
MAX_SECONDS = 120.0
"""Seconds of processor time after which no more questions are asked, if there are enough. The result is kept, so how busy the
machine is must not decide about it."""
MIN_QUESTIONS = 60
"""The number of questions that are asked however long that takes, because fewer tell too little."""
MIN_AUROC = 0.7
"""The AUROC below which a model hardly tells what the documents answer."""
MAX_ANSWERED = 0.08
"""Maximum share of the questions without an answer that may get one, by the threshold for answers."""
MAX_ANSWER_FROM = 0.9
UNSCALED = {
    *("lexical", "shared_by_rarity", "shared", "words", "rarity", "rarest"),
    *(
        "asks_for_a_kind",
        "lacks_the_kind",
        "lacks_a_new_one",
        "read_as_answer",
        "read_ahead_of_others",
        "best_read",
        "agreement",
    ),
}
"""Features that do not depend on a model's cosines."""
READ = np.array([NAMES.index(name) for name in ("read_as_answer", "read_ahead_of_others", "best_read")])
"""Where the features of what has read the first passages are."""
MIN_SPREAD = 1e-3
"""The least standard deviation of a feature that is scaled; one that hardly varies is only shifted."""

Build = Callable[[Settings, Encoder], object]
"""Builds an index with an encoder."""


@dataclass(frozen=True, slots=True)
class YardstickQuestion:
    """A question about a document of the yardstick, and whether that answers it."""

    document: str
    question: str
    is_answerable: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions that were asked, each with its evidence: that of the model and that of the default model."""

    questions: tuple[YardstickQuestion, ...]
    evidence: NDArray[np.float32]
    default: NDArray[np.float32]

    @property
    def are_answerable(self) -> NDArray[np.bool_]:
        """Whether each question has an answer."""
        return np.array([each.is_answerable for each in self.questions], dtype=bool)


@cache
def yardstick_questions() -> tuple[YardstickQuestion, ...]:
    """Return all questions, in an order that mixes their documents and kinds."""
    return read_json(FILES / QUESTIONS_FILE, tuple[YardstickQuestion, ...])


def settings_for(settings: Settings, document: str, folder: Path) -> Settings:
    """Return the settings of a project with one document of the yardstick, whose index is in a folder.

    What the project's members were taught is left out: nothing was taught about the yardstick.
    """
    return msgspec.structs.replace(
        settings,
        documents=(DocumentSettings(path=str(FILES / document)),),
        known_questions=(),
        expand=None,
        teach=TeachSettings(answers=str(folder.absolute() / "none.md"), known_questions=str(folder.absolute() / "none.yaml")),
        language=LANGUAGE,
        index=str(folder.absolute()),
        store=None,
    )


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Asks the questions with a model, which reads the documents for that; `settings` are those of the project."""

    settings: Settings
    encoder: Encoder
    build: Build
    progress: Progress

    def ask(self, folder: Path) -> Asked:
        """Ask the questions with indexes below a folder: all, or as many as `MAX_SECONDS` and `MIN_QUESTIONS` allow."""
        searchers = {document: self._read(document, folder) for document in DOCUMENTS}
        questions, started = yardstick_questions(), time.process_time()
        self.progress.step("Fitting the confidence to the model, once per model", len(questions))
        found: dict[int, NDArray[np.float32]] = {}
        for position, each in enumerate(questions):
            if len(found) >= MIN_QUESTIONS and time.process_time() - started > MAX_SECONDS:
                break
            searcher = searchers[each.document]
            if retrieved := find_candidates(searcher, each.question):
                found[position] = searcher.judge.evidence(*retrieved)
            self.progress.advance(1)
        rows = np.stack(list(found.values()))
        return Asked(tuple(questions[position] for position in found), rows, _default_evidence(rows)[list(found)])

    def _read(self, document: str, folder: Path) -> Searcher:
        """Index a document, and open the index."""
        self.progress.step(f"Fitting the confidence to the model, once per model: reading {document}")
        settings = settings_for(self.settings, document, folder / document)
        share_encoders(IndexFolder(self.settings.index_folder), IndexFolder(settings.index_folder))
        self.build(settings, self.encoder)
        return Searcher.open(settings, self.encoder)


def find_candidates(searcher: Searcher, question: str) -> tuple[Question, Candidates] | None:
    """Return a question as it is read and the candidates for it; None if it is no question, or nothing is found."""
    try:
        read = searcher.index.retriever.read(question)
    except QuestionError:
        return None
    candidates = searcher.index.retriever.retrieve(read)
    return (read, candidates) if len(candidates.rows) else None


def fit_confidence(settings: Settings, key: str, asked: Asked) -> ModelConfidence:
    """Fit the confidence to a model by the evidence that it gave."""
    scale = fit_scale(asked.evidence, asked.default)
    shares = shares_of(scale(asked.evidence))
    answerable, unanswerable = shares[asked.are_answerable], shares[~asked.are_answerable]
    separation = auroc(answerable, unanswerable)
    calibration = replace(shipped_calibration(), fitted_on=f"{datetime.now(UTC):%Y-%m-%d}", questions=len(shares))
    calibration = limit_answered(calibration, unanswerable)
    doubt = None
    if separation < MIN_AUROC:
        doubt = "the model hardly tells what documents answer"
        calibration = cautious(calibration)
    elif settings.language not in {LANGUAGE, "none"}:
        doubt = f"these are in {LANGUAGE.capitalize()}, and your documents in {settings.language.capitalize()}"
        calibration = cautious(calibration, CAUTIOUS_ABROAD)
    answered = sum(calibration.confidence(share) >= calibration.decision.answer_from for share in unanswerable)
    return ModelConfidence(
        FORMAT,
        made_by(),
        settings.model,
        key,
        scale,
        calibration,
        auroc=separation,
        unanswerable=len(unanswerable),
        answered=int(answered),
        doubt=doubt,
    )


def fit_scale(evidence: NDArray[np.float32], default: NDArray[np.float32]) -> Scale:
    """Return the scale that gives each feature of the evidence the mean and the spread that it has with the default model."""
    is_scaled = np.array([name not in UNSCALED for name in NAMES])
    if _is_read(evidence):
        is_scaled[READ] = True
    spread, wanted = evidence.std(axis=0, dtype=np.float64), default.std(axis=0, dtype=np.float64)
    factor = np.where(is_scaled & (spread > MIN_SPREAD) & (wanted > MIN_SPREAD), wanted / np.maximum(spread, MIN_SPREAD), 1.0)
    shift = np.where(is_scaled, default.mean(axis=0, dtype=np.float64) - factor * evidence.mean(axis=0, dtype=np.float64), 0.0)
    return Scale(tuple(map(float, factor)), tuple(map(float, shift)))


def shares_of(evidence: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the output of the shipped forest for the evidence of each question."""
    forest = shipped_forest()
    return np.array([forest(row) for row in evidence], dtype=np.float64)


def limit_answered(calibration: Calibration, unanswerable: NDArray[np.float64]) -> Calibration:
    """Return a calibration whose threshold for answers is raised until few enough questions without an answer get one."""
    if not len(unanswerable):
        return calibration
    confidences = [calibration.confidence(share) for share in unanswerable]
    least = float(np.quantile(confidences, 1 - MAX_ANSWERED, method="higher")) + 1e-6
    decision = calibration.decision
    return replace(calibration, decision=replace(decision, answer_from=max(decision.answer_from, min(least, MAX_ANSWER_FROM))))


def _is_read(evidence: NDArray[np.float32]) -> bool:
    """Return whether something read the first passages and said how well they answer."""
    return bool(evidence[:, READ].std() > MIN_SPREAD)


def _default_evidence(evidence: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the evidence of the default model for all questions, with its reader if the other model has one, too."""
    with np.load(FILES / EVIDENCE_FILE, allow_pickle=False) as arrays:
        return np.asarray(arrays["read" if _is_read(evidence) else "plain"], dtype=np.float32)
