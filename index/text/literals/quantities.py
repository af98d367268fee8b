"""Ages in years, and amounts with a unit: money, durations, sizes, weights and shares."""

import re
from collections.abc import Iterator

from index.text.literals.numbers import WORD, lower, number
from index.text.literals.spans import JOIN, LONGEST_JOIN, MAX_SPANS, Span, join_spans

DIGITS = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,3})?"
PERSON = re.compile(
    r"\b(?:child(?:ren)?|kids?|teen\w{0,6}|youths?|young(?:er)?|adults?|seniors?|pensioners?|juniors?|students?|passengers?|ages?|aged"
    r"|years?|toddlers?|bab(?:y|ies)|infants?|anyone|anybody|nobody|people|persons?|members?|visitors?|guests?|players?|old(?:er)?"
    r"|minors?|boys?|girls?|pupils?|(?:under|over)[-\s]\w{1,12}s)\b",
    re.IGNORECASE,
)
"""Words of a text in which a range or limit without a unit may be one of ages."""
OLD = r"[\s-]?(?:years?|yrs?)(?:[\s-]olds?\b|\sof\sage\b)|[\s-]?y/?o\b|\syear[\s-]?olds?\b"
AGE = re.compile(
    rf"(?<![\w.,:€$£#])(?P<number>\d{{1,3}}|{WORD})(?:(?P<old>{OLD})|(?P<years>[\s-](?:years?|yrs?)\b)|(?P<plural>s\b))?"
    r"(?![\w%€$£°]|[.,:/]\d)",
    re.IGNORECASE,
)
AGED = re.compile(
    r"\b(?:aged?|ages|age\sof|turn(?:s|ed|ing)?)(?:\s(?:of|is|between|from|under|over|at\sleast|up\sto))?[:\s]\s?$",
    re.IGNORECASE,
)
IS = re.compile(
    r"\b(?:i['’]?m|i\sam|(?:he|she|who|kid|son|daughter|child|brother|sister|boy|girl)(?:['’]?s|\sis|\sare))\s(?:only\s|now\s|just\s)?$",
    re.IGNORECASE,
)
HAS = re.compile(r"\b(?:i|he|she|who|kid|son|daughter|child)\s(?:has|have)\s$", re.IGNORECASE)
AFTER_IS = re.compile(r"\s*(?:[,.;!?)]|$|-)|\s(?:and|so|but|can|may|do|does|what|how|is|now|years?|or)\b", re.IGNORECASE)
OTHER_UNIT = re.compile(
    r"\s?(?:[%€$£°]|(?:euros?|eur|cents?|dollars?|pounds?|days?|weeks?|months?|hours?|hrs?|minutes?|mins?|kg|km|cm|mm|m|t|g|l|gb|mb"
    r"|items?|books?|games?|things?|players?|people|persons|members?|guests?|kids|children|adults|pupils|students|times|percent|am|pm"
    r"|o['’]?clock|metres?|meters?|miles?|seats?|places?|tickets?|bags?|nights?|courses?|evenings?|of\s(?:them|these|you))\b)",
    re.IGNORECASE,
)
GROUP = re.compile(
    r"\b(?:groups?|part(?:y|ies)|classes|households?|famil(?:y|ies)|teams?|rule|step|section|chapter|level)\s(?:of\s)?(?:up\sto\s|at\sleast\s)?$",
    re.IGNORECASE,
)
MONEY = re.compile(r"(?:[€$£¥]|\b(?:EUR|USD|GBP|RMB|price|costs?|fee):?)\s?$", re.IGNORECASE)
LIMIT = re.compile(r"\b(?:under|over|above|below)[\s-]$", re.IGNORECASE)
OLDEST, BEFORE = 130, 24
CELL_START = re.compile(r"(?:^|[:;\n]\s?)(?:(?:under|over|from|up\sto|below|above|until)[\s-])?$", re.IGNORECASE)
CELL_END = re.compile(
    r"(?:\s?\+|\s(?:and|or)\s(?:over|older|under|younger|above|below|up|more))?(?:\s?[;:]|\n|$)", re.IGNORECASE
)

DAY = 86400.0
UNEVEN = 27 * DAY
"""The factor from which a duration, such as a month, differs by some days, so that 3 months are 90 days and also 13 weeks."""
UNEVEN_SHARE = 1.035
UNITS = (
    (r"€|euros?|eur", "euro", 1.0),
    (r"US\$|\$|dollars?|usd|bucks", "dollar", 1.0),
    (r"£|pounds?|gbp|quid", "pound", 1.0),
    (r"¥|yuan|rmb|renminbi|cny", "yuan", 1.0),
    (r"cents?|ct", "cent", 1.0),
    (r"%|per\s?cent", "%", 1.0),
    (r"kgs?|kilos?|kilograms?", "g", 1000.0),
    (r"g|grams?", "g", 1.0),
    (r"t|tons?|tonnes?", "g", 1e6),
    (r"kms?|kilomet(?:er|re)s?", "m", 1000.0),
    (r"cms?|centimet(?:er|re)s?", "m", 0.01),
    (r"mms?|millimet(?:er|re)s?", "m", 0.001),
    (r"m|met(?:er|re)s?", "m", 1.0),
    (r"miles?", "mile", 1.0),
    (r"feet|foot|ft", "foot", 1.0),
    (r"l|lit(?:er|re)s?", "l", 1.0),
    (r"°\s?c|°|degrees?", "degree", 1.0),
    (r"seconds?|secs?", "s", 1.0),
    (r"minutes?|mins?", "s", 60.0),
    (r"hours?|hrs?|h", "s", 3600.0),
    (r"days?", "s", DAY),
    (r"weeks?|wks?", "s", 7 * DAY),
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
AMOUNT = re.compile(
    rf"(?<![\w.,:/#-])(?:(?P<sign>{SIGN})\s?)?(?P<number>{DIGITS}|{WORD}|(?P<half>half\s)?an?(?=\s(?:hour|week|month|year|day)\b))"
    r"(?:\s?(?P<large>thousand|million|billion|bn)\b)?(?![\d,:/]\d)(?P<gap>[\s-]?)",
    re.IGNORECASE,
)


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
    for span in join_spans(text, found):
        if is_about_people or not span.is_bare or _is_cell(text, span):
            yield span


def _is_cell(text: str, span: Span) -> bool:
    """Return whether a range or limit is all that a cell of a table or the part of an item before its colon says."""
    before = text[max(0, span.start - BEFORE) : span.start]
    return CELL_START.search(before) is not None and CELL_END.match(text, span.end) is not None


def asked_ages(question: str) -> Iterator[Span]:
    """Yield the ages that a question names, as ranges: `my 7-year-old`, `I'm 70`, `under 16`."""
    found: list[Span] = []
    for match in AGE.finditer(question):
        before = question[max(0, match.start() - BEFORE) : match.start()]
        is_age = bool(match["old"] or AGED.search(before))
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
    for match in AMOUNT.finditer(text):
        value, factor, unit, end = _amount(text, match)
        high = value * factor * (UNEVEN_SHARE if unit == "s" and factor >= UNEVEN else 1)
        span = Span(match.start(), end, value * factor, high, unit)
        if unit:
            if bare and JOIN.fullmatch(text[bare.end : span.start][:LONGEST_JOIN]):  # 2 to 3 hours
                found.append(bare._replace(low=bare.low * factor, high=bare.high * factor, unit=unit))
            found.append(span)
        elif found and JOIN.fullmatch(text[found[-1].end : span.start][:LONGEST_JOIN]):  # €2-3
            found.append(span._replace(unit=found[-1].unit))
        bare = None if unit else span
        if len(found) >= MAX_SPANS:
            break
    yield from join_spans(text, found)


def _amount(text: str, match: re.Match[str]) -> tuple[float, float, str, int]:
    """Return the value of a match, the factor to the unit in which it is compared, that unit or "", and where it ends."""
    written = match["number"]
    if written.lower().endswith(("a", "an")) and not written[0].isdigit():
        value = 0.5 if match["half"] else 1.0
    else:
        value = number(written)
    if match["large"]:
        value *= LARGE[lower(match["large"])]
    unit = UNIT.match(text, match.end())
    if match["sign"] and not (unit and unit.lastgroup == "u5"):
        unit_of_sign = UNIT.match(match["sign"])
        _, name, _ = UNITS[int((unit_of_sign.lastgroup or "u0")[1:])] if unit_of_sign else UNITS[0]
        return value, 1.0, name, match.end("large") if match["large"] else match.end("number")
    if not unit or not unit.lastgroup:
        return value, 1.0, "", match.end("number")
    _, name, factor = UNITS[int(unit.lastgroup[1:])]
    return value, factor, name, unit.end()
