"""The passage: the unit of embedding, search and quotation."""

import hashlib
import json
from dataclasses import dataclass
from typing import Protocol

import msgspec

from index.reading.rich_text import Link, without_targets
from index.text.tags import without_ids

ID_LENGTH = 12
"""Hexadecimal digits of a content id."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A bullet, paragraph, table row or step of a document, or a part of one that is too long for the encoder.

    `document` is the document's path as written in config.yaml. `section` is the section path: the headings above the
    passage, outermost first, without the document's title. `context` is the text of the bullets and lead-ins above it.
    `lead` is embedded before the passage's own text: section path and context, below the title if the document is short.
    """

    id: str
    document: str
    section: tuple[str, ...]
    line: int
    text: str
    context: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    lead: str = ""

    @property
    def location(self) -> str:
        """The position of the passage in its document: `path:line`."""
        return f"{self.document}:{self.line}"

    @property
    def embedding_text(self) -> str:
        """The encoder's input: the lead (section path and context), then the text without link targets; no ids of Discord."""
        return f"{without_ids(self.lead)}{without_ids(without_targets(self.text, self.links))}"

    @property
    def text_below_headings(self) -> str:
        """The headings and contexts above the passage, outermost first, then its text, each on a line of its own."""
        return "\n".join([*self.section, *self.context, self.text])

    def to_json(self) -> bytes:
        """Encode the passage as a line of passages.jsonl, without the line feed."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, line: bytes) -> "Passage":
        """Decode a line written by `to_json`. Raises msgspec.DecodeError for any other line."""
        return msgspec.json.decode(line, type=cls)


class PassagesByRow(Protocol):
    """Passages by their row in an index."""

    def __getitem__(self, row: int, /) -> Passage:
        """Return the passage in a row."""
        ...


@dataclass(frozen=True, slots=True)
class SectionRows:
    """A section and the index rows of the passages directly in it: from `start` up to but not including `stop`."""

    document: str
    path: tuple[str, ...]
    start: int
    stop: int

    @property
    def rows(self) -> range:
        """The rows as a range."""
        return range(self.start, self.stop)

    def is_below(self, document: str, parent: tuple[str, ...]) -> bool:
        """Return whether the section is inside of the one with a path in a document, and not that itself."""
        return self.document == document and len(self.path) > len(parent) and self.path[: len(parent)] == parent

    def shifted(self, rows: int) -> "SectionRows":
        """Return the same section with its rows shifted by `rows`."""
        return SectionRows(self.document, self.path, self.start + rows, self.stop + rows)


class UniqueIds:
    """Gives each passage a unique id: duplicates of the same content get a numeric suffix."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def assign(self, content: str) -> str:
        """Return the id of the next passage, in reading order, with this content id."""
        count = self._seen.get(content, 0) + 1
        self._seen[content] = count
        return content if count == 1 else f"{content}-{count}"


def content_id(text: str, context: tuple[str, ...]) -> str:
    """Hash the text and context of a passage into an id that survives changes to its line, headings and neighbours."""
    content = json.dumps([*context, text], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:ID_LENGTH]


def base_id(passage_id: str) -> str:
    """Return a passage's content id: its id without the numeric suffix."""
    return passage_id[:ID_LENGTH]
