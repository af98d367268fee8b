"""Find the lists that a passage belongs to: numbered items, bullets below a lead-in, and sections with numbered headings.

The index stores no lists. They are found again from the section, context, order and numbers of the passages around one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from index.answering.item_lists import MAX_ROWS, MAX_SECTION_ROWS, ItemList, Kind, Path
from index.answering.list_levels import Entry, Level, depths, numbered_run
from index.passages.passage import Passage
from index.storing.generation import Generation
from index.text.list_numbers import list_numbers

SHORT_KINDS: tuple[Kind, ...] = ("bulleted", "run", "section")
"""Lists without numbers that may be one press away, in the order in which they are looked for."""
MAX_REACH = MAX_ROWS + 1
"""Sections, or passages of lists with numbers, that are looked at on each side of one."""
MAX_STARTS = 40
"""Passages of a section from which numbered lists are looked for."""
QUESTION_MARKS = ("?", "？", ";", "؟")
"""Ends of headings that are questions, whose answers are no steps."""
MIN_SHORT_ITEMS, MAX_SHORT_ITEMS, SHORT_LENGTH, MAX_GAP = 3, 16, 140, 1
"""Items of a list without numbers that is one press away, their mean characters, and the lines from one to the next."""
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

    def heading_of(self, document: str, section: Path) -> str:
        """Return the innermost heading of a section, or the title of the document if it has none."""
        return section[-1] if section else self.title_of(document)

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
            found = Level(self, self._sections[position], self.read_around(row), row, path[:depth]).numbered()
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
        levels = [Level(self, self._sections[position], near, row, path[:depth]) for depth in depths(path)]
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
                runs = numbered_run(around, next(at for at, entry in enumerate(around) if entry.position == position))
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
