"""Weekdays: Monday is 0, and Sunday is 6. The *second Monday* of a month has the place 2."""

import re
from collections.abc import Iterator
from itertools import islice

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.numbers import lower
from index.text.literals.spans import MAX_SPANS, MONTH_NAME, WEEK, WEEKDAY, Span, join_spans, ranges_between

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STARTS = tuple(name[:3] for name in WEEKDAYS)
TWO_LETTERS = r"(?-i:Mo|Tu|We|Th|Fr|Sa|Su)"
NAME = lazy_pattern(
    r"\b(?P<name>(?P<long>mon|tues?|wed(?:nes|s|nds|ens)?|thu(?:rs?)?|fri|sat(?:ur|er)?|sun)days?"
    rf"|(?P<short>tues?|weds|thurs?|thu|fri)|(?P<unsure>(?:mon|wed|sat|sun|fri)s?)|(?P<two>{TWO_LETTERS}))"
    r"(?:['’]s?)?(?![\w'’])\.?",
    re.IGNORECASE,
)
GROUP = lazy_pattern(
    r"\b(?:(?P<work>(?-i:M\s?[-–—]\s?F)|week-?days?|(?:work(?:ing)?|business|school)[ -]days?)|(?P<end>week-?ends?)"
    r"|(?P<all>daily|nightly|(?:every|each|any)\s(?:morning|afternoon|evening|night)|every\s?day|each\sday|any\sday|all\sdays"
    r"|all\sweek|throughout\sthe\sweek|(?:seven|7)\sdays\s(?:a|per|each|every)\sweek|24/7|(?:at\s)?any\s?time"
    r"|around\sthe\sclock|always)"
    r"|(?P<row>(?:seven|7)\sdays(?!\s(?:a|of|before|after|in|from|later|ago|prior)\b)))\b",
    re.IGNORECASE,
)
PERIOD = lazy_pattern(
    r"(?:\b(?:within|in|after|for|than|least|most|next|last|first|every|these|up to|takes?|is|are|about))\s+$", re.IGNORECASE
)
"""Words before *seven days* that make it a length of time."""
GROUPS = {"work": (0, 4), "end": (5, 6), "all": (0, 6), "row": (0, 6)}
COUNTED = lazy_pattern(r"(?:\d|\b(?:one|two|three|four|five|six|seven|ten|few|several))\s+$", re.IGNORECASE)
FEAST = lazy_pattern(r"\b(?:good|black|cyber|easter|palm|whit|ash|shrove|giving|holy|maundy|fat|super)\s+$", re.IGNORECASE)
"""Words before the name of a weekday that make it the name of one day in the year."""
DAY_FOLLOWS = lazy_pattern(r"\s*(?:[-–—:;,/&|()]|$|\d|to\b|from\b|and\b|until\b|till\b|only\b|at\b|through\b)", re.IGNORECASE)
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
LAST = 9
"""The place of the last weekday in a month."""
PLACE = lazy_pattern(
    rf"\b(?P<every>(?:every|each)\s)?(?:(?P<earlier>{'|'.join(PLACES)})\s(?:and|or|&)\s)?(?P<place>{'|'.join(PLACES)})\s$",
    re.IGNORECASE,
)
PLACE_FOLLOWS = lazy_pattern(
    rf"\s\((?:the\s)?(?P<earlier>{'|'.join(PLACES)})(?:\s(?:and|or|&)\s(?P<place>{'|'.join(PLACES)}))?\b[^()]{{0,24}}\)",
    re.IGNORECASE,
)
LAST_PLACE = lazy_pattern(r"\blast\s$", re.IGNORECASE)
OF_MONTH = lazy_pattern(r"\s(?:of|in)\s(?:the|each|every|a|any)\s(?:\w+\s)?month", re.IGNORECASE)
FAR_JOIN = lazy_pattern(
    r",?\s(?:the\s)?(?:\d{1,2}(?:st|nd|rd|th)?(?:\s(?:of\s)?[^\W\d_]{3,9})?(?:,?\s\d{4})?,?\s?)?"
    r"(?:(?:at\s)?(?:\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?|noon|midday|midnight)\s?)?"
    r"(?:(?:to|until|till|through)\s|[-–—]\s?)(?:the\s)?",
    re.IGNORECASE,
)
"""What stands between two weekdays with dates or times that make a range."""
LONGEST_FAR_JOIN = 40
DAY_PRECEDES = lazy_pattern(
    rf"(?:\b(?:{'|'.join(PLACES)}|on(?:\sa)?|any|every|each|next|last|this|until|till|open|opens|closed|closes|hours|times)"
    r"|[-–—/&])\s*$",
    re.IGNORECASE,
)
PART_FOLLOWS = lazy_pattern(
    r"\s(?:(?:mornin|evenin)g|afternoon|eve|night|nite|lunch(?:time)?)s?\b|\s(?:ok(?:ay)?|fine)\b", re.IGNORECASE
)
"""Words after the short name of a weekday that make it one, whatever comes before."""
TWO_FOLLOW = lazy_pattern(rf"\s?[-–—/,&+]\s?{TWO_LETTERS}\b")
TWO_PRECEDE = lazy_pattern(rf"\b{TWO_LETTERS}\s?[-–—/,&+]\s?$")
OTHER_FOLLOWS = lazy_pattern(rf"\s?(?:or|and|to|[-–—/&,+])\s?{WEEKDAY}\b", re.IGNORECASE)
OTHER_PRECEDES = lazy_pattern(rf"\b{WEEKDAY}\s?(?:or|and|to|[-–—/&,+])\s?$", re.IGNORECASE)
TIME_FOLLOWS = lazy_pattern(
    r",?\s(?:at\s)?\d{1,2}(?:[:.][0-5]\d(?!\d)|\s?(?:[ap]\.?m\b|h\b|o['’]?\s?clock\b)"
    rf"|(?:st|nd|rd|th)?\s(?:of\s)?{MONTH_NAME}\b)",
    re.IGNORECASE,
)
"""A time or date after the short name of a weekday, which makes it one."""
CAPITAL_FOLLOWS = lazy_pattern(r"\s[^\W\d_a-z]")
BEFORE = 24


def weekdays(text: str) -> Iterator[Span]:
    """Yield the weekdays that a text names, as ranges."""
    found: list[Span] = []
    for match in NAME.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()]
        if FEAST.search(before) or (match["unsure"] and not _is_day(text, match, before)):
            continue
        if match["two"] and not (TWO_FOLLOW.match(text, match.end()) or TWO_PRECEDE.search(before)):
            continue
        day = next(day for day, start in enumerate(STARTS) if start.startswith(lower(match["name"])[:3]))
        found.append(Span(match.start(), match.end(), day, day))
        if len(found) == MAX_SPANS:
            break
    yield from _joined(text, found)
    yield from islice(_groups(text), MAX_SPANS)


def _groups(text: str) -> Iterator[Span]:
    """Yield groups of weekdays, such as *every day*."""
    for match in GROUP.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()]
        is_period = match["row"] and PERIOD.search(before)
        if not match.lastgroup or COUNTED.search(before) or is_period:
            continue
        yield Span(match.start(), match.end(), *GROUPS[match.lastgroup])


def _joined(text: str, found: list[Span]) -> Iterator[Span]:
    """Yield weekdays as ranges, with their place in the month."""
    apart: list[Span] = []
    for span in found:
        gap = text[apart[-1].end : span.start][: LONGEST_FAR_JOIN + 1] if apart else ""
        if gap[:1] and any(map(str.isdigit, gap)) and FAR_JOIN.fullmatch(gap):
            yield from ranges_between(apart.pop(), span, WEEK)
        else:
            apart.append(span)
    for span in join_spans(text, apart, WEEK):
        yield from _placed(text, span) if span.low == span.high else [span]


def _placed(text: str, span: Span) -> list[Span]:
    """Return a weekday with its place in the month, twice for *the first and third Monday*, or as it is if it has none."""
    first = max(0, span.start - BEFORE)
    before = text[first : span.start]
    match = PLACE.search(before)
    start = first + match.start() if match else span.start
    if match is None:
        match = PLACE_FOLLOWS.match(text, span.end)
    elif _is_interval(text, span, match):
        match = None
    if match:
        places = [PLACES[lower(name)] for name in (match["earlier"], match["place"]) if name]
    elif (last := LAST_PLACE.search(before)) and OF_MONTH.match(text, span.end):
        places, start = [LAST], first + last.start()
    else:
        return [span]
    return [span._replace(start=start, years=(place, place)) for place in places]


def _is_interval(text: str, span: Span, place: re.Match[str]) -> bool:
    """Return whether words before a weekday say how often it is rather than where in the month, as in *every second Monday*."""
    if not place["every"] or place["earlier"]:
        return False
    return PLACES[lower(place["place"])] > 1 and OF_MONTH.match(text, span.end) is None


def _is_day(text: str, match: re.Match[str], before: str) -> bool:
    """Return whether `sun`, `sat`, `mon` or `wed` is a weekday here."""
    is_capital = match["unsure"][0].isupper()
    if is_capital and DAY_FOLLOWS.match(text, match.end()):
        return True
    if DAY_PRECEDES.search(before) and not (is_capital and CAPITAL_FOLLOWS.match(text, match.end())):
        return True
    follows = any(pattern.match(text, match.end()) for pattern in (PART_FOLLOWS, OTHER_FOLLOWS, TIME_FOLLOWS))
    return follows or OTHER_PRECEDES.search(before) is not None
