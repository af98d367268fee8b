"""A fake searcher that answers each question from a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

from index.passages.passage import Passage
from index.searching.questions import clean_question
from index.storing.vectors import Match


@dataclass(frozen=True)
class Reply:
    """A scripted answer: the ids of its passages, best first."""

    ids: Sequence[str]
    confidence: float = 0.5
    outcome: str = "answer"
    milliseconds: float = 10.0


@dataclass
class FakeSearcher:
    """Answers from `script`; each ranking in `rankings` has a script of its own."""

    passages: Sequence[Passage]
    script: Mapping[str, Reply]
    rankings: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    unknowing: Mapping[str, Reply] = field(default_factory=dict)
    decision: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(answer_from=0.6, suggest_from=0.3))

    @property
    def generation(self):
        return SimpleNamespace(passages=self.passages)

    @property
    def index(self):
        return SimpleNamespace(retriever=self)

    @property
    def judge(self):
        return SimpleNamespace(calibration=SimpleNamespace(decision=self.decision))

    @property
    def known_questions(self):
        return len(self.unknowing)

    def leaving_out(self, what):
        """Without known questions, the answers to some questions are those of `unknowing`."""
        return replace(self, script={**self.script, **self.unknowing}) if what == "known" else self

    def read(self, question):
        return clean_question(question)

    def answer_message(self, processed, *, top=3, reading=0.0):
        return self.ask(processed, top=top)

    def ask(self, question, *, top=3):
        reply = self.script[clean_question(question)]
        hits = tuple(SimpleNamespace(passage=self._passages[name], row=self._rows[name], score=0.5) for name in reply.ids[:top])
        return SimpleNamespace(
            outcome=reply.outcome, confidence=reply.confidence, hits=hits, milliseconds=reply.milliseconds, question=question
        )

    def rank(self, question, count, ranking="fused"):
        asked = clean_question(question)
        names = self.rankings[ranking][asked] if ranking in self.rankings else self.script[asked].ids
        return [Match(self._rows[name], 1.0) for name in names[:count]]

    @property
    def _rows(self):
        return {passage.id: row for row, passage in enumerate(self.passages)}

    @property
    def _passages(self):
        return {passage.id: passage for passage in self.passages}


def passages(*names):
    """Return passages of one document, one per line, with their names as ids and text."""
    return [Passage(name, "a.md", ("Rules",), line, f"Words of {name}.") for line, name in enumerate(names, start=1)]
