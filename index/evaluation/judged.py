"""Judged questions: questions that members ask, each with a quote from every passage that answers it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import yaml

from index.errors import FootnoteError
from index.evaluation.floors import Floor, parse_floor
from index.files.yaml_tree import compose_yaml, read_yaml_text
from index.passages.passage import Passage

DEPTH = 10
"""Number of top ranks that the metrics consider."""


class QuestionsError(FootnoteError):
    """A questions file has invalid contents."""


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


def load_questions(path: Path, passages: Sequence[Passage]) -> JudgedSet:
    """Read a questions file and find the passage of each quote.

    The file is a YAML list of `{question, quotes, kind}`: each quote is a piece of text found in exactly one passage,
    `quotes: []` means that the documents do not answer the question, and `kind` is optional. The file can also be a mapping
    with that list as `questions` and, as `floors`, a mapping of metrics to numbers.
    Raises QuestionsError, with the line, for an invalid entry or a quote found in no passage or in several.
    """
    tree = compose_yaml(read_yaml_text(path, QuestionsError), str(path), QuestionsError)
    parts: dict[str, yaml.Node | None] = {"questions": tree}
    if isinstance(tree, yaml.MappingNode):
        parts = {key.value: value for key, value in _entries(tree, path, ("floors", "questions"))}
    listing = parts.get("questions")
    if not isinstance(listing, yaml.SequenceNode) or not listing.value:
        where = f"{path}:{listing.start_mark.line + 1}" if listing else str(path)
        raise QuestionsError("expected a list of questions", where=where, fix="write `- question: ...` and `  quotes: [...]`")
    finder = _QuoteFinder(path, passages)
    questions = tuple(_judge(entry, finder) for entry in listing.value)
    return JudgedSet(str(path), questions, _read_floors(parts.get("floors"), path))


def _read_floors(node: yaml.Node | None, path: Path) -> tuple[Floor, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.MappingNode):
        where = f"{path}:{node.start_mark.line + 1}"
        raise QuestionsError("`floors` should map metrics to numbers", where=where, fix="write `hit@1: 0.9`")
    floors = []
    for key, value in _entries(node, path):
        written = value.value if isinstance(value, yaml.ScalarNode) else "a list"
        floors.append(parse_floor(key.value, written, f"{path}:{key.start_mark.line + 1}", QuestionsError))
    return tuple(floors)


def _entries(node: yaml.MappingNode, path: Path, keys: Sequence[str] = ()) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Yield the keys and values of a mapping. Raises QuestionsError for a duplicate key, or one not in `keys` if given."""
    seen = set()
    for key, value in node.value:
        where = f"{path}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise QuestionsError("a key should be plain text", where=where, fix="quote it")
        if keys and key.value not in keys:
            known = f"{', '.join(keys[:-1])} and {keys[-1]}"
            raise QuestionsError(f"unknown key {key.value!r}", where=where, fix=f"use only {known}")
        if key.value in seen:
            raise QuestionsError(f"duplicate key {key.value!r}", where=where, fix="keep one of them")
        seen.add(key.value)
        yield key, value


class _QuoteFinder:
    """Finds the single passage that contains a quote."""

    def __init__(self, path: Path, passages: Sequence[Passage]) -> None:
        self.path = path
        self._passages = passages

    def find(self, quote: yaml.Node) -> str:
        """Return the id of the passage that contains the quote. Raises QuestionsError if none does, or several do."""
        where = f"{self.path}:{quote.start_mark.line + 1}"
        if not isinstance(quote, yaml.ScalarNode) or not quote.value.strip():
            raise QuestionsError("a quote should be a non-empty text", where=where)
        found = [passage for passage in self._passages if quote.value in passage.text]
        if not found:
            raise QuestionsError(f"no passage contains the quote {quote.value!r}", where=where, fix="copy it from the document")
        if len(found) > 1:
            places = " and ".join(passage.location for passage in found[:3])
            what = f"{len(found)} passages contain the quote {quote.value!r} ({places})"
            raise QuestionsError(what, where=where, fix="make the quote longer")
        return found[0].id


def _judge(entry: yaml.Node, finder: _QuoteFinder) -> JudgedQuestion:
    line = entry.start_mark.line + 1
    where = f"{finder.path}:{line}"
    if not isinstance(entry, yaml.MappingNode):
        raise QuestionsError("an entry should have `question` and `quotes`", where=where)
    values: dict[str, Any] = {key.value: value for key, value in _entries(entry, finder.path, ("question", "quotes", "kind"))}
    question, quotes, kind = values.get("question"), values.get("quotes"), values.get("kind")
    if not isinstance(question, yaml.ScalarNode) or not question.value.strip():
        raise QuestionsError("`question` is missing", where=where)
    if not isinstance(quotes, yaml.SequenceNode):
        raise QuestionsError("`quotes` should be a list", where=where, fix="write [] if no passage answers the question")
    if kind is not None and not isinstance(kind, yaml.ScalarNode):
        raise QuestionsError("`kind` should be a word", where=where)
    found = tuple(dict.fromkeys(finder.find(quote) for quote in quotes.value))
    return JudgedQuestion(question.value, found, (kind.value or None) if kind else None, line)
