"""Clock times, in minutes after midnight."""

import math
import re
from collections.abc import Iterator
from itertools import islice, pairwise

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.ages import ALSO, GROUP, OTHER_UNIT, PERSON, ages_to_take_part
from index.text.literals.numbers import HOUR_WORD, WORDS, lower
from index.text.literals.spans import DAY_MINUTES, JOIN, LONGEST_JOIN, MAX_SPANS, WEEKDAY, Span, join_spans

HOUR_MINUTES = 60
HALF_DAY = 12 * HOUR_MINUTES
MIDNIGHT = DAY_MINUTES - 1
LAST_HOUR, LAST_MONTH = 24, 12
NOON = 12
SURE_HOUR = 6
"""The first hour that *6h30* may mean, unless it follows a word for a time; *1h30* is how long something takes."""
NIGHT_ENDS = 5
"""The first hour of which *at night* means the evening."""
HALF = r"[ap]\.?\s?m\b\.?"
PART = (
    r"\s(?:in\sthe\s(?:early\s)?(?:morning|afternoon|evening)|(?:at|in\sthe)\snight|tonight"
    r"|this\s(?:morning|afternoon|evening))\b"
)
"""Words for a part of the day after a time."""
MONTH_NAME = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
HOUR_OR_WORD = rf"(?:\d{{1,2}}|{HOUR_WORD})"
TIME = lazy_pattern(
    rf"(?<![\w.:,€$£])(?:(?P<hour>\d{{1,2}})[:.](?P<minute>[0-5]\d)(?!\d|[.:]\d|%)(?:\s?(?P<half>{HALF}))?"
    rf"|(?P<bare>\d{{1,2}})(?:\s?(?P<bare_half>{HALF})|\s?(?P<clock>o['’]?\s?clock\b)|\s?(?P<h>h\b)|h(?P<h_minute>[0-5]\d)\b"
    rf"|(?={PART})"
    rf"|(?=\s?(?:to|until|till|and|[-–—])\s?\d{{1,2}}(?:[:.][0-5]\d)?\s?(?:{HALF}|h\b))"
    rf"|(?=\s?(?:to|until|till|[-–—])\s?(?:noon|midnight|midday)\b))"
    r"|(?P<long>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:h|hrs|hours)\b"
    r"|(?<!\bfrom\s)(?<!\bbetween\s)(?P<past>half|quarter|(?:ten|twenty(?:[-\s]five)?|five|10|20|25|5)(?:\sminutes)?)"
    r"\s(?P<side>past|to)\s"
    rf"(?P<past_hour>{HOUR_OR_WORD}|noon|midday|midnight)\b(?:\s?(?P<past_half>{HALF}))?"
    rf"|(?<=\bat\s)half\s(?P<half_hour>{HOUR_WORD})\b(?:\s?(?P<half_half>{HALF}))?"
    rf"|(?P<word>{HOUR_WORD})(?:\s(?P<word_half>{HALF})|\so['’]?\s?clock\b|(?={PART}))"
    r"|(?:12\s)?(?P<name>noon|midday|midnight)\b)",
    re.IGNORECASE,
)
ANY_TIME = lazy_pattern(
    r"\b(?:at\sany\s?time|24/7|around\sthe\sclock|24\s?(?:hours|hrs|h)\sa\sday|all\sday|day\sand\snight"
    r"|open(?:\s\w+)?\s24\s?(?:hours|hrs|h))\b",
    re.IGNORECASE,
)
DAYS = rf"{WEEKDAY}['’]?s?|weekdays?|weekends?|daily|(?-i:M\s?[-–—]\s?F)"
TO = r"(?:\s(?:to|until|till)\s|\s?[-–—]\s?)"
NO_HOUR = rf"[\w:€$£%°-]|[.,/]\d|[\s-]?(?:years?|yrs?)\b|\s(?:of\s)?{MONTH_NAME}\b"
"""What follows a number that is no hour."""
BARE_RANGE = lazy_pattern(
    rf"(?<![\w.,:€$£/#-])(?P<first>{HOUR_OR_WORD})(?:{TO}|(?P<both>\sand\s))(?P<last>{HOUR_OR_WORD})(?!{NO_HOUR})",
    re.IGNORECASE,
)
"""A range of hours without any sign that they are hours, which is only believed where a text is about times."""
RANGE_PRECEDES = lazy_pattern(
    rf"(?:\b(?:(?P<sure>open|hours|phone|lunch|dinner|breakfast|{DAYS})(?:\s(?:is|are))?[:,]?\s(?:from\s)?|(?P<between>between)\s|from\s)"
    r"|\w:\s)$",
    re.IGNORECASE,
)
"""Words before a range of hours; after those that are `sure`, it is none of ages."""
DAY_FOLLOWS = lazy_pattern(rf"\s(?:on|every)\s(?:{DAYS})\b", re.IGNORECASE)
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
DAY_PRECEDES = lazy_pattern(rf"\b(?:{DAYS}|doors|kick-?off)(?P<colon>:)?,?\s$", re.IGNORECASE)
"""What precedes a time with a point, such as 19.30, other than *at* and the like."""
LATEST_OF_BOTH = 8
"""The last hour at which a range of bare hours may start in either half of the day."""
ABOUT_TIMES = lazy_pattern(
    rf"\b(?:{DAYS}|hours|opens?|opening|phones?|telephone|desk|reception|office|lunch|answer(?:s|ed)?"
    r"|mornings?|afternoons?|evenings?|every\s?day)\b",
    re.IGNORECASE,
)
HOUR = lazy_pattern(
    rf"\b(?<!look\s)(?<!looking\s)at\s(?P<hour>[1-9]|1\d|2[0-3]|(?!one\b)(?:{HOUR_WORD}))(?=\s*(?:[?!;,]|\.(?!\d)|$)|\s(?:on|every|tomorrow|today|or|sharp|mon|tue|wed|thu"
    r"|fri|sat|sun)\w*)(?!,\d)",
    re.IGNORECASE,
)
"""An hour without any sign that it is one, which is only believed in questions."""
DIGITS_ONLY = lazy_pattern(r"\bat\s(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=\s*(?:[?!;,]|\.(?!\d)|$))", re.IGNORECASE)
"""A time such as *at 1530*, which is only believed in questions."""
PAYS = lazy_pattern(r"\b(?:pays?|costs?|fees?|price|ticket|charged?)\b", re.IGNORECASE)
"""Words of a question in which *at 17* is an age."""
PAST = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5, "10": 10, "20": 20, "25": 25, "5": 5}
MINUTES_TO = lazy_pattern(r"\b(?:at|by|until|till|before|after|around|about|since)\s$", re.IGNORECASE)
"""What precedes *ten to four* as one time."""
OPENS_AT = lazy_pattern(r"\bopens?\sat\s(?:about\s)?$", re.IGNORECASE)
NIGHT = lazy_pattern(r"\b(?:at|during\sthe)\snight\b", re.IGNORECASE)
NIGHT_FROM, NIGHT_TO = 22 * HOUR_MINUTES, 6 * HOUR_MINUTES
NEXT_OPENING = lazy_pattern(rf"(?:[\s,;&]|\b(?:on|and|at|{DAYS})\b)+", re.IGNORECASE)
"""What stands between the time of an opening and that of another, on another weekday."""
OPEN = lazy_pattern(r"\b(?:open|come|enter|get\sin|arrive|visit|drop\sin)\b", re.IGNORECASE)
"""Words of a question that any time after an opening fits."""
IF_OPEN = "open"
"""The unit of times from an opening on, which only questions with such words have too."""
AT = lazy_pattern(
    r"(?:\b(?:at|from|until|till|by|after|before|between|around|about|opens?|closes?|starts?|begins?|ends?)"
    r"|\d\s?h?\s?(?:[-–—]|to))\s?$",
    re.IGNORECASE,
)
"""Words before a number of hours, or one with a point, that make it a time of the day."""
HOURS_FOLLOW = lazy_pattern(r"\s?(?:to|until|[-–—])\s?\d{1,2}\s?h\b", re.IGNORECASE)
BEFORE = 16
PART_FOLLOWS = lazy_pattern(PART, re.IGNORECASE)
IS_SURE = lazy_pattern(r"m\b\.?$|^0|\bh$|noon|night|midday|morning|evening", re.IGNORECASE)
"""Signs of a time that say in which half of the day it is."""


def times(text: str) -> Iterator[Span]:
    """Yield the clock times that a text names, as ranges; of hours in words, both that they may be."""
    found = []
    opened = 0
    for span in _stated(text):
        found.append(span)
        is_next = opened > 0 and NEXT_OPENING.fullmatch(text, opened, span.start) is not None
        is_opening = OPENS_AT.search(text, max(0, span.start - BEFORE), span.start) is not None or is_next
        if is_opening and (span.is_limit or is_next) and span.high in {span.low, math.inf}:
            yield span._replace(high=span.low, is_limit=False)
            yield span._replace(high=math.inf, unit=IF_OPEN, is_limit=True)
            opened = span.end
        else:
            yield span
    for match in ANY_TIME.finditer(text):
        yield Span(match.start(), match.end(), 0, DAY_MINUTES, is_limit=True)
    for match in islice(NIGHT.finditer(text), MAX_SPANS) if " night" in text else ():
        if _is_new(match, found):
            yield Span(match.start(), match.end(), NIGHT_FROM, MIDNIGHT)
            yield Span(match.start(), match.end(), 0, NIGHT_TO)


def _stated(text: str) -> Iterator[Span]:
    found: list[Span] = []
    for match in TIME.finditer(text):
        part = PART_FOLLOWS.match(text, match.end())
        minutes = _minutes(text, match, lower(part[0]) if part else "")
        is_duration = match["h"] or (match["h_minute"] and int(match["bare"]) < SURE_HOUR)
        is_joined = _is_at(text, match.start()) or HOURS_FOLLOW.match(text, match.end())
        if minutes is None or (is_duration and not is_joined):
            continue
        found.append(Span(match.start(), part.end() if part else match.end(), minutes, minutes))
        if len(found) == MAX_SPANS:
            break
    found += _ends(text, found)
    found += _named_hours(text, found) if " at " in text else ()
    found = _with_halves(text, [*found, *_bare_ranges(text, found)])
    for span in join_spans(text, _across_days(text, found), DAY_MINUTES):
        yield span
        yield from _readings(text, span, is_asked=False)


def asked_times(text: str) -> Iterator[Span]:
    """Yield the clock times of a question; one of the first half of the day without a sign of it is also one of the second."""
    taken = []
    is_if_open = OPEN.search(text) is not None
    for span in _stated(text):
        if span.high - span.low == DAY_MINUTES:
            continue
        taken.append(span)
        for reading in (span, *_readings(text, span, is_asked=True)):
            yield reading
            if is_if_open:
                yield reading._replace(unit=IF_OPEN)
    for match in DIGITS_ONLY.finditer(text):
        minutes = int(match["hour"]) * HOUR_MINUTES + int(match["minute"])
        yield Span(match.start("hour"), match.end("minute"), minutes, minutes)
    for match in () if PAYS.search(text) else HOUR.finditer(text):
        if any(age.span("age") == match.span("hour") for age in ages_to_take_part(text)) or not _is_new(match, taken):
            continue
        minutes = _hour(match["hour"]) * HOUR_MINUTES
        for time in (minutes, minutes + HALF_DAY) if minutes < HALF_DAY else (minutes,):
            yield Span(*match.span("hour"), time, time)
            if is_if_open:
                yield Span(*match.span("hour"), time, time, IF_OPEN)


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


def _minutes(text: str, match: re.Match[str], part: str) -> int | None:
    """Return the minutes after midnight of a match and the part of the day after it, or None if it is no time."""
    if match["name"]:
        return MIDNIGHT if lower(match["name"]) == "midnight" else HALF_DAY
    if match["long"]:
        return int(match["long"][:2]) * HOUR_MINUTES + int(match["long"][2:])
    written = match["hour"] or match["bare"] or match["past_hour"] or match["half_hour"] or match["word"]
    hour = _hour(written)
    half = match["half"] or match["bare_half"] or match["past_half"] or match["half_half"] or match["word_half"]
    if hour * 60 + int(match["minute"] or 0) > LAST_HOUR * HOUR_MINUTES or (half and not 1 <= hour <= NOON):
        return None
    if match["hour"] and "." in match[0][:3] and not half and not part and not _is_dotted_time(text, match):
        return None
    minute = int(match["minute"] or match["h_minute"] or (30 if match["half_hour"] else 0))
    if match["past"] and _is_range(text, match):
        return None
    if match["past"]:
        past = lower(match["past"])
        minute = (25 if "five" in past and "twenty" in past else PAST[past.split()[0]]) * (
            1 if lower(match["side"]) == "past" else -1
        )
        hour = hour % LAST_HOUR if minute > 0 else hour
    if half:
        hour = hour % NOON + (NOON if half[0] in "pP" else 0)
    elif part:
        hour = _hour_of_part(hour, part)
    return min(hour * HOUR_MINUTES + minute, MIDNIGHT)


def _hour(written: str) -> int:
    """Return an hour in digits or in words."""
    named = {"noon": NOON, "midday": NOON, "midnight": LAST_HOUR}
    return named.get(lower(written)) or (int(written) if written.isdecimal() else WORDS[lower(written)])


def _hour_of_part(hour: int, part: str) -> int:
    """Return an hour of 24 from one of 12 and the part of the day."""
    if "morning" in part:
        return 0 if hour == NOON else hour
    if "night" in part:
        if hour == NOON:
            return 0
        return hour + NOON if NIGHT_ENDS <= hour < NOON else hour
    return hour + NOON if hour < NOON else hour


def _is_range(text: str, match: re.Match[str]) -> bool:
    """Return whether *10 to 12* is a range of hours, or of something else, rather than ten minutes to twelve."""
    past = match["past"]
    before = text[max(0, match.start() - BEFORE) : match.start()]
    if lower(match["side"]) == "past" or lower(past) in {"half", "quarter"} or past.endswith("s") or MINUTES_TO.search(before):
        return False
    if RANGE_PRECEDES.search(before) or DAY_FOLLOWS.match(text, match.end()) or OTHER_UNIT.match(text, match.end()):
        return True
    return past.isdecimal() and int(past) < _hour(match["past_hour"])


def _is_dotted_time(text: str, match: re.Match[str]) -> bool:
    """Return whether *15.30* is a time here; 2.50 is rather an amount, and 5.12 after a weekday a date."""
    if OTHER_UNIT.match(text, match.end()):
        return False
    if _is_at(text, match.start()):
        return True
    day = DAY_PRECEDES.search(text, max(0, match.start() - BEFORE), match.start())
    is_date = 1 <= int(match["minute"]) <= LAST_MONTH
    return day is not None and not is_date and (len(match["hour"]) > 1 or not day["colon"])


def _is_at(text: str, start: int) -> bool:
    """Return whether `16 h` is a time here, rather than a duration."""
    return AT.search(text, max(0, start - BEFORE), start) is not None


def _bare_ranges(text: str, found: list[Span]) -> Iterator[Span]:
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
        first, last = _hour(match["first"]), _hour(match["last"])
        is_hour = max(first, last) <= LAST_HOUR and not OTHER_UNIT.match(text, match.end())
        if is_named and is_range and is_hour and (is_sure or not is_about_people) and _is_new(match, found):
            last += NOON if last <= first and last < NOON else 0
            after = match.end()
            yield Span(*match.span("first"), first * HOUR_MINUTES, first * HOUR_MINUTES)
            yield Span(*match.span("last"), last * HOUR_MINUTES, last * HOUR_MINUTES)


def _ends(text: str, found: list[Span]) -> Iterator[Span]:
    """Yield the ends of ranges that are hours without any sign that they are, such as that of *noon to 4*."""
    for span in found:
        match = HOUR_FOLLOWS.match(text, span.end)
        if match is None or OTHER_UNIT.match(text, match.end()) or not _is_new(match, found):
            continue
        hour = _hour(match["hour"])
        hour += NOON if hour * HOUR_MINUTES <= span.low < (hour + NOON) * HOUR_MINUTES and hour <= NOON else 0
        if hour <= LAST_HOUR:
            yield Span(*match.span("hour"), *(min(hour * HOUR_MINUTES, MIDNIGHT),) * 2)


def _named_hours(text: str, found: list[Span]) -> Iterator[Span]:
    """Yield hours such as that of *on Mondays at 5* or *opens at seven*."""
    for match in islice(NAMED_HOUR.finditer(text), MAX_SPANS):
        name = "hour" if match["hour"] else "word"
        hour = _hour(match[name])
        if hour <= LAST_HOUR and _is_new(match, found):
            yield Span(*match.span(name), *(min(hour * HOUR_MINUTES, MIDNIGHT),) * 2)


def _is_new(match: re.Match[str], found: list[Span]) -> bool:
    return not any(span.start < match.end() and match.start() < span.end for span in found)


def _with_halves(text: str, found: list[Span]) -> list[Span]:
    """Return times in reading order, with the half of the day that those beside them imply: *2 to 6 pm*, *9:00 to 5:00*."""
    found = sorted(found)
    for position, (one, other) in enumerate(pairwise(found)):
        is_bare = text[one.start : one.end].isdecimal()
        if is_bare and one.low + HALF_DAY < other.low and one.low < HALF_DAY <= other.low and text[other.end - 1] in "mM.":
            found[position] = one._replace(low=one.low + HALF_DAY, high=one.high + HALF_DAY)
        is_joined = other.start - one.end <= LONGEST_JOIN and JOIN.fullmatch(text, one.end, other.start)
        if is_joined and HOUR_MINUTES <= other.low <= one.low < HALF_DAY and _is_unsure(text, other):
            found[position + 1] = other._replace(low=other.low + HALF_DAY, high=other.high + HALF_DAY)
    return found


def _across_days(text: str, found: list[Span]) -> list[Span]:
    """Return times without those of a range from one day to another, as in *from Friday 18:00 to Sunday 12:00*: any will do."""
    kept: list[Span] = []
    for span in found:
        gap = text[kept[-1].end : span.start][: LONGEST_JOIN + 1] if kept else ""
        if re.search(WEEKDAY, gap, re.IGNORECASE) and JOIN.fullmatch(gap):
            kept[-1] = Span(kept[-1].start, span.end, 0, DAY_MINUTES, is_limit=True)
        else:
            kept.append(span)
    return kept
