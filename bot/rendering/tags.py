"""Turns Discord's markup for things with an id, which people paste into documents, into what Discord shows for it.

A mention of a channel that the server knows, a time and a page of the server keep their markup: Discord shows them in the
reader's language and time zone, they can be clicked, and they ping nobody. Everything else becomes plain words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.rendering.names import Names, describe, is_time
from index.passages.splitting import Span
from index.text.tags import TAG

UNKNOWN = "unknown"
"""What Discord shows in place of a name that it does not know, after the sign."""
BARS = re.compile(r"\|(?=\|)")


@dataclass(frozen=True, slots=True)
class Named:
    """A text whose tags are replaced, the highlights in it, and the spans of the tags that stay and of names."""

    text: str
    highlights: tuple[Span, ...]
    kept: tuple[Span, ...]
    names: tuple[Span, ...]


def name_tags(text: str, highlights: Sequence[Span], names: Names) -> Named:
    """Replace the tags in a text. A highlight that is in a tag covers all that is shown for it."""
    pieces: list[str] = []
    kept: list[Span] = []
    named: list[Span] = []
    moved: list[tuple[Span, Span]] = []
    position = length = 0
    for tag in TAG.finditer(text):
        shown = _shown(tag, names)
        if shown is None:
            continue
        before = text[position : tag.start()]
        length += len(before)
        pieces += [before, shown]
        span = length, length + len(shown)
        (kept if shown == tag[0] else named).append(span)
        moved.append((tag.span(), span))
        position, length = tag.end(), span[1]
    if not moved:
        return Named(text, tuple(highlights), (), ())
    pieces.append(text[position:])
    return Named("".join(pieces), _moved(highlights, moved), tuple(kept), tuple(named))


def plain(text: str, names: Names | None) -> str:
    """Return a text with words in place of its tags, if names are given, for places without Markdown."""
    return TAG.sub(lambda tag: _time(tag) if is_time(tag) else _words(tag, names), text) if names else text


def _shown(tag: re.Match[str], names: Names) -> str | None:
    """Return the replacement for a tag, which may be the tag itself; None if Discord shows it as text."""
    if tag["place"] or (tag["seconds"] and not is_time(tag)) or (tag["page"] and not describe(tag, names)):
        return None
    is_known = bool(describe(tag, names))
    if names.has_links and is_known and (tag["sign"] == "#" or tag["page"]):
        return tag[0]
    return tag[0] if tag["seconds"] else _words(tag, names)


def _time(tag: re.Match[str]) -> str:
    """Return a time in words."""
    try:
        return datetime.fromtimestamp(int(tag["seconds"]), UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):  # a year that Python does not support
        return tag[0]


def _words(tag: re.Match[str], names: Names) -> str:
    """Return words for a tag: its name, or "unknown". Times stay as they are, because they differ by reader."""
    if tag["place"] or tag["seconds"] or (tag["page"] and not describe(tag, names)):
        return tag[0]
    shown = describe(tag, names) or (f"{tag['sign'][0]}{UNKNOWN}" if tag["sign"] else "")
    return BARS.sub("| ", shown)  # the bars of a name hide nothing


def _moved(spans: Sequence[Span], moved: Sequence[tuple[Span, Span]]) -> tuple[Span, ...]:
    """Return spans of a text in the text with replacements, given as pairs of old and new spans in order."""
    found = []
    place, shift = 0, 0
    for start, end in spans:
        ends = []
        for position, is_end in ((start, False), (end, True)):
            while place < len(moved) and moved[place][0][1] <= position:
                shift = moved[place][1][1] - moved[place][0][1]
                place += 1
            inside = place < len(moved) and moved[place][0][0] < position
            ends.append(moved[place][1][is_end] if inside else position + shift)
        if ends[0] < ends[1]:
            found.append((ends[0], ends[1]))
    return tuple(found)
