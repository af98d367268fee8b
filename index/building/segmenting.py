"""Segment: reuse the segments that already exist and write the others, encoding only texts that no segment contains."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Protocol

import numpy as np

from index.encoding import Encoder, EncoderCard
from index.errors import StoredIndexError
from index.files.checksums import Checksum, checksum
from index.passages.passage import Passage
from index.progress import Progress
from index.storing.index_folder import SEGMENT_NAME, IndexFolder
from index.storing.manifest import SEGMENT_CARD, SegmentEntry
from index.storing.quantizing import Codebook, has_codebook, shipped_codebook
from index.storing.segments import (
    DIGEST_LENGTH,
    KEY_BYTES,
    Keys,
    PassageCode,
    Segment,
    key_starts,
    name_prefix,
    new_segment_name,
    split_into_segments,
    verify_segment,
    write_segment,
)

VERIFY_THREADS = 2
"""Number of threads that verify the checksums of segments."""
SHORT_FROM, SHORT_DOWN_TO = 5_000, 2_500
"""Number of texts from which token vectors are stored as codes of the codebook, and down to which they stay so.

Below, 8 bits a number take little room, and confidence is what it was fitted with. There are two numbers, because going back
to 8 bits takes the model: with one number, each edit around it might encode everything again. codebook.md has the figures.
"""


class Texts(Protocol):
    """Passages, or questions as passages, by row."""

    def __getitem__(self, row: int, /) -> Passage:
        """Return the passage in a row."""
        ...


@dataclass(frozen=True, slots=True)
class Encoded:
    """How texts are encoded and stored: by which encoder, for which language, and with which codebook for token vectors."""

    card: EncoderCard
    language: str
    codebook: Codebook | None = None

    def prefix(self, keys: Keys) -> str:
        """Return the prefix of the name of a segment of texts that are stored like this."""
        return name_prefix(keys, self.card, self.language, self.codebook)


@dataclass(frozen=True, slots=True)
class StoredTexts:
    """The keys of the texts of an index, by row, and the segments with their encodings, of vectors of this dimension."""

    keys: Keys
    entries: tuple[SegmentEntry, ...]
    dimension: int

    def begins_with(self, made: Encoded) -> bool:
        """Return whether the first segment was made like this."""
        return any(entry.name.startswith(made.prefix(self.keys[: entry.passages])) for entry in self.entries[:1])


class SegmentStore:
    """The segments in an index folder, each verified before it is used."""

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._cards: Mapping[str, Checksum] = {}
        self._pool = ThreadPoolExecutor(VERIFY_THREADS)
        self._checks: dict[str, Future[Checksum]] = {}
        self._names: dict[str, list[str]] = {}
        for path in sorted(folder.segments.glob("*")):
            if SEGMENT_NAME.fullmatch(path.name):
                self._names.setdefault(path.name[:DIGEST_LENGTH], []).append(path.name)

    def __enter__(self) -> "SegmentStore":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def expect(self, entries: Iterable[SegmentEntry], files: Mapping[str, Checksum]) -> None:
        """Start verifying the segments of a manifest in the background; `files` has the checksums of their cards."""
        self._cards = files
        for entry in entries:
            self._start(entry.name)

    def _start(self, name: str) -> "Future[Checksum]":
        if name not in self._checks:
            card = self._cards.get(f"segments/{name}/{SEGMENT_CARD}")
            self._checks[name] = self._pool.submit(verify_segment, self._folder.segment(name), card)
        return self._checks[name]

    def verified(self, name: str) -> Checksum | None:
        """Return the checksum of a segment's card, or None if the segment is damaged or missing."""
        try:
            return self._start(name).result()
        except StoredIndexError:
            return None

    def find(self, prefix: str) -> tuple[str, Checksum] | None:
        """Find an undamaged segment by the prefix of its name, from an earlier index or left behind by an interrupted build."""
        for name in self._names.get(prefix, ()):
            card = self.verified(name)
            if card is not None:
                return name, card
        return None


class PreviousEncodings:
    """The stored encodings of single texts in the previous index, from undamaged segments made by the same encoder."""

    def __init__(self, previous: StoredTexts, folder: IndexFolder, store: SegmentStore, made: Encoded) -> None:
        self._previous = previous
        self._folder = folder
        self._store = store
        self._card = made.card
        self._usable = (made, replace(made, codebook=None))  # 8 bits a number become codes of a codebook, but not the reverse
        self._first_rows = [0, *accumulate(entry.passages for entry in previous.entries)]
        self._open: dict[int, Segment | None] = {}
        starts = key_starts(previous.keys)
        self._order = np.argsort(starts, kind="stable")
        self._sorted = starts[self._order]

    def __contains__(self, key: bytes) -> bool:
        """Return whether the encoding of the text with this key is available."""
        row = self._row(key)
        return row is not None and self._segment(self._segment_number(row)) is not None

    def __getitem__(self, key: bytes) -> PassageCode:
        """Return the stored encoding of the text with this key. Raises KeyError if it is not available."""
        row = self._row(key)
        number = -1 if row is None else self._segment_number(row)
        segment = None if row is None else self._segment(number)
        if row is None or segment is None:
            raise KeyError(key)
        return segment[row - self._first_rows[number]]

    def _row(self, key: bytes) -> int | None:
        """Return a row whose text has this key, or None; also None, which is safe, if the start of two keys is the same."""
        wanted = np.frombuffer(key, dtype=np.uint8)[np.newaxis]
        position = int(np.searchsorted(self._sorted, key_starts(wanted)[0]))
        row = int(self._order[position]) if position < len(self._order) else 0
        return row if position < len(self._order) and self._previous.keys[row].tobytes() == key else None

    def _segment_number(self, row: int) -> int:
        return bisect_right(self._first_rows, row) - 1

    def _segment(self, number: int) -> Segment | None:
        """Open a segment by its number in the previous index, or return None if it cannot be used."""
        if number not in self._open:
            entry, first = self._previous.entries[number], self._first_rows[number]
            keys = self._previous.keys[first : first + entry.passages]
            is_compatible = entry.name.startswith(tuple(made.prefix(keys) for made in self._usable))
            is_usable = is_compatible and self._store.verified(entry.name) is not None
            path = self._folder.segment(entry.name)
            shape = entry.passages, self._previous.dimension, self._card.token_width
            self._open[number] = Segment(path, *shape) if is_usable else None
        return self._open[number]


@dataclass(frozen=True, slots=True)
class BuiltSegments:
    """The segments of a generation in row order, the checksums of their cards, and the number of texts that were encoded."""

    entries: tuple[SegmentEntry, ...]
    files: dict[str, Checksum]
    embedded: int


@dataclass(frozen=True, slots=True)
class SegmentBuilder:
    """Makes the segments of a generation; without `store` and `previous`, every text is encoded from scratch."""

    folder: IndexFolder
    encoder: Encoder
    language: str
    progress: Progress
    store: SegmentStore | None
    previous: StoredTexts | None
    step: str = "Encoding the passages"
    """What the progress display says while texts are encoded."""

    def run(self, keys: Keys, passages: Texts) -> BuiltSegments:
        """Find or write the segments that together contain all passages; `keys` are the keys of the passages' texts."""
        spans = split_into_segments(keys)
        made = self._how(len(keys))
        prefixes = [made.prefix(keys[span.start : span.stop]) for span in spans]
        found = [self.store.find(prefix) if self.store else None for prefix in prefixes]
        known: PreviousEncodings | None = None
        if self.previous and self.store and None in found:
            known = PreviousEncodings(self.previous, self.folder, self.store, made)
        new = (span for span, existing in zip(spans, found, strict=True) if existing is None)
        embedded = sum(len(_SegmentPlan(keys, span, known).missing) for span in new)  # plans take memory, so none is kept
        if embedded:
            self.progress.step(self.step, embedded)
        entries: list[SegmentEntry] = []
        files: dict[str, Checksum] = {}
        for span, prefix, existing in zip(spans, prefixes, found, strict=True):
            name, card = existing or self._write(_SegmentPlan(keys, span, known), prefix, passages, made.codebook)
            entries.append(SegmentEntry(name, len(span)))
            files[f"segments/{name}/{SEGMENT_CARD}"] = card
        return BuiltSegments(tuple(entries), files, embedded)

    def _how(self, count: int) -> Encoded:
        """Return how so many texts are stored: large indexes as codes of the codebook, if the model has one."""
        long = Encoded(self.encoder.card, self.language)
        if count < SHORT_DOWN_TO or not has_codebook(long.card):
            return long
        short = replace(long, codebook=shipped_codebook())
        was_short = self.previous is not None and self.previous.begins_with(short)
        return short if count >= SHORT_FROM or was_short else long

    def _write(self, plan: "_SegmentPlan", prefix: str, passages: Texts, codebook: Codebook | None) -> tuple[str, Checksum]:
        """Write a segment under a new name with this prefix; return the name and the checksum of its card."""
        name = new_segment_name(prefix)
        encoded = dict(self._encode(plan.missing, passages))
        with self.folder.new_folder(self.folder.segments, name) as draft:
            write_segment([encoded.get(key) or plan.reuse(key) for key in plan.texts], draft, codebook)
            card = checksum(draft / SEGMENT_CARD)
        return name, card

    def _encode(self, missing: dict[bytes, int], passages: Texts) -> Iterator[tuple[bytes, PassageCode]]:
        """Encode the texts in `missing`, which maps each key to a row with that text; yield each key with its encoding."""
        keys, rows = list(missing), [passages[row] for row in missing.values()]
        texts = [passage.embedding_text for passage in rows]
        for position, encoding in self.encoder.encode_passages(texts) if texts else ():
            lead = len(rows[position].lead)
            yield keys[position], PassageCode.from_encoding(encoding, texts[position], lead, self.language)
            self.progress.advance(1)


class _SegmentPlan:
    """The contents of a segment to write: `texts` are the keys of its passages' texts, `missing` those to encode, by a row."""

    def __init__(self, keys: Keys, span: range, known: PreviousEncodings | None) -> None:
        data = keys[span.start : span.stop].tobytes()
        self.texts = [data[start : start + KEY_BYTES] for start in range(0, len(data), KEY_BYTES)]
        self._known = known
        rows = dict(zip(self.texts, span, strict=True))
        self.missing = {key: row for key, row in rows.items() if known is None or key not in known}

    def reuse(self, key: bytes) -> PassageCode:
        """Return the stored encoding of a text that is not missing. Raises KeyError."""
        if self._known is None:
            raise KeyError(key)
        return self._known[key]
