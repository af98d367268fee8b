"""Days and months, as `32 * month + day`, and years."""

import re
from collections.abc import Iterator
from itertools import islice

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.feasts import feasts
from index.text.literals.numbers import ORDINAL, lower, ordinal
from index.text.literals.spans import ANY_YEAR, MAX_SPANS, MONTH_DAYS, WEEKDAY, YEARLY, Span, join_spans
from index.text.months import LAST_MONTH, MONTHS

NAME = (
    r"january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept|sep|october|oct|november|nov"
    r"|december|dec"
)
NAME_END = "ary|jan|feb|rch|mar|ril|apr|may|une|jun|uly|jul|ust|aug|ber|ept|sep|oct|nov|dec"
"""The last three letters of the names of months, before the hyphen of a range such as *1 May-30 Sep*."""
DAY, YEAR = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?", r"(?:19|20)\d\d"
THROUGH = rf"\s?(?:to|until|till|through|[-–—])\s?(?:{WEEKDAY},?\s)?(?:the\s)?"
FRACTION = (
    r"[1-3]/[2-48][\s-](?:an?\b|of\b|days?|hours?|terms?|years?|months?|weeks?|price|board|fare|portions?|pints?|cups?|miles?|kilos?"
    r"|marathons?|inch(?:es)?|teaspoons?|tablespoons?|pounds?|ounces?|gallons?|lit(?:re|er)s?|(?:tsps?|tbsps?|lbs?|oz)\b)"
)
"""A part of something, such as *1/2 day*, rather than a date."""
DATE = lazy_pattern(
    rf"(?:(?<![\w.,€$£/-])(?<!\d:)|(?<=\bmid-)|(?<=\d-)(?=(?:{NAME})\b)"
    rf"|(?<=(?:{NAME_END})-)(?=(?:{DAY}\s)?(?:{NAME})\b))"
    rf"(?:(?P<iso_year>{YEAR})[-/.](?P<iso_month>0?[1-9]|1[0-2])[-/.](?P<iso_day>0?[1-9]|[12]\d|3[01])(?![\w/])"
    rf"|(?P<year_of_month>{YEAR})-(?P<month_of_year>0[1-9]|1[0-2])(?![\w/-])"
    rf"|(?P<month_number>0?[1-9]|1[0-2])/(?P<its_year>{YEAR})(?![\w/])"
    rf"|(?!{FRACTION})(?P<one>0?[1-9]|[12]\d|3[01])(?:/(?P<two>0?[1-9]|[12]\d|3[01])(?:/(?P<slash_year>(?:20)?\d\d))?(?![\w/%])"
    rf"|[.-](?P<dot_month>0?[1-9]|1[0-2])[.-](?P<dot_year>{YEAR})(?!\w)"
    rf"|\.\s?(?P<short_month>0?[1-9]|1[0-2])\.(?![\w.]|\s\d))"
    rf"|(?:(?P<from>{DAY})(?P<through>{THROUGH}|(?:,|\s?&|\sand|\sor)\s))?(?P<day>{DAY}|(?:{ORDINAL}))(?:\.?\s?(?:of\s)?|-)"
    rf"(?P<month>{NAME})\b\.?(?:(?:,?\s|-)(?P<year>{YEAR})(?!\w))?"
    rf"|(?P<early_month>{NAME})\b\.?(?:\s(?:the\s)?(?P<late_day>{DAY}|(?:{ORDINAL}))(?![\w%]|[:.,/]\d|\s?[ap]\.?m\b)"
    rf"(?:(?P<late_through>{THROUGH})(?P<to>{DAY})(?!\w|:\d|\.?\s?(?:{NAME})\b))?)?"
    rf"(?:,?\s(?P<late_year>{YEAR})(?!\w))?)",
    re.IGNORECASE,
)
OVER = lazy_pattern(r"\bover\s(?:the\s)?$", re.IGNORECASE)
"""The word before a feast that makes it no limit, unlike before an age."""
THE = lazy_pattern(r"\b(?:the|this|last|next|our|your)\s$", re.IGNORECASE)
OF_A_THING = lazy_pattern(rf"\s(?!(?:to|until|till|through|and|or|[ap]\.?m|{NAME})\b)[a-z]{{3}}")
"""What stands around the name of a month that only says which thing is meant: *before the May meeting* limits no month."""
UNSURE = {"may", "march", "mar", "jan", "dec", "sep", "jun"}
"""Months whose names are also other words."""
IN = lazy_pattern(
    r"(?:\b(?:in|since|until|till|during|mid|early|late|every|each|last|next|from|to|through|of|by|before|after|and|between|or)"
    r"|[-–—/&:,;(])[\s-]*(?:the\s)?$",
    re.IGNORECASE,
)
LOWER_IN = lazy_pattern(r"\b(?:in|since|until|till|during|mid|early|late|every|each)[\s-]$", re.IGNORECASE)
FOLLOWS_ALONE = lazy_pattern(r"\s*(?:[-–—:;,/|.]|$|(?:to|until|till|through|and)\s[A-Z])")
MONTH_FOLLOWS = lazy_pattern(rf"\s?(?:to|until|till|through|and|or|[-–—/&])\s?(?:{NAME})\b", re.IGNORECASE)
NOT_A_MONTH = lazy_pattern(r"\s(?:i|we|you|he|she|they|it|one|be|have|not|also)\b", re.IGNORECASE)
DATED = lazy_pattern(
    rf"(?:\b(?:on|from|until|till|to|by|since|before|after|and|between|{WEEKDAY})[,\s]\s?(?:the\s)?|[-–—(:;]\s?)$",
    re.IGNORECASE,
)
"""Words before a day and a month in numbers, as in *on 24.12.*, without which they are rather a version or an amount."""
BEFORE = 16
SHORT_YEAR = 2
"""Digits of a year without its century."""
YEAR_NUMBER = lazy_pattern(
    r"(?<![\w.,€$£#+])(?<![^\W\d]-)(?<!\bRMB\s)(?P<year>1[5-9]\d\d|20\d\d)(?P<through>\s?[-–—/]\s?(?P<to>\d\d))?"
    r"(?!\w|[.,:/]\d|\s?[%€$£]|[-–]\d{3}(?!\d)|\s(?:euros?|dollars|people|yuan|miles?|m|km|kg|items?|farmers|stores|members)\b)",
    re.IGNORECASE,
)
SHORT_YEAR_NUMBER = lazy_pattern(
    r"\b(?:in|of|since|until|till|from|to|the|spring|summer|autumn|fall|winter|early|late|mid)[\s-](?:the\s)?"
    r"(?P<apart>['’](?P<year>\d\d)\b|(?P<century>1[5-9]|20)?(?P<tens>[1-9]0)s\b|['’](?P<short_tens>[1-9]0)s\b)",
    re.IGNORECASE,
)
"""A year without its century, as in *the summer of '87*, or a decade."""
YOUNGEST = 40
"""The year without a century from which it is one of the last century."""


DOTTED = lazy_pattern(
    r"\b(?:on|open(?:\son)?|closed(?:\son)?)\s(?P<date>(?P<day>2[4-9]|3[01])\.(?P<month>0?[1-9]|1[0-2]))(?![\w%€$£]|\.\d|-\d)"
    r"(?!\s?(?:[€$£]|euros?|kg|km|m|cm|points?|percent|hours?|miles?)\b)",
    re.IGNORECASE,
)
"""A date such as *on 24.12*, of a day that can be no hour."""
OF_A_MONTH = r"\sof\s(?:each|every|the|this|next)\s(?:\w+\s)?month\b"
DAY_OF_MONTH = lazy_pattern(
    rf"\b(?:on|by|before|until|from|since|after|what['’]?s\son)\s(?P<date>the\s(?P<first>{DAY}(?<=[a-z])|{ORDINAL})"
    rf"(?:\s(?:to|until|till)\s(?:the\s)?(?P<last>{DAY}(?<=[a-z])))?)(?:{OF_A_MONTH}|(?=\s*(?:[?!,;.]|$)))",
    re.IGNORECASE,
)
"""A day of a month that is not named, as in *on the 5th*."""


def days(text: str) -> Iterator[Span]:
    """Yield the dates, months and feasts that a text names, as ranges."""
    found: list[Span] = []
    others: list[Span] = []
    for feast in islice(feasts(text), MAX_SPANS):
        is_around = OVER.search(text, max(0, feast.start - BEFORE), feast.start) is not None
        (others if is_around else found).append(feast)
    for match in DATE.finditer(text):
        spans = _dates(text, match)
        first = 0 if _is_of_a_thing(text, match) else 1
        found += spans[:first]
        others += spans[first:]
        if len(found) + len(others) >= MAX_SPANS:
            break
    if "." in text:
        for match in islice(DOTTED.finditer(text), MAX_SPANS):
            number = MONTH_DAYS * int(match["month"]) + int(match["day"])
            found.append(Span(*match.span("date"), number, number))
    found.sort()
    yield from join_spans(text, found, YEARLY)
    yield from others
    if " the " in text:
        for match in islice(DAY_OF_MONTH.finditer(text), MAX_SPANS // LAST_MONTH):
            first = ordinal(match["first"])
            last = max(first, ordinal(match["last"])) if match["last"] else first
            months = (MONTH_DAYS * month for month in range(1, LAST_MONTH + 1))
            yield from (Span(*match.span("date"), month + first, month + last) for month in months)


def _is_of_a_thing(text: str, match: re.Match[str]) -> bool:
    """Return whether a month only says which thing is meant, as in *before the May meeting*."""
    before = text[max(0, match.start() - BEFORE) : match.start()]
    return bool(match["early_month"] and OF_A_THING.match(text, match.end()) and THE.search(before))


def years(text: str) -> Iterator[Span]:
    """Yield the years that a text names, as ranges."""
    found: list[Span] = []
    for match in islice(SHORT_YEAR_NUMBER.finditer(text), MAX_SPANS):
        year = int(match["year"] or match["tens"] or match["short_tens"])
        year += 100 * int(match["century"]) if match["century"] else 1900 if year >= YOUNGEST else 2000
        found.append(Span(match.start("apart"), match.end(), year, year if match["year"] else year + 9))
    for match in YEAR_NUMBER.finditer(text):
        year = int(match["year"])
        last = year // 100 * 100 + int(match["to"]) if match["to"] else year
        if last >= year:
            found.append(Span(match.start(), match.end(), year, last))
        if len(found) >= MAX_SPANS:
            break
    found.sort()
    yield from join_spans(text, found)


def _dates(text: str, match: re.Match[str]) -> list[Span]:
    """Return the days of a match; two if it is a list of two, or if the order of day and month is not known."""
    if match["month"]:
        return _day_first(text, match)
    if match["early_month"]:
        return _month_first(text, match)
    if month := match["month_of_year"] or match["month_number"]:
        return [_span(match, int(month), 0, MONTH_DAYS - 1, match["year_of_month"] or match["its_year"])]
    if match["two"]:
        one, two = int(match["one"]), int(match["two"])
        return [
            _span(match, month, day, day, match["slash_year"]) for month, day in {(one, two), (two, one)} if month <= LAST_MONTH
        ]
    if match["short_month"] and not DATED.search(text, max(0, match.start() - BEFORE), match.start()):
        return []
    month = match["iso_month"] or match["dot_month"] or match["short_month"]
    day = int(match["iso_day"] or match["one"])
    return [_span(match, int(month), day, day, match["iso_year"] or match["dot_year"])]


def _day_first(text: str, match: re.Match[str]) -> list[Span]:
    month, year, last = _month(match["month"]), match["year"], ordinal(match["day"])
    first = ordinal(match["from"]) if match["from"] else last
    if not month or (match["month"].lower() in UNSURE and NOT_A_MONTH.match(text, match.end())):
        return []
    if first <= last and re.fullmatch(THROUGH, match["through"] or "-", re.IGNORECASE):
        return [_span(match, month, first, last, year)]
    return [_span(match, month, last, last, year), _span(match, month, first, first, year)]


def _month_first(text: str, match: re.Match[str]) -> list[Span]:
    month, year = _month(match["early_month"]), match["late_year"]
    if match["late_day"]:
        first = ordinal(match["late_day"])
        last = ordinal(match["to"]) if match["to"] else first
        return [_span(match, month, first, max(first, last), year)] if month else []
    if not month or not (year or _is_month(text, match)):
        return []
    return [_span(match, month, 0, MONTH_DAYS - 1, year)]


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Return whether the name of a month is one here, rather than a word such as *may*."""
    name, before = match["early_month"], text[max(0, match.start() - BEFORE) : match.start()]
    if name.lower() not in UNSURE:
        return True
    if not name[0].isupper():
        return LOWER_IN.search(before) is not None
    is_named = IN.search(before) is not None if before.strip() else FOLLOWS_ALONE.match(text, match.end()) is not None
    is_named = is_named or MONTH_FOLLOWS.match(text, match.end()) is not None
    return is_named and not NOT_A_MONTH.match(text, match.end())


def _month(name: str) -> int:
    return MONTHS.get(lower(name)[:3], 0)


def _span(match: re.Match[str], month: int, first: int, last: int, year: str | None) -> Span:
    century = 2000 if year and len(year) == SHORT_YEAR else 0
    years = (int(year) + century, int(year) + century) if year else ANY_YEAR
    start = MONTH_DAYS * month
    return Span(match.start(), match.end(), start + first, start + last, years=years)
