"""Keeps the lines of a postal address together, which pages write as paragraphs, list items or broken lines of their own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.reading.blocks import Block, Item
from index.reading.rich_text import LineStart, without_targets

MIN_LINES, MAX_LINES = 2, 8
MAX_LENGTH, MAX_WORDS = 70, 10
"""Characters and words of a line of an address."""
MAX_WRITTEN = 500
"""Characters of a line with the targets of links."""
MAX_STARTS = 40
"""Lines of the source that may have an address."""
MAX_LABEL_WORDS, MAX_COUNTRY_WORDS = 4, 4
POSTCODE = re.compile(
    r"""
    \b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b                          # NG31 8TR
    | \b[A-Z]{2}\.?,?\s\d{5}(?:-\d{4})?$                          # MA 02110
    | \b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s\d[A-Z]\d\b                    # K1A 0B1
    | \b(?:NSW|VIC|QLD|ACT|TAS|SA|WA|NT),?\s\d{4}$
    | ^\d{4}\s[A-Z]{2}\s[A-Z]\w+                                  # 1011 AB Amsterdam
    """,
    re.VERBOSE,
)
"""Postcodes that are hardly anything else."""
TOWN = re.compile(r"^(?:[A-Z]{1,2}[- ])?(?:\d{4,5}|\d{3}\s\d{2}|\d{2}-\d{3}|\d{4}-\d{3})\s[^\W\d_a-z][^\W\d_]")
"""A number and a name, which are a postcode and a town below a street."""
STREET = re.compile(
    r"""
    ^\d{1,5}[a-zA-Z]?(?:[-–/]\d{1,4})?,?\s(?:[A-Z][\w'’.-]*(?:\s|$)){1,5}
    | ^(?:[^\W\d_][\w'’.-]*,?\s){1,6}\d{1,4}\s?(?:[a-zA-Z]|bis|ter)?(?:[-–/]\d{1,4})?$
    | \b(?:street|road|avenue|lane|square|boulevard|drive|court|way|st|rd|ave|blvd|dr)\b\.?(?:,|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
BOX = re.compile(r"\b(?:P\.?\s?O\.?\s?Box|Postfach|Bo[iî]te postale|B\.?P\.?|Postbus|Apartado)\s\d", re.IGNORECASE)
CONTACT = re.compile(r"@|\bwww\.|https?:|\+?\d[\d\s()/.-]{5,}", re.IGNORECASE)
PREFIX = re.compile(r"[^\W\d_]{1,8}[./]?\s?[^\W\d_a-z]")
"""The start of a line with a small word before a name: `ul. Lipowa`, `rue Lepic`, `c/o Baker`."""
LABELLED = re.compile(r"[^\W\d_][^:\d]{0,30}:\s+\S")
END = re.compile(r"[.!?…;][\"'”’)]*$")
ABBREVIATED = re.compile(r"\b(?:st|rd|ave|blvd|dr|ltd|inc|co|str|e\.\s?v|sq|ln)\.$", re.IGNORECASE)


def join_addresses(items: Sequence[Item], *, in_lists: bool = True) -> list[Item]:
    """Return items with each address as one block, whose lines are broken as in the document.

    An address is a block of several lines, together with a label right above it, or a run of short blocks, such as a list.
    The items of a list only become one block if `in_lists`.
    """
    result: list[Item] = []
    for run in _runs(items, in_lists=in_lists):
        lines = [line for item in run if isinstance(item, Block) for line in _lines(item)]
        if not is_address([_words(line) for line in lines]):
            result += run
            continue
        if len(run) == 1 and (label := _label_above(result, lines[0])):
            result.pop()
            lines.insert(0, label)
        result.append(_joined(lines))
    return result


def is_address(lines: Sequence[str]) -> bool:
    """Return whether lines are one postal address: short lines, one of them with a town or a post-office box near the end."""
    if not MIN_LINES <= len(lines) <= MAX_LINES or not all(map(_may_be_line, lines)):
        return False
    places = [place for place, line in enumerate(lines) if POSTCODE.search(line) or BOX.search(line)]
    if len([line for line in lines if LABELLED.match(line)]) > 1 and any(LABELLED.match(lines[place]) for place in places):
        return False  # facts, of which one is a whole address
    if not places:
        streets = [place for place, line in enumerate(lines) if STREET.search(line) and not TOWN.match(line)]
        towns = [place for place, line in enumerate(lines) if TOWN.match(line)]
        places = towns if len(streets) == len(towns) == 1 and streets[0] < towns[0] else []
    is_one = sum(bool(POSTCODE.search(line)) for line in lines) <= 1
    return bool(places) and is_one and places[-1] - places[0] <= 1 and all(map(_may_follow, lines[places[-1] + 1 :]))


def _may_be_line(line: str) -> bool:
    if len(line) > MAX_LENGTH or len(line.split()) > MAX_WORDS:
        return False
    starts_alike = not line[:1].islower() or PREFIX.match(line) is not None or CONTACT.search(line) is not None
    return starts_alike and (not END.search(line) or ABBREVIATED.search(line) is not None)


def _may_follow(line: str) -> bool:
    """Return whether a line may be below the town of an address: a country, or how else to get in touch."""
    return CONTACT.search(line) is not None or (len(line.split()) <= MAX_COUNTRY_WORDS and not any(map(str.isdigit, line)))


def _runs(items: Iterable[Item], *, in_lists: bool) -> Iterator[list[Item]]:
    """Yield runs of short paragraphs, or of short items of one list, and all other items alone."""
    run: list[Item] = []
    for item in items:
        if run and not _may_continue(run[-1], item, in_lists=in_lists):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _may_continue(before: Item, item: Item, *, in_lists: bool) -> bool:
    if not (isinstance(before, Block) and isinstance(item, Block)) or (item.list_number and not in_lists):
        return False
    is_alike = before.context == item.context and before.list_number == item.list_number
    return is_alike and _is_short(before) and _is_short(item)


def _is_short(block: Block) -> bool:
    """Return whether a block is one line that may be one of an address."""
    is_line = len(block.text) <= MAX_WRITTEN and "\n" not in block.text and len(_lines(block)) == 1
    return is_line and not block.is_bold and _may_be_line(_words(block))


def _label_above(before: Sequence[Item], line: Block) -> Block | None:
    """Return the last block if it is the label of an address below it: a few words that are not one of several short lines."""
    last = before[-1] if before else None
    if not isinstance(last, Block) or last.context != line.context or last.list_number or not _is_short(last):
        return None
    is_name = len(last.text.split()) <= MAX_LABEL_WORDS and not last.links and not any(map(str.isdigit, last.text))
    return last if is_name and not (len(before) > 1 and _may_continue(before[-2], last, in_lists=True)) else None


def _words(block: Block) -> str:
    return without_targets(block.text, block.links)


def _lines(block: Block) -> list[Block]:
    """Return the lines of a block, as the document shows them."""
    is_marked = any(start.is_hard for start in block.line_starts)  # or the writer's lines are as long as they happen to be
    breaks = [start.position for start in block.line_starts if start.is_break and (start.is_hard or not is_marked)]
    if len(block.line_starts) > MAX_STARTS or len(block.text) > MAX_LINES * MAX_WRITTEN:
        return [block]
    spans = pairwise([0, *breaks, len(block.text)])
    return [_part(block, start, end) for start, end in spans if block.text[start:end].strip()]


def _part(block: Block, start: int, end: int) -> Block:
    """Return a part of a block, with the links in it."""
    text = block.text[start:end].strip()
    links = tuple(link.shifted(-start) for link in block.links if start <= link.start and link.stop <= end)
    anchors = tuple((first - start, last - start) for first, last in block.anchors if start <= first and last <= end)
    return replace(block, text=text, line=block.line_at(start), links=links, line_starts=(), anchors=anchors)


def _joined(lines: Sequence[Block]) -> Block:
    """Return lines as one block."""
    text = "\n".join(line.text for line in lines)
    starts, position = [0], 0
    for line in lines:
        position += len(line.text) + 1
        starts.append(position)
    shifted = list(zip(lines, starts, strict=False))
    return replace(
        lines[0],
        text=text,
        links=tuple(link.shifted(start) for line, start in shifted for link in line.links),
        line_starts=tuple(LineStart(start, line.line, is_break=True) for line, start in shifted[1:]),
        anchors=tuple((first + start, last + start) for line, start in shifted for first, last in line.anchors),
    )
