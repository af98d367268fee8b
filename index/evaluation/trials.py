"""Trials: ask each judged question once, and keep the result beside the judgement."""

import time
from dataclasses import dataclass

from index.answering.answers import Outcome
from index.answering.searcher import Searcher
from index.errors import UsageError
from index.evaluation.judged import DEPTH, JudgedQuestion, QuestionSet
from index.passages.passage import Passage
from index.progress import Progress


@dataclass(frozen=True, slots=True)
class RankedHit:
    """A returned passage, and the id that the judgements use for it."""

    id: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Trial:
    """A judged question and its result: at most `DEPTH` hits, best first, each id once at its best rank.

    The hits that members see come first, and what else is closest by the ranking after them.
    `confidence` is the searcher's estimate of the probability that the first hit answers the question. A question that
    cannot be asked, such as one without words, has outcome "none", confidence 0, no hits and no `milliseconds`; `problem`
    says why.
    """

    judged: JudgedQuestion
    outcome: Outcome
    confidence: float
    hits: tuple[RankedHit, ...]
    milliseconds: float | None
    problem: str | None = None

    @property
    def right_rank(self) -> int | None:
        """The rank of the first right hit, from 1, or None if no hit is right."""
        ranks = (rank for rank, found in enumerate(self.hits, start=1) if found.id in self.judged.passages)
        return next(ranks, None)

    @property
    def is_hit(self) -> bool:
        """True if the first hit is right; always False if no right passage exists."""
        return self.right_rank == 1


def ask_all(searcher: Searcher, judged: QuestionSet, progress: Progress) -> tuple[Trial, ...]:
    """Ask every question of a set once, in order."""
    progress.step("Asking the questions", len(judged.questions))
    trials = []
    for question in judged.questions:
        trials.append(_ask(searcher, question, judged))
        progress.advance(1)
    return tuple(trials)


def _ask(searcher: Searcher, question: JudgedQuestion, judged: QuestionSet) -> Trial:
    retriever, started = searcher.index.retriever, time.perf_counter()
    try:
        processed = retriever.read(question.question)
        answer = searcher.answer_message(processed, reading=time.perf_counter() - started)
        matches = retriever.rank(processed, judged.top)
    except UsageError as error:
        return Trial(question, "none", 0.0, (), None, error.what)
    best: dict[str, Passage] = {}
    for row in (*(hit.row for hit in answer.hits), *(match.row for match in matches)):
        passage = searcher.generation.passages[row]
        best.setdefault(judged.id_of(passage), passage)
    hits = tuple(RankedHit(name, passage) for name, passage in list(best.items())[:DEPTH])
    return Trial(question, answer.outcome, answer.confidence, hits, answer.milliseconds)
