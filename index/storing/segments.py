"""Segments: the vectors of adjacent passages, immutable and shared by generations.

Segment boundaries follow from the passages themselves, by content-defined chunking (Muthitacharoen, Chen & Mazières 2001,
"A Low-bandwidth Network File System"): an edit changes only the segment it is in, and all others are reused, even if their
passages have moved. A segment does not depend on documents or line numbers.
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
from index.storing.token_vectors import PassageTokens, TokenCodes, TokenVectors, concatenate
from index.storing.vectors import FaissStore, Match

VERSION = 2
"""Version of the stored encoding of a passage; incremented when its contents or format change."""
CARD_NAME = "segment.json"
VECTORS = "vectors.faiss"
KEY_BYTES = 16
"""Length of the key of a text, in bytes."""
DIGEST_LENGTH = 16
"""Length of the part of a segment's name that identifies its contents, in characters."""
MIN_PASSAGES, BOUNDARY_INTERVAL, MAX_PASSAGES = 256, 1024, 2048
"""Passages in a segment: the minimum, the average distance between boundary keys, and the maximum."""

Keys = NDArray[np.uint8]
"""The keys of encoded texts, shape (passages, KEY_BYTES)."""


@dataclass(frozen=True, slots=True)
class PassageCode:
    """The stored encoding of one passage."""

    vector: Vector
    tokens: TokenCodes

    @classmethod
    def from_encoding(cls, encoding: Encoding, text: str, lead: int, language: str) -> "PassageCode":
        """Return what to store of an encoding; the first `lead` characters of `text` are the section path and context."""
        starts = np.array([start - lead for start, _ in encoding.spans], dtype=np.int32)
        if encoding.has_markers:
            kept = np.argsort(starts >= 0, kind="stable")  # markers count as tokens of the lead, which come first
        else:
            kept = tokens_to_keep(encoding.spans, text, lead, language)
        return cls(encoding.vector, TokenCodes.from_vectors(encoding.token_vectors[kept], starts[kept]))


@dataclass(frozen=True, slots=True)
class SegmentCard:
    """The contents of segment.json: the number of passages, and the checksums of the files beside it, by name."""

    passages: int
    files: dict[str, Checksum]


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment: the vectors of its passages and of their tokens, memory-mapped."""

    name: str
    vectors: FaissStore
    tokens: TokenVectors

    @classmethod
    def open(cls, folder: Path, passages: int, dimension: int) -> "Segment":
        """Open a folder written by `write_segment`. Raises StoredIndexError if a file is damaged or does not match."""
        vectors = FaissStore.load(folder / VECTORS, passages, dimension)
        return cls(folder.name, vectors, TokenVectors.load(folder, passages))

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.vectors)

    def __getitem__(self, row: int) -> PassageCode:
        """Return the stored encoding of a passage, given its row in the segment."""
        [vector] = self.vectors.vectors(np.array([row], dtype=np.int64))
        return PassageCode(vector, self.tokens[row])


def write_segment(codes: Sequence[PassageCode], folder: Path) -> None:
    """Write the encodings of passages to a folder, in order, with a checksum of every file."""
    vectors = np.stack([code.vector for code in codes])
    FaissStore.from_vectors(vectors).save(folder / VECTORS)
    TokenVectors.save([code.tokens for code in codes], folder)
    write_json(SegmentCard(len(codes), checksums(folder)), folder / CARD_NAME)


def verify_segment(folder: Path) -> dict[str, Checksum]:
    """Verify all files of a segment and return their checksums by name. Raises StoredIndexError if one is damaged."""
    card = read_json(folder / CARD_NAME, SegmentCard)
    verify(folder, card.files)
    return card.files | {CARD_NAME: checksum(folder / CARD_NAME)}


def text_key(text: str, lead: int) -> bytes:
    """Return the key of a text, whose first `lead` characters are the section path and context."""
    return hashlib.sha256(f"{lead}\n{text}".encode()).digest()[:KEY_BYTES]


def split_into_segments(keys: Keys) -> list[range]:
    """Return the rows of each segment.

    A segment ends after a passage whose key marks a boundary, or at its maximum length, but not before its minimum length.
    """
    numbers = keys[:, :4].copy().view(np.uint32).ravel()
    ends = (np.flatnonzero(numbers % BOUNDARY_INTERVAL == 0) + 1).tolist()
    spans, start = [], 0
    while start < len(keys):
        next_end = bisect_right(ends, start + MIN_PASSAGES - 1)
        end = min(ends[next_end] if next_end < len(ends) else len(keys), start + MAX_PASSAGES, len(keys))
        spans.append(range(start, end))
        start = end
    return spans


def name_prefix(keys: Keys, card: EncoderCard, language: str) -> str:
    """Return the prefix of a segment's name, which identifies its texts, encoder, prompt and language."""
    made_by = f"{VERSION} {card.fingerprint} {card.runtime} {language} {card.passage_prompt}\n"
    return hashlib.sha256(made_by.encode() + keys.tobytes()).hexdigest()[:DIGEST_LENGTH]


def new_segment_name(prefix: str) -> str:
    """Return a name with this prefix that no other segment has."""
    return f"{prefix}-{secrets.token_hex(4)}"


class Segments:
    """The vectors of all passages of an index, or of all its views, in segments: both a `VectorStore` and a `TokenStore`."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self.segments = tuple(segments)
        self._offsets = [0, *accumulate(len(segment) for segment in self.segments)]

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._offsets[-1]

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """Return the `count` best matches for a vector, shape (dimension,), best first; only among `rows` if given."""
        found: list[Match] = []
        for offset, segment in zip(self._offsets, self.segments, strict=False):
            inside = None if rows is None else _within(rows, range(offset, offset + len(segment)))
            if inside is None or inside:
                found += [Match(offset + row, score) for row, score in segment.vectors.search(vector, count, inside)]
        return sorted(found, key=lambda match: (-match.score, match.row))[:count]

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosines between a vector and those of some rows, which must be ascending."""
        parts = [segment.vectors.cosines(vector, inside) for segment, inside in self._by_segment(rows)]
        return np.concatenate([np.zeros(0, dtype=np.float32), *parts])

    def token_vectors(self, rows: NDArray[np.int64]) -> PassageTokens:
        """Return the token vectors of one or more passages, in the order of `rows`."""
        return concatenate([self._tokens(row) for row in rows.tolist()])

    def token_starts(self, row: int) -> NDArray[np.int32]:
        """Return where each token of a passage starts in its text; negative for tokens of its lead."""
        return self._tokens(row).starts

    def _tokens(self, row: int) -> TokenCodes:
        position = bisect_right(self._offsets, row) - 1
        return self.segments[position].tokens[row - self._offsets[position]]

    def _by_segment(self, rows: NDArray[np.int64]) -> Iterator[tuple[Segment, NDArray[np.int64]]]:
        positions = np.searchsorted(self._offsets, rows, side="right") - 1
        for position, group in groupby(zip(positions.tolist(), rows.tolist(), strict=True), key=lambda pair: pair[0]):
            yield self.segments[position], np.array([row - self._offsets[position] for _, row in group], dtype=np.int64)


def _within(rows: Sequence[range], span: range) -> list[range]:
    """Return the parts of ranges that are inside a span, relative to its start."""
    parts = [range(max(each.start, span.start), min(each.stop, span.stop)) for each in rows]
    return [range(part.start - span.start, part.stop - span.start) for part in parts if part]
