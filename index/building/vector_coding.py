"""Vector coding: give the vectors of a large index codes, or keep those of the previous index.

A small index needs none. An edit of a large one encodes only the vectors of new segments. A new codebook is fitted when the
previous one no longer suits the vectors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

import numpy as np

from index.building.previous import PreviousIndex
from index.encoding.encoder import Vectors
from index.errors import StoredIndexError
from index.files.arrays import load_array, save_array
from index.progress import Progress
from index.storing.index_folder import IndexFolder
from index.storing.manifest import IndexedCodes, Manifest, SegmentEntry
from index.storing.segments import Segment, Segments
from index.storing.vector_codes import CODES, MOST_FITTED, VIEW_PREFIX, Codes, VectorCodebook, code_bytes

EXACT_UP_TO = 20_000
"""The largest number of vectors that are searched exhaustively."""
MAX_DRIFT = 1.1
"""How many times as large as when the codebook was fitted the mean error of the codes may become."""
NEGLIGIBLE = 0.05
"""An error that never matters; that of the default model's vectors is 0.3."""


@dataclass(frozen=True, slots=True)
class _Coded:
    """Codes that are known: those of each segment by its name, with the codebook, and their errors."""

    book: VectorCodebook
    segments: Mapping[str, Codes]
    errors: IndexedCodes


@dataclass(frozen=True, slots=True)
class VectorCoder:
    """Writes the codes of the vectors of a generation to its folder, which is `draft` until it is published."""

    folder: IndexFolder
    draft: Path
    previous: PreviousIndex | None
    progress: Progress

    def add(self, manifest: Manifest) -> Manifest:
        """Write the codes of passages and views, and return the manifest with them."""
        before = self.previous.manifest if self.previous else manifest  # which has no codes yet
        passages = self._known(before.segments, before.codes, manifest.dimension)
        views = self._known(before.views.segments, before.views.codes, manifest.dimension, VIEW_PREFIX)
        codes = self._write(self._open(manifest, manifest.segments), passages)
        view_codes = self._write(self._open(manifest, manifest.views.segments), views, VIEW_PREFIX)
        return replace(manifest, codes=codes, views=replace(manifest.views, codes=view_codes))

    def _open(self, manifest: Manifest, entries: Sequence[SegmentEntry]) -> Segments:
        shape = manifest.dimension, manifest.token_dimension
        return Segments(Segment(self.folder.segment(entry.name), entry.passages, *shape) for entry in entries)

    def _known(
        self, entries: Sequence[SegmentEntry], errors: IndexedCodes | None, dimension: int, prefix: str = ""
    ) -> _Coded | None:
        """Return the codes of the previous index; None if it has none, or has them of vectors of another dimension."""
        if self.previous is None or errors is None:
            return None
        path = self.folder.generations / self.previous.name
        starts = [0, *accumulate(entry.passages for entry in entries)]
        try:
            book = VectorCodebook.load(path, dimension, prefix)
            codes = load_array(path / f"{prefix}{CODES}", np.uint8, (starts[-1], code_bytes(dimension)))
        except StoredIndexError:
            return None
        segments = {entry.name: codes[start : start + entry.passages] for entry, start in zip(entries, starts, strict=False)}
        return _Coded(book, segments, errors)

    def _write(self, vectors: Segments, known: _Coded | None, prefix: str = "") -> IndexedCodes | None:
        """Write codes, those of segments that are known unchanged unless the codebook drifted; None if there are few."""
        if len(vectors) <= EXACT_UP_TO:
            return None
        coded = _extended(known, vectors) or self._fitted(vectors)
        coded.book.save(self.draft, prefix)
        codes = np.concatenate([coded.segments[segment.name] for segment in vectors.segments])
        save_array(codes, self.draft / f"{prefix}{CODES}")
        return coded.errors

    def _fitted(self, vectors: Segments) -> _Coded:
        """Return the codes of all vectors by a codebook that is fitted to them."""
        self.progress.step("Coding the vectors", len(vectors))
        sample = vectors.vectors(np.unique(np.linspace(0, len(vectors) - 1, MOST_FITTED).astype(np.int64)))
        book, segments = VectorCodebook.fit(sample), {}
        for segment in vectors.segments:
            segments[segment.name] = book.encode(_vectors_of(segment))
            self.progress.advance(len(segment))
        error = book.error(sample, book.encode(sample))
        return _Coded(book, segments, IndexedCodes(error, error))


def _extended(known: _Coded | None, vectors: Segments) -> _Coded | None:
    """Return known codes with those of new segments and the mean error; None if none are known, or it is too large.

    The error of segments that stay is taken to be the mean so far, so that an edit reads none of them.
    """
    if known is None:
        return None
    new = [segment for segment in vectors.segments if segment.name not in known.segments]
    if len(new) == len(vectors.segments):
        return None
    total, segments = known.errors.now * (len(vectors) - sum(map(len, new))), dict(known.segments)
    for segment in new:
        own = _vectors_of(segment)
        segments[segment.name] = known.book.encode(own)
        total += len(segment) * known.book.error(own, segments[segment.name])
    errors = replace(known.errors, now=total / len(vectors))
    return _Coded(known.book, segments, errors) if errors.now <= max(NEGLIGIBLE, MAX_DRIFT * errors.fitted) else None


def _vectors_of(segment: Segment) -> Vectors:
    return np.asarray(segment.vectors.whole(), dtype=np.float32)
