"""Levels of lists: those of the passages of a section that are below the same parents."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple, Protocol

from index.answering.item_lists import ItemList, Kind, Path
from index.passages.passage import Passage, SectionRows
from index.text.list_numbers import list_numbers

MAX_DEPTHS = 4
"""Levels of nested lists that are looked at from outside and from inside."""
MAX_BETWEEN = 8
"""Passages of the same depth between two numbered items, such as an unindented paragraph or code that belongs to the first."""
LINE_LENGTH = 60
"""Characters of a passage from which it may go on in the next line."""
SPLIT_LENGTH = 400
"""Characters of a passage from which the next on the same line may be its second part."""


class Entry(NamedTuple):
    """A passage or section at its position, with the text or heading that tells the items of a list apart."""

    position: int
    text: str


class Passages(Protocol):
    """Passages by row, with the texts above each."""

    def passage(self, row: int) -> Passage:
        """Return the passage in a row."""
        ...

    def path(self, row: int) -> Path:
        """Return the texts above the passage in a row, outermost first, and its own."""
        ...


class Level:
    """One level of the lists in a section: those of the passages `near` a row that are below the same parents.

    A list that goes on behind them is too long to be shown whole.
    """

    def __init__(self, reader: Passages, section: SectionRows, near: range, row: int, parents: Path) -> None:
        self._reader, self._section, self._parents = reader, section, parents
        before = self._below(range(row - 1, near.start - 1, -1))
        after = self._below(range(row, near.stop))
        self._entries = [*reversed([*before]), *after]
        self._anchor = next(at for at, entry in enumerate(self._entries) if entry.position == row)

    def _below(self, rows: range) -> Iterator[Entry]:
        """Yield the rows below the same parents and their text at this depth, in the order of `rows`."""
        depth = len(self._parents)
        for row in rows:
            path = self._reader.path(row)
            if path[:depth] != self._parents or len(path) == depth:
                return
            yield Entry(row, path[depth])

    def numbered(self) -> ItemList | None:
        """Return the numbered list with the row, if there is one."""
        if not list_numbers(self._entries[self._anchor].text):
            return None
        items = numbered_run(self._entries, self._anchor)
        items[-1] = range(items[-1].start, self._end_of_last(items[-1].start))
        return self._list("numbered", items, is_numbered=True)

    def bullets(self, kind: Kind) -> ItemList | None:
        """Return everything below the same parents as a list without numbers."""
        return self._list(kind, self._groups)

    def run(self) -> ItemList | None:
        """Return what is around the row without an empty line between as a list without numbers."""
        groups = self._groups
        row = self._entries[self._anchor].position
        at = next(position for position, group in enumerate(groups) if row in group)
        first = last = at
        while first and self._is_next(groups[first - 1], groups[first]):
            first -= 1
        while last + 1 < len(groups) and self._is_next(groups[last], groups[last + 1]):
            last += 1
        return self._list("run", groups[first : last + 1])

    def _is_next(self, group: range, following: range) -> bool:
        """Return whether there is no empty line between two items, as far as that can be told from where their lines start."""
        end, start = self._reader.passage(group[-1]), self._reader.passage(following[0])
        return start.line - end.line <= 1 + len(end.text) // LINE_LENGTH

    @cached_property
    def _groups(self) -> list[range]:
        """The rows of each item below the same parents."""
        groups = [[*group] for _, group in groupby(self._entries, key=lambda entry: entry.text)]
        return [range(group[0].position, group[-1].position + 1) for group in groups]

    def _list(self, kind: Kind, items: Sequence[range], *, is_numbered: bool = False) -> ItemList | None:
        if len(items) <= 1:
            return None
        lead_in = self._parents[-1] if self._parents else ""
        return ItemList(kind, self._section.document, self._section.path, lead_in, tuple(items), is_numbered)

    def _end_of_last(self, start: int) -> int:
        """Return where the item that starts in a row ends: behind what is nested in it, and the second part of a long text."""
        entries = [entry for entry in self._entries if entry.position >= start]
        text = entries[0].text
        for before, entry in pairwise(entries):
            first, second = self._reader.passage(before.position), self._reader.passage(entry.position)
            is_part = first.line == second.line and len(first.text) > SPLIT_LENGTH
            if entry.text != text and not is_part:
                return entry.position
        return entries[-1].position + 1


def numbered_run(around: Sequence[Entry], anchor: int) -> list[range]:
    """Return the positions of each of the consecutively numbered items around the entry at `anchor`."""
    best: list[int] = []
    for style, number in list_numbers(around[anchor].text).items():
        before = _starts(around[: anchor + 1][::-1], style, number, -1)
        after = _starts(around[anchor:], style, number, 1)
        starts = [*reversed(before), *after[1:]]
        best = max(best, starts, key=len)
    ends = [*best[1:], best[-1] + 1]
    return [range(start, end) for start, end in zip(best, ends, strict=True)]


def _starts(entries: Sequence[Entry], style: str, number: int, step: int) -> list[int]:
    """Return the positions of the items with consecutive numbers, beginning with that of the first entry.

    Each position is the first one of its item in reading order.
    """
    starts = [entries[0].position]
    text, between = entries[0].text, 0
    for entry in entries[1:]:
        if entry.text == text:
            starts[-1] = min(starts[-1], entry.position)
            continue
        found = list_numbers(entry.text).get(style)
        if found == number + step:
            starts.append(entry.position)
            text, number, between = entry.text, found, 0
        elif found is not None or between >= MAX_BETWEEN:
            break
        else:
            between += 1
    return starts


def depths(path: Path) -> list[int]:
    """Return the depths of a passage at which lists are looked for: the outer and the inner ones if it is very deep."""
    found = range(len(path))
    return [*found] if len(path) <= 2 * MAX_DEPTHS else [*found[:MAX_DEPTHS], *found[-MAX_DEPTHS:]]
