"""Clock times, in minutes after midnight."""

import math
import re
from collections.abc import Iterator
from itertools import islice, pairwise

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.ages import ages_to_take_part
from index.text.literals.bare_hours import BARE_RANGE, is_new, with_bare_hours
from index.text.literals.numbers import HOUR_WORD
from index.text.literals.openings import ENDS_AT, IF_OPEN, asked_time, starts_and_ends
from index.text.literals.spans import DAY_MINUTES, JOIN, LONGEST_JOIN, MAX_SPANS, WEEKDAY, Span, join_spans
from index.text.literals.stated_times import BEFORE, DAYS, HALF_DAY, HOUR_MINUTES, MIDNIGHT, hour_of, stated_times

ANY_TIME = lazy_pattern(
    r"\b(?:at\sany\s?time|24/7|around\sthe\sclock|24\s?(?:hours|hrs|h)\sa\sday|all\sday|day\sand\snight"
    r"|open(?:\s\w+)?\s24\s?(?:hours|hrs|h))\b",
    re.IGNORECASE,
)
LATEST_OF_BOTH = 8
"""The last hour at which a range of bare hours may start in either half of the day."""
HOUR = lazy_pattern(
    rf"\b(?:(?<!look\s)(?<!looking\s)at|(?<=open\s)(?:from|until|till?))\s(?P<hour>[1-9]|1\d|2[0-3]|(?!one\b)(?:{HOUR_WORD}))(?=\s*(?:[?!;,]|\.(?!\d)|$)|\s(?:on|every|tomorrow|today|or|sharp|mon|tue|wed|thu"
    r"|fri|sat|sun)\w*)(?!,\d)",
    re.IGNORECASE,
)
"""An hour without any sign that it is one, which is only believed in questions."""
DIGITS_ONLY = lazy_pattern(r"\bat\s(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=\s*(?:[?!;,]|\.(?!\d)|$))", re.IGNORECASE)
"""A time such as *at 1530*, which is only believed in questions."""
PAYS = lazy_pattern(r"\b(?:pays?|costs?|fees?|price|ticket|charged?)\b", re.IGNORECASE)
"""Words of a question in which *at 17* is an age."""
OPENS_AT = lazy_pattern(r"\bopens?\sat\s(?:about\s)?$", re.IGNORECASE)
NIGHT = lazy_pattern(r"\b(?:at|during\sthe)\snight\b", re.IGNORECASE)
NIGHT_FROM, NIGHT_TO = 22 * HOUR_MINUTES, 6 * HOUR_MINUTES
NEXT_OPENING = lazy_pattern(rf"(?:[\s,;&]|\b(?:on|and|at|{DAYS})\b)+", re.IGNORECASE)
"""What stands between the time of an opening and that of another, on another weekday."""
OPEN = lazy_pattern(r"\b(?:open|come|enter|get\sin|arrive|visit|drop\sin)\b", re.IGNORECASE)
"""Words of a question that any time after an opening fits."""
IS_SURE = lazy_pattern(r"m(?:-?ish)?\b\.?$|\d\s?[ap]$|^0|\bh$|noon|night|midday|morning|evening", re.IGNORECASE)
"""Signs of a time that say in which half of the day it is."""
DAY_BEFORE = lazy_pattern(rf"{WEEKDAY},?\s(?:at\s)?$", re.IGNORECASE)
"""The end of what stands between the times of a range from one day to another."""
WITH_MINUTES = lazy_pattern(r"[1-9]\d?[:.][0-5]\d")
SHORT_RANGE = 3 * HOUR_MINUTES
SMALL_HOUR = 6 * HOUR_MINUTES
"""The longest range that is of one half of the day for sure, and the hour below which one before noon is not meant."""


def times(text: str) -> Iterator[Span]:
    """Yield the clock times that a text names, as ranges; of hours in words, both that they may be."""
    found = []
    opened = 0
    for span in _all_times(text):
        found.append(span)
        is_next = opened > 0 and NEXT_OPENING.fullmatch(text, opened, span.start) is not None
        is_opening = OPENS_AT.search(text, max(0, span.start - BEFORE), span.start) is not None or is_next
        if is_opening and (span.is_limit or is_next) and span.high in {span.low, math.inf}:
            yield span._replace(high=span.low, is_limit=False)
            yield span._replace(high=math.inf, unit=IF_OPEN, is_limit=True)
            opened = span.end
        else:
            yield span
        yield from starts_and_ends(text, span)
    for match in ANY_TIME.finditer(text):
        yield Span(match.start(), match.end(), 0, DAY_MINUTES, is_limit=True)
        yield Span(match.start(), match.end(), -1, -1, ENDS_AT, is_limit=True)
    for match in islice(NIGHT.finditer(text), MAX_SPANS) if " night" in text else ():
        if is_new(match, found):
            yield Span(match.start(), match.end(), NIGHT_FROM, MIDNIGHT)
            yield Span(match.start(), match.end(), 0, NIGHT_TO)


def _all_times(text: str) -> Iterator[Span]:
    """Yield the times and ranges of times of a text, with what else each may be."""
    found = _with_halves(text, with_bare_hours(text, stated_times(text)))
    for span in join_spans(text, _across_days(text, found), DAY_MINUTES):
        yield span
        yield from _readings(text, span, is_asked=False)


def asked_times(text: str) -> Iterator[Span]:
    """Yield the clock times of a question; one of the first half of the day without a sign of it is also one of the second."""
    taken = []
    is_if_open = OPEN.search(text) is not None
    for span in _all_times(text):
        if span.high - span.low == DAY_MINUTES:
            continue
        taken.append(span)
        for reading in (span, *_readings(text, span, is_asked=True)):
            yield from asked_time(text, reading, is_if_open=is_if_open)
    for match in DIGITS_ONLY.finditer(text):
        minutes = int(match["hour"]) * HOUR_MINUTES + int(match["minute"])
        yield Span(match.start("hour"), match.end("minute"), minutes, minutes)
    for match in () if PAYS.search(text) else HOUR.finditer(text):
        if any(age.span("age") == match.span("hour") for age in ages_to_take_part(text)) or not is_new(match, taken):
            continue
        minutes = hour_of(match["hour"]) * HOUR_MINUTES
        for time in (minutes, minutes + HALF_DAY) if minutes < HALF_DAY else (minutes,):
            yield from asked_time(text, Span(*match.span("hour"), time, time), is_if_open=is_if_open)


def _readings(text: str, span: Span, *, is_asked: bool) -> Iterator[Span]:
    """Yield what else a time may be that is no range: midnight also of the next day, an early hour also of the second half.

    Texts write hours in digits as they mean them; questions may not.
    """
    written = text[span.start : span.end]
    is_range = span.low != span.high and not math.isinf(span.high - span.low)
    is_either = not written[0].isdigit() or written.isdecimal()
    if is_asked and (is_either or is_range):  # both are among the times of a text
        return
    if is_range:
        is_bare = BARE_RANGE.fullmatch(text, span.start, span.end) is not None
        is_unsure = is_bare or not (written[0].isdigit() or IS_SURE.search(written))
        if is_unsure and HOUR_MINUTES <= span.low <= LATEST_OF_BOTH * HOUR_MINUTES and span.high <= HALF_DAY:
            yield span._replace(low=span.low + HALF_DAY, high=min(span.high + HALF_DAY, MIDNIGHT))
        return
    low, high = span.low, span.high
    shift = 0
    if MIDNIGHT in {low, high} or 0 in {low, high}:
        shift = -MIDNIGHT if MIDNIGHT in {low, high} else MIDNIGHT
    elif (is_asked or is_either) and _is_unsure(text, span):
        shift = HALF_DAY
    if shift:
        yield span._replace(low=low + shift, high=high + shift)


def _is_unsure(text: str, span: Span) -> bool:
    """Return whether a time may be one of either half of the day."""
    time = span.high if span.low == -math.inf else span.low
    is_early = (HOUR_MINUTES if text[span.start].isdigit() else 1) <= time < HALF_DAY
    return is_early and not IS_SURE.search(text[span.start : span.end].strip())


def _with_halves(text: str, found: list[Span]) -> list[Span]:
    """Return times in reading order, with the half of the day that those beside them imply: *2 to 6 pm*, *9:00 to 5:00*."""
    found = sorted(found)
    for position, (one, other) in enumerate(pairwise(found)):
        is_bare = text[one.start : one.end].isdecimal()
        if is_bare and one.low + HALF_DAY < other.low and one.low < HALF_DAY <= other.low and text[other.end - 1] in "mM.":
            found[position] = one._replace(low=one.low + HALF_DAY, high=one.high + HALF_DAY)
        is_joined = other.start - one.end <= LONGEST_JOIN and JOIN.fullmatch(text, one.end, other.start) is not None
        if is_joined and _is_of_second_half(text, one, other):
            found[position] = one._replace(low=one.low + HALF_DAY, high=one.high + HALF_DAY)
        if is_joined and HOUR_MINUTES <= other.low <= one.low < HALF_DAY and _is_unsure(text, other):
            found[position + 1] = other._replace(low=other.low + HALF_DAY, high=other.high + HALF_DAY)
    return found


def _is_of_second_half(text: str, one: Span, other: Span) -> bool:
    """Return whether a time with minutes has the half of the day of the end of its range, as in *7.00-8.30pm*."""
    length = other.low - one.low - HALF_DAY
    is_early = one.low < HALF_DAY <= other.low and length > 0 and (length <= SHORT_RANGE or one.low < SMALL_HOUR)
    return is_early and WITH_MINUTES.fullmatch(text, one.start, one.end) is not None and text[other.end - 1] in "mMpP."


def _across_days(text: str, found: list[Span]) -> list[Span]:
    """Return times without those of a range from one day to another, as in *from Friday 18:00 to Sunday 12:00*: any will do."""
    kept: list[Span] = []
    for span in found:
        gap = text[kept[-1].end : span.start][: LONGEST_JOIN + 1] if kept else ""
        if DAY_BEFORE.search(gap) and JOIN.fullmatch(gap):
            kept[-1] = Span(kept[-1].start, span.end, 0, DAY_MINUTES, is_limit=True)
        else:
            kept.append(span)
    return kept
