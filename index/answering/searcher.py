"""The searcher: answers questions from an open index."""

import time
from dataclasses import dataclass, replace

from index.answering.answers import Answer, StepTimes
from index.answering.judging import Judge, Verdict
from index.answering.lists import Fit, find_list, put_first
from index.answering.quoting import hits, quote_list
from index.encoding.encoder import Encoder
from index.errors import StoredIndexError
from index.searching.candidates import Candidates
from index.searching.opening import OpenIndex, open_index
from index.searching.question_reading import Question
from index.searching.scope import EVERYTHING, Scope
from index.searching.views import LeftOut
from index.settings import Settings
from index.storing.generation import Generation

NOTHING_FOUND = Verdict("none", 0.0, ())
"""The verdict if no passage is in scope."""
NAMED_SHARE = 0.5
"""The confidence, as a share of what an answer needs, from which a list that is named exactly as asked is an answer.

Of 541 questions that the documents do not answer, none has such a list and more than 0.37.
"""


@dataclass(frozen=True, slots=True)
class Searcher:
    """Answers questions from one generation of an index."""

    index: OpenIndex
    judge: Judge

    @classmethod
    def open(
        cls, settings: Settings, encoder: Encoder | None = None, *, threads: int | None = None, before: "Searcher | None" = None
    ) -> "Searcher":
        """Open the current index, reusing unchanged parts of `before`. Raises the errors of `open_index` and `Judge.load`."""
        while True:
            index = open_index(settings, encoder, threads=threads, before=before.index if before else None)
            try:
                return cls(index, Judge.load(index))
            except StoredIndexError:
                if index.generation.is_current:
                    raise  # otherwise a build finished meanwhile and removed the generation

    @property
    def generation(self) -> Generation:
        """The generation that answers come from."""
        return self.index.generation

    @property
    def known_questions(self) -> int:
        """The number of known questions in the index."""
        return self.index.retriever.views.known

    def leaving_out(self, what: LeftOut) -> "Searcher":
        """Return a searcher for an evaluation, which ignores all known questions, or those that are the asked one."""
        retriever = self.index.retriever
        views = retriever.views.leaving_out(what)
        return replace(self, index=replace(self.index, retriever=replace(retriever, views=views)))

    def ask(self, question: str, *, top: int = 3, scope: Scope = EVERYTHING) -> Answer:
        """Answer a question with the `top` closest passages in scope. Raises QuestionError if it is not a question."""
        started = time.perf_counter()
        processed = self.index.retriever.read(question)
        return self.answer(processed, top=top, scope=scope, reading=time.perf_counter() - started)

    def answer(self, processed: Question, *, top: int = 3, scope: Scope = EVERYTHING, reading: float = 0.0) -> Answer:
        """Answer a question that was read in `reading` seconds with the `top` closest passages in scope."""
        was_read = time.perf_counter()
        candidates = self.index.retriever.retrieve(processed, top, scope)
        was_retrieved = time.perf_counter()
        fit = find_list(self.index, processed, candidates, scope)
        if fit and fit.is_elsewhere:
            candidates = put_first(candidates, fit.row)
        verdict = self.judge.judge(processed, candidates) if len(candidates.rows) else NOTHING_FOUND
        if fit:
            verdict = self._with_list(verdict, fit)
        answer = self.quote(processed, candidates, verdict, top)
        listing = quote_list(self.index, processed, fit.found, fit.row) if fit and verdict.outcome == "answer" else None
        ended = time.perf_counter()
        times = StepTimes(reading, was_retrieved - was_read, ended - was_retrieved)
        return replace(answer, milliseconds=(reading + ended - was_read) * 1000, steps=times, listing=listing)

    def _with_list(self, verdict: Verdict, fit: Fit) -> Verdict:
        """Return the verdict on a question that asks for a list: an answer if it names that exactly and is close to one."""
        answer_from = self.judge.calibration.decision.answer_from
        if not fit.is_exact or not NAMED_SHARE * answer_from <= verdict.confidence < answer_from:
            return verdict
        return replace(verdict, outcome="answer", confidence=answer_from, unmatched=())

    def quote(self, question: Question, candidates: Candidates, verdict: Verdict, top: int) -> Answer:
        """Return the answer with a verdict that quotes the `top` first candidates; the caller adds the times."""
        return Answer(
            question=question.asked,
            outcome=verdict.outcome,
            confidence=verdict.confidence,
            unmatched=verdict.unmatched,
            hits=hits(self.index, question, candidates, top),
            milliseconds=0.0,
            read_as=question.text if question.text != question.asked else None,
            is_cut=question.encoding.is_cut,
        )
