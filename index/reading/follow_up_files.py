"""Files of judged pairs: what was asked first, the passage that answered it, and what was asked next."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from index.files.yaml_tree import read_yaml_text
from index.reading.question_files import (
    QuestionsError,
    Quote,
    WrittenFloor,
    quote_nodes,
    read_entries,
    read_floors,
    read_listing,
    read_quote,
)

KEYS = ("after", "answered", "question", "quotes", "kind", "turn")
"""The keys of an entry."""
CHANGE = "change"
"""The value of `turn` for a question that changes the subject."""


@dataclass(frozen=True, slots=True)
class PairEntry:
    """A pair as written: `after` was asked first, and `answered` is a quote of the passage that answered it.

    `question` was asked next, with a quote from every passage that answers it; none if the documents do not. `is_change` is
    True if it changes the subject, so that it can be understood alone.
    """

    after: str
    answered: Quote
    question: str
    quotes: tuple[Quote, ...]
    kind: str | None
    is_change: bool
    line: int


@dataclass(frozen=True, slots=True)
class PairFile:
    """The contents of a file of pairs: `source` is its path as shown to users."""

    source: str
    entries: tuple[PairEntry, ...]
    floors: tuple[WrittenFloor, ...] = ()


def read_pairs(path: Path) -> PairFile:
    """Read a file of judged pairs.

    The file is a YAML list of `{after, answered, question, quotes, kind, turn}`; `kind` and `turn` are optional, and `turn` can
    only be `change`. The file can also be a mapping with that list as `pairs` and, as `floors`, a mapping of metrics to
    numbers.
    Raises QuestionsError, with the line, for anything else.
    """
    source, fix = str(path), "write `- after: ...` with `answered`, `question` and `quotes` below it"
    nodes, floors = read_listing(read_yaml_text(path, QuestionsError), source, "pairs", fix)
    entries = tuple(_read_pair(entry, source) for entry in nodes)
    return PairFile(source, entries, tuple(read_floors(floors, source)))


def _read_pair(entry: yaml.Node, source: str) -> PairEntry:
    line = entry.start_mark.line + 1
    where = f"{source}:{line}"
    if not isinstance(entry, yaml.MappingNode):
        raise QuestionsError("an entry should have `after`, `answered`, `question` and `quotes`", where=where)
    values = {key.value: value for key, value in read_entries(entry, source, KEYS)}
    turn = _text(values, "turn", where, is_needed=False)
    written = quote_nodes(values.get("quotes"), where)
    if turn not in {"", CHANGE}:
        fix = f"write `turn: {CHANGE}` for a question that changes the subject, else leave it out"
        raise QuestionsError(f"`turn` is {turn!r}", where=where, fix=fix)
    after, question = (_text(values, key, where) for key in ("after", "question"))
    answered = Quote(_text(values, "answered", where), values["answered"].start_mark.line + 1)
    kind = _text(values, "kind", where, is_needed=False) or None
    quotes = tuple(read_quote(quote, source) for quote in written)
    return PairEntry(after, answered, question, quotes, kind, turn == CHANGE, line)


def _text(values: dict[str, yaml.Node], key: str, where: str, *, is_needed: bool = True) -> str:
    """Return the text of a key, or "" if it is left out and not needed. Raises QuestionsError if it is no text."""
    node = values.get(key)
    if node is None and not is_needed:
        return ""
    if not isinstance(node, yaml.ScalarNode) or (is_needed and not node.value.strip()):
        raise QuestionsError(f"`{key}` is missing" if node is None else f"`{key}` should be a text", where=where)
    return str(node.value)
