"""Times as they are written: digits or words with a sign that they are a time, such as *4 pm*, *half past nine* and *noon*."""

import re

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.ages import OTHER_UNIT
from index.text.literals.numbers import HOUR_WORD, WORDS, lower
from index.text.literals.spans import DAY_MINUTES, MAX_SPANS, MONTH_NAME, WEEKDAY, Span
from index.text.months import LAST_MONTH

HOUR_MINUTES = 60
HALF_DAY = 12 * HOUR_MINUTES
MIDNIGHT = DAY_MINUTES - 1
LAST_HOUR = 24
NOON = 12
SURE_HOUR = 6
"""The first hour that *6h30* may mean, unless it follows a word for a time; *1h30* is how long something takes."""
NIGHT_ENDS = 5
"""The first hour of which *at night* means the evening."""
HALF = r"[ap](?:\.?\s?m(?:-?ish)?\b\.?|(?<=\d[ap])\b(?![.'’-]?[^\W\d_]))"
"""*am* and *pm*, also as in *7p*."""
PART = (
    r"\s(?:in\sthe\s(?:early\s)?(?:morning|afternoon|evening)|(?:at|in\sthe)\snight|tonight"
    r"|this\s(?:morning|afternoon|evening))\b"
)
"""Words for a part of the day after a time."""
HOUR_OR_WORD = rf"(?:\d{{1,2}}|{HOUR_WORD})"
TIME = lazy_pattern(
    rf"(?<![\w.:,€$£])(?:(?P<hour>\d{{1,2}})[:.](?P<minute>[0-5]\d)(?!\d|[.:]\d|%)(?:\s?(?P<half>{HALF}))?"
    rf"|(?P<bare>\d{{1,2}})(?:\s?(?P<bare_half>{HALF})|\s?(?P<clock>o['’]?\s?clock\b|-?ish\b)|\s?(?P<h>h\b)|h(?P<h_minute>[0-5]\d)\b"
    rf"|(?={PART})"
    rf"|(?=\s?(?:to|until|till|and|[-–—])\s?\d{{1,2}}(?:[:.][0-5]\d)?\s?(?:{HALF}|h\b))"
    rf"|(?=\s?(?:to|until|till|[-–—])\s?(?:noon|midnight|midday)\b))"
    r"|(?P<long>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:h|hrs|hours)\b"
    r"|(?<!\bfrom\s)(?<!\bbetween\s)(?P<past>half|quarter|(?:ten|twenty(?:[-\s]five)?|five|10|20|25|5)(?:\sminutes)?)"
    r"\s(?P<side>past|to)\s"
    rf"(?P<past_hour>{HOUR_OR_WORD}|noon|midday|midnight)\b(?:\s?(?P<past_half>{HALF}))?"
    rf"|(?<=\bat\s)half\s(?P<half_hour>{HOUR_WORD})\b(?:\s?(?P<half_half>{HALF}))?"
    rf"|(?P<word>{HOUR_WORD})(?:\s(?P<word_half>{HALF})|\so['’]?\s?clock\b|-?ish\b|(?={PART}))"
    r"|(?:12\s)?(?P<name>noon|midday|midnight)\b)",
    re.IGNORECASE,
)
DAYS = rf"{WEEKDAY}['’]?s?|weekdays?|weekends?|daily|(?-i:M\s?[-–—]\s?F)"
RANGE_PRECEDES = lazy_pattern(
    rf"(?:\b(?:(?P<sure>open|hours|phone|lunch|dinner|breakfast|{DAYS})(?:\s(?:is|are))?[:,]?\s(?:from\s)?|(?P<between>between)\s|from\s)"
    r"|\w:\s)$",
    re.IGNORECASE,
)
"""Words before a range of hours; after those that are `sure`, it cannot be one of ages."""
DAY_FOLLOWS = lazy_pattern(rf"\s(?:on|every)\s(?:{DAYS})\b", re.IGNORECASE)
DAY_PRECEDES = lazy_pattern(
    rf"\b(?:{DAYS}|doors|kick-?off|{MONTH_NAME}|(?P<sure>times?:|hours:))(?P<colon>:)?,?\s?$", re.IGNORECASE
)
"""What precedes a time with a point, such as 19.30, other than *at* and the like."""
SURE_END = lazy_pattern(rf"\s?(?:[-–—]|to|until|till)\s?\d{{1,2}}[:.][0-5]\d\s?{HALF}", re.IGNORECASE)
"""What follows the start of a range with a point whose end says that it is a time, as in *7.00-8.30pm*."""
LETTERS = ("a", "p", "A", "P")
RANGE_END = lazy_pattern(r"\s?(?:[-–—]|to|until|till)\s?\d{1,2}(?:[:.][0-5]\d)?\s?[ap]\b", re.IGNORECASE)
RANGE_START = lazy_pattern(r"\d\s?[ap]\s?(?:[-–—]|to|until|till)\s?$", re.IGNORECASE)
"""What makes a range of *7a* and *3p*."""
PENNIES = lazy_pattern(r"\s(?:an?|per|each|off|for|extra|more)\b", re.IGNORECASE)
"""What follows *5p* where it is money."""
ROUGHLY = lazy_pattern(rf"\b(?:at|by|until|till|from|before|after|around|about|since|{DAYS})\s$", re.IGNORECASE)
"""What precedes *9ish* where it is a time."""
PAST = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5, "10": 10, "20": 20, "25": 25, "5": 5}
MINUTES_TO = lazy_pattern(r"\b(?:at|by|until|till|before|after|around|about|since)\s$", re.IGNORECASE)
"""What precedes *ten to four* as one time."""
AT = lazy_pattern(
    r"(?:\b(?:at|from|until|till|by|after|before|between|around|about|opens?|closes?|starts?|begins?|ends?)"
    r"|\d\s?h?\s?(?:[-–—]|to))\s?$",
    re.IGNORECASE,
)
"""Words before a number of hours, or one with a point, that make it a time of the day."""
HOURS_FOLLOW = lazy_pattern(r"\s?(?:to|until|[-–—])\s?\d{1,2}\s?h\b", re.IGNORECASE)
BEFORE = 16
PART_FOLLOWS = lazy_pattern(PART, re.IGNORECASE)


def stated_times(text: str) -> list[Span]:
    """Return the times that a text writes as such, in reading order, in minutes after midnight."""
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
    return found


def _minutes(text: str, match: re.Match[str], part: str) -> int | None:
    """Return the minutes after midnight of a match and the part of the day after it, or None if it is no time."""
    if match["name"]:
        return MIDNIGHT if lower(match["name"]) == "midnight" else HALF_DAY
    if match["long"]:
        return int(match["long"][:2]) * HOUR_MINUTES + int(match["long"][2:])
    written = match["hour"] or match["bare"] or match["past_hour"] or match["half_hour"] or match["word"]
    hour = hour_of(written)
    half = match["half"] or match["bare_half"] or match["past_half"] or match["half_half"] or match["word_half"]
    if hour * 60 + int(match["minute"] or 0) > LAST_HOUR * HOUR_MINUTES or (half and not 1 <= hour <= NOON):
        return None
    if not _is_time(text, match, half, part):
        return None
    minute = int(match["minute"] or match["h_minute"] or (30 if match["half_hour"] else 0))
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


def _is_time(text: str, match: re.Match[str], half: str | None, part: str) -> bool:
    """Return whether a match that may be something else, such as *15.30*, *5p* and *10 to 12*, is a time here."""
    if match["hour"] and "." in match[0][:3] and not half and not part:
        return _is_dotted_time(text, match)
    if half in LETTERS or match[0][-3:].lower() == "ish":
        return _is_short_time(text, match, part)
    return not (match["past"] and _is_range(text, match))


def hour_of(written: str) -> int:
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
    return past.isdecimal() and int(past) < hour_of(match["past_hour"])


def _is_dotted_time(text: str, match: re.Match[str]) -> bool:
    """Return whether *15.30* is a time here; 2.50 is rather an amount, and 5.12 after a weekday a date."""
    if OTHER_UNIT.match(text, match.end()):
        return False
    if _is_at(text, match.start()) or SURE_END.match(text, match.end()):
        return True
    day = DAY_PRECEDES.search(text, max(0, match.start() - BEFORE), match.start())
    is_date = 1 <= int(match["minute"]) <= LAST_MONTH
    return day is not None and (day["sure"] is not None or not is_date) and (len(match["hour"]) > 1 or not day["colon"])


def _is_short_time(text: str, match: re.Match[str], part: str) -> bool:
    """Return whether *7p* or *9ish* is a time: with minutes, with a part of the day, in a range, or after *at* or a day."""
    is_ish = match[0][-3:].lower() == "ish"
    if match["minute"] or part or DAY_FOLLOWS.match(text, match.end()):
        return True
    if OTHER_UNIT.match(text, match.end()) or (not is_ish and PENNIES.match(text, match.end())):
        return False
    before = max(0, match.start() - BEFORE)
    if ROUGHLY.search(text, before, match.start()):
        return True
    return not is_ish and bool(RANGE_END.match(text, match.end()) or RANGE_START.search(text, before, match.start()))


def _is_at(text: str, start: int) -> bool:
    """Return whether `16 h` is a time here, rather than a duration."""
    return AT.search(text, max(0, start - BEFORE), start) is not None
