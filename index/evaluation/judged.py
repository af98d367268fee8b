"""Judged questions: questions that members ask, each with a quote from every passage that answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from index.evaluation.floors import Floor, parse_floor
from index.passages.passage import Passage
from index.passages.quotes import QuoteFinder
from index.reading.question_files import QuestionEntry, QuestionsError, read_questions

DEPTH = 10
"""Number of top ranks that the metrics consider."""


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and the ids of the passages that answer it; none if the documents do not answer it.

    `line` is the line of the question in its file. `grades` says how well each passage answers, from 1, if that was judged.
    """

    question: str
    passages: tuple[str, ...]
    kind: str | None
    line: int
    grades: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_answerable(self) -> bool:
        """True if the documents answer the question."""
        return bool(self.passages)


class QuestionSet(Protocol):
    """Judged questions from any source, with the ids that the judgements use for passages of the index."""

    @property
    def questions(self) -> Sequence[JudgedQuestion]:
        """The questions, at least one."""
        ...

    @property
    def source(self) -> str:
        """The file that the line numbers of the questions refer to."""
        ...

    @property
    def top(self) -> int:
        """The number of passages to ask for so that they nearly always include `DEPTH` different ids."""
        ...

    def id_of(self, passage: Passage) -> str:
        """Return the id that the judgements use for the text that a passage comes from."""
        ...


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """The contents of a questions file: its questions, and the floors for their metrics."""

    source: str
    questions: tuple[JudgedQuestion, ...]
    floors: tuple[Floor, ...] = ()

    @property
    def top(self) -> int:
        """The number of passages to ask for: `DEPTH`, because each passage has its own id."""
        return DEPTH

    def id_of(self, passage: Passage) -> str:
        """Return the passage's own id."""
        return passage.id


def load_questions(path: Path, passages: Sequence[Passage], *, is_strict: bool = True) -> JudgedSet:
    """Read a questions file and find the passage of each quote.

    Each quote is a piece of text found in exactly one passage; `read_questions` describes the file.
    Raises QuestionsError, with the line, for an invalid entry or a quote found in no passage or in several. Unless
    `is_strict`, questions with such a quote are left out instead.
    """
    file = read_questions(path, fix_missing="check the path")
    finder = QuoteFinder(passages)
    chosen = [entry for entry in file.entries if is_strict or _is_judgeable(entry, finder)]
    questions = tuple(_judge(entry, finder, file.source) for entry in chosen)
    floors = (parse_floor(each.metric, each.value, f"{path}:{each.line}", QuestionsError) for each in file.floors)
    return JudgedSet(file.source, questions, tuple(floors))


def _is_judgeable(entry: QuestionEntry, finder: QuoteFinder) -> bool:
    """Return whether each quote of a question is in exactly one passage."""
    return all(len(finder.find_meant(quote.text)) == 1 for quote in entry.quotes)


def _judge(entry: QuestionEntry, finder: QuoteFinder, source: str) -> JudgedQuestion:
    """Find the passage of each quote. Raises QuestionsError if none contains it, or several do."""
    found = [finder.passages[finder.find_only(quote, source, QuestionsError)].id for quote in entry.quotes]
    return JudgedQuestion(entry.question, tuple(dict.fromkeys(found)), entry.kind, entry.line)
