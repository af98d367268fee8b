"""Compare models: answer the same judged questions with an index of each, and measure quality, time and size.

The indexes are temporary, so that the index and the calibration of the project stay as they are. They are built one after the
other in the user's cache, where compiled models are linked and not copied.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import msgspec

from index.answering.searcher import Searcher
from index.building import BuildReport, build, build_documents
from index.building.model_cache import cache_folder
from index.encoding.known_models import unread_note
from index.encoding.models import find_model, full_name
from index.errors import ModelError, StoredIndexError, UsageError
from index.evaluation.beir import BeirSet
from index.evaluation.judged import JudgedSet, QuestionSet, load_questions
from index.evaluation.metrics import DIGITS, Metrics, evaluate
from index.evaluation.paired import PairedDifference
from index.evaluation.trials import Trial, ask_all
from index.files.paths import follow_links, resolve_path
from index.passages.passage import Passage
from index.progress import NoProgress, Progress
from index.settings import Settings
from index.storing.index_folder import IndexFolder, share_encoders
from index.text.characters import list_first, pluralize

CONFIGURED = "."
"""The name of the model in config.yaml, among others to compare."""
TIMED_PASSAGES = 200
"""Number of passages to encode for measuring how long one takes."""
MAX_UNJUDGED = 0.1
"""Maximum share of the questions that a model may lose because its passages end elsewhere."""
MAX_LINES = 5
"""Lines of questions to name in a note."""
CONFIDENCE = "confidence: "
"""The start of a build's notes on how sure the confidence of a model is."""
ENCODERS = "encoders/"
"""The start of the names of a manifest's files that belong to the model."""


class Questions(Protocol):
    """Judged questions, and the documents that they are about."""

    def build(self, settings: Settings, progress: Progress) -> BuildReport:
        """Build an index of the documents. Raises the errors of `index.build`."""
        ...

    def judge(self, passages: Sequence[Passage], *, is_strict: bool) -> QuestionSet:
        """Find the passages that answer the questions. Leaves out those whose quotes are not found, unless `is_strict`."""
        ...


@dataclass(frozen=True, slots=True)
class FileQuestions:
    """A questions file, about the documents of config.yaml."""

    path: Path

    def build(self, settings: Settings, progress: Progress) -> BuildReport:
        """Build an index of the documents that config.yaml names."""
        return build(settings, progress)

    def judge(self, passages: Sequence[Passage], *, is_strict: bool) -> JudgedSet:
        """Find the passage of each quote. Raises the errors of `load_questions`."""
        return load_questions(self.path, passages, is_strict=is_strict)


@dataclass(frozen=True, slots=True)
class BeirQuestions:
    """A BEIR folder, whose judgements name texts and not quotes."""

    beir: BeirSet

    def build(self, settings: Settings, progress: Progress) -> BuildReport:
        """Build an index of the texts of the folder."""
        return build_documents(settings, [self.beir.document], progress)

    def judge(self, passages: Sequence[Passage], *, is_strict: bool) -> BeirSet:
        """Return the folder's own questions."""
        del passages, is_strict
        return self.beir


@dataclass(frozen=True, slots=True)
class Cost:
    """The time and disk space that a model takes: milliseconds to encode a passage, bytes of model and index."""

    passage_ms: float
    model_bytes: int
    index_bytes: int
    passages: int


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers with one model, and its cost."""

    name: str
    trials: tuple[Trial, ...]
    cost: Cost
    notes: tuple[str, ...]

    @property
    def lines(self) -> frozenset[int]:
        """The lines of the questions that could be judged."""
        return frozenset(trial.judged.line for trial in self.trials)


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """The figures of one model.

    `answered` is the share of answerable questions that get an answer with a right passage first, None without such questions.
    `differences` are those from the baseline, empty for the baseline itself.
    """

    name: str
    metrics: Metrics
    answered: float | None
    cost: Cost
    differences: tuple[PairedDifference, ...] = ()

    def to_dict(self) -> dict[str, float]:
        """Return the figures by their printed names, rounded, without those that cannot be computed."""
        values = self.metrics.to_dict()
        if self.answered is not None:
            values["answered"] = round(self.answered, DIGITS)
        return {
            **values,
            "passage_ms": round(self.cost.passage_ms, DIGITS),
            "model_mb": round(self.cost.model_bytes / 1e6, 1),
            "index_kb_per_passage": round(self.cost.index_bytes / 1e3 / self.cost.passages, 1),
            "passages": self.cost.passages,
        }


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """The figures of the models that could be used, the first of them the baseline, and why others could not be.

    `configured` is the name of the model in config.yaml. `notes` say what the figures leave out.
    """

    configured: str
    models: tuple[ModelFigures, ...]
    failures: Mapping[str, str]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as `footnote eval --models --json` prints it."""
        models = {}
        for model in self.models:
            models[model.name] = {
                **model.to_dict(),
                "is_configured": model.name == self.configured,
                "differences": {each.metric: each.to_dict() for each in model.differences},
            }
        baseline = self.models[0].name if self.models else None
        return {"baseline": baseline, "models": models, "failures": dict(self.failures), "notes": list(self.notes)}


def list_models(settings: Settings, written: Sequence[str], here: Path) -> tuple[str, ...]:
    """Return the models to compare, as config.yaml would name them and each once, the configured one first.

    Folders can be relative to the folder `here` too. Raises UsageError if no model is named.
    """
    named = [name for text in written for each in text.split(",") if (name := each.strip())]
    if not named:
        raise UsageError("no model is named", where="--models", fix=f"write, for example, --models {settings.model},owner/name")
    found: dict[str, str] = {}
    for name in (CONFIGURED, *named):
        model = settings.model if name == CONFIGURED else _from_here(settings, name, here)
        folder = resolve_path(settings.root, model)
        found.setdefault(str(follow_links(folder)) if folder.is_dir() else full_name(model), model)
    return tuple(found.values())


def _from_here(settings: Settings, name: str, here: Path) -> str:
    """Return the name of a model for config.yaml: an absolute path if it is a folder that only `here` contains."""
    folder = resolve_path(here, name)
    return str(folder.absolute()) if folder.is_dir() and not resolve_path(settings.root, name).is_dir() else name


def compare_models(
    settings: Settings, models: Sequence[str], questions: Questions, progress: Progress | None = None
) -> ModelComparison:
    """Build an index with each model, ask it the questions, and compare the figures.

    A model that cannot be found, loaded or stored is left out and reported. Raises the errors of documents and questions, which
    concern all models.
    """
    progress = progress or NoProgress()
    answers: list[_Answers] = []
    failures: dict[str, str] = {}
    with _temporary_folder(progress) as parent:
        for number, model in enumerate(models, start=1):
            progress.step(f"Model {number} of {len(models)}: {model}")
            steps, folder = _Steps(progress), parent / f"index-{number}"
            try:
                found = _ask(_settings_for(settings, model, folder), questions, steps, is_strict=not answers)
                if answers:
                    _require_judged(found, answers[0])
                answers.append(found)
            except (ModelError, StoredIndexError) as error:
                failures[model] = str(error)
            except OSError as error:
                failures[model] = f"{error.filename or model}: {error.strerror}"
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return _compare(settings.model, answers, failures)


def _settings_for(settings: Settings, model: str, folder: Path) -> Settings:
    """Return the settings with another model and index folder, after linking the project's compiled models into that folder.

    The prompts in config.yaml are those of the configured model alone.
    """
    share_encoders(IndexFolder(settings.index_folder), IndexFolder(folder))
    prompts = settings.prompts if model == settings.model else None
    return msgspec.structs.replace(settings, model=model, index=str(folder), prompts=prompts, store=None)


@contextmanager
def _temporary_folder(progress: Progress) -> Iterator[Path]:
    """Provide a folder that is removed afterwards, in the user's cache or, if that cannot be written, a temporary one."""
    cache = cache_folder()
    with ExitStack() as stack:
        folder = _folder_in_cache(cache, progress, stack) if cache else None
        yield folder or Path(stack.enter_context(TemporaryDirectory(prefix="footnote-")))


def _folder_in_cache(cache: Path, progress: Progress, stack: ExitStack) -> Path | None:
    """Return an empty folder in the cache, removed at the end of the stack; None if the cache cannot be written.

    One comparison uses it at a time, so that none slows another down, and removes what an interrupted one has left.
    """
    shared = IndexFolder(cache / "comparison")
    try:
        stack.enter_context(shared.lock(lambda: progress.step("Waiting for another comparison to finish")))
    except StoredIndexError:
        return None
    folder = shared.path / "indexes"
    shutil.rmtree(folder, ignore_errors=True)
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


@dataclass(frozen=True, slots=True)
class _Steps:
    """The progress of one model, whose steps are indented below its name."""

    progress: Progress

    def step(self, name: str, total: int | None = None) -> None:
        self.progress.step(f"  {name}", total)

    def advance(self, count: int) -> None:
        self.progress.advance(count)


def _ask(settings: Settings, questions: Questions, progress: Progress, *, is_strict: bool) -> _Answers:
    """Build an index, ask the questions, and measure what the model costs. Raises the errors of `build`."""
    report = questions.build(settings, progress)
    searcher = Searcher.open(settings).leaving_out("same")
    judged = questions.judge([*searcher.generation.passages], is_strict=is_strict)
    trials = ask_all(searcher, judged, progress)
    notes = [f"left out: {failure}" for failure in report.failures] if is_strict else []
    notes += [each for each in report.notes if each.startswith(CONFIDENCE)]
    if unread := unread_note(settings.model, settings.language):
        notes.append(unread)
    return _Answers(settings.model, trials, _measure_cost(settings, searcher, progress), tuple(notes))


def _measure_cost(settings: Settings, searcher: Searcher, progress: Progress) -> Cost:
    """Measure how long encoding takes on some of the passages, and the size of the model and of the index."""
    passages, encoder = searcher.generation.passages, searcher.index.retriever.reader.encoder
    texts = [passages[row].embedding_text for row in range(0, len(passages), -(-len(passages) // TIMED_PASSAGES))]
    progress.step("Timing the passages", len(texts))
    started = time.perf_counter()
    for _ in encoder.encode_passages(texts):
        progress.advance(1)
    milliseconds = (time.perf_counter() - started) * 1000 / len(texts)
    folder, manifest = searcher.generation.folder, searcher.generation.manifest
    files = folder.encoder(manifest) if manifest.runtime == "onnx" else find_model(settings.model, settings.root).folder
    index_bytes = sum(check.bytes for name, check in manifest.files.items() if not name.startswith(ENCODERS))
    return Cost(milliseconds, _size(files), index_bytes, manifest.passages)


def _size(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _require_judged(found: _Answers, baseline: _Answers) -> None:
    """Raise ModelError if the passages made for a model end elsewhere, so that many questions cannot be judged."""
    lost = len(baseline.lines - found.lines)
    if lost > MAX_UNJUDGED * len(baseline.lines):
        what = f"reads so little text at a time that the quotes of {pluralize(lost, 'question')} are split between passages"
        raise ModelError(what, where=found.name)


def _compare(configured: str, answers: Sequence[_Answers], failures: Mapping[str, str]) -> ModelComparison:
    """Compute the figures of each model from the questions that could be judged with all of them."""
    lines = frozenset[int].intersection(*(each.lines for each in answers)) if answers else frozenset[int]()
    notes = dict.fromkeys(note for each in answers for note in each.notes)
    if lost := sorted({line for each in answers for line in each.lines} - lines):
        where = list_first([str(line) for line in lost], MAX_LINES)
        notes[f"left out, because a model splits the documents elsewhere: the questions in lines {where}"] = None
    figures: list[ModelFigures] = []
    baseline: list[Trial] = []
    for each in answers:
        trials = [_without_kind(trial) for trial in each.trials if trial.judged.line in lines]
        evaluation = evaluate(trials)
        notes |= dict.fromkeys(evaluation.notes)
        differences = tuple(_differences(baseline, trials)) if figures else ()
        baseline = baseline or trials
        figures.append(ModelFigures(each.name, evaluation.metrics, _share_answered(trials), each.cost, differences))
    return ModelComparison(configured, tuple(figures), failures, tuple(notes))


def _without_kind(trial: Trial) -> Trial:
    """Return the trial of a question that belongs to no kind, because kinds are not compared."""
    return replace(trial, judged=replace(trial.judged, kind=None))


def _share_answered(trials: Sequence[Trial]) -> float | None:
    answerable = [trial for trial in trials if trial.judged.is_answerable]
    return fmean(map(_is_answered, answerable)) if answerable else None


def _is_answered(trial: Trial) -> bool:
    return trial.is_hit and trial.outcome == "answer"


def _differences(baseline: Sequence[Trial], other: Sequence[Trial]) -> Iterator[PairedDifference]:
    """Yield the differences between two models, of the questions that each is about."""
    measures: dict[str, tuple[bool, Callable[[Trial], bool]]] = {
        "hit@1": (True, lambda trial: trial.is_hit),
        "answered": (True, _is_answered),
        "answered_unanswerable": (False, lambda trial: trial.outcome == "answer"),
    }
    for metric, (is_answerable, is_true) in measures.items():
        first, second = (
            [is_true(trial) for trial in trials if trial.judged.is_answerable is is_answerable] for trials in (baseline, other)
        )
        if first:
            yield PairedDifference.count(metric, first, second)
