"""The passage: what is embedded, searched for and quoted."""

import hashlib
import json
from dataclasses import dataclass

import msgspec

from index.reading.rich_text import Link, without_targets

ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """A bullet, paragraph, table row or step of a document, or a part of one that is too long for the encoder.

    `document` is the document's path as config.yaml writes it, `section` the headings above it, outermost first, without
    the document's title, `context` the words of the bullets and lead-ins above it, and `lead` what is embedded before
    its own words.
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
        """Where to find it: `path:line`."""
        return f"{self.document}:{self.line}"

    @property
    def embedding_text(self) -> str:
        """What the encoder reads: section path and context, then the words without the targets of links."""
        return f"{self.lead}{without_targets(self.text, self.links)}"

    def to_json(self) -> bytes:
        """One line of passages.jsonl."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, line: bytes) -> "Passage":
        """Read what `to_json` wrote. Raises msgspec.DecodeError when it did not."""
        return msgspec.json.decode(line, type=cls)


@dataclass(frozen=True, slots=True)
class SectionRows:
    """A section and the rows of the index where the passages directly in it are: `start` up to `stop`."""

    document: str
    path: tuple[str, ...]
    start: int
    stop: int

    def shifted(self, rows: int) -> "SectionRows":
        """The same section, so many rows further on."""
        return SectionRows(self.document, self.path, self.start + rows, self.stop + rows)


class Copies:
    """Tells passages of the same content apart: the first keeps its content's id, others get a number behind it."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def number(self, content: str) -> str:
        """The id of the next passage, in reading order, whose content has this id."""
        count = self._seen.get(content, 0) + 1
        self._seen[content] = count
        return content if count == 1 else f"{content}-{count}"


def content_id(text: str, context: tuple[str, ...]) -> str:
    """An id made from what a passage says, so that it stays when lines, headings or neighbours change."""
    content = json.dumps([*context, text], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:ID_LENGTH]


def content_of(passage_id: str) -> str:
    """A passage's id without the number that tells it from others of the same content."""
    return passage_id[:ID_LENGTH]
