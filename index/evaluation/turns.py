"""Judged pairs of turns: ask the second question alone and as a follow-up of the first, and measure what that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import fmean
from typing import Any

from index.answering.answers import Answer
from index.answering.follow_ups import Earlier, ask_follow_up
from index.answering.searcher import Searcher
from index.errors import QuestionError
from index.evaluation.floors import Floor, parse_floor
from index.evaluation.metrics import DIGITS
from index.passages.passage import Passage
from index.passages.quotes import QuoteFinder
from index.progress import Progress
from index.reading.follow_up_files import PairEntry, read_pairs
from index.reading.question_files import QuestionsError


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A question, the turn before it, and the rows of the passages that answer it; none if the documents do not.

    `is_change` is True if it changes the subject. `line` is the line of the pair in its file.
    """

    earlier: Earlier
    question: str
    rows: frozenset[int]
    kind: str | None
    is_change: bool
    line: int


@dataclass(frozen=True, slots=True)
class PairSet:
    """The contents of a file of pairs, and the floors for their metrics."""

    source: str
    pairs: tuple[JudgedPair, ...]
    floors: tuple[Floor, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What was made of a question: whether its first passage is right, and whether it was given as an answer.

    `first` is that passage and `read_as` the reading that found it, if it is not the question as written. `problem` says why
    the question could not be asked.
    """

    is_right: bool
    is_answer: bool
    confidence: float
    first: Passage | None
    read_as: str | None = None
    problem: str | None = None

    @property
    def is_wrong_answer(self) -> bool:
        """True if another passage was given as an answer."""
        return self.is_answer and not self.is_right

    @property
    def is_right_answer(self) -> bool:
        """True if a right passage was given as an answer."""
        return self.is_answer and self.is_right


@dataclass(frozen=True, slots=True)
class PairTrial:
    """A judged pair, and what was made of its second question alone and as a follow-up."""

    pair: JudgedPair
    alone: Reply
    followed: Reply

    @property
    def is_lost(self) -> bool:
        """True if the question is answered worse as a follow-up: not right first any more, or not an answer any more."""
        was_lost = self.alone.is_right and not self.followed.is_right
        return was_lost or (self.alone.is_right_answer and not self.followed.is_answer)


@dataclass(frozen=True, slots=True)
class PairMetrics:
    """The metrics of a group of pairs: shares from 0 to 1, None if no question of the group is answerable.

    `hit_at_1` is the share of answerable questions with a right passage first, `answered` the share of them that a right
    passage answers, and `answered_wrongly` the share of all questions that are answered with another passage; each also for
    the question alone. `lost` is the share of all questions that are answered worse as a follow-up than alone.
    """

    pairs: int
    hit_at_1: float | None
    hit_at_1_alone: float | None
    answered: float | None
    answered_alone: float | None
    answered_wrongly: float
    answered_wrongly_alone: float
    lost: float

    def to_dict(self) -> dict[str, float]:
        """Return the metrics by their printed names, rounded, without those that are None."""
        values = {field.name.replace("_at_", "@"): getattr(self, field.name) for field in fields(self)}
        return {name: round(value, DIGITS) for name, value in values.items() if value is not None}

    @classmethod
    def measure(cls, trials: Sequence[PairTrial]) -> "PairMetrics":
        """Compute the metrics of at least one pair."""
        answerable = [trial for trial in trials if trial.pair.rows]
        return cls(
            pairs=len(trials),
            hit_at_1=fmean(trial.followed.is_right for trial in answerable) if answerable else None,
            hit_at_1_alone=fmean(trial.alone.is_right for trial in answerable) if answerable else None,
            answered=fmean(trial.followed.is_right_answer for trial in answerable) if answerable else None,
            answered_alone=fmean(trial.alone.is_right_answer for trial in answerable) if answerable else None,
            answered_wrongly=fmean(trial.followed.is_wrong_answer for trial in trials),
            answered_wrongly_alone=fmean(trial.alone.is_wrong_answer for trial in trials),
            lost=fmean(trial.is_lost for trial in trials),
        )


@dataclass(frozen=True, slots=True)
class PairEvaluation:
    """The metrics of judged pairs: of all, of those that continue, of those that change the subject, and of each kind."""

    source: str
    trials: tuple[PairTrial, ...]
    metrics: PairMetrics
    continuing: PairMetrics | None
    changing: PairMetrics | None
    kinds: Mapping[str, PairMetrics]

    def floored(self) -> dict[str, float]:
        """Return the metrics that can have a floor, by the names of floors; those of groups without pairs are left out."""
        values = {"follow_ups_answered_wrongly": self.metrics.answered_wrongly}
        if self.continuing and self.continuing.hit_at_1 is not None:
            values["follow_ups_hit@1"] = self.continuing.hit_at_1
        if self.changing:
            values["changes_lost"] = self.changing.lost
        return {name: round(value, DIGITS) for name, value in values.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the metrics as `footnote eval --json` prints them."""
        groups = {"continuing": self.continuing, "changing": self.changing}
        shown = {name: found.to_dict() for name, found in groups.items() if found}
        return {**self.metrics.to_dict(), **shown, "kinds": {kind: found.to_dict() for kind, found in self.kinds.items()}}


def load_pairs(path: Path, passages: Sequence[Passage]) -> PairSet:
    """Read a file of pairs and find the passage of each quote.

    Raises QuestionsError, with the line, for an invalid entry or a quote found in no passage or in several.
    """
    file = read_pairs(path)
    finder = QuoteFinder(passages)
    pairs = tuple(_judge(entry, finder, file.source) for entry in file.entries)
    floors = (parse_floor(each.metric, each.value, f"{path}:{each.line}", QuestionsError) for each in file.floors)
    return PairSet(file.source, pairs, tuple(floors))


def _judge(entry: PairEntry, finder: QuoteFinder, source: str) -> JudgedPair:
    rows = frozenset(finder.find_only(quote, source, QuestionsError) for quote in entry.quotes)
    earlier = Earlier(entry.after, finder.find_only(entry.answered, source, QuestionsError))
    return JudgedPair(earlier, entry.question, rows, entry.kind, entry.is_change, entry.line)


def ask_pairs(searcher: Searcher, judged: PairSet, progress: Progress) -> PairEvaluation:
    """Ask the second question of every pair alone and as a follow-up, and compute the metrics."""
    progress.step("Asking the follow-ups", len(judged.pairs))
    trials: list[PairTrial] = []
    for pair in judged.pairs:
        trials.append(_ask(searcher, pair))
        progress.advance(1)
    continuing = [trial for trial in trials if not trial.pair.is_change]
    changing = [trial for trial in trials if trial.pair.is_change]
    kinds = list(dict.fromkeys(trial.pair.kind for trial in trials if trial.pair.kind))
    return PairEvaluation(
        judged.source,
        tuple(trials),
        PairMetrics.measure(trials),
        PairMetrics.measure(continuing) if continuing else None,
        PairMetrics.measure(changing) if changing else None,
        {kind: PairMetrics.measure([trial for trial in trials if trial.pair.kind == kind]) for kind in kinds},
    )


def _ask(searcher: Searcher, pair: JudgedPair) -> PairTrial:
    try:
        alone = searcher.ask(pair.question)
        followed = ask_follow_up(searcher, pair.question, pair.earlier)
    except QuestionError as error:
        unasked = Reply(is_right=False, is_answer=False, confidence=0.0, first=None, problem=error.what)
        return PairTrial(pair, unasked, unasked)
    return PairTrial(pair, _reply(alone, pair), _reply(followed, pair))


def _reply(answer: Answer, pair: JudgedPair) -> Reply:
    first = answer.hits[0] if answer.hits else None
    return Reply(
        is_right=first is not None and first.row in pair.rows,
        is_answer=answer.outcome == "answer",
        confidence=answer.confidence,
        first=first.passage if first else None,
        read_as=answer.read_as,
    )
