"""Finds tables of contents in plain text: lines that are repeated later, where their sections are."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.reading.plain.drawn import leader_pair
from index.reading.plain.lines import Line
from index.text.characters import fold

MIN_ENTRIES = 3
MAX_ENTRY_LENGTH = 200
MAX_GAP = 10
"""Lines between two parts of a table of contents that are repeated in other words."""
MAX_NUMBERED_LENGTH = 80
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


def find_contents(lines: Sequence[Line]) -> set[int]:
    """Return the positions of lines that belong to a table of contents."""
    keys = [_key(line) for line in lines]
    last = {key: position for position, key in enumerate(keys) if key}
    later = [bool(key) and last[key] > position for position, key in enumerate(keys)]
    parts: list[tuple[range, int]] = []
    position = 0
    while position < len(lines):
        stop = position
        while stop < len(lines) and later[stop]:
            stop += 1
        targets = [last[keys[at]] for at in range(position, stop)]
        if len(targets) >= MIN_ENTRIES and _is_contents(range(position, stop), targets, lines):
            parts.append((range(position, stop), min(targets)))
        position = max(stop, position + 1)
    return set(_whole(parts, lines))


def _whole(parts: Sequence[tuple[range, int]], lines: Sequence[Line]) -> Iterator[int]:
    """Yield the positions of entries, of the few lines between them, of the heading above, and of numbered lines below."""
    end, first_target = 0, 0
    for entries, target in parts:
        if end and entries.start - end <= MAX_GAP and entries.stop <= first_target:
            yield from range(end, entries.start)
            first_target = min(first_target, target)
        else:
            first_target = target
            if entries.start and TITLE.fullmatch(lines[entries.start - 1].words):
                yield entries.start - 1
        yield from entries
        end = entries.stop
        while end < first_target and NUMBERED.match(lines[end].words) and len(lines[end].words) <= MAX_NUMBERED_LENGTH:
            yield end
            end += 1


def _key(line: Line) -> str:
    """Return the words of a line by which its repetition is known; "" for a line that is no text."""
    if not line.is_text:
        return ""
    pair = leader_pair(line.words)
    words = pair[0] if pair and PAGE.fullmatch(pair[1]) else line.words
    bare = MARKER.sub("", words, count=1)
    return fold(bare.strip(" .:-*_[]").casefold())


def _is_contents(entries: range, targets: Sequence[int], lines: Sequence[Line]) -> bool:
    """Return whether the lines that repeat these entries are in the same order, with text between them."""
    after = [target for target in targets if target >= entries.stop]
    steps = [second - first for first, second in pairwise(after)]
    if len(after) < len(targets) or not steps:
        return False
    ascending = sum(step > 0 for step in steps)
    apart = sum(step > 1 for step in steps)
    are_short = all(len(lines[at].words) <= MAX_ENTRY_LENGTH for at in entries)
    return are_short and ascending >= 0.8 * len(steps) and apart >= 0.6 * len(steps)
