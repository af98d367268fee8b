"""Takes frames away that are drawn around text, with box-drawing characters or with signs such as `+--+` and `****`."""

import re
from collections.abc import Iterator, Sequence

from index.text.characters import has_words

RULE = re.compile(r"[\u2500-\u257f](?:[\u2500-\u257f ]*[\u2500-\u257f])?|\+[-=_~+]+\+|\*{5,}|#{5,}")
"""A line of a frame without text: its top, its bottom, or what parts it."""
SIDES = "│┃║┆┇┊┋|*#"
SIGNS = "*#"
"""Sides that also start bullets or headings, so that space must follow them."""
MIN_WIDTH = 5
MAX_LONGER = 6
"""Characters by which a line may be longer or shorter than the top of its frame, for instance because of emoji."""
MIN_MARGIN, MAX_OFF_CENTRE = 3, 2
"""Spaces on either side of a title in the middle of a frame, and by how many they may differ."""
DECORATED = re.compile(r"[-=|~<>*:·•]{2,}\s*(?P<title>\w.*?)\s*[-=|~<>*:·•]{2,}")
"""A title between strokes, as in `--==| Links |==--`."""
GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
SMALL_GAP, LARGER_GAP, UNEVEN = 3, 5, 2
"""Spaces in a line that is as long as the others: of any gap, or of several, by how many these may differ."""


def without_frames(rows: Sequence[str]) -> list[str]:
    """Return the rows of a text, as many as before, without frames around them; what stands in the middle is a heading.

    A frame that has bars within it as well is a table, and stays.
    """
    found = list(rows)
    position = 0
    while position < len(rows):
        if not _is_rule(rows[position]):
            position += 1
            continue
        stop, is_frame = _measure(rows, position)
        if is_frame:
            found[position:stop] = _unframed(rows[position:stop])
        position = stop
    return found


def _is_rule(row: str) -> bool:
    words = row.strip()
    return len(words) >= MIN_WIDTH and RULE.fullmatch(words) is not None


def _measure(rows: Sequence[str], top: int) -> tuple[int, bool]:
    """Return the position behind what may be a frame that starts with a rule, and whether it is one.

    A single row between rules of the same mark is a heading, which `lines` reads.
    """
    width, side, inner = len(rows[top].strip()), "", []
    last = position = top
    for position in range(top + 1, len(rows)):
        row = rows[position].strip()
        if abs(len(row) - width) > MAX_LONGER:
            break
        if _is_rule(row):
            last = position
        elif _is_framed(row) and row[0] == (side or row[0]):
            side = row[0]
            inner.append((position, row[1:-1]))
        else:
            break
    inside = [text for position, text in inner if position < last]
    if not any(map(has_words, inside)):
        return max(position, top + 1), False
    is_heading = last == top + 2 and rows[last].strip()[0] == rows[top].strip()[0]
    return last + 1, not is_heading and not _has_columns(inside, side)


def _is_framed(row: str) -> bool:
    """Return whether a row has the same side at its start and end."""
    if len(row) < MIN_WIDTH or row[0] != row[-1] or row[0] not in SIDES:
        return False
    return row[0] not in SIGNS or (row[1].isspace() and row[-2].isspace())


def _has_columns(inner: Sequence[str], side: str) -> bool:
    """Return whether there is a bar at the same place in two rows of a frame."""
    places = [at for row in inner for at, mark in enumerate(row) if mark == side]
    return len(places) > len(set(places))


def _unframed(rows: Sequence[str]) -> Iterator[str]:
    """Yield the rows of a frame without it."""
    texts = ["" if _is_rule(row) else row.strip()[1:-1] for row in rows]
    margin = min((len(text) - len(text.lstrip()) for text in texts if text.strip()), default=0)
    for position, text in enumerate(texts):
        title = _title(text, texts[position - 1], texts[position + 1]) if text.strip() else ""
        yield f"# {title}" if title else _without_gaps(text[margin:].rstrip())


def _without_gaps(text: str) -> str:
    """Return a line with single spaces if it was spaced out to the width of its frame, and does not consist of columns."""
    gaps = [len(gap.group()) for gap in GAP.finditer(text)]
    if not gaps:
        return text
    is_even = len(gaps) > 1 and max(gaps) <= LARGER_GAP and max(gaps) - min(gaps) <= UNEVEN
    return GAP.sub(" ", text) if is_even or max(gaps) <= SMALL_GAP else text


def _title(text: str, above: str, below: str) -> str:
    """Return a title in the middle of a frame, without strokes around it; "" if a row is none."""
    before, after = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
    if above.strip() or min(before, after) < MIN_MARGIN or abs(before - after) > MAX_OFF_CENTRE:
        return ""
    decorated = DECORATED.fullmatch(text.strip())
    if decorated:
        return decorated["title"]
    return "" if below.strip() else text.strip()
