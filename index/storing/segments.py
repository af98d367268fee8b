"""Segments: the vectors of adjacent passages, immutable and shared by generations.

Segment boundaries follow from the passages themselves, by content-defined chunking (Muthitacharoen, Chen & Mazières 2001,
"A Low-bandwidth Network File System"): an edit changes only the segment it is in, and all others are reused, even if their
passages have moved. A segment does not depend on documents or line numbers.
"""

import hashlib
import secrets
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import EncoderCard, Encoding, Vector, Vectors
from index.encoding.tokens import tokens_to_keep
from index.errors import REBUILD, DamagedIndexError, StoredIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedArray, CheckedFolder, write_blocks
from index.files.checksums import Checksum, checksum, checksums, read_json, verify, write_json
from index.files.open_files import allow_open_files
from index.storing.manifest import SEGMENT_CARD as CARD_NAME
from index.storing.quantizing import Codebook, shipped_codebook
from index.storing.token_vectors import PassageTokens, TokenCodes, TokenVectors, concatenate, shortened

VERSION = 3
"""Version of the stored encoding of a passage; incremented when its contents or format change."""
VECTORS = "vectors.npy"
KEY_BYTES = 16
"""Length of the key of a text, in bytes."""
DIGEST_LENGTH = 16
"""Length of the part of a segment's name that identifies its contents, in characters."""
FILES_OF_SEGMENT, OTHER_FILES = 4, 512
"""The large files of a segment, each of which stays open once it is read, and those of everything else."""
MIN_PASSAGES, BOUNDARY_INTERVAL, MAX_PASSAGES = 256, 1024, 1536
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
    """The contents of segment.json: the number of passages, and the checksums of the files beside it, by name.

    `codebook` is the name of the codebook of the token vectors, empty if they are stored in 8 bits a number.
    """

    passages: int
    files: dict[str, Checksum]
    codebook: str = ""


class Segment:
    """A segment: the vectors of its passages and of their tokens, opened when one of them is first read.

    What reads from it raises StoredIndexError if a file is damaged or does not match. `card` is the checksum of segment.json,
    which is not verified if that is None.
    """

    def __init__(self, folder: Path, passages: int, dimension: int, token_dimension: int, card: Checksum | None = None) -> None:
        self.folder = folder
        self.name = folder.name
        self._passages = passages
        self._dimension = dimension
        self._token_dimension = token_dimension
        self._card = card

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._passages

    @property
    def dimension(self) -> int:
        """The dimension of the passages' own vectors."""
        return self._dimension

    @cached_property
    def files(self) -> CheckedFolder:
        """The files of the segment."""
        return CheckedFolder.open(self.folder, self.card.files)

    @cached_property
    def card(self) -> SegmentCard:
        """The contents of segment.json."""
        return self._read_card()

    def verify(self, pause: Callable[[], None] | None = None) -> Iterator[StoredIndexError]:
        """Verify all files, without keeping them open, and yield the error of each that is damaged or cannot be read."""
        files = vars(self).get("files") or CheckedFolder.open(self.folder, self._read_card().files)
        yield from files.verify(pause)

    def _read_card(self) -> SegmentCard:
        if self._card is not None:
            verify(self.folder, {CARD_NAME: self._card})
        card = read_json(self.folder / CARD_NAME, SegmentCard)
        if card.passages != self._passages:
            what = f"damaged: {card.passages} passages, expected {self._passages}"
            raise DamagedIndexError(what, where=str(self.folder / CARD_NAME), fix=REBUILD)
        return card

    @cached_property
    def vectors(self) -> CheckedArray:
        """The vectors of the passages in 16 bits: cosines change by less than 0.0001. Shape (passages, dimension)."""
        return self.files.array(VECTORS, np.float16, (self._passages, self._dimension))

    @cached_property
    def tokens(self) -> TokenVectors:
        """The vectors of the tokens of the passages."""
        codebook = self.card.codebook
        if codebook and codebook != shipped_codebook().name:
            what = f"the token vectors are codes of another codebook, {codebook[:40]!r}"
            raise DamagedIndexError(what, where=str(self.folder / CARD_NAME), fix=REBUILD)
        return TokenVectors.load(self.files, self._passages, self._token_dimension, is_short=bool(codebook))

    def __getitem__(self, row: int) -> PassageCode:
        """Return the stored encoding of a passage, given its row in the segment."""
        return PassageCode(self.vectors[row].astype(np.float32), self.tokens[row])


def write_segment(codes: Sequence[PassageCode], folder: Path, codebook: Codebook | None = None) -> None:
    """Write the encodings of passages to a folder, in order, with a checksum of every file.

    With a codebook, token vectors that are stored in 8 bits a number become its codes.
    """
    save_array(np.stack([code.vector for code in codes]).astype(np.float16), folder / VECTORS)
    tokens = [code.tokens for code in codes]
    TokenVectors.save(shortened(tokens, codebook) if codebook else tokens, folder)
    write_blocks(folder)
    write_json(SegmentCard(len(codes), checksums(folder), codebook.name if codebook else ""), folder / CARD_NAME)


def verify_segment(folder: Path, card: Checksum | None = None) -> Checksum:
    """Verify all files of a segment and return the checksum of its card, which is to be `card` if that is given.

    Raises StoredIndexError if a file is damaged.
    """
    if card is not None:
        verify(folder, {CARD_NAME: card})
    verify(folder, read_json(folder / CARD_NAME, SegmentCard).files)
    return checksum(folder / CARD_NAME)


def text_key(text: str, lead: int) -> bytes:
    """Return the key of a text, whose first `lead` characters are the section path and context."""
    return hashlib.sha256(f"{lead}\n{text}".encode()).digest()[:KEY_BYTES]


def key_starts(keys: Keys) -> NDArray[np.uint64]:
    """Return the first eight bytes of each key as a number, by which keys are sorted and found."""
    return np.ascontiguousarray(keys[:, :8]).view(np.uint64).ravel()


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


def name_prefix(keys: Keys, card: EncoderCard, language: str, codebook: Codebook | None = None) -> str:
    """Return the prefix of a segment's name, which identifies its texts, encoder, prompt, language and codebook."""
    kind = codebook.name if codebook else ""
    made_by = f"{VERSION} {card.fingerprint} {card.runtime} {language} {kind} {card.passage_prompt}\n"
    return hashlib.sha256(made_by.encode() + keys.tobytes()).hexdigest()[:DIGEST_LENGTH]


def new_segment_name(prefix: str) -> str:
    """Return a name with this prefix that no other segment has."""
    return f"{prefix}-{secrets.token_hex(4)}"


class Segments:
    """The vectors of all passages of an index, or of all its views, by row, in segments that are opened when needed."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self.segments = tuple(segments)
        self._offsets = [0, *accumulate(len(segment) for segment in self.segments)]
        self._bounds = np.array(self._offsets, dtype=np.int64)
        allow_open_files(OTHER_FILES + FILES_OF_SEGMENT * len(self.segments))

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._offsets[-1]

    @property
    def dimension(self) -> int:
        """The dimension of the vectors, 0 if there are none."""
        return self.segments[0].dimension if self.segments else 0

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the vectors of some rows, which must be ascending, shape (rows, dimension)."""
        return self.half_precision(rows).astype(np.float32)

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosines between a vector and those of some rows, which must be ascending."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        return np.asarray(self.vectors(rows) @ vector, dtype=np.float32)

    def half_precision(self, rows: NDArray[np.int64] | None = None) -> NDArray[np.float16]:
        """Return the vectors of some rows, which must be ascending, or of all, as they are stored."""
        if rows is None:
            return np.concatenate([segment.vectors.whole() for segment in self.segments])
        return np.concatenate([segment.vectors[inside] for segment, inside in self._by_segment(rows)])

    def token_vectors(self, rows: NDArray[np.int64]) -> PassageTokens:
        """Return the token vectors of one or more passages, in the order of `rows`."""
        parts: list[TokenCodes] = []
        counts: list[int] = []
        for segment, inside in self._runs(rows):
            parts.append(segment.tokens.read(inside))
            counts += segment.tokens.counts(inside)
        return concatenate(parts, counts)

    def token_starts(self, row: int) -> NDArray[np.int32]:
        """Return where each token of a passage starts in its text; negative for tokens of its lead."""
        position = bisect_right(self._offsets, row) - 1
        return self.segments[position].tokens[row - self._offsets[position]].starts.astype(np.int32)

    def _runs(self, rows: NDArray[np.int64]) -> Iterator[tuple[Segment, range]]:
        """Yield the segment of each run of adjacent rows, with those rows counted from its first."""
        numbers = np.searchsorted(self._bounds, rows, side="right") - 1
        is_first = (np.diff(rows, prepend=-2) != 1) | (np.diff(numbers, prepend=-1) != 0)
        edges = [*np.flatnonzero(is_first).tolist(), len(rows)]
        for start, end in pairwise(edges):
            number = int(numbers[start])
            first = int(rows[start]) - self._offsets[number]
            yield self.segments[number], range(first, first + end - start)

    def _by_segment(self, rows: NDArray[np.int64]) -> Iterator[tuple[Segment, NDArray[np.int64]]]:
        """Yield each segment that some rows, which are ascending, are in, with those rows counted from its first."""
        numbers = np.searchsorted(self._bounds, rows, side="right") - 1
        edges = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
        for start, end in pairwise([*edges, len(rows)]):
            number = int(numbers[start])
            yield self.segments[number], rows[start:end] - self._offsets[number]
