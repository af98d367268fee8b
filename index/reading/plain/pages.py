"""Takes out what only printed pages have: running heads and feet, and the numbers of pages.

Programs that convert PDF to text write a form feed between two pages.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from index.reading.blocks import Omission
from index.text.characters import fold, has_words

PAGE_END = "\f"
SENTENCE_ENDS = (".", "!", "?", ":", ";", "…", "。", "！", "？")
MAX_EDGE_LINES = 3
"""Lines of a running head or foot."""
MAX_EDGE_LENGTH = 300
MIN_REPEATED = 3
"""Pages on which a line without a number has to be repeated; they are also at least half of all."""
PAGE_WORD = r"(?i:page|seite|página|pagina|strona|side|sida|sivu|pg?\.)"
ROMAN = r"(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
NUMBER = r"(?P<number>\d{1,4})(?:\s?(?:/|of|von|de|sur|di|van)\s?\d{1,4})?"
ALONE = re.compile(rf"[\W_]*(?:{PAGE_WORD}\s?)?(?:{NUMBER}|{ROMAN})[\W_]*")
"""A line of nothing but the number of a page."""
AT_END = re.compile(rf"(?P<words>.*?)(?:\s{{2,}}|\s\|\s|[\s\[(](?={PAGE_WORD}))(?:\W?{PAGE_WORD}\s?)?{NUMBER}[\W_]*")
AT_START = re.compile(rf"[\W_]*(?:{PAGE_WORD}\s?)?{NUMBER}(?:\s{{2,}}|\s\|\s)(?P<words>.*)")
"""The number of a page, apart from the words beside it."""


@dataclass(slots=True)
class Pages:
    """The rows of a text without the edges of its pages, and the positions of rows that go on where the page before ended."""

    rows: list[str]
    continued: set[int] = field(default_factory=set)
    omissions: list[Omission] = field(default_factory=list)


class _Edge(NamedTuple):
    """A line at the top or bottom of a page, both counted from 0."""

    position: int
    page: int


def without_page_edges(rows: Sequence[str]) -> Pages:
    """Return the rows of a text, as many as before, without running heads, running feet and numbers of pages."""
    starts = [0, *_page_starts(rows)]
    pages = Pages([row.strip(PAGE_END).replace(PAGE_END, " ") for row in rows])
    if len(starts) == 1:
        return pages
    spans = [range(start, stop) for start, stop in pairwise([*starts, len(rows)])]
    seen: set[str] = set()
    for position in sorted(set(_running(pages.rows, spans))):
        words = fold(pages.rows[position])
        key = re.sub(r"\d+|^\W*[ivxl]+\W*$", "", words)
        if key not in seen:
            pages.omissions.append(Omission.shortened(position + 1, words))
        seen.add(key)
        pages.rows[position] = ""
    pages.continued = set(_continued(pages.rows, spans))
    return pages


def _page_starts(rows: Sequence[str]) -> Iterator[int]:
    """Yield the position of the first row of each page but the first."""
    for position, row in enumerate(rows):
        if PAGE_END in row:
            before, _, after = row.rpartition(PAGE_END)
            start = position if not before.strip() else position + 1
            if 0 < start < len(rows) and (start == position or not after.strip()):
                yield start


def _running(rows: Sequence[str], spans: Sequence[range]) -> Iterator[int]:
    """Yield the positions of running heads and feet."""
    edges = [_Edge(position, page) for page, span in enumerate(spans) for position in _edge_lines(rows, span)]
    numbered, repeated = set(_numbered(rows, edges)), set(_repeated(rows, edges, len(spans)))
    for span in spans:
        for side in (span, reversed(span)):
            yield from _removed(rows, side, numbered, repeated)


def _edge_lines(rows: Sequence[str], span: range) -> Iterator[int]:
    """Yield the positions of the first and last lines of a page that are not too long for a head or foot."""
    lines = [position for position in span if rows[position].strip()]
    edges = {*lines[:MAX_EDGE_LINES], *lines[-MAX_EDGE_LINES:]}
    return (position for position in sorted(edges) if len(rows[position].strip()) <= MAX_EDGE_LENGTH)


def _numbered(rows: Sequence[str], edges: Iterable[_Edge]) -> Iterator[int]:
    """Yield lines with a number that grows with the page, or is that of the page if they have the words of another line."""
    found: dict[tuple[str, int], list[_Edge]] = defaultdict(list)
    for edge in edges:
        row = rows[edge.position].strip()
        match = None if ALONE.fullmatch(row) else AT_END.fullmatch(row) or AT_START.fullmatch(row)
        if match and has_words(match["words"]):
            found[fold(match["words"]).casefold(), int(match["number"]) - edge.page].append(edge)
    lines = {fold(row).casefold() for row in rows} if found else set()
    for (words, offset), same in found.items():
        if len({edge.page for edge in same}) > 1 or (offset == 1 and words in lines):
            yield from (edge.position for edge in same)


def _repeated(rows: Sequence[str], edges: Sequence[_Edge], count: int) -> Iterator[int]:
    """Yield lines that are nothing but the number of a page, and those on at least half of the pages, except for the title."""
    found: dict[str, set[int]] = defaultdict(set)
    for edge in edges:
        found[fold(rows[edge.position])].add(edge.page)
    often = {words for words, pages in found.items() if len(pages) >= max(MIN_REPEATED, count / 2)}
    for edge in edges:
        words = fold(rows[edge.position])
        if ALONE.fullmatch(words) or (words in often and edge is not edges[0]):
            yield edge.position


def _removed(rows: Sequence[str], side: Iterable[int], numbered: Set[int], repeated: Set[int]) -> Iterator[int]:
    """Yield the lines from one edge of a page that are a running head or foot; without a number, a blank line is behind it."""
    waiting: list[int] = []
    for position in side:
        if position in repeated and position not in numbered:
            waiting.append(position)
            continue
        if rows[position].strip() and position not in numbered:
            return
        yield from waiting
        waiting = []
        if position in numbered:
            yield position
    yield from waiting


def _continued(rows: Sequence[str], spans: Sequence[range]) -> Iterator[int]:
    """Yield the first line of each page that goes on in small letters with a sentence of the page before."""
    last = ""
    for span in spans:
        lines = [position for position in span if rows[position].strip()]
        if not lines:
            continue
        if last and rows[lines[0]].strip()[0].islower() and not last.endswith(SENTENCE_ENDS):
            yield lines[0]
        last = rows[lines[-1]].strip()
