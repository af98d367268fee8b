"""Ages in years, and amounts with a unit: money, durations, sizes, weights and shares."""

import math
import re
from collections.abc import Iterator
from itertools import islice

from index.text.literals.numbers import DIGITS, WORD, lower, number
from index.text.literals.spans import JOIN, LONGEST_JOIN, MAX_SPANS, Span, join_spans

PERSON = re.compile(
    r"\b(?:child(?:ren)?|kids?|teen\w{0,6}|youths?|young(?:er)?|adults?|seniors?|pensioners?|juniors?|students?|passengers?"
    r"|ages?|aged|years?|toddlers?|bab(?:y|ies)|infants?|anyone|anybody|nobody|people|persons?|members?|visitors?|guests?"
    r"|players?|old(?:er)?|minors?|boys?|girls?|pupils?|oaps?|concessions?|(?:under|over)[-\s]\w{1,12}s|those\s(?:under|over|aged|from))\b",
    re.IGNORECASE,
)
"""Words of a text in which a range or limit without a unit may be one of ages."""
OLD = r"[\s-]?(?:years?|yrs?)(?:[\s-]olds?\b|\sof\sage\b)|[\s-]?y/?o\b|\syear[\s-]?olds?\b"
AGE = re.compile(
    rf"(?<![\w.,:€$£#])(?P<number>\d{{1,3}}|{WORD})(?:(?P<old>{OLD})|(?P<years>[\s-](?:years?|yrs?)\b)|(?P<plural>s\b))?"
    r"(?![\w%€$£°]|[.,:/]\d)",
    re.IGNORECASE,
)
MONTHS_OLD = re.compile(
    rf"(?<![\w.,:])(?P<of>\b(?:baby|infant|toddler|child|son|daughter|boy|girl)\sof\s)?(?P<number>\d{{1,2}}|{WORD})"
    r"(?(of)\smonths?|[\s-](?:months?|mths?)[\s-]old)\b",
    re.IGNORECASE,
)
DECADE = re.compile(r"\bin\s(?:my|his|her|their|our)\s(?:early\s|mid[\s-]|late\s)?(?P<decade>[2-9]0)s\b", re.IGNORECASE)
"""An age such as *in my 70s*."""
ONLY_FROM = re.compile(r"(?<![\w.,:€$£])(?P<age>1[2-9]|21)\s?\+(?=\sonly\b|\s*(?:[^\w\s]|$))", re.IGNORECASE)
"""A limit such as *18+*, which is one of ages in any text."""
AGED = re.compile(
    r"\b(?:aged?|ages|age\sof|turn(?:s|ed|ing)?|(?:child|kid|boy|girl|son|daughter|pupil|teenager)(?:ren|s)?\sof)"
    r"(?:\s(?:of|is|between|from|under|over|at\sleast|up\sto))?[:\s]\s?$",
    re.IGNORECASE,
)
IS = re.compile(
    r"\b(?:i['’]?m|i\sam|(?:he|she|who|kid|son|daughter|child|brother|sister|boy|girl)(?:['’]?s|\sis|\sare)"
    r"|(?:kids|children|sons|daughters|twins|boys|girls)\sare)\s(?:only\s|now\s|just\s)?$",
    re.IGNORECASE,
)
HAS = re.compile(r"\b(?:i|he|she|who|kid|son|daughter|child)\s(?:has|have)\s$", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\b(?:my|our|his|her|their)\s[^\W\d_]+(?:\s[^\W\d_]+)?\s\($", re.IGNORECASE)
"""What precedes an age as in *my daughter (12)*."""
ALSO = re.compile(r"\s?(?:and|or|,|&)\s?", re.IGNORECASE)
AFTER_IS = re.compile(r"\s*(?:[,.;!?)]|$|-)|\s(?:and|so|but|can|may|do|does|what|how|is|now|years?|or)\b", re.IGNORECASE)
OTHER_UNIT = re.compile(
    r"[\s-]?(?:[%€$£°]|(?:euros?|eur|cents?|dollars?|pounds?|days?|weeks?|months?|hours?|hrs?|minutes?|mins?"
    r"|kg|km|cm|mm|m|t|g|l|gb|mb|percent|am|pm|o['’]?clock|metres?|meters?|miles?"
    r"|items?|books?|games?|things?|players?|people|persons|members?|guests?|kids|children|adults|pupils|students|times"
    r"|seats?|places?|tickets?|bags?|nights?|courses?|evenings?|of\s(?:them|these|you))\b)",
    re.IGNORECASE,
)
GROUP = re.compile(
    r"\b(?:groups?|part(?:y|ies)|classes|households?|famil(?:y|ies)|teams?|rule|step|section|chapter|level)\s"
    r"(?:of\s)?(?:up\sto\s|at\sleast\s)?$",
    re.IGNORECASE,
)
MONEY = re.compile(r"(?:[€$£¥]|\b(?:EUR|USD|GBP|RMB|price|costs?|fee):?)\s?$", re.IGNORECASE)
LIMIT = re.compile(r"\b(?:under|over|above|below)[\s-]$", re.IGNORECASE)
OLDEST, BEFORE = 130, 32
CELL_START = re.compile(r"(?:^|[:;\n]\s?)(?:(?:under|over|from|up\sto|below|above|until)[\s-])?$", re.IGNORECASE)
CELL_END = re.compile(
    r"(?:\s?\+|\s(?:and|or)\s(?:over|older|under|younger|above|below|up|more))?(?:\s?[;:]|\n|$)", re.IGNORECASE
)

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
UNEVEN = 27 * DAY
"""The factor from which a duration, such as a month, differs by some days, so that 3 months are 90 days and also 13 weeks."""
UNEVEN_SHARE = 1.035
UNITS = (
    (r"€|euros?|eur", "euro", 1.0),
    (r"US\$|\$|dollars?|usd|bucks", "dollar", 1.0),
    (r"£|pounds?|gbp|quid", "pound", 1.0),
    (r"¥|yuan|rmb|renminbi|cny", "yuan", 1.0),
    (r"cents?|ct", "cent", 1.0),
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
    (r"days?", "s", DAY),
    (r"weeks?|wks?", "s", 7 * DAY),
    (r"fortnights?", "s", 14 * DAY),
    (r"months?", "s", 30 * DAY),
    (r"years?|yrs?", "s", 365 * DAY),
    (r"kb", "byte", 1e3),
    (r"mb|megabytes?", "byte", 1e6),
    (r"gb|gigabytes?", "byte", 1e9),
    (r"tb|terabytes?", "byte", 1e12),
)
"""Units as written, the unit in which they are compared, and how many of those one of them is."""
UNIT_NAME = "|".join(f"(?P<u{position}>{names})" for position, (names, _, _) in enumerate(UNITS))
UNIT = re.compile(rf"(?:{UNIT_NAME})(?!\w)", re.IGNORECASE)
SIGN = r"US\$|[€$£¥]|(?:EUR|USD|GBP|RMB|CNY)"
LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9, "k": 1e3}
PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "half": 0.5, "quarter": 0.25}
MEASURE = r"(?:hour|week|month|year|day|mile|kilo(?:gram)?|lit(?:er|re)|met(?:er|re))"
AMOUNT = re.compile(
    rf"(?<![\w.,:/#-])(?:(?P<sign>{SIGN})\s?)?"
    rf"(?:(?:(?P<share>half|(?:(?:a|one)\s)?quarter\sof|three[-\s]quarters\sof)\s)?an?(?=\s{MEASURE}\b)"
    rf"|(?P<number>{DIGITS}|(?:{WORD})(?![^\W\d_]))(?:\s?(?P<part>[½¼¾])|\sand\sa\s(?P<and_part>half|quarter)\b)?"
    r"|(?P<only>[½¼¾]))"
    r"(?:\s?(?P<large>thousand|million|billion|bn)\b|(?P<factor>k\b|(?<=\d)m\b))?(?![\d,:/]\d)(?P<gap>[\s-]?)",
    re.IGNORECASE,
)
AND_PART = re.compile(r"\sand\sa\s(?P<part>half|quarter)\b", re.IGNORECASE)
"""What follows a unit in *an hour and a half*."""
HOURS_AND_MINUTES = re.compile(r"(?<![\w.,:/#-])(?P<hours>\d{1,2})\s?h\s?(?P<minutes>[0-5]\d)(?!\w)", re.IGNORECASE)
AND_MINUTES = re.compile(r",?\s?(?:and\s)?", re.IGNORECASE)
POINT_BETWEEN_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
CURRENCIES = {"euro", "dollar", "pound", "yuan"}


def ages(text: str) -> Iterator[Span]:
    """Yield the ages that a text states, as ranges.

    A range or limit without a unit is one of ages in a text about people, and in any text if it is the whole of a cell.
    """
    is_about_people = PERSON.search(text) is not None
    found: list[Span] = []
    for match in AGE.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()]
        is_age = bool(match["old"] or AGED.search(before) or (match["years"] and is_about_people))
        if not is_age and OTHER_UNIT.match(text, match.end()):
            continue
        value = number(match["number"])
        if value <= OLDEST and not MONEY.search(before) and not GROUP.search(before):
            found.append(Span(match.start(), match.end(), value, value, is_bare=not is_age))
        if len(found) == MAX_SPANS:
            break
    for match in islice(ONLY_FROM.finditer(text), MAX_SPANS):
        yield Span(match.start(), match.end(), number(match["age"]), math.inf, is_limit=True)
    for span in join_spans(text, found):
        if is_about_people or not span.is_bare or _is_cell(text, span):
            yield span


def _is_cell(text: str, span: Span) -> bool:
    """Return whether a range or limit is all that a cell of a table or the part of an item before its colon says."""
    before = text[max(0, span.start - BEFORE) : span.start]
    return CELL_START.search(before) is not None and CELL_END.match(text, span.end) is not None


def asked_ages(question: str) -> Iterator[Span]:
    """Yield the ages that a question names, as ranges: `my 7-year-old`, `I'm 70`, `under 16`."""
    for match in islice(MONTHS_OLD.finditer(question), MAX_SPANS):
        years = number(match["number"]) // 12
        yield Span(match.start("number"), match.end(), years, years)
    for match in islice(DECADE.finditer(question), MAX_SPANS):
        first = number(match["decade"])
        yield Span(match.start("decade"), match.end(), first, first + 9)
    found: list[Span] = []
    for match in AGE.finditer(question):
        before = question[max(0, match.start() - BEFORE) : match.start()]
        is_age = bool(match["old"] or AGED.search(before))
        is_age = is_age or bool(question[match.end() : match.end() + 1] == ")" and IN_BRACKETS.search(before))
        is_age = is_age or bool(found and not found[-1].is_bare and ALSO.fullmatch(question[found[-1].end : match.start()][:8]))
        is_age = is_age or (IS.search(before) is not None and AFTER_IS.match(question, match.end()) is not None)
        is_age = is_age or (match["years"] is not None and HAS.search(before) is not None)
        is_limit = match["number"].isdecimal() and LIMIT.search(before) and not OTHER_UNIT.match(question, match.end())
        value = number(match["number"])
        if value <= OLDEST and (is_age or is_limit):
            found.append(Span(match.start(), match.end(), value, value, is_bare=not is_age))
    yield from join_spans(question, found[:MAX_SPANS])


def amounts(text: str) -> Iterator[Span]:
    """Yield the amounts with a unit that a text names, as ranges."""
    found: list[Span] = []
    bare: Span | None = None
    for match in islice(HOURS_AND_MINUTES.finditer(text), MAX_SPANS):
        seconds = int(match["hours"]) * HOUR + int(match["minutes"]) * MINUTE
        yield Span(match.start(), match.end(), seconds, seconds, "s")
    for match in AMOUNT.finditer(text):
        value, factor, unit, end = _amount(text, match)
        high = value * factor * (UNEVEN_SHARE if unit == "s" and factor >= UNEVEN else 1)
        span = Span(match.start(), end, value * factor, high, unit)
        if unit and found and _is_rest(text, found[-1], span, factor):  # 1 h 15 min
            whole = found[-1].low + span.low
            found[-1] = found[-1]._replace(end=end, low=whole, high=whole)
        elif unit:
            if bare and JOIN.fullmatch(text[bare.end : span.start][:LONGEST_JOIN]):  # 2 to 3 hours
                found.append(bare._replace(low=bare.low * factor, high=bare.high * factor, unit=unit))
            found.append(span)
        elif found and JOIN.fullmatch(text[found[-1].end : span.start][:LONGEST_JOIN]):  # €2-3
            found.append(span._replace(unit=found[-1].unit))
        bare = None if unit else span
        if len(found) >= MAX_SPANS:
            break
    yield from join_spans(text, found)


def _is_rest(text: str, one: Span, other: Span, factor: float) -> bool:
    """Return whether minutes belong to the hours before them, or seconds to the minutes."""
    is_smaller = one.unit == other.unit == "s" and factor in {MINUTE, 1.0} and one.low % (factor * 60) == 0
    return is_smaller and other.low < factor * 60 and AND_MINUTES.fullmatch(text[one.end : other.start][:8]) is not None


def _amount(text: str, match: re.Match[str]) -> tuple[float, float, str, int]:
    """Return the value of a match, the factor to the unit in which it is compared, that unit or "", and where it ends."""
    value, end = _value(match), match.end("gap") - len(match["gap"])
    unit = UNIT.match(text, match.end())
    _, name, factor = UNITS[int(unit.lastgroup[1:])] if unit and unit.lastgroup else ("", "", 1.0)
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
        value = PARTS[match["only"]]
    elif match["number"]:
        part = match["part"] or match["and_part"]
        value = number(match["number"]) + (PARTS[lower(part)] if part else 0)
    else:
        share = lower(match["share"] or "")
        value = 0.75 if "three" in share else 0.25 if "quarter" in share else 0.5 if share else 1.0
    large = match["large"] or match["factor"]
    is_money = lower(large or "") != "m" or match["sign"]
    return value * (LARGE[lower(large)] if large and is_money else 1)
