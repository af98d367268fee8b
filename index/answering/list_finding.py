"""Find the lists that a passage belongs to: numbered items, bullets below a lead-in, and sections with numbered headings.

The index stores no lists. They are found again from the section, context, order and numbers of the passages around one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from index.passages.passage import Passage, SectionRows
from index.storing.generation import Generation
from index.text.list_numbers import list_numbers

Kind = Literal["numbered", "nested", "headings", "bulleted", "run", "section", "subsections"]
"""The lists that a passage can belong to, each found again from any of its passages.

`numbered` is the outermost list with numbers in its section, and `nested` the innermost if that is another. The items of
`headings` are sections with numbers in their headings. `bulleted` is all that has the same lead-in or parent, `run` what is
around it in a section without an empty line between, `section` all that is directly in its section, and `subsections` that
section with those beside it.
"""
SHORT_KINDS: tuple[Kind, ...] = ("bulleted", "run", "section")
"""Lists without numbers that may be one press away, in the order in which they are looked for."""
Path = tuple[str, ...]


class Entry(NamedTuple):
    """A passage or section at its position, with the text or heading that tells the items of a list apart."""

    position: int
    text: str


MAX_ROWS, MAX_SECTION_ROWS = 200, 80
"""Passages of a list that is shown whole: of one with numbers in a section, and of any other."""
MAX_REACH = MAX_ROWS + 1
"""Sections, or passages of lists with numbers, that are looked at on each side of one."""
MAX_STARTS = 40
"""Passages of a section from which numbered lists are looked for."""
MAX_DEPTHS = 4
"""Levels of nested lists that are looked at from outside and from inside."""
MAX_BETWEEN = 8
"""Passages of the same depth between two numbered items, such as an unindented paragraph or code that belongs to the first."""
QUESTION_MARKS = ("?", "？", ";", "؟")
"""Ends of headings that are questions, whose answers are no steps."""
LINE_LENGTH = 60
"""Characters of a passage from which it may go on in the next line."""
MIN_SHORT_ITEMS, MAX_SHORT_ITEMS, SHORT_LENGTH, MAX_GAP = 3, 16, 140, 1
"""Items of a list without numbers that is one press away, their mean characters, and the lines from one to the next."""
SPLIT_LENGTH = 400
"""Characters of a passage from which the next on the same line may be its second part."""


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list: the rows of each item, in reading order.

    `section` is the path of the section that contains the whole list. `lead_in` is the text of the block that introduces it,
    or "". `is_numbered` is True if the items have consecutive numbers.
    """

    kind: Kind
    document: str
    section: Path
    lead_in: str
    items: tuple[range, ...]
    is_numbered: bool

    @property
    def rows(self) -> range:
        """The rows of all items, and of what is between them."""
        return range(self.items[0].start, self.items[-1].stop)

    @property
    def may_be_whole(self) -> bool:
        """True if the list is short enough to be shown whole, on several pages if need be."""
        return len(self.rows) <= (MAX_ROWS if self.kind in ("numbered", "nested") else MAX_SECTION_ROWS)


MAX_REMEMBERED = 4_096
"""Passages that a reader of lists has read when it is replaced, which takes some megabytes."""


class ListReader:
    """Finds the lists of one generation; remembers the passages that it has read and the lists that it has found.

    Safe to use from several threads: what is remembered is added to, and never removed.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._sections = generation.sections
        self._passages: dict[int, Passage] = {}
        self._paths: dict[int, Path] = {}
        self._lists: dict[int, dict[Kind, ItemList]] = {}
        self._numbered: dict[int, ItemList | None] = {}
        self._short: dict[int, ItemList | None] = {}

    @property
    def is_full(self) -> bool:
        """True if so many passages are remembered that another reader should be used for the next question."""
        return len(self._passages) >= MAX_REMEMBERED

    def passage(self, row: int) -> Passage:
        """Return the passage in a row."""
        if row not in self._passages:
            self._passages[row] = self._generation.passages[row]
        return self._passages[row]

    def passages(self, rows: range) -> list[Passage]:
        """Return the passages in adjacent rows, which are read at once, much faster than one by one."""
        missing = [each for each in rows if each not in self._passages]
        if missing:
            unread = range(missing[0], missing[-1] + 1)
            self._passages |= zip(unread, self._generation.passages.read(unread), strict=True)
        return [self._passages[row] for row in rows]

    def prepare(self, rows: Sequence[int]) -> None:
        """Have what is around some passages fetched at once, where each call to a store takes its time."""
        self._generation.passages.prepare(self._near(row, self._reach(row)) for row in rows)

    def read_around(self, row: int, reach: int = MAX_REACH) -> range:
        """Read the passages around one in its section, up to `reach` on each side, and return their rows."""
        near = self._near(row, reach)
        self.passages(near)
        return near

    def _near(self, row: int, reach: int) -> range:
        """Return the rows around one in its section, up to `reach` on each side."""
        section = self._generation.section_at(row)
        return range(max(section.start, row - reach), min(section.stop, row + reach))

    def _reach(self, row: int) -> int:
        """Return how many passages on each side of one its lists may take: more if they have numbers."""
        return MAX_REACH if any(map(list_numbers, self.path(row))) else MAX_SECTION_ROWS + 1

    def section_rows(self, row: int) -> range:
        """Return the rows of the section that a passage is directly in."""
        return self._generation.section_at(row).rows

    def path(self, row: int) -> Path:
        """Return the texts above the passage in a row, outermost first, and its own."""
        if row not in self._paths:
            passage = self.passage(row)
            self._paths[row] = (*passage.context, passage.text)
        return self._paths[row]

    def title_of(self, document: str) -> str:
        """Return the title of a document."""
        return self._generation.documents.titles.get(document, "")

    def knows_lists_of(self, row: int) -> bool:
        """Return whether the lists of a passage are remembered."""
        return row in self._lists

    def lists_of(self, row: int) -> Mapping[Kind, ItemList]:
        """Return the lists of two or more items that the passage in a row belongs to, by their kind."""
        if row not in self._lists:
            inside = self._lists_in_section(self._generation.section_position(row), row)
            self._lists[row] = {each.kind: each for each in reversed([*inside])} | self.lists_of_sections(row)
        return self._lists[row]

    def lists_of_sections(self, row: int) -> dict[Kind, ItemList]:
        """Return those lists whose items are sections, for which no other passage is read."""
        position = self._generation.section_position(row)
        found = [*self._lists_of_headings(position), *self._subsections(position)]
        return {each.kind: each for each in reversed(found)}

    def numbered(self, row: int) -> ItemList | None:
        """Return the numbered list that a passage belongs to: the outermost in its section, else that of the headings above."""
        if row not in self._numbered:
            found, others = self._find_numbered(row)
            self._numbered |= dict.fromkeys((row, *others), found)
        return self._numbered[row]

    def shown_whole(self, row: int) -> ItemList | None:
        """Return the list of a passage that can be shown whole: a numbered one, or three or more short items without numbers.

        Items without numbers are told from paragraphs by the empty lines between these.
        """
        if found := self.numbered(row):
            return found
        if row not in self._short:
            found = self._find_short(row)
            self._short |= dict.fromkeys(found.rows if found else (row,), found)
        return self._short[row]

    def _find_short(self, row: int) -> ItemList | None:
        """Return the list of short items without numbers that a passage belongs to."""
        lists = self.lists_of(row)
        found = (lists[kind] for kind in SHORT_KINDS if kind in lists)
        return next(filter(self._is_short, found), None)

    def _is_short(self, found: ItemList) -> bool:
        """Return whether a list has three or more short items without empty lines between them, but not too many."""
        if not MIN_SHORT_ITEMS <= len(found.items) <= MAX_SHORT_ITEMS:
            return False
        passages = [self.passage(row) for row in found.rows]
        is_tight = all(0 < after.line - before.line <= MAX_GAP for before, after in pairwise(passages))
        return is_tight and sum(len(passage.text) for passage in passages) <= SHORT_LENGTH * len(passages)

    def _find_numbered(self, row: int) -> tuple[ItemList | None, Sequence[int]]:
        """Return the numbered list of the passage in a row, and other rows that have the same one."""
        position, path = self._generation.section_position(row), self.path(row)
        for depth, text in enumerate(path):
            if not list_numbers(text):
                continue
            found = _Level(self, self._sections[position], self.read_around(row), row, path[:depth]).numbered()
            if found and found.may_be_whole:
                starts = ((item, self.path(item.start)[: depth + 1]) for item in found.items)
                return found, [each for item, start in starts for each in item if self.path(each)[: depth + 1] == start]
            if found:
                return None, ()
        found = next(self._lists_of_headings(position), None)
        return (found if found and found.may_be_whole else None), ()

    def is_parent(self, row: int) -> bool:
        """Return whether the passage in the next row is inside of the one in a row."""
        is_last = row + 1 == self._generation.section_at(row).stop
        return not is_last and self.passage(row + 1).context[: len(self.path(row))] == self.path(row)

    def first_items(self, row: int) -> list[int]:
        """Return the rows that may start a numbered list in the section of a passage; the nearest ones if there are many."""
        starts = (each for each in self.read_around(row) if 1 in list_numbers(self.passage(each).text).values())
        return sorted(sorted(starts, key=lambda each: abs(each - row))[:MAX_STARTS])

    def _lists_in_section(self, position: int, row: int) -> Iterator[ItemList]:
        """Yield the lists in a section that a row belongs to."""
        path, near = self.path(row), self.read_around(row, self._reach(row))
        levels = [_Level(self, self._sections[position], near, row, path[:depth]) for depth in _depths(path)]
        numbered = [*filter(None, (level.numbered() for level in levels))]
        yield from numbered[:1]
        yield from (replace(each, kind="nested") for each in numbered[1:][-1:])
        yield from [*filter(None, (level.bullets("bulleted") for level in levels[1:]))][-1:]
        whole = levels[0].bullets("section")
        run = levels[0].run() if whole else None
        yield from filter(None, (run if run and whole and run.rows != whole.rows else None, whole))

    def _lists_of_headings(self, position: int) -> Iterator[ItemList]:
        """Yield the lists of sections with numbers in their headings that a section belongs to, innermost first."""
        section = self._sections[position]
        for depth in range(len(section.path) - 1, -1, -1):
            if list_numbers(section.path[depth]) and not section.path[depth].endswith(QUESTION_MARKS):
                around = self._around(position, depth)
                runs = _numbered_run(around, next(at for at, entry in enumerate(around) if entry.position == position))
                last = self._sections[runs[-1].start].path[depth]
                runs[-1] = range(runs[-1].start, max(entry.position for entry in around if entry.text == last) + 1)
                yield from self._list_of("headings", runs, section.path[:depth], is_numbered=True)

    def _subsections(self, position: int) -> Iterator[ItemList]:
        """Yield the list of a section and those beside it, if they are few enough to be shown whole."""
        section = self._sections[position]
        beside = self._sections.beside(position, MAX_SECTION_ROWS) if section.path else None
        if beside:
            depth = len(section.path) - 1
            groups = [[*group] for _, group in groupby(beside, key=lambda at: self._sections[at].path[depth])]
            runs = [range(group[0], group[-1] + 1) for group in groups]
            yield from self._list_of("subsections", runs, section.path[:depth])

    def _list_of(self, kind: Kind, runs: Sequence[range], path: Path, *, is_numbered: bool = False) -> Iterator[ItemList]:
        """Yield the list of these runs of sections, if two or more have passages."""
        sections = [self._sections[run.start : run.stop] for run in runs]
        items = tuple(filter(None, (range(each[0].start, each[-1].stop) for each in sections)))
        if len(items) > 1:
            yield ItemList(kind, sections[0][0].document, path, "", items, is_numbered)

    def _around(self, position: int, depth: int) -> list[Entry]:
        """Return the sections around one that are below the same parent, with their headings at a depth."""
        section = self._sections[position]

        def below(steps: range) -> Iterator[Entry]:
            for at in steps:
                rows = self._sections[at]
                if not rows.is_below(section.document, section.path[:depth]):
                    return
                yield Entry(at, rows.path[depth])

        before = below(range(position - 1, max(-1, position - MAX_REACH), -1))
        after = below(range(position, min(len(self._sections), position + MAX_REACH)))
        return [*reversed([*before]), *after]


class ListReaders:
    """The readers of lists for the questions of one generation: the same one until it remembers too much."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._reader = ListReader(generation)

    def for_question(self) -> ListReader:
        """Return the reader for the next question."""
        if self._reader.is_full:
            self._reader = ListReader(self._generation)
        return self._reader


class _Level:
    """One level of the lists in a section: those of the passages `near` a row that are below the same parents.

    A list that goes on behind them is too long to be shown whole.
    """

    def __init__(self, reader: ListReader, section: SectionRows, near: range, row: int, parents: Path) -> None:
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
        items = _numbered_run(self._entries, self._anchor)
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


def _numbered_run(around: Sequence[Entry], anchor: int) -> list[range]:
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


def _depths(path: Path) -> list[int]:
    """Return the depths of a passage at which lists are looked for: the outer and the inner ones if it is very deep."""
    depths = range(len(path))
    return [*depths] if len(path) <= 2 * MAX_DEPTHS else [*depths[:MAX_DEPTHS], *depths[-MAX_DEPTHS:]]
