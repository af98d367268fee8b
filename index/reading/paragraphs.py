"""Adds a paragraph to a document: as one block, or as several if its lines are the items of a list that was typed by hand.

Writers type bullets (`•`, `➤`, emoji, dashes) and numbers at the start of lines, start lines with bold words or with
`Name: value`, and mark questions and answers with `Q:` and `A:`, all without the markup of a list. Lines that start alike are
items; a bold line of its own is a block of its own. Several lines of names and values are items beside other lines if the
writer marked their ends.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from index.reading.addresses import MAX_LINES, is_address
from index.reading.collector import Collector
from index.reading.labels import has_dialogue_marker
from index.reading.lead_ins import COLONS
from index.reading.rich_text import RichText
from index.text.characters import BULLETS, starts_with_picture

BULLET = re.compile(f"[{BULLETS}✦✧→✓✔✗✘☑]\ufe0f?\\s*")
"""A character that is a bullet wherever a line starts with it; it is not quoted."""
DASH = re.compile(r"[*+~–—-]{1,2}\s*(?=[^\s*+~–—-])")
"""A dash or star, which is a bullet if at least two lines start with one; it is not quoted."""
NUMBER = re.compile(
    r"(?:§\s?|#)?[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[a-z])[.):\]](?=\s|\D)|\d{1,2}\ufe0f?\u20e3"
    r"|(?:§\s?\d{1,3}|[IVX]{1,5}[.)]|\d{1,3}\s[–—-]|\d{1,2}(?:\.\d{1,2}){1,4})\s"
)
NAME_AND_VALUE = re.compile(r"[^\W\d_][^:.!?;\n]{0,38}:\s+\S")
EMOJI_CODE = re.compile(r":[a-z0-9_+-]{2,32}:\s")
INITIALS = re.compile(r"[^\W\d_]\.(?:\s?[^\W\d_]\.|\s[^\W\d_]+(?:$|,))")
"""The start of a line with a name (`C. Miller`) or an abbreviation (`P.O.`), which looks like the letter of an answer."""
TAG = re.compile(r"[#@/][^\W\d_][\w-]*\s+\S")
"""The name of a channel, role or command before what is said about it."""
MIN_ALIKE, MIN_PAIRS = 2, 3
"""The number of lines that have to start alike to be items: in all of a paragraph, and beside other lines."""
PAIRS = ("name", "tag", "link")
END = "end"
"""The kind of a line behind lines with names and values, which is no part of the last of them."""


class _Part(NamedTuple):
    """A line or several that belong together: the span in the paragraph's text, and how the first line starts."""

    start: int
    end: int
    kind: str
    is_bold: bool
    is_hard: bool


def add_paragraph(collector: Collector, rich: RichText, line: int, prefix: str = "") -> None:
    """Add a paragraph that starts at `line`, with `prefix` before its first block."""
    if not BULLET.match(rich.text) and not any(start.is_break for start in rich.line_starts):
        collector.add_rich_text(rich, line, prefix)  # most paragraphs
        return
    lines = _with_pairs(_lines(rich), rich.text)
    if is_address([rich.part(part.start, part.end).words for part in lines[: MAX_LINES + 1]]):
        collector.add_rich_text(rich, line, prefix)
        return
    items = _item_kinds([part.kind for part in lines])
    in_list = False
    for part in _joined(rich.text, lines, items):
        text, first = rich.part(part.start, part.end), rich.line_at(part.start, line)
        is_item = part.kind in items
        if is_item and not in_list:
            collector.open_list()
        elif in_list and not is_item:
            collector.close_list()
        in_list = is_item
        if is_item:
            collector.open_item()
            collector.add_rich_text(_without_bullet(text, part.kind), first, prefix)
            collector.close_item()
        else:
            collector.add_rich_text(text, first, prefix)
        prefix = ""
    if in_list:
        collector.close_list()


def _lines(rich: RichText) -> list[_Part]:
    """Return the lines of a paragraph, as the rendered document breaks them."""
    breaks = [start for start in rich.line_starts if start.is_break]
    spans = pairwise([0, *(start.position for start in breaks), len(rich.text)])
    hard = {start.position for start in breaks if start.is_hard}
    parts = [(start, end, rich.part(start, end)) for start, end in spans if start < end]
    return [_Part(start, end, _kind(part), part.is_bold, start in hard) for start, end, part in parts]


def _with_pairs(lines: Sequence[_Part], text: str) -> list[_Part]:
    """Return lines, of which those with names and values are items only in a list of them.

    That is a whole paragraph, all of it below a first line with a colon, or a run of lines whose ends the writer marked. In
    prose, a line may start with a link or a tag by chance.
    """
    result: list[_Part] = []
    for is_run, group in groupby(lines, lambda line: line.kind if line.kind in PAIRS else ""):
        run = [*group]
        below = run[0] is lines[1] and text[: run[0].start].rstrip().endswith(COLONS) if is_run and len(lines) > 1 else False
        is_all = len(run) == len(lines) or (below and len(run) == len(lines) - 1)
        is_marked = all(line.is_hard for line in run[1:]) and len(run) >= MIN_PAIRS
        is_list = is_run == "name" and is_all and len(run) >= (MIN_PAIRS if below else MIN_ALIKE)
        if is_run and not is_marked and not is_list:
            run = [line._replace(kind="") for line in run]
        elif not is_run and result and result[-1].kind in PAIRS and run[0].is_hard and not run[0].kind:
            run[0] = run[0]._replace(kind=END)
        result += run
    return result


def _kind(text: RichText) -> str:
    """Return how a line starts: `bullet`, `dash`, `number`, `emoji`, `bold start`, `name`, `dialogue`, or "" for any other."""
    words = text.text
    tests = (
        ("dialogue", has_dialogue_marker(words) and not INITIALS.match(words)),
        ("", text.is_bold),
        ("bullet", BULLET.match(words)),
        ("number", NUMBER.match(words)),
        ("dash", DASH.match(words)),
        ("emoji", EMOJI_CODE.match(words) or starts_with_picture(words)),
        ("bold start", text.starts_bold),
        ("name", NAME_AND_VALUE.match(words)),
        ("tag", TAG.match(words)),
        ("link", text.links and text.links[0].start == 0 and text.links[0].stop < len(words)),
    )
    return next((kind for kind, holds in tests if holds), "")


def _item_kinds(kinds: Sequence[str]) -> set[str]:
    """Return the kinds of lines that start an item in this paragraph."""
    counts = Counter(kinds)
    alike = {kind for kind in ("dash", "number", "emoji", "bold start") if counts[kind] >= MIN_ALIKE}
    return {"bullet"} | alike | {kind for kind in PAIRS if counts[kind]}


def _joined(text: str, lines: Iterable[_Part], items: set[str]) -> Iterator[_Part]:
    """Join lines with the line before them unless they start an item, question or answer, or only one of the two is bold."""
    current: _Part | None = None
    for part in lines:
        if current is None:
            current = part
        elif part.kind in {*items, "dialogue", END} or (part.is_bold != current.is_bold and _is_label_end(text, current, part)):
            yield current
            current = part
        else:
            current = current._replace(end=part.end, is_bold=current.is_bold and part.is_bold)
    if current:
        yield current


def _is_label_end(text: str, before: _Part, after: _Part) -> bool:
    """Return whether a bold line stands apart from the line before or after it, rather than being part of a sentence."""
    first = next((character for character in text[after.start : after.end] if character.isalnum()), "")
    is_open = after.is_bold and text[before.end - 1].isalnum()
    return not first.islower() and not is_open


def _without_bullet(text: RichText, kind: str) -> RichText:
    """Return an item without its bullet or dash; numbers and emoji are part of the text."""
    bullet = {"bullet": BULLET, "dash": DASH}[kind].match(text.text) if kind in {"bullet", "dash"} else None
    return text.part(bullet.end(), len(text.text)) if bullet else text
