"""Dense: group the vectors of a large index into inverted lists, or reuse the lists that exist.

A small index needs none. An edit of a large one changes only where its passages are in the lists; new lists are written when
too many passages are not in them, and new centroids chosen only when the old ones would cost too many comparisons.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.building.dense_lists import MAX_GROWTH, Grouping, regroup, train, write_lists
from index.encoding import EncoderCard
from index.errors import StoredIndexError
from index.files.arrays import load_array
from index.files.checksums import checksum, read_json
from index.progress import Progress
from index.storing.dense import NOWHERE, VIEW_PREFIX, Places
from index.storing.index_folder import SEGMENT_NAME, IndexFolder
from index.storing.inverted_lists import InvertedLists, ListsCard
from index.storing.manifest import DENSE_CARD, VIEW_KEYS, IndexedLists, Manifest, SegmentEntry
from index.storing.segments import KEY_BYTES, Keys, Segment, Segments, key_starts, name_prefix, new_segment_name

EXACT_UP_TO = 20_000
"""The largest number of vectors that are searched exhaustively."""
MIN_ADDED, ADDED_SHARE = 2_000, 0.02
"""Vectors that may be missing from the lists, and the share of all if that is more; they are searched exhaustively."""
UNUSED_SHARE = 0.25
"""The share of the vectors in the lists that may have no passage any more."""


_Placed = tuple[InvertedLists, NDArray[np.int32]]
"""Lists, and the position of each row in them."""


@dataclass(frozen=True, slots=True)
class ListBuilder:
    """Finds or writes the inverted lists of vectors; if `is_full`, lists that exist are not used."""

    folder: IndexFolder
    card: EncoderCard
    language: str
    progress: Progress
    is_full: bool

    def add(self, manifest: Manifest, keys: Keys, draft: Path, before: Manifest | None) -> Manifest:
        """Find or write the lists of passages and views, and return the manifest with them.

        `draft` is the folder of the generation, which gets the places of passages and views in the lists. `keys` are those of
        the passages' texts, and `before` is the manifest of the previous index.
        """
        lists = self._place(keys, manifest.segments, draft, before.lists if before else None)
        views, view_lists = manifest.views, None
        if views.count > EXACT_UP_TO:
            view_keys = load_array(draft / VIEW_KEYS, np.uint8, (views.count, KEY_BYTES))
            view_lists = self._place(view_keys, views.segments, draft, before.views.lists if before else None, VIEW_PREFIX)
        cards = [f"dense/{each.name}/{DENSE_CARD}" for each in (lists, view_lists) if each]
        files = manifest.files | {card: checksum(self.folder.path / card) for card in cards}
        return replace(manifest, lists=lists, views=replace(views, lists=view_lists), files=files)

    def _place(
        self, keys: Keys, entries: Sequence[SegmentEntry], draft: Path, before: IndexedLists | None, prefix: str = ""
    ) -> IndexedLists | None:
        """Find or write lists for the vectors in segments, and write where each is in them."""
        if len(keys) <= EXACT_UP_TO:
            return None
        shape = self.card.dimension, self.card.token_width
        segments = (Segment(self.folder.segment(each.name), each.passages, *shape) for each in entries)
        lists, positions = self._find_or_write(keys, Segments(segments), before)
        Places.save(positions, len(lists), draft, prefix)
        return IndexedLists(lists.name, len(lists))

    def _find_or_write(self, keys: Keys, vectors: Segments, before: IndexedLists | None) -> _Placed:
        base: _Placed | None = None
        for lists in self._existing(before):
            positions = match_positions(keys, lists.keys.whole())
            if _fits(positions, len(lists)):
                return lists, positions
            base = base or (lists, positions)
        name = new_segment_name(self._prefix)
        grouping = self._group(vectors, base)
        with self.folder.new_folder(self.folder.dense, name) as draft:
            positions = write_lists(grouping, vectors, keys, draft, self.progress)
        return InvertedLists(self.folder.lists(name), len(keys), vectors.dimension), positions

    @property
    def _prefix(self) -> str:
        """The prefix of the names of lists from this encoder, prompt and language."""
        return name_prefix(np.zeros((0, KEY_BYTES), dtype=np.uint8), self.card, self.language)

    def _existing(self, before: IndexedLists | None) -> Iterator[InvertedLists]:
        """Yield undamaged lists of vectors from the same encoder: those of the previous index, then those left behind."""
        if self.is_full:
            return
        names = [path.name for path in sorted(self.folder.dense.glob("*")) if SEGMENT_NAME.fullmatch(path.name)]
        usual = [before.name] if before else []
        for name in [*usual, *(each for each in names if each not in usual)]:
            if name.startswith(self._prefix):
                lists = open_intact(self.folder, name, self.card.dimension)
                if lists is not None:
                    yield lists

    def _group(self, vectors: Segments, base: _Placed | None) -> Grouping:
        """Group vectors, with the centroids of other lists if these still suit them."""
        if base is not None:
            lists, positions = base
            card = lists.card
            if card.trained / MAX_GROWTH <= len(vectors) <= card.trained * MAX_GROWTH:
                ends = np.cumsum(lists.sizes)
                labels = np.searchsorted(ends, positions, side="right").astype(np.int32)
                labels[positions == NOWHERE] = NOWHERE
                known = Grouping(lists.centroids, lists.scales, labels, card.trained, card.compared_then)
                grouping = regroup(known, vectors, self.progress)
                if not grouping.has_drifted:
                    return grouping
        return train(vectors, self.progress)


def are_intact(folder: IndexFolder, manifest: Manifest) -> bool:
    """Return whether the lists of an index are undamaged."""
    lists = [each.name for each in (manifest.lists, manifest.views.lists) if each]
    return all(open_intact(folder, name, manifest.dimension) for name in lists)


def open_intact(folder: IndexFolder, name: str, dimension: int) -> InvertedLists | None:
    """Open inverted lists, or return None if they are damaged or missing."""
    try:
        card = read_json(folder.lists(name) / DENSE_CARD, ListsCard)
        lists = InvertedLists(folder.lists(name), card.passages, dimension)
        return lists if next(lists.files.verify(), None) is None else None
    except StoredIndexError:
        return None


def match_positions(keys: Keys, listed: Keys) -> NDArray[np.int32]:
    """Return the position of each text in lists, given the keys of both, or NOWHERE; no position is returned twice.

    The first text with a key gets the first position with that key, the second gets the second, and so on.
    """
    ours, theirs = key_starts(keys), key_starts(listed)
    rows, places = np.argsort(ours, kind="stable"), np.argsort(theirs, kind="stable")
    ours, theirs = ours[rows], theirs[places]
    nth = np.arange(len(ours)) - np.searchsorted(ours, ours)
    found = np.searchsorted(theirs, ours) + nth
    inside = np.minimum(found, len(theirs) - 1)
    is_same = (found < len(theirs)) & (theirs[inside] == ours)
    is_same[is_same] = (keys[rows[is_same]] == listed[places[inside[is_same]]]).all(axis=1)
    positions = np.full(len(keys), NOWHERE, dtype=np.int32)
    positions[rows[is_same]] = places[inside[is_same]]
    return positions


def _fits(positions: NDArray[np.int32], listed: int) -> bool:
    """Return whether few enough passages are missing from lists, and few enough vectors in them are unused."""
    missing = int((positions == NOWHERE).sum())
    unused = listed - (len(positions) - missing)
    return missing <= max(MIN_ADDED, ADDED_SHARE * len(positions)) and unused <= UNUSED_SHARE * listed
