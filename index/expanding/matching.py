"""Match: find the passages of an index that written questions are for, wherever those have moved since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.expanding.written_file import LocatedEntry
from index.passages.passage import Passage, base_id

CLOSEST = 3
"""A written question is used if its own passage is among this many that are closest to it without any known question."""
Place = tuple[str, tuple[str, ...]]
"""The hash of a passage's text and context, and its section path: what questions about it depend on."""


def place_of(passage: Passage) -> Place:
    """Return the place of a passage; neither its document nor its line are part of it."""
    return base_id(passage.id), passage.section


@dataclass(frozen=True, slots=True)
class Matches:
    """Entries with the rows of their passages, the rows of passages that have none, one per place, and unused entries."""

    found: tuple[tuple[LocatedEntry, tuple[int, ...]], ...]
    missing: tuple[int, ...]
    orphans: tuple[LocatedEntry, ...]


def match(entries: Sequence[LocatedEntry], passages: Iterable[Passage]) -> Matches:
    """Match entries with passages of the same text in the same section.

    If a section was renamed, the only passage with that text gets the questions of the only entry with it.
    """
    rows: dict[Place, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        rows[place_of(passage)].append(row)
    places: dict[str, list[Place]] = defaultdict(list)
    for place in rows:
        places[place[0]].append(place)
    others: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for each in entries:
        if (each.entry.passage, each.entry.section) not in rows:
            others[each.entry.passage].add(each.entry.section)
    found: list[tuple[LocatedEntry, tuple[int, ...]]] = []
    orphans: list[LocatedEntry] = []
    matched: set[Place] = set()
    exact = {(each.entry.passage, each.entry.section) for each in entries}
    for each in entries:
        at = (each.entry.passage, each.entry.section)
        if at not in rows:
            left = [other for other in places[each.entry.passage] if other not in exact]
            if not len(left) == len(others[each.entry.passage]) == 1:
                orphans.append(each)
                continue
            at = left[0]
        matched.add(at)
        found.append((each, tuple(rows[at])))
    missing = tuple(found_rows[0] for place, found_rows in rows.items() if place not in matched)
    return Matches(tuple(found), missing, tuple(orphans))
