"""Amounts with a unit: money, durations, sizes, weights and shares."""

import re
from collections.abc import Iterator
from itertools import islice

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.numbers import DIGITS, WORD, lower, number
from index.text.literals.spans import MAX_SPANS, Span, is_range, join_spans

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
UNEVEN = 27 * DAY
"""The factor from which a duration, such as a month, differs by some days, so that 3 months are 90 days and also 13 weeks."""
UNEVEN_SHARE = 1.035
UNITS = (
    (r"€|euros?|eur", "euro", 1.0),
    (r"US\$|\$|dollars?|usd|bucks", "dollar", 1.0),
    (r"£|pounds?|gbp|quid", "pound", 1.0),
    (r"¥|yuan|rmb|renminbi|cny", "yuan", 1.0),
    (r"¢(?:\scents?)?|cents?|ct", "cent", 1.0),
    (r"pence|p(?!\.m)", "pound", 0.01),
    (r"%|per\s?cent", "%", 1.0),
    (r"kgs?|kilos?|kilograms?", "g", 1000.0),
    (r"g|gms?|grams?", "g", 1.0),
    (r"lbs?", "lb", 1.0),
    (r"t|tons?|tonnes?", "g", 1e6),
    (r"kms?|kilomet(?:er|re)s?", "m", 1000.0),
    (r"cms?|centimet(?:er|re)s?", "m", 0.01),
    (r"mms?|millimet(?:er|re)s?", "m", 0.001),
    (r"m|met(?:er|re)s?", "m", 1.0),
    (r"miles?", "mile", 1.0),
    (r"feet|foot|ft", "foot", 1.0),
    (r"l|lit(?:er|re)s?", "l", 1.0),
    (r"°\s?c|°|degrees?", "degree", 1.0),
    (r"ms|milliseconds?", "s", 0.001),
    (r"seconds?|secs?", "s", 1.0),
    (r"minutes?|mins?", "s", MINUTE),
    (r"hours?|hrs?|h", "s", HOUR),
    (r"(?:(?:working|business|calendar|full)\s)?days?|nights?", "s", DAY),
    (r"weeks?|wks?", "s", 7 * DAY),
    (r"fortnights?", "s", 14 * DAY),
    (r"months?", "s", 30 * DAY),
    (r"years?|yrs?", "s", 365 * DAY),
    (r"kb", "byte", 1e3),
    (r"mb|megabytes?|megs?", "byte", 1e6),
    (r"gb|gigabytes?|gigs?", "byte", 1e9),
    (r"tb|terabytes?", "byte", 1e12),
)
"""Units as written, the unit in which they are compared, and how many of those one of them is."""
UNIT_NAME = "|".join(f"(?P<u{position}>{names})" for position, (names, _, _) in enumerate(UNITS))
UNIT = lazy_pattern(rf"(?:{UNIT_NAME})(?!\w)", re.IGNORECASE)
SIGN = r"US\$|[€$£¥]|(?:EUR|USD|GBP|RMB|CNY)"
LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9, "k": 1e3}
PARTS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "½": 0.5, "¼": 0.25, "¾": 0.75, "half": 0.5, "quarter": 0.25}
MEASURE = r"(?:hour|week|fortnight|month|year|day|mile|kilo(?:gram)?|lit(?:er|re)|met(?:er|re))"
COUNTED = (
    r"euros?|eur|dollars?|usd|bucks|pounds?|gbp|quid|yuan|rmb|people|users?|members?|players?|visitors?|customers?|views?"
    r"|downloads?|followers?|subscribers?|coins?|points?|items?|lines?|rows?|records?|files?|requests?|tokens?|parameters?"
)
"""What *5m* counts in millions, rather than in metres."""
IN_MILLIONS = lazy_pattern(r"[€$£¥]\s?\d[\d.,]*\s?m\b", re.IGNORECASE)
"""An amount of money by which *5m* near it is one too."""
NEAR = 100
AMOUNT = lazy_pattern(
    rf"(?<![\w.,:/#])(?<!\D-)(?<!^-)(?<!\d-\d\d-)(?:(?P<sign>{SIGN})\s?)?"
    rf"(?:(?:(?P<share>half|(?:(?:a|one)\s)?quarter\sof|three[-\s]quarters\sof)\s)?an?(?=\s{MEASURE}\b)"
    rf"|(?P<number>{DIGITS}|(?(sign)\.\d{{2}}(?!\d)|(?!))|(?:{WORD})(?![^\W\d_]))"
    rf"(?:\s?(?P<part>[½¼¾])|[\s-](?P<mixed>1/[24]|3/4)(?![\d/])|\sand\sa\s(?P<and_part>half|quarter)\b)?"
    rf"|(?P<only>[½¼¾]|(?:1/[24]|3/4|(?<![-–]\s)half)(?=[\s-]{MEASURE}\b)))"
    rf"(?:\s?(?P<large>thousand|million|billion|bn)\b|(?P<factor>k\b|(?(sign)(?<=\d)m\b|(?<=\d)m(?=\s(?:{COUNTED})\b))))?(?![\d,:/]\d)(?P<gap>[\s-]?)",
    re.IGNORECASE,
)
AND_PART = lazy_pattern(r"\sand\sa\s(?P<part>half|quarter)\b", re.IGNORECASE)
"""What follows a unit in *an hour and a half*."""
HOURS_AND_MINUTES = lazy_pattern(r"(?<![\w.,:/#-])(?P<hours>\d{1,2})\s?h\s?(?P<minutes>[0-5]\d)m?(?!\w)", re.IGNORECASE)
NEXT = lazy_pattern(r"(?:\s?-)?,\s")
ALTERNATIVE = lazy_pattern(r"(?:-,?\s(?:or|and)|,?\sor)\s", re.IGNORECASE)
"""What stands between numbers of which only the last has a unit."""
AND_MINUTES = lazy_pattern(r",?\s?(?:and\s)?", re.IGNORECASE)
POINT_BETWEEN_THOUSANDS = lazy_pattern(r"[1-9]\d{0,2}(?:\.\d{3})+")
CENTS_OF = ("euro", "dollar")
"""The currencies that a number of cents may be of."""
CURRENCIES = {"euro", "dollar", "pound", "yuan"}


def amounts(text: str) -> Iterator[Span]:
    """Yield the amounts with a unit that a text names, as ranges."""
    for match in islice(HOURS_AND_MINUTES.finditer(text), MAX_SPANS):
        seconds = int(match["hours"]) * HOUR + int(match["minutes"]) * MINUTE
        yield Span(match.start(), match.end(), seconds, seconds, "s")
    for span in join_spans(text, _with_units(text)):
        yield span
        if span.unit == "cent":
            yield from (span._replace(low=span.low / 100, high=span.high / 100, unit=whole) for whole in CENTS_OF)


def _with_units(text: str) -> list[Span]:
    """Return the single numbers of a text that have a unit, or are a part of a range that has one."""
    found: list[Span] = []
    bare: Span | None = None
    listed: list[Span] = []
    for match in AMOUNT.finditer(text):
        value, factor, unit, end = _amount(text, match)
        if unit == "m" and not match["gap"] and found and _is_hour(text, found[-1], match.start()):  # 1h 30m
            unit, factor = "s", MINUTE
        high = value * factor * (UNEVEN_SHARE if unit == "s" and factor >= UNEVEN else 1)
        span = Span(match.start(), end, value * factor, high, unit)
        if unit and found and _is_rest(text, found[-1], span, factor):  # 1 h 15 min
            whole = found[-1].low + span.low
            found[-1] = found[-1]._replace(end=end, low=whole, high=whole)
        elif unit:
            if bare and is_range(text, bare, span):  # 2 to 3 hours
                found.append(bare._replace(low=bare.low * factor, high=bare.high * factor, unit=unit))
            elif bare and ALTERNATIVE.fullmatch(text, bare.end, span.start):  # 30, 45 or 60 minutes
                found += [each._replace(low=each.low * factor, high=each.high * factor, unit=unit) for each in listed]
            found.append(span)
        elif found and is_range(text, found[-1], span):  # €2-3
            found.append(span._replace(unit=found[-1].unit))
        is_next = bare is not None and NEXT.fullmatch(text, bare.end, span.start) is not None
        bare = None if unit else span
        listed = [] if unit else [*(listed if is_next else []), span]
        if len(found) >= MAX_SPANS:
            break
    return found


def _is_hour(text: str, one: Span, start: int) -> bool:
    """Return whether a number of hours written with an *h* stands just before `start`."""
    return one.unit == "s" and text[one.end - 1] in "hH" and AND_MINUTES.fullmatch(text[one.end : start][:8]) is not None


def _is_rest(text: str, one: Span, other: Span, factor: float) -> bool:
    """Return whether minutes belong to the hours before them, or seconds to the minutes."""
    is_smaller = one.unit == other.unit == "s" and factor in {MINUTE, 1.0} and one.low % (factor * 60) == 0
    return is_smaller and other.low < factor * 60 and AND_MINUTES.fullmatch(text[one.end : other.start][:8]) is not None


def _amount(text: str, match: re.Match[str]) -> tuple[float, float, str, int]:
    """Return the value of a match, the factor to the unit in which it is compared, that unit or "", and where it ends."""
    value, end = _value(match), match.end("gap") - len(match["gap"])
    unit = UNIT.match(text, match.end())
    _, name, factor = UNITS[int(unit.lastgroup[1:])] if unit and unit.lastgroup else ("", "", 1.0)
    if (
        unit
        and unit[0] in {"m", "M"}
        and not match["gap"]
        and (unit[0] == "M" or IN_MILLIONS.search(text, max(0, end - NEAR), end + NEAR))
    ):
        unit, name, factor, value = None, "", 1.0, value * LARGE["m"]
    if match["sign"] and name != "%":
        unit_of_sign = UNIT.match(match["sign"])
        _, name, _ = UNITS[int((unit_of_sign.lastgroup or "u0")[1:])] if unit_of_sign else UNITS[0]
        factor, unit = 1.0, None
    if name in CURRENCIES and match["number"] and POINT_BETWEEN_THOUSANDS.fullmatch(match["number"]):
        value *= 1000  # written as in most of Europe
    if unit:
        end = unit.end()
        if more := AND_PART.match(text, end):
            value, end = value + PARTS[lower(more["part"])], more.end()
    return value, factor, name, end


def _value(match: re.Match[str]) -> float:
    """Return the number of a match, with the part of one after it."""
    if match["only"]:
        value = PARTS[lower(match["only"])]
    elif match["number"]:
        part = match["part"] or match["mixed"] or match["and_part"]
        value = number(match["number"]) + (PARTS[lower(part)] if part else 0)
    else:
        share = lower(match["share"] or "")
        value = 0.75 if "three" in share else 0.25 if "quarter" in share else 0.5 if share else 1.0
    large = match["large"] or match["factor"]
    return value * (LARGE[lower(large)] if large else 1)
