"""Reads plain text. Headings have no markup there: they come from an outline, or are inferred from layout and wording.

No library does this; the rules follow the conventions of people who write text files.
"""

from collections.abc import Collection, Sequence, Set
from dataclasses import replace

from index.reading.addresses import join_addresses
from index.reading.blocks import Heading, Item, Reading, sole_top_heading
from index.reading.collector import Collector
from index.reading.labels import promote_labels
from index.reading.plain.columns import find_tables
from index.reading.plain.contents import find_contents
from index.reading.plain.directives import Markup, is_restructured, marks, read_markup
from index.reading.plain.frames import without_frames
from index.reading.plain.headings import SECTION_NUMBER, Headings, listed_heading
from index.reading.plain.lines import Line, add_words, expand, indent_of, parse_lines
from index.reading.plain.pages import without_page_edges
from index.reading.plain.wrapping import Wrapping
from index.reading.rich_text import RichText
from index.reading.tables import add_table
from index.text.characters import fold


def read_plain(text: str, *, headings: Collection[str] | None = None, alone: Collection[str] = ()) -> Reading:
    """Read plain text.

    `headings` are the lines that are headings; if it is None, headings are inferred. `alone` are lines that are never joined
    with others.
    """
    reading = _PlainReading(text, headings, {*alone, *(headings or ())})
    reading.run()
    collector = reading.collector
    collector.items = join_addresses(collector.items)
    if headings is not None:
        return Reading((), tuple(collector.items), tuple(collector.omissions))
    return Reading(_titles(collector.items), promote_labels(collector.items), tuple(collector.omissions))


def _titles(items: list[Item]) -> tuple[str, ...]:
    """Return the first heading as the title if another directly follows it, or if it is the only one of level 1.

    Otherwise it may well be the heading of a section.
    """
    if not items[1:] or not isinstance(items[0], Heading):
        return ()
    if isinstance(items[1], Heading):
        return () if SECTION_NUMBER.match(items[0].text) else (items[0].text,)
    return sole_top_heading(items) if items[0].level == 1 else ()


class _PlainReading:
    """One pass over the lines of a text."""

    def __init__(self, text: str, headings: Collection[str] | None, alone: Collection[str]) -> None:
        self.collector = Collector()
        self._listed = headings
        self._indents: list[int] = []
        self._outer: list[list[int]] = []
        self._lines = self._parse(text)
        self._wrapping = Wrapping(self._lines, alone, joins_all=self._has_markup)
        self._headings = Headings(self._lines, self._wrapping, only_marked=self._has_markup)

    def _parse(self, text: str) -> list[Line]:
        """Return the lines of a text, with tables and code as lines of their own, and without its table of contents."""
        pages = without_page_edges(text.split("\n"))
        self._has_markup = is_restructured(text)
        rows = pages.rows if self._has_markup else without_frames(pages.rows)
        markup = read_markup([row.expandtabs(8) for row in rows]) if self._has_markup else Markup(rows)
        self.collector.omissions += [*pages.omissions, *markup.omissions]
        lines = _joined(_lines(markup), pages.continued)
        contents = find_contents(lines)
        for position in sorted(contents):
            self.collector.add_omission(lines[position].words, lines[position].number)
        return [line for position, line in enumerate(lines) if position not in contents]

    def run(self) -> None:
        """Read all lines."""
        position = 0
        while position < len(self._lines):
            position = self._read(position)
        self._close_lists(-1)

    def _read(self, position: int) -> int:
        """Read the line at a position, and return the position of the next that is to be read."""
        line = self._lines[position]
        if line.is_mark:
            self._open_or_close(line)
        elif heading := self._heading(position):
            self._close_lists(-1)
            self.collector.items.append(heading)
        elif line.table:
            self._close_lists(line.indent - 1)
            add_table(self.collector, line.table)
        elif line.code:
            self.collector.open_list()
            self.collector.add_text(line.code, line.number)
            self.collector.close_list()
        else:
            return self._read_block(position)
        return position + 1

    def _read_block(self, position: int) -> int:
        stop = self._wrapping.block_end(position)
        heading = self._headings.infer_block(position, stop) if self._listed is None else None
        if heading:
            self._close_lists(-1)
            self.collector.items.append(heading)
        else:
            self._add_block(self._lines[position:stop])
        return stop

    def _heading(self, position: int) -> Heading | None:
        if self._listed is not None:
            return listed_heading(self._lines[position], self._listed)
        return self._headings.infer(position, self._indents)

    def _open_or_close(self, line: Line) -> None:
        """Open or close a group; the lists around it, which it is indented from, go on after it."""
        if line.opens is not None:
            self._close_lists(line.indent - 1)
            self._outer.append(self._indents)
            self._indents = []
            self.collector.open_group(line.opens, line.number)
        elif self._outer:
            self._close_lists(-1)
            self.collector.close_group()
            self._indents = self._outer.pop()

    def _add_block(self, lines: Sequence[Line]) -> None:
        """Add a bullet, step or paragraph, below the bullets that it is indented from."""
        first = lines[0]
        if first.marker:
            self._close_lists(first.indent)
            if self._indents and self._indents[-1] == first.indent:
                self.collector.close_item()
            else:
                self.collector.open_list()
                self._indents.append(first.indent)
            self.collector.open_item()
        else:
            self._close_lists(first.indent - 1)
        self.collector.add_rich_text(_join(lines), first.number)

    def _close_lists(self, indent: int) -> None:
        """Close the lists that are indented further than `indent`."""
        while self._indents and self._indents[-1] > indent:
            self._indents.pop()
            self.collector.close_item()
            self.collector.close_list()


def _lines(markup: Markup) -> list[Line]:
    """Return the lines of a text in order: ordinary lines, tables, code, and the edges of groups."""
    rows = [expand(row) for row in markup.rows]
    found: list[tuple[int, int, Line]] = []
    last = {fold(row).casefold(): position for position, row in enumerate(rows)}
    for start, drawn in find_tables(markup.rows):
        if drawn.may_be_contents and any(last.get(name.casefold(), 0) >= drawn.stop for name in drawn.names):
            continue  # left to be found as a table of contents
        after_blank = start == 0 or not rows[start - 1].strip()
        line = Line(start + 1, indent_of(rows[start]), "", after_blank=after_blank, table=drawn.table)
        found.append((start, 1, line))
        rows[start : drawn.stop] = [""] * (drawn.stop - start)
    found += [(at, 1, Line(at + 1, 0, "", table=table)) for at, table in markup.tables.items()]
    found += [(at, 1, Line(at + 1, 0, "", code=code)) for at, code in markup.code.items()]
    found += [
        (at, 0, Line(at + 1, markup.indents.get(at, 0), "", opens=title, closes=title is None)) for at, title in marks(markup)
    ]
    below = {at for at, order, _ in found if order}
    for line in parse_lines(rows):
        at = line.number - 1
        found.append((at, 2, replace(line, before_blank=False) if at + 1 in below else line))
    return [line for _, _, line in sorted(found, key=lambda item: item[:2])]


def _joined(lines: list[Line], continued: Set[int]) -> list[Line]:
    """Return lines as if there were no blank lines before those that go on with the last line of the page before."""
    for position in range(1, len(lines)) if continued else ():
        if lines[position].number - 1 in continued and lines[position].is_text:
            lines[position - 1] = replace(lines[position - 1], before_blank=False)
            lines[position] = replace(lines[position], after_blank=False)
    return lines


def _join(lines: Sequence[Line]) -> RichText:
    """Join the lines of a block, remembering where each starts."""
    rich = RichText()
    add_words(rich, "\n".join(line.words for line in lines), (line.number for line in lines[1:]))
    return rich
