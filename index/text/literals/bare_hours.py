"""Bare hours: numbers that are times because of the words around them, such as those of *open from ten to four*."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.ages import ALSO, GROUP, OTHER_UNIT, PERSON
from index.text.literals.numbers import HOUR_WORD
from index.text.literals.spans import MAX_SPANS, MONTH_NAME, Span
from index.text.literals.stated_times import (
    BEFORE,
    DAY_FOLLOWS,
    DAYS,
    HOUR_MINUTES,
    HOUR_OR_WORD,
    LAST_HOUR,
    MIDNIGHT,
    NOON,
    RANGE_PRECEDES,
    hour_of,
)

TO = r"(?:\s(?:to|until|till)\s|\s?[-–—]\s?)"
NO_HOUR = rf"[\w:€$£%°-]|[.,/]\d|[\s-]?(?:years?|yrs?)\b|\s(?:of\s)?{MONTH_NAME}\b"
"""What follows a number that is no hour."""
BARE_RANGE = lazy_pattern(
    rf"(?<![\w.,:€$£/#-])(?P<first>{HOUR_OR_WORD})(?:{TO}|(?P<both>\sand\s))(?P<last>{HOUR_OR_WORD})(?!{NO_HOUR})",
    re.IGNORECASE,
)
"""A range of hours without any sign that they are hours, which is only believed where a text is about times."""
HOUR_FOLLOWS = lazy_pattern(
    rf"{TO}(?P<hour>{HOUR_OR_WORD})(?!{NO_HOUR})(?=\s*(?:[.,;)!?|]|$)|\s(?:on|every|each|and|or|but|except|{DAYS})\b)",
    re.IGNORECASE,
)
"""The end of a range in the hour alone, as in *noon to 4*."""
NAMED_HOUR = lazy_pattern(
    rf"\b(?:(?:opens?|closes?|shuts?|nightly,?|{DAYS})\sat\s(?P<hour>{HOUR_OR_WORD})"
    rf"|(?:starts?|begins?|ends?|finish(?:es)?|meets?)\sat\s(?P<word>{HOUR_WORD}))"
    rf"(?!{NO_HOUR})(?=\s*(?:[.,;)!?|]|$)|\s(?:on|every|each|and|or|but|until|till|to|sharp|{DAYS})\b)",
    re.IGNORECASE,
)
"""An hour that a text names without any sign but the word before it."""
ABOUT_TIMES = lazy_pattern(
    rf"\b(?:{DAYS}|hours|opens?|opening|phones?|telephone|desk|reception|office|lunch|answer(?:s|ed)?"
    r"|mornings?|afternoons?|evenings?|every\s?day)\b",
    re.IGNORECASE,
)


def with_bare_hours(text: str, found: Sequence[Span]) -> list[Span]:
    """Return the times that were found in a text, and the bare hours besides them."""
    times = [*found]
    times += _ends(text, times)
    times += _named_hours(text, times) if " at " in text else ()
    return [*times, *_bare_ranges(text, times)]


def _bare_ranges(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Yield the ends of ranges of bare hours, such as *between ten and twelve*, in a text about times rather than people."""
    if not ABOUT_TIMES.search(text):
        return
    is_about_people = PERSON.search(text) is not None
    after: int | None = None
    for match in islice(BARE_RANGE.finditer(text), MAX_SPANS):
        before = RANGE_PRECEDES.search(text, max(0, match.start() - BEFORE), match.start())
        is_next = after is not None and ALSO.fullmatch(text, after, match.start()) is not None
        is_sure = is_next or (before is not None and before["sure"] is not None)
        is_group = before is None and GROUP.search(text, max(0, match.start() - BEFORE), match.start()) is not None
        is_named = is_next or before is not None or (DAY_FOLLOWS.match(text, match.end()) is not None and not is_group)
        is_range = not match["both"] or (before is not None and before["between"] is not None)
        first, last = hour_of(match["first"]), hour_of(match["last"])
        is_hour = max(first, last) <= LAST_HOUR and not OTHER_UNIT.match(text, match.end())
        if is_named and is_range and is_hour and (is_sure or not is_about_people) and is_new(match, found):
            last += NOON if last <= first and last < NOON else 0
            after = match.end()
            yield Span(*match.span("first"), first * HOUR_MINUTES, first * HOUR_MINUTES)
            yield Span(*match.span("last"), last * HOUR_MINUTES, last * HOUR_MINUTES)


def _ends(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Yield the ends of ranges that are hours without any sign that they are, such as that of *noon to 4*."""
    for span in found:
        match = HOUR_FOLLOWS.match(text, span.end)
        if match is None or OTHER_UNIT.match(text, match.end()) or not is_new(match, found):
            continue
        hour = hour_of(match["hour"])
        hour += NOON if hour * HOUR_MINUTES <= span.low < (hour + NOON) * HOUR_MINUTES and hour <= NOON else 0
        if hour <= LAST_HOUR:
            yield Span(*match.span("hour"), *(min(hour * HOUR_MINUTES, MIDNIGHT),) * 2)


def _named_hours(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Yield hours such as that of *on Mondays at 5* or *opens at seven*."""
    for match in islice(NAMED_HOUR.finditer(text), MAX_SPANS):
        name = "hour" if match["hour"] else "word"
        hour = hour_of(match[name])
        if hour <= LAST_HOUR and is_new(match, found):
            yield Span(*match.span(name), *(min(hour * HOUR_MINUTES, MIDNIGHT),) * 2)


def is_new(match: re.Match[str], found: Sequence[Span]) -> bool:
    """Return whether a match overlaps with none of the times that were found."""
    return not any(span.start < match.end() and match.start() < span.end for span in found)
