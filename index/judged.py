"""Judged questions: what members ask, with a piece of each passage that answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.errors import FootnoteError
from index.passages import Passage
from index.yaml_tree import compose_yaml, read_yaml_text


class QuestionsError(FootnoteError):
    """A questions file is not what it should be."""


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and the ids of the passages that answer it: none when the documents do not."""

    question: str
    passages: tuple[str, ...]
    kind: str | None
    line: int

    @property
    def is_answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.passages)


def load_questions(path: Path, passages: Sequence[Passage]) -> list[JudgedQuestion]:
    """Read a questions file and find the passage of every quote.

    The file is a YAML list of `{question, quotes, kind}`: each quote is a piece of text found in exactly one passage,
    `quotes: []` means that the documents do not answer, and `kind` is optional.
    Raises QuestionsError naming the line of an entry that is none, or of a quote found nowhere or in several passages.
    """
    tree = compose_yaml(read_yaml_text(path, QuestionsError), str(path), QuestionsError)
    if not isinstance(tree, yaml.SequenceNode):
        raise QuestionsError("should be a list", where=str(path), fix="write `- question: ...` and `  quotes: [...]`")
    finder = _QuoteFinder(path, passages)
    return [_judge(entry, finder) for entry in tree.value]


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
    values: dict[str, Any] = {}
    for key, value in entry.value:
        place = f"{finder.path}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode) or key.value not in {"question", "quotes", "kind"}:
            raise QuestionsError(f"unknown key {key.value!r}", where=place, fix="the keys are question, quotes and kind")
        if key.value in values:
            raise QuestionsError(f"{key.value!r} is given twice", where=place, fix="keep one of them")
        values[key.value] = value
    question, quotes, kind = values.get("question"), values.get("quotes"), values.get("kind")
    if not isinstance(question, yaml.ScalarNode) or not question.value.strip():
        raise QuestionsError("`question` is missing", where=where)
    if not isinstance(quotes, yaml.SequenceNode):
        raise QuestionsError("`quotes` should be a list", where=where, fix="write [] if no passage answers")
    if kind is not None and not isinstance(kind, yaml.ScalarNode):
        raise QuestionsError("`kind` should be a word", where=where)
    found = tuple(dict.fromkeys(finder.find(quote) for quote in quotes.value))
    return JudgedQuestion(question.value, found, (kind.value or None) if kind else None, line)
