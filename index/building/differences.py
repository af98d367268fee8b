"""Compare the passages of two builds: which were added, changed, moved or removed."""

import difflib
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.passages.passage import Passage, base_id
from index.text.characters import common_prefix_length

MIN_SIMILARITY = 0.4
"""The similarity, 0 to 1, from which two passages of a section count as one edited passage."""
MAX_PAIRS = 400
"""The maximum number of passage pairs to compare in a section; a section with more counts as rewritten from scratch."""

Kind = Literal["added", "changed", "moved", "removed"]
Pairs = dict[int, int]
"""Maps the position of a new passage to the position, among the old passages, of the one it replaces."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a passage.

    `passage` is its current version, or its last one if it was removed; `before` is its old version if it changed or moved.
    """

    kind: Kind
    passage: Passage
    before: Passage | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference between two indexes: counts and, in reading order, the changes themselves.

    `changed` includes passages that only moved to another section or document. A first index has only a count, in `added`.
    If `is_known` is False, the previous index could not be read, and nothing is known of the changes.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    changes: tuple[Change, ...] = ()
    is_known: bool = True


class Comparison:
    """Compares the old and new passages of documents, one document at a time."""

    def __init__(self) -> None:
        self._old: list[Passage] = []
        self._new: list[Passage] = []
        self._order: dict[str, int] = {}

    def add(self, path: str, before: Sequence[Passage], after: Sequence[Passage]) -> None:
        """Add the next document: `before` is empty if it is new, `after` if it was removed."""
        self._order[path] = len(self._order)
        self._old += _subtract(before, after)
        self._new += _subtract(after, before)

    def difference(self) -> Difference:
        """Pair old passages with new ones, first those that only moved and then those that were edited."""
        pairs = _pair_equal(self._old, self._new, {}, lambda passage: (passage.document, base_id(passage.id)))
        pairs = _pair_equal(self._old, self._new, pairs, lambda passage: base_id(passage.id))
        moved = set(pairs)
        pairs = _pair_similar(self._old, self._new, pairs)
        changes = []
        for position, passage in enumerate(self._new):
            before = self._old[pairs[position]] if position in pairs else None
            kind: Kind = "moved" if position in moved else "changed" if before else "added"
            changes.append(Change(kind, passage, before))
        used = set(pairs.values())
        changes += [Change("removed", passage) for position, passage in enumerate(self._old) if position not in used]
        changes.sort(key=lambda change: (self._order[change.passage.document], change.passage.line))
        counts = Counter(change.kind for change in changes)
        return Difference(counts["added"], counts["changed"] + counts["moved"], counts["removed"], tuple(changes))


def _subtract(passages: Sequence[Passage], others: Sequence[Passage]) -> Iterator[Passage]:
    """Yield the passages without a match in `others`; each one there matches one passage of the same content and section."""
    left = Counter((base_id(other.id), other.section) for other in others)
    for passage in passages:
        same = base_id(passage.id), passage.section
        if left[same]:
            left[same] -= 1
        else:
            yield passage


def _pair_equal(old: Sequence[Passage], new: Sequence[Passage], pairs: Pairs, key: Callable[[Passage], Hashable]) -> Pairs:
    """Return `pairs` plus the unpaired passages that have the same key, paired in reading order."""
    used = set(pairs.values())
    left: dict[Hashable, deque[int]] = defaultdict(deque)
    for position, passage in enumerate(old):
        if position not in used:
            left[key(passage)].append(position)
    found = dict(pairs)
    for position, passage in enumerate(new):
        if position not in found and left[key(passage)]:
            found[position] = left[key(passage)].popleft()
    return found


def _pair_similar(old: Sequence[Passage], new: Sequence[Passage], pairs: Pairs) -> Pairs:
    """Return `pairs` plus the unpaired passages of a section that have similar words, the most similar paired first."""
    used, found = set(pairs.values()), dict(pairs)
    sections: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, passages, paired in ((0, old, used), (1, new, set(pairs))):
        for position, passage in enumerate(passages):
            if position not in paired:
                sections[passage.document, passage.section][side].append(position)
    for olds, news in sections.values():
        if len(olds) * len(news) > MAX_PAIRS:
            continue
        candidates = [(-_similarity(old[was].text, new[now].text), now, was) for was in olds for now in news]
        for negated, now, was in sorted(candidates):
            if -negated >= MIN_SIMILARITY and now not in found and was not in used:
                found[now] = was
                used.add(was)
    return found


def _similarity(before: str, after: str) -> float:
    """Return the similarity of two texts, 0 to 1: of their words, or of their beginnings and ends if that is higher."""
    words = difflib.SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()
    begin = common_prefix_length(before, after)
    end = common_prefix_length(before[begin:][::-1], after[begin:][::-1])
    return max(words, 2 * (begin + end) / max(1, len(before) + len(after)))
