"""Judged questions: what members ask, with a piece of each passage that answers."""

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
"""The ranks that figures look at."""


class QuestionsError(FootnoteError):
    """A questions file is not what it should be."""


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and the ids of the passages that answer it: none when the documents do not.

    `grades` tells how well each answers, 1 or more, where that was judged too.
    """

    question: str
    passages: tuple[str, ...]
    kind: str | None
    line: int
    grades: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.passages)


class QuestionSet(Protocol):
    """Judged questions from wherever, and how the passages of the index are named in the judgements."""

    @property
    def questions(self) -> Sequence[JudgedQuestion]:
        """The questions, at least one."""
        ...

    @property
    def source(self) -> str:
        """The file whose lines the questions name."""
        ...

    @property
    def top(self) -> int:
        """How many passages to ask for, so that `DEPTH` different ids are among them, as good as always."""
        ...

    def id_of(self, passage: Passage) -> str:
        """The id by which the judgements name what a passage is from."""
        ...


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """What a questions file holds: its questions, and the floors that their figures should keep."""

    source: str
    questions: tuple[JudgedQuestion, ...]
    floors: tuple[Floor, ...] = ()

    @property
    def top(self) -> int:
        """Each passage has an id of its own."""
        return DEPTH

    def id_of(self, passage: Passage) -> str:
        """Its own."""
        return passage.id


def load_questions(path: Path, passages: Sequence[Passage]) -> JudgedSet:
    """Read a questions file and find the passage of every quote.

    The file is a YAML list of `{question, quotes, kind}`: each quote is a piece of text found in exactly one passage,
    `quotes: []` means that the documents do not answer, and `kind` is optional. It can also be a mapping with that list
    as `questions` beside `floors`, a mapping of figures to numbers.
    Raises QuestionsError naming the line of an entry that is none, or of a quote found nowhere or in several passages.
    """
    tree = compose_yaml(read_yaml_text(path, QuestionsError), str(path), QuestionsError)
    parts: dict[str, yaml.Node | None] = {"questions": tree}
    if isinstance(tree, yaml.MappingNode):
        parts = {key.value: value for key, value in _entries(tree, path, ("floors", "questions"))}
    listing = parts.get("questions")
    if not isinstance(listing, yaml.SequenceNode) or not listing.value:
        where = f"{path}:{listing.start_mark.line + 1}" if listing else str(path)
        raise QuestionsError("should be a list of questions", where=where, fix="write `- question: ...` and `  quotes: [...]`")
    finder = _QuoteFinder(path, passages)
    questions = tuple(_judge(entry, finder) for entry in listing.value)
    return JudgedSet(str(path), questions, _read_floors(parts.get("floors"), path))


def _read_floors(node: yaml.Node | None, path: Path) -> tuple[Floor, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.MappingNode):
        where = f"{path}:{node.start_mark.line + 1}"
        raise QuestionsError("`floors` should be figures with numbers", where=where, fix="write `hit@1: 0.9`")
    floors = []
    for key, value in _entries(node, path):
        written = value.value if isinstance(value, yaml.ScalarNode) else "a list"
        floors.append(parse_floor(key.value, written, f"{path}:{key.start_mark.line + 1}", QuestionsError))
    return tuple(floors)


def _entries(node: yaml.MappingNode, path: Path, keys: Sequence[str] = ()) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Keys and values of a mapping; raises QuestionsError for a key that comes twice, or is none of `keys` if any are named."""
    seen = set()
    for key, value in node.value:
        where = f"{path}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise QuestionsError("a key should be plain text", where=where, fix="quote it")
        if keys and key.value not in keys:
            known = f"{', '.join(keys[:-1])} and {keys[-1]}"
            raise QuestionsError(f"unknown key {key.value!r}", where=where, fix=f"the keys are {known}")
        if key.value in seen:
            raise QuestionsError(f"{key.value!r} is given twice", where=where, fix="keep one of them")
        seen.add(key.value)
        yield key, value


class _QuoteFinder:
    """Finds the one passage that a quote is from."""

    def __init__(self, path: Path, passages: Sequence[Passage]) -> None:
        self.path = path
        self._passages = passages

    def find(self, quote: yaml.Node) -> str:
        where = f"{self.path}:{quote.start_mark.line + 1}"
        if not isinstance(quote, yaml.ScalarNode) or not quote.value.strip():
            raise QuestionsError("a quote should be a piece of text", where=where)
        found = [passage for passage in self._passages if quote.value in passage.text]
        if not found:
            raise QuestionsError(f"no passage has the quote {quote.value!r}", where=where, fix="copy it from the document")
        if len(found) > 1:
            places = " and ".join(passage.location for passage in found[:3])
            what = f"{len(found)} passages have the quote {quote.value!r} ({places})"
            raise QuestionsError(what, where=where, fix="make it longer")
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
        raise QuestionsError("`quotes` should be a list", where=where, fix="write [] if no passage answers")
    if kind is not None and not isinstance(kind, yaml.ScalarNode):
        raise QuestionsError("`kind` should be a word", where=where)
    found = tuple(dict.fromkeys(finder.find(quote) for quote in quotes.value))
    return JudgedQuestion(question.value, found, (kind.value or None) if kind else None, line)
