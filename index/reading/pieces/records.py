"""What an index stores of the pieces of a document, so that the next build parses only those that changed."""

import msgspec

from index.reading.document import Outline, Path, UnsureHeading
from index.reading.labels import FoundMarker, Label

EMPTY_OUTLINE: Outline = ((), ())


class Edge(msgspec.Struct, frozen=True, array_like=True):
    """What has to hold where a piece starts and ends: for any other piece before and after it, and inside of a list."""

    starts_section: bool
    starts_in_list: bool
    ends_section: bool
    ends_in_list: bool
    has_text: bool


class PieceRecord(msgspec.Struct, array_like=True):
    """A piece of a document as of a build: what identifies it, what it adds to the document, and its place in the index.

    `labels` and `outline` are those at its start and end. `keys` are those of its headings, and `looked_up` the hashes of those
    that would change how it is read. `rows` is the number of its passages; the first `head` belong to the section before it.
    """

    digest: str
    lines: int
    labels: tuple[tuple[Label, ...], tuple[Label, ...]]
    outline: tuple[Outline, Outline]
    edge: Edge
    items: int
    markers: tuple[FoundMarker, ...]
    definitions: dict[str, tuple[str, str]]
    top: str
    tops: int
    keys: tuple[str, ...]
    looked_up: bytes
    unsure: tuple[UnsureHeading, ...]
    first_path: Path | None
    blocks: int
    missing: int
    searched: int
    rows: int = 0
    head: int = 0
    sections: int = 0


class DocumentRecord(msgspec.Struct, array_like=True):
    """The pieces of a document, and what all of them depend on."""

    path: str
    titles: tuple[str, ...]
    markers: tuple[tuple[str, ...], tuple[str, ...]]
    has_text_first: bool
    pieces: tuple[PieceRecord, ...]
