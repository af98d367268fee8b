"""Finds tables of contents in plain text: lines that are repeated later, where their sections are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.reading.plain.drawn import leader_pair
from index.reading.plain.lines import Line
from index.text.characters import fold

MIN_ENTRIES = 3
MAX_ENTRY_LENGTH = 200
MAX_GAP = 10
"""Lines between two parts of a table of contents that are repeated in other words."""
MAX_NUMBERED_LENGTH = 80
MAX_LINES = 4
"""Lines of one entry, or of the heading that it repeats."""
NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s")
NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})+[.)]?\s")
MARKER = re.compile(
    r"(?:[\W_]*(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z](?=[.):\]])|[A-Za-z]{1,9}\s?\d{0,3}(?=[:.]\s)|[IVXLivxl]{1,6}(?=[.)]))[\s.):\]-]+)?"
)
"""The number of an entry, or the `Q:` before the question that it lists."""
PAGE = re.compile(r"\d{1,4}|[ivxl]{1,6}")
TITLE = re.compile(
    r"\W*(?:\d{1,2}\W+)?(?:table of contents|contents|index|overview|questions|list of questions|toc|inhalt|inhaltsverzeichnis|"
    r"sommaire|table des matières|índice|indice|contenido|conteúdo|inhoud)\W*",
    re.IGNORECASE,
)
"""The heading of a table of contents."""


class _Entry(NamedTuple):
    """An entry, with the positions of its lines, and of those that repeat it later."""

    lines: range
    target: range


def find_contents(lines: Sequence[Line]) -> set[int]:
    """Return the positions of lines that belong to a table of contents."""
    keys = [_keys(lines, position) for position in range(len(lines))]
    last = {
        key: range(position, position + count)
        for position, found in enumerate(keys)
        for count, key in enumerate(found, start=1)
    }
    parts: list[tuple[range, int]] = []
    position = 0
    while position < len(lines):
        stop = position
        entries: list[_Entry] = []
        while stop < len(lines) and (entry := _entry(stop, keys[stop], last)):
            entries.append(entry)
            stop = entry.lines.stop
        if len(entries) >= MIN_ENTRIES and _is_contents(entries, lines):
            parts.append((range(position, stop), min(entry.target.start for entry in entries)))
        position = max(stop, position + 1)
    return set(_whole(parts, lines))


def _entry(position: int, keys: Sequence[str], last: Mapping[str, range]) -> _Entry | None:
    """Return the entry that starts at a position, with as many lines as possible; None if nothing repeats it later."""
    for count in range(len(keys), 0, -1):
        target = last.get(keys[count - 1])
        if target and target.start >= position + count:
            return _Entry(range(position, position + count), target)
    return None


def _whole(parts: Sequence[tuple[range, int]], lines: Sequence[Line]) -> Iterator[int]:
    """Yield the positions of entries, of the few lines between them, of the heading above, and of numbered lines below."""
    end, first_target = 0, 0
    for entries, target in parts:
        if end and entries.start - end <= MAX_GAP and entries.stop <= first_target:
            yield from range(end, entries.start)
            first_target = min(first_target, target)
        else:
            first_target = target
            start = entries.start - 1
            while start >= 0 and entries.start - start <= MAX_GAP and NUMBER.match(lines[start].words):
                start -= 1
            if start >= 0 and TITLE.fullmatch(lines[start].words):
                yield from range(start, entries.start)
        yield from entries
        end = entries.stop
        while end < first_target and NUMBERED.match(lines[end].words) and len(lines[end].words) <= MAX_NUMBERED_LENGTH:
            yield end
            end += 1


def _keys(lines: Sequence[Line], position: int) -> list[str]:
    """Return the words by which the repetition of a line is known, and those of it with the lines that it goes on in."""
    keys: list[str] = []
    words = ""
    for line in lines[position : position + MAX_LINES]:
        goes_on = not (line.after_blank or line.marker or line.style or NUMBER.match(line.words))
        if not line.is_text or (words and not (goes_on and len(words) + len(line.words) < MAX_ENTRY_LENGTH)):
            break
        words = f"{words} {line.words}" if words else line.words
        pair = leader_pair(words)
        key = _key(pair[0] if pair and PAGE.fullmatch(pair[1]) else words)
        if not key:
            break
        keys.append(key)
    return keys


def _key(words: str) -> str:
    bare = MARKER.sub("", words, count=1)
    return fold(bare.strip(" .:-*_[]").casefold())


def _is_contents(entries: Sequence[_Entry], lines: Sequence[Line]) -> bool:
    """Return whether the lines that repeat these entries are in the same order, with text between them.

    There need be none between a heading and the first one below it.
    """
    if any(entry.target.start < entries[-1].lines.stop for entry in entries):
        return False
    pairs = list(pairwise(entries))
    ascending = sum(second.target.start > first.target.start for first, second in pairs)
    gaps = [second.target.start - first.target.stop for first, second in pairs if not _is_below(first, second, lines)]
    apart = sum(gap > 0 for gap in gaps)
    are_short = all(len(lines[at].words) <= MAX_ENTRY_LENGTH for entry in entries for at in entry.lines)
    return are_short and bool(gaps) and ascending >= 0.8 * len(pairs) and apart >= 0.6 * len(gaps)


def _is_below(first: _Entry, second: _Entry, lines: Sequence[Line]) -> bool:
    """Return whether an entry is nested in the one before it, by its number or its indentation."""
    outer, inner = lines[first.lines.start], lines[second.lines.start]
    numbers = [match[1] if (match := NUMBER.match(line.words)) else "" for line in (outer, inner)]
    if all(numbers):
        return numbers[1].startswith(f"{numbers[0]}.")
    return inner.indent > outer.indent
