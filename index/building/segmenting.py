"""Segment: find the segments that are there already, and write the others, encoding only texts that no segment has."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate

from index.building.former import Former
from index.encoding import Encoder, EncoderCard
from index.errors import StoredIndexError
from index.files.checksums import Checksum
from index.progress import Progress
from index.storing.index_folder import SEGMENT, IndexFolder
from index.storing.manifest import SegmentEntry
from index.storing.passage_file import PassageFile
from index.storing.segments import (
    DIGEST,
    KEY,
    Keys,
    PassageCode,
    Segment,
    cut,
    digest,
    new_segment_name,
    verify_segment,
    write_segment,
)

READERS = 2
"""Threads that compare segments with their checksums."""
Verified = dict[str, Checksum]
"""The checksums of a segment's files, by name."""


class Shelf:
    """The segments that an index folder holds, each known to be whole before it is used."""

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(READERS)
        self._checks: dict[str, Future[Verified]] = {}
        self._names: dict[str, list[str]] = {}
        for path in sorted(folder.segments.glob("*")):
            if SEGMENT.fullmatch(path.name):
                self._names.setdefault(path.name[:DIGEST], []).append(path.name)

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def look_at(self, names: Iterable[str]) -> None:
        """Begin to compare segments with their checksums."""
        for name in names:
            if name not in self._checks:
                self._checks[name] = self._pool.submit(verify_segment, self._folder.segment(name))

    def verified(self, name: str) -> Verified | None:
        """The checksums of a segment's files; None when it is damaged or gone."""
        self.look_at([name])
        try:
            return self._checks[name].result()
        except StoredIndexError:
            return None

    def find(self, start: str) -> tuple[str, Verified] | None:
        """A whole segment whose name starts so: that of a former index, or one that a build which was ended has left."""
        for name in self._names.get(start, ()):
            files = self.verified(name)
            if files is not None:
                return name, files
        return None


class FormerVectors:
    """What the segments of the index before say of single texts; of those only that are whole and made by the same encoder."""

    def __init__(self, former: Former, folder: IndexFolder, shelf: Shelf, card: EncoderCard, language: str) -> None:
        self._former = former
        self._folder = folder
        self._shelf = shelf
        self._card = card
        self._language = language
        self._firsts = [0, *accumulate(entry.passages for entry in former.manifest.segments)]
        self._open: dict[int, Segment | None] = {}
        data = former.keys.tobytes()
        self._rows = {data[start : start + KEY]: start // KEY for start in range(0, len(data), KEY)}

    def __contains__(self, key: bytes) -> bool:
        """Whether the encoding of a text is kept, by its key."""
        return key in self._rows and self._segment(self._place(key)) is not None

    def __getitem__(self, key: bytes) -> PassageCode:
        """What is kept of the encoding of a text."""
        place = self._place(key)
        segment = self._segment(place)
        if segment is None:
            raise KeyError(key)
        return segment[self._rows[key] - self._firsts[place]]

    def _place(self, key: bytes) -> int:
        return bisect_right(self._firsts, self._rows[key]) - 1

    def _segment(self, place: int) -> Segment | None:
        if place not in self._open:
            manifest = self._former.manifest
            entry, first = manifest.segments[place], self._firsts[place]
            keys = self._former.keys[first : first + entry.passages]
            is_like = entry.name.startswith(digest(keys, self._card, self._language))
            is_whole = is_like and self._shelf.verified(entry.name) is not None
            path = self._folder.segment(entry.name)
            self._open[place] = Segment.open(path, entry.passages, manifest.dimension) if is_whole else None
        return self._open[place]


@dataclass(frozen=True, slots=True)
class Segmented:
    """The segments of a generation in the order of its rows, the checksums of their files, and how many texts were encoded."""

    entries: tuple[SegmentEntry, ...]
    files: dict[str, Checksum]
    embedded: int


@dataclass(frozen=True, slots=True)
class Segmenting:
    """Makes the segments of a generation; without `shelf` and `former` everything is encoded anew."""

    folder: IndexFolder
    encoder: Encoder
    language: str
    progress: Progress
    shelf: Shelf | None
    former: Former | None

    def run(self, keys: Keys, passages: PassageFile) -> Segmented:
        """Have a segment for each part of the passages; `keys` stand for their texts."""
        spans = cut(keys)
        starts = [digest(keys[span.start : span.stop], self.encoder.card, self.language) for span in spans]
        found = [self.shelf.find(start) if self.shelf else None for start in starts]
        known: FormerVectors | None = None
        if self.former and self.shelf and None in found:
            known = FormerVectors(self.former, self.folder, self.shelf, self.encoder.card, self.language)
        plans = [_Plan(keys, span, known) for span, whole in zip(spans, found, strict=True) if whole is None]
        embedded = sum(len(plan.missing) for plan in plans)
        if embedded:
            self.progress.step("Encoding the passages", embedded)
        entries: list[SegmentEntry] = []
        files: dict[str, Checksum] = {}
        left = iter(plans)
        for span, start, whole in zip(spans, starts, found, strict=True):
            name, checks = whole or self._write(next(left), start, passages)
            entries.append(SegmentEntry(name, len(span)))
            files |= {f"segments/{name}/{file}": check for file, check in checks.items()}
        return Segmented(tuple(entries), files, embedded)

    def _write(self, plan: "_Plan", start: str, passages: PassageFile) -> tuple[str, Verified]:
        """Write a segment under a name that starts so."""
        name = new_segment_name(start)
        encoded = dict(self._encode(plan.missing, passages))
        with self.folder.new_folder(self.folder.segments, name) as draft:
            write_segment([encoded.get(key) or plan.take_over(key) for key in plan.texts], draft)
        return name, verify_segment(self.folder.segments / name)

    def _encode(self, missing: dict[bytes, int], passages: PassageFile) -> Iterator[tuple[bytes, PassageCode]]:
        """The encodings of texts, given by key and a row that has them."""
        keys, rows = list(missing), [passages[row] for row in missing.values()]
        texts = [passage.embedding_text for passage in rows]
        for place, encoding in self.encoder.encode_passages(texts) if texts else ():
            yield keys[place], PassageCode.from_encoding(encoding, texts[place], len(rows[place].lead), self.language)
            self.progress.advance(1)


class _Plan:
    """What a segment is to be made of: `texts` are the keys of its passages, `missing` those to encode, with a row of each."""

    def __init__(self, keys: Keys, span: range, known: FormerVectors | None) -> None:
        data = keys[span.start : span.stop].tobytes()
        self.texts = [data[start : start + KEY] for start in range(0, len(data), KEY)]
        self._known = known
        rows = dict(zip(self.texts, span, strict=True))
        self.missing = {key: row for key, row in rows.items() if known is None or key not in known}

    def take_over(self, key: bytes) -> PassageCode:
        """What is kept of the encoding of a text that is not missing."""
        if self._known is None:
            raise KeyError(key)
        return self._known[key]
