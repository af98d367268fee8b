"""Weekdays of clock times: *at 2 pm on Thursday and at 9 am on Friday* states no time of Friday but 9 am."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.spans import Span

SEPARATOR = lazy_pattern(r"[,;(，、；（]|\band\b|\bbut\b", re.IGNORECASE)
"""What stands between the items of an enumeration."""
SENTENCE_END = lazy_pattern(r"[!?。]|\.(?=\s|$)|\n")
LINK = lazy_pattern(r"(?:[\s,;/&+.]|\b(?:and|or|on|every)\b)*", re.IGNORECASE)
"""What stands between weekdays that share their times."""
FURTHEST = 200
"""Characters between a time and its weekday."""


def days_of_times(text: str, times: Sequence[Span], weekdays: Sequence[Span]) -> list[Sequence[Span]]:
    """Return the weekdays of each time: those nearest to it in its sentence, or all of the text if none is.

    A time is one of the weekdays before it, unless fewer commas and the like are between it and those after it.
    """
    groups = _groups(text, weekdays)
    starts = [group[0].start for group in groups]
    places = sorted({(time.start, time.end) for time in times})
    is_day_first = bool(groups and places and starts[0] < places[0][0])
    of_place: dict[tuple[int, int], Sequence[Span]] = {}
    for place, (start, end) in enumerate(places):
        after = bisect_right(starts, start)
        before, its_days = groups[after - 1] if after else None, groups[after] if after < len(groups) else None
        left = right = None
        if before and before[-1].end > start:  # within, as in *Friday 18:00 to Sunday 12:00*
            its_days = before = None
        if before:
            earlier = places[place - 1] if place else (0, 0)
            is_shared = earlier[0] >= before[-1].end and of_place[earlier] is before
            left = _separators(text, earlier[1] if is_shared else before[-1].end, start)
        if its_days:
            right = _separators(text, end, its_days[0].start)
            if right and place + 1 < len(places) and places[place + 1][0] < its_days[0].start:  # of another item
                right = None
        if left is not None and (right is None or left < right or (left == right and is_day_first)):
            its_days = before
        of_place[start, end] = its_days if its_days and (left, right) != (None, None) else weekdays
    return [of_place[time.start, time.end] for time in times]


def _groups(text: str, weekdays: Sequence[Span]) -> list[list[Span]]:
    """Return weekdays in reading order, together with those that share their times."""
    groups: list[list[Span]] = []
    for day in sorted(weekdays):
        if groups and (day.start < groups[-1][-1].end or LINK.fullmatch(text, groups[-1][-1].end, day.start)):
            groups[-1].append(day)
        else:
            groups.append([day])
    return groups


def _separators(text: str, start: int, end: int) -> int | None:
    """Return the number of separators between two places, or None if they are not in the same sentence."""
    if end - start > FURTHEST or SENTENCE_END.search(text, start, end):
        return None
    return len(SEPARATOR.findall(text, start, end))
