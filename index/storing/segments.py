"""Segments: the vectors of passages that stand one after another, written once, never changed, shared by generations.

Where one segment ends and the next begins is decided by the passages themselves, as content-defined chunking does it
(Muthitacharoen, Chen & Mazières 2001, "A Low-bandwidth Network File System"): an edit changes the segment it is in, and all
others are found again as they are, wherever their passages have moved to. Nothing in a segment tells of documents or lines.
"""

import hashlib
import secrets
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import EncoderCard, Encoding, Vector
from index.encoding.tokens import tokens_to_keep
from index.files.checksums import Checksum, checksum, checksums, read_json, verify, write_json
from index.storing.token_vectors import PassageTokens, TokenCodes, TokenVectors, together
from index.storing.vectors import FaissStore, Match

VERSION = 1
"""Of what is kept of a passage's encoding, and how; raised when that changes."""
CARD_NAME = "segment.json"
VECTORS = "vectors.faiss"
KEY = 16
"""Bytes that stand for a text."""
DIGEST = 16
"""Letters of a segment's name that tell what is in it."""
SHORTEST, USUAL, LONGEST = 256, 1024, 2048
"""Passages in a segment: at least, till its end is likely, and at most."""

Keys = NDArray[np.uint8]
"""Shape (passages, KEY): what stands for the texts that were encoded."""


@dataclass(frozen=True, slots=True)
class PassageCode:
    """What is kept of one passage's encoding."""

    vector: Vector
    tokens: TokenCodes

    @classmethod
    def from_encoding(cls, encoding: Encoding, text: str, lead: int, language: str) -> "PassageCode":
        """Keep the vectors of a text, the first `lead` characters of which are section path and context."""
        kept = tokens_to_keep(encoding.spans, text, lead, language)
        starts = np.array([start - lead for start, _ in encoding.spans], dtype=np.int32)
        return cls(encoding.vector, TokenCodes.from_vectors(encoding.token_vectors[kept], starts[kept]))


@dataclass(frozen=True, slots=True)
class SegmentCard:
    """segment.json: how many passages a segment holds, and the checksums of the files beside it, by name."""

    passages: int
    files: dict[str, Checksum]


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment, open: the vectors of its passages and of their tokens, memory-mapped."""

    name: str
    vectors: FaissStore
    tokens: TokenVectors

    @classmethod
    def open(cls, folder: Path, passages: int, dimension: int) -> "Segment":
        """Open what `write_segment` wrote. Raises StoredIndexError when a file is another thing."""
        vectors = FaissStore.load(folder / VECTORS, passages, dimension)
        return cls(folder.name, vectors, TokenVectors.load(folder, passages, dimension))

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self.vectors)

    def __getitem__(self, row: int) -> PassageCode:
        """What is kept of one passage's encoding."""
        [vector] = self.vectors.vectors(np.array([row], dtype=np.int64))
        return PassageCode(vector, self.tokens[row])


def write_segment(codes: Sequence[PassageCode], folder: Path) -> None:
    """Write the encodings of passages, in their order, into a folder, with the checksums of all that is written."""
    vectors = np.stack([code.vector for code in codes])
    FaissStore.from_vectors(vectors).save(folder / VECTORS)
    TokenVectors.save([code.tokens for code in codes], vectors.shape[1], folder)
    write_json(SegmentCard(len(codes), checksums(folder)), folder / CARD_NAME)


def verify_segment(folder: Path) -> dict[str, Checksum]:
    """Read a segment whole. The checksums of its files, by name; raises StoredIndexError when one is damaged."""
    card = read_json(folder / CARD_NAME, SegmentCard)
    verify(folder, card.files)
    return card.files | {CARD_NAME: checksum(folder / CARD_NAME)}


def text_key(text: str, lead: int) -> bytes:
    """What stands for a text, the first `lead` characters of which are section path and context."""
    return hashlib.sha256(f"{lead}\n{text}".encode()).digest()[:KEY]


def cut(keys: Keys) -> list[range]:
    """The rows of each segment. A segment ends behind a passage whose key says so, unless it is too short or too long."""
    numbers = keys[:, :4].copy().view(np.uint32).ravel()
    ends = (np.flatnonzero(numbers % USUAL == 0) + 1).tolist()
    spans, start = [], 0
    while start < len(keys):
        place = bisect_right(ends, start + SHORTEST - 1)
        end = min(ends[place] if place < len(ends) else len(keys), start + LONGEST, len(keys))
        spans.append(range(start, end))
        start = end
    return spans


def digest(keys: Keys, card: EncoderCard, language: str) -> str:
    """What the names of segments start with that hold these texts as this encoder encodes them; another model, another name."""
    made_by = f"{VERSION} {card.fingerprint} {card.runtime} {language}\n"
    return hashlib.sha256(made_by.encode() + keys.tobytes()).hexdigest()[:DIGEST]


def new_segment_name(start: str) -> str:
    """A name that no segment has yet."""
    return f"{start}-{secrets.token_hex(4)}"


class Segments:
    """The vectors of all passages of an index, segment by segment: a `VectorStore`, and the token vectors beside it."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self.segments = tuple(segments)
        self._firsts = [0, *accumulate(len(segment) for segment in self.segments)]

    def __len__(self) -> int:
        """How many passages there are."""
        return self._firsts[-1]

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """The `count` vectors nearest to one of shape (dimension,), best first; only among `rows` when given."""
        found: list[Match] = []
        for first, segment in zip(self._firsts, self.segments, strict=False):
            inside = None if rows is None else _within(rows, range(first, first + len(segment)))
            if inside is None or inside:
                found += [Match(first + row, score) for row, score in segment.vectors.search(vector, count, inside)]
        return sorted(found, key=lambda match: (-match.score, match.row))[:count]

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of a vector with those of some rows, which are in order."""
        parts = [segment.vectors.cosines(vector, inside) for segment, inside in self._by_segment(rows)]
        return np.concatenate([np.zeros(0, dtype=np.float32), *parts])

    def of(self, rows: NDArray[np.int64]) -> PassageTokens:
        """The token vectors of some passages, at least one, in the order of `rows`."""
        return together([self._tokens(row) for row in rows.tolist()])

    def starts(self, row: int) -> NDArray[np.int32]:
        """Where each token of a passage starts in its own text; below 0 for those of its lead."""
        return self._tokens(row).starts

    def _tokens(self, row: int) -> TokenCodes:
        place = bisect_right(self._firsts, row) - 1
        return self.segments[place].tokens[row - self._firsts[place]]

    def _by_segment(self, rows: NDArray[np.int64]) -> Iterator[tuple[Segment, NDArray[np.int64]]]:
        places = np.searchsorted(self._firsts, rows, side="right") - 1
        for place, group in groupby(zip(places.tolist(), rows.tolist(), strict=True), key=lambda pair: pair[0]):
            yield self.segments[place], np.array([row - self._firsts[place] for _, row in group], dtype=np.int64)


def _within(rows: Sequence[range], span: range) -> list[range]:
    """The parts of ranges that are in a span, counted from its start."""
    parts = [range(max(each.start, span.start), min(each.stop, span.stop)) for each in rows]
    return [range(part.start - span.start, part.stop - span.start) for part in parts if part]
