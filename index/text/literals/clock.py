"""Clock times, in minutes after midnight."""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.text.literals.numbers import WORD, WORDS, lower
from index.text.literals.spans import DAY_MINUTES, MAX_SPANS, Span, join_spans

HOUR_MINUTES = 60
HALF_DAY = 12 * HOUR_MINUTES
LAST_HOUR = 24
NOON = 12
HALF = r"[ap]\.?\s?m\b\.?"
TIME = re.compile(
    rf"(?<![\w.:,€$£])(?:(?P<hour>\d{{1,2}})[:.](?P<minute>[0-5]\d)(?!\d|[.:]\d|%)(?:\s?(?P<half>{HALF}))?"
    rf"|(?P<bare>\d{{1,2}})(?:\s?(?P<bare_half>{HALF})|\s?(?P<clock>o['’]?\s?clock\b)|(?P<h>\s?h\b)"
    rf"|(?=\s?(?:to|until|till|[-–—])\s?\d{{1,2}}(?:[:.][0-5]\d)?\s?(?:{HALF}|h\b))"
    rf"|(?=\s?(?:to|until|till|[-–—])\s?(?:noon|midnight|midday)\b))"
    rf"|(?P<past>half|quarter|(?:ten|twenty|five)(?:\sminutes)?)\s(?P<side>past|to)\s(?P<past_hour>\d{{1,2}}|{WORD})\b"
    rf"(?:\s?(?P<past_half>{HALF}))?"
    rf"|(?P<word>{WORD})(?:\s(?P<word_half>{HALF})|\so['’]?\s?clock\b)"
    r"|(?P<name>noon|midday|midnight)\b)",
    re.IGNORECASE,
)
ANY_TIME = re.compile(
    r"\b(?:at\sany\s?time|24/7|around\sthe\sclock|24\shours\sa\sday|all\sday|day\sand\snight)\b", re.IGNORECASE
)
HOUR = re.compile(
    r"\bat\s(?P<hour>[1-9]|1\d|2[0-3])(?=\s*(?:[?!;,]|\.(?!\d)|$)|\s(?:on|in\sthe|every|tomorrow|today|tonight|or|sharp|mon|tue|wed|thu"
    r"|fri|sat|sun)\w*)(?!,\d)",
    re.IGNORECASE,
)
"""An hour without any sign that it is one, which is only believed in questions."""
PAST = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5}
AT = re.compile(r"(?:\b(?:at|from|until|till|by|after|before)|\d\s?(?:[-–—]|to))\s?$", re.IGNORECASE)
"""Words before a number of hours that make it a time of the day."""
BEFORE = 16
EVENING = re.compile(r"\s(?:in\sthe\s(?:evening|afternoon)|at\snight|tonight)\b", re.IGNORECASE)
MORNING = re.compile(r"\sin\sthe\smorning\b", re.IGNORECASE)


def times(text: str) -> Iterator[Span]:
    """Yield the clock times that a text names, as ranges."""
    found: list[Span] = []
    for match in TIME.finditer(text):
        minutes = _minutes(text, match)
        if minutes is None or (match["h"] and not _is_at(text, match.start())):
            continue
        found.append(Span(match.start(), match.end(), minutes, minutes))
        if len(found) == MAX_SPANS:
            break
    yield from join_spans(text, _with_halves(text, found), DAY_MINUTES)
    for match in ANY_TIME.finditer(text):
        yield Span(match.start(), match.end(), 0, DAY_MINUTES, is_limit=True)


def asked_times(text: str) -> Iterator[Span]:
    """Yield the clock times of a question; one of the first half of the day without a sign of it is also one of the second."""
    spans = list(times(text))
    for span in spans:
        yield span
        hour = text[span.start : span.end].lstrip()
        is_unsure = span.low == span.high and HOUR_MINUTES <= span.low < HALF_DAY and not hour.startswith("0")
        if is_unsure and not re.search(r"m\b\.?$", hour, re.IGNORECASE) and not MORNING.match(text, span.end):
            yield span._replace(low=span.low + HALF_DAY, high=span.high + HALF_DAY)
    for match in HOUR.finditer(text):
        minutes = int(match["hour"]) * HOUR_MINUTES
        yield Span(match.start("hour"), match.end("hour"), minutes, minutes)
        if minutes < HALF_DAY:
            yield Span(match.start("hour"), match.end("hour"), minutes + HALF_DAY, minutes + HALF_DAY)


def _minutes(text: str, match: re.Match[str]) -> int | None:
    """Return the minutes after midnight of a match, or None if it is no time."""
    if match["name"]:
        return DAY_MINUTES - 1 if lower(match["name"]) == "midnight" else HALF_DAY
    written = match["hour"] or match["bare"] or match["past_hour"] or match["word"]
    hour = WORDS[lower(written)] if written.isalpha() else int(written)
    half = match["half"] or match["bare_half"] or match["past_half"] or match["word_half"]
    if hour > LAST_HOUR or (half and not 1 <= hour <= NOON):
        return None
    if match["hour"] and "." in match[0][:3] and not half:  # 2.50 is rather an amount
        return None
    minute = int(match["minute"] or 0)
    if match["past"]:
        minute = PAST[lower(match["past"]).split()[0]] * (1 if lower(match["side"]) == "past" else -1)
    if half:
        hour = hour % NOON + (NOON if half[0] in "pP" else 0)
    elif hour < NOON and EVENING.match(text, match.end()):
        hour += NOON
    return hour * HOUR_MINUTES + minute


def _is_at(text: str, start: int) -> bool:
    """Return whether `16 h` is a time here, rather than a duration."""
    return AT.search(text, max(0, start - BEFORE), start) is not None


def _with_halves(text: str, found: list[Span]) -> list[Span]:
    """Return times with the half of the day of the next one, as in *2 to 6 pm*, where they have none."""
    for position, (one, other) in enumerate(pairwise(found)):
        is_bare = text[one.start : one.end].isdecimal()
        if is_bare and one.low + HALF_DAY < other.low and one.low < HALF_DAY <= other.low and text[other.end - 1] in "mM.":
            found[position] = one._replace(low=one.low + HALF_DAY, high=one.high + HALF_DAY)
    return found
