"""What an edit of the corpus did to its passages, told as a commit tells it."""

import difflib
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.passages.passage import Passage, content_of
from index.text.characters import common_start

LIKE = 0.4
"""From which likeness on, 0 to 1, two passages of a section are taken for one that was edited."""
MOST_PAIRS = 400
"""Pairs of passages of one section that are compared; a section where more are possible was written anew."""

Kind = Literal["added", "changed", "moved", "removed"]
Pairs = dict[int, int]
"""For the place of a passage among the new ones that of the passage that it was, among those that are gone."""


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that differs: as it is now, or as it was if it is gone; `before` is what it was if it changed or moved."""

    kind: Kind
    passage: Passage
    before: Passage | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """How many passages differ between two indexes, and which, in reading order; of a first index only how many there are.

    A passage that only stands in another section or document now has changed too.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    changes: tuple[Change, ...] = ()


class Comparison:
    """Compares documents as they were with what they are now, one after another."""

    def __init__(self) -> None:
        self._gone: list[Passage] = []
        self._new: list[Passage] = []
        self._order: dict[str, int] = {}

    def add(self, path: str, before: Sequence[Passage], after: Sequence[Passage]) -> None:
        """A document, with nothing before when it is new, and nothing after when it is gone."""
        self._order[path] = len(self._order)
        self._gone += _without(before, after)
        self._new += _without(after, before)

    def difference(self) -> Difference:
        """Pair what is gone with what is new: first passages that only stand elsewhere now, then those that were edited."""
        pairs = _pair_equal(self._gone, self._new, {}, lambda passage: (passage.document, content_of(passage.id)))
        pairs = _pair_equal(self._gone, self._new, pairs, lambda passage: content_of(passage.id))
        moved = set(pairs)
        pairs = _pair_alike(self._gone, self._new, pairs)
        changes = []
        for place, passage in enumerate(self._new):
            before = self._gone[pairs[place]] if place in pairs else None
            kind: Kind = "moved" if place in moved else "changed" if before else "added"
            changes.append(Change(kind, passage, before))
        used = set(pairs.values())
        changes += [Change("removed", passage) for place, passage in enumerate(self._gone) if place not in used]
        changes.sort(key=lambda change: (self._order[change.passage.document], change.passage.line))
        counts = Counter(change.kind for change in changes)
        return Difference(counts["added"], counts["changed"] + counts["moved"], counts["removed"], tuple(changes))


def _without(passages: Sequence[Passage], others: Sequence[Passage]) -> Iterator[Passage]:
    """Those passages that the others do not have in the same section, one for one."""
    left = Counter((content_of(other.id), other.section) for other in others)
    for passage in passages:
        same = content_of(passage.id), passage.section
        if left[same]:
            left[same] -= 1
        else:
            yield passage


def _pair_equal(gone: Sequence[Passage], new: Sequence[Passage], pairs: Pairs, key: Callable[[Passage], Hashable]) -> Pairs:
    """Pair passages that have the same key, in reading order, besides those that are paired already."""
    used = set(pairs.values())
    left: dict[Hashable, deque[int]] = defaultdict(deque)
    for place, passage in enumerate(gone):
        if place not in used:
            left[key(passage)].append(place)
    found = dict(pairs)
    for place, passage in enumerate(new):
        if place not in found and left[key(passage)]:
            found[place] = left[key(passage)].popleft()
    return found


def _pair_alike(gone: Sequence[Passage], new: Sequence[Passage], pairs: Pairs) -> Pairs:
    """Pair passages of the same section whose words are alike, the most alike first."""
    used, found = set(pairs.values()), dict(pairs)
    sections: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for kind, passages, paired in ((0, gone, used), (1, new, set(pairs))):
        for place, passage in enumerate(passages):
            if place not in paired:
                sections[passage.document, passage.section][kind].append(place)
    for olds, news in sections.values():
        if len(olds) * len(news) > MOST_PAIRS:
            continue
        alike = [(-_likeness(gone[old].text, new[place].text), place, old) for old in olds for place in news]
        for likeness, place, old in sorted(alike):
            if -likeness >= LIKE and place not in found and old not in used:
                found[place] = old
                used.add(old)
    return found


def _likeness(before: str, after: str) -> float:
    """How much two texts have in common: of their words, or of how they begin and end if that is more; 0 to 1."""
    words = difflib.SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()
    begin = common_start(before, after)
    end = common_start(before[begin:][::-1], after[begin:][::-1])
    return max(words, 2 * (begin + end) / max(1, len(before) + len(after)))
