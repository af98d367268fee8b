"""The searcher: answers questions from an open index."""

import time
from dataclasses import dataclass, replace

from index.answering.answers import Answer, Listing, StepTimes
from index.answering.calibration_file import CalibrationInUse, calibration_states, load_calibration
from index.answering.confidence import shipped_calibration
from index.answering.entries import find_entry, shared_entry, whole_entry
from index.answering.judging import Judge, Verdict
from index.answering.list_finding import ListReader, ListReaders
from index.answering.list_steps import find_step
from index.answering.lists import Fit, find_list, list_below, put_first
from index.answering.messages import MessageReader
from index.answering.naming_community import ask_without_name
from index.answering.quoting import answer_with, hits, quote_list
from index.encoding.encoder import Encoder
from index.reading import named_documents
from index.searching.candidates import Candidates
from index.searching.opening import OpenIndex, open_index
from index.searching.question_reading import Question
from index.searching.scope import EVERYTHING, MAX_LISTED, Scope, scope_of_documents, visible_documents
from index.searching.views import LeftOut
from index.settings import Settings
from index.storing.generation import Generation
from index.storing.manifest import IndexedDocument
from index.text.answer_kinds import holds_new
from index.text.characters import list_first
from index.text.community_names import NO_NAMES, CommunityNames, community_names

NOTHING_FOUND = Verdict("none", 0.0, ())
"""The verdict if no passage is in scope."""
NAMED_SHARE = 0.15
"""The confidence, as a share of what an answer needs, from which a list that is asked for is an answer.

Of the questions that the shipped page does not answer, none asks for a list of it.
"""


@dataclass(frozen=True, slots=True)
class Searcher:
    """Answers questions from one generation of an index."""

    index: OpenIndex
    judge: Judge
    settings: Settings
    calibration: CalibrationInUse
    lists: ListReaders
    named: Scope = EVERYTHING
    """The passages of documents that config.yaml names; no others are ever shown."""
    community: CommunityNames = NO_NAMES
    """The names of the community, which a question may say or not."""

    @classmethod
    def open(
        cls, settings: Settings, encoder: Encoder | None = None, *, threads: int | None = None, before: "Searcher | None" = None
    ) -> "Searcher":
        """Open the current index, reusing unchanged parts of `before`. Raises the errors of `open_index`."""
        index = open_index(settings, encoder, threads=threads, before=before.index if before else None)
        generation = index.generation
        if generation.manifest.is_in_memory:
            calibration = CalibrationInUse(shipped_calibration())
        else:
            calibration = load_calibration(settings, generation.manifest)
        judge = Judge.load(index, calibration.calibration, calibration.scale)
        searcher = cls(index, judge, settings, calibration, ListReaders(generation))
        return searcher.limited_to(settings)

    def limited_to(self, settings: Settings) -> "Searcher":
        """Return a searcher with the settings now: it shows only documents that they name, and knows the community's names."""
        if self.generation.manifest.is_in_memory:
            return self
        named = scope_of_documents(self.generation, self._named_paths(settings))
        return replace(self, settings=settings, named=named, community=community_names(settings.community))

    def in_server(self, name: str) -> "Searcher":
        """Return a searcher that also knows the community by the name of its Discord server."""
        return replace(self, community=self.community | community_names(name))

    def _named_paths(self, settings: Settings) -> set[str]:
        """Return the paths of the documents that config.yaml names; those in a store need not be on this machine."""
        if settings.store is None:
            return named_documents(settings)
        from index.milvus.naming import named_in_store

        return named_in_store(settings, (document.path for document in self.generation.manifest.documents))

    @property
    def documents(self) -> list[IndexedDocument]:
        """The documents that answers can come from."""
        return visible_documents(self.generation, self.named)

    @property
    def passages(self) -> int:
        """The number of passages that answers can come from."""
        return sum(document.passages for document in self.documents)

    @property
    def unnamed(self) -> list[str]:
        """The paths of documents that are in the index although config.yaml does not name them."""
        return self.generation.manifest.paths_outside({document.path for document in self.documents})

    @property
    def unnamed_list(self) -> str:
        """The first paths of `unnamed`, as a list for people."""
        return list_first(self.unnamed, MAX_LISTED)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Which documents of the index and which calibration are left out of answers, and why: one line each."""
        unnamed = f"never quoted, because {self.settings.file} does not name it: {self.unnamed_list}" if self.unnamed else None
        return tuple(filter(None, (unnamed, self.calibration.remark)))

    @property
    def is_current(self) -> bool:
        """True until another index or another calibration takes the place of this one, or it has to be opened again."""
        states = self.calibration.states
        return (
            self.index.is_usable and self.generation.is_current and (not states or states == calibration_states(self.settings))
        )

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

        def ask(text: str) -> Answer:
            return self._ask(text, top, scope)

        return ask_without_name(question, self.community, self.generation.manifest.language, ask)

    def _ask(self, question: str, top: int, scope: Scope) -> Answer:
        started = time.perf_counter()
        processed = self.index.retriever.read(question)
        return self.answer_message(processed, top=top, scope=scope, reading=time.perf_counter() - started)

    def answer_message(self, processed: Question, *, top: int = 3, scope: Scope = EVERYTHING, reading: float = 0.0) -> Answer:
        """Answer what a message asks that was read in `reading` seconds, without what it tells."""
        return MessageReader(self.index, self.judge, self.answer, top, scope & self.named).answer(processed, reading)

    def answer(self, processed: Question, *, top: int = 3, scope: Scope = EVERYTHING, reading: float = 0.0) -> Answer:
        """Answer a question that was read in `reading` seconds with the `top` closest passages in scope."""
        was_read = time.perf_counter()
        scope &= self.named
        candidates = found = self.index.retriever.retrieve(processed, top, scope)
        was_retrieved = time.perf_counter()
        reader = self.lists.for_question()
        reader.prepare(candidates.rows[:top].tolist())
        step = find_step(self.index, processed, candidates, reader, scope)
        fit = None if step else find_list(self.index, processed, candidates, reader, scope)
        if fit and (candidates.missing or self._lacks_literals(processed, fit)):
            fit = None
        if wanted := step or (fit if fit and fit.is_elsewhere else None):
            candidates = self._put_first(processed, candidates, wanted.row, wanted.found.rows)
        entry = None if step else find_entry(self.index, processed, candidates, reader, scope)
        verdict = self.judge.judge(processed, candidates) if len(candidates.rows) else NOTHING_FOUND
        if fit or (step and step.is_sure):
            verdict = self._with_list(verdict, 0 if step else self._list_share)
        if entry and entry.row != candidates.rows[0] and (fit is None or entry.row in fit.found.rows):
            candidates = self._put_first(processed, candidates, entry.row, entry.rows)
        answer = answer_with(hits(self.index, processed, candidates, top, reader), processed, verdict)
        listing = None
        if verdict.outcome == "answer":
            listing = self._listing(processed, candidates, fit, reader, scope)
            row = int(candidates.rows[0])
            if not (entry or listing or _states_fact(processed, reader.passage(row).text)):
                entry = shared_entry(reader, candidates)
            if entry and not listing and (whole := whole_entry(reader, entry, scope)):
                listing = quote_list(self.index, processed, whole, row, reader)
        ended = time.perf_counter()
        times = StepTimes.of(found, reading, was_retrieved - was_read, ended - was_retrieved)
        known = any(view.is_same for view in found.views)
        return replace(answer, milliseconds=(reading + ended - was_read) * 1000, steps=times, listing=listing, is_known=known)

    def _listing(
        self, question: Question, candidates: Candidates, fit: Fit | None, reader: ListReader, scope: Scope
    ) -> Listing | None:
        """Return the list that answers a question, or that the passage which does introduces."""
        if fit:
            return quote_list(self.index, question, fit.found, fit.row, reader)
        row = int(candidates.rows[0])
        found = None if _states_fact(question, reader.passage(row).text) else list_below(reader, row, scope)
        return quote_list(self.index, question, found, found.rows.start, reader) if found else None

    def _lacks_literals(self, question: Question, fit: Fit) -> bool:
        """Return whether no item of a list holds what a question names, such as a date or a weight."""
        return bool(self.index.retriever.literals.lacked_by_all(question.literals, fit.found.rows))

    def _put_first(self, question: Question, candidates: Candidates, row: int, rows: range) -> Candidates:
        """Return candidates in which the one in a row comes first; only those in `rows` if it is not among them."""
        if row not in candidates.rows:
            candidates = self.index.retriever.without_reranking.retrieve(question, len(rows), Scope((rows,)))
        return put_first(candidates, row)

    @property
    def _list_share(self) -> float:
        """The confidence, as a share of what an answer needs, from which a list that is asked for is an answer.

        How near a list is was chosen with the default model's cosines; other models may find all lists near.
        """
        return NAMED_SHARE if self.judge.scale is None else 1.0

    def _with_list(self, verdict: Verdict, least_share: float) -> Verdict:
        """Return the verdict on a question that asks for a list or step: an answer if it is close enough to one."""
        answer_from = self.judge.calibration.decision.answer_from
        if not least_share * answer_from <= verdict.confidence < answer_from:
            return verdict
        return replace(verdict, outcome="answer", confidence=answer_from, unmatched=())


def _states_fact(question: Question, text: str) -> bool:
    """Return whether a text holds the number or time that a question asks for, so that it needs no list below it."""
    kind, language = question.focus.kind, question.focus.language
    return kind in ("number", "time") and holds_new(kind, text, question.text, language)
