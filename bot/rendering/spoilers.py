"""Finds spoilers in the text of documents: words between two bars on each side, which Discord hides until they are clicked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.passages.splitting import Span

MARK = "||"
BARS = re.compile(r"(?<!\|)\|\|(?!\|)")
BEFORE_OPENING = re.compile(r"(?:^|[\s(\[{\"'“‘«*_~>:—–-])$")
AFTER_CLOSING = re.compile(r"$|[\s.,:;!?)\]}\"'”’»*_~<…—–-]")
AFTER_SPACED_CLOSING = re.compile(r"\s*(?:$|\n|[.,:;!?)\]}…])")
COVER = "█" * 5
"""Text in place of a spoiler where nothing can be hidden, such as on a button."""


def find_spoilers(text: str) -> list[Span]:
    """Return the spans of hidden words, without the bars around them.

    A passage may be part of a longer text. If only one end of a spoiler is in it, everything up to that end is hidden.
    """
    marks = [match.start() for match in BARS.finditer(text)]
    found: list[Span] = []
    place = 0
    while place < len(marks):
        start = marks[place] + len(MARK)
        end = marks[place + 1] if place + 1 < len(marks) else None
        if end is not None and _is_pair(text, start, end):
            found.append((start, end))
            place += 2
            continue
        before, after = text[max(0, start - 3) : start - 2], text[start : start + 1]
        if end is None and after.strip() and BEFORE_OPENING.search(before):
            found.append((start, len(text)))
        elif not found and place == 0 and before.strip() and AFTER_CLOSING.match(after):
            found.append((0, marks[place]))
        place += 1
    return [(start, end) for start, end in found if text[start:end].strip()]


def _is_pair(text: str, start: int, end: int) -> bool:
    """Return whether the words between two pairs of bars are a spoiler, not an operand of `a || b || c`."""
    inside = text[start:end]
    if not inside.strip():
        return False
    if not inside[0].isspace() and not inside[-1].isspace():
        return True
    is_spaced = inside[0].isspace() and inside[-1].isspace() and "\n" not in inside
    return is_spaced and AFTER_SPACED_CLOSING.match(text, end + len(MARK)) is not None


def hide_spoilers(text: str) -> str:
    """Return a text with its spoilers covered, for places without Markdown."""
    pieces, position = [], 0
    for start, end in find_spoilers(text):
        pieces += [text[position:start].removesuffix(MARK), COVER]
        position = end + len(MARK) if text.startswith(MARK, end) else end
    return "".join([*pieces, text[position:]])


def outside_edges(spans: Iterable[Span], spoilers: Sequence[Span]) -> Iterator[Span]:
    """Split spans where spoilers start and end, and leave out the bars, because bold words cannot reach across them."""
    cuts = sorted({edge for start, end in spoilers for edge in (start - len(MARK), start, end, end + len(MARK))})
    bars = {start - len(MARK) for start, _ in spoilers} | {end for _, end in spoilers}
    for first, last in spans:
        edges = [first, *(cut for cut in cuts if first < cut < last), last]
        for start, end in pairwise(edges):
            if start not in bars and start - 1 not in bars:
                yield start, end
