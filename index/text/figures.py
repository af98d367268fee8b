"""Figures: numbers of anything that a question names and that have no unit, such as *6000 claim blocks*, *15k* and *25570*.

They are compared by value, so that `15k`, `15,000`, `15.000` and `15 000` are the same, and `15` is none of them.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from index.text.characters import lower_letters
from index.text.lazy_patterns import lazy_pattern
from index.text.literals.spans import MAX_SPANS, Span, join_spans
from index.text.numbered import NOUN_LENGTH, UNIT

MARK = r"[,.'’\u00a0\u202f ]"
WHOLE = rf"[1-9]\d{{0,2}}(?P<mark>{MARK})\d{{3}}(?:(?P=mark)\d{{3}}){{0,2}}|[1-9]\d{{0,8}}"
WRITTEN = rf"(?P<number>{WHOLE})(?:(?P<part>[.,]\d)?(?P<thousand>\s?k|\sthousand))?"
NUMBER = lazy_pattern(rf"(?<![\w.,:/€$£#+&-])(?<!\d\s)(?<!\d\s[-–]\s){WRITTEN}(?![\w%°]|[.,:/'’-]\d|\s\d|\s[-–]\s\d)")
"""A number in lower case, with or without marks between thousands."""
BOUND = lazy_pattern(rf"(?<![\w.,:/€$£#+&]){WRITTEN}(?![\w%°]|[.,:/'’]\d)")
"""A number that may be a bound of a range, such as those of *50-199*."""
COUNTED = lazy_pattern(
    r"\s(?:(?!for|and|the|per|with|from|all|any|who|are|was|has|can|but|not|than|when|which)[a-z]{3,}\s)?"
    r"(?P<noun>(?!plus|this|was|has|does|is|always|yes|minus|times|less|across)[a-z]{2,}(?<![us])s)\b"
)
"""The plural that a number is of."""
HEADER = lazy_pattern(
    r"(?:^|\W)(?P<noun>[a-z]+(?<![us])s):\s(?:(?:up\sto|from|over|under|until|at\sleast|at\smost|(?:more|less)\sthan)\s)?$"
)
"""The plural before a number in a row of a table."""
BEFORE_HEADER = 32
COUNTS = lazy_pattern(
    r"(?:^\W*|\b(?:with|has|have|for|of|gives?|gets?|needs?|costs?|and|holds?|fits?|buys?|worth|requires?|are|my)\s)$"
)
"""What precedes a small number of things, unlike in *covid 19 symptoms*."""
BEFORE = 12
YEARS = range(1900, 2050)
CURRENCY = lazy_pattern(r"\s?(?:usd|eur|gbp|chf|yuan|rmb|quid|bucks|credits?\b|[€$£¥])")
LEAST = 100
"""The least number that needs no noun after it."""


class Figure(NamedTuple):
    """A number, the plural that it is of, if any, and how it is written."""

    value: str
    noun: str
    written: str


def figures(text: str) -> Iterator[Figure]:
    """Yield the numbers without a unit that a question names; small ones only before a plural."""
    lowered = lower_letters(text)
    for match in NUMBER.finditer(lowered):
        value, end = _value(match), match.end()
        if UNIT.match(lowered, end) or CURRENCY.match(lowered, end) or (match["number"].isdecimal() and value in YEARS):
            continue
        counted = COUNTED.match(lowered, end)
        if value >= LEAST:
            yield Figure(str(value), counted["noun"] if counted else "", text[match.start() : end])
        elif counted and COUNTS.search(lowered, max(0, match.start() - BEFORE), match.start()):
            yield Figure(str(value), counted["noun"], text[match.start() : counted.end()])


def names_figure(text: str, value: str, noun: str) -> bool:
    """Return whether a text names a number of what a noun names, or any if there is none: `Homes: 15` and `15 homes`.

    A small number has to be next to its noun; a large one may be next to none.
    """
    lowered = lower_letters(text)
    for match in NUMBER.finditer(lowered):
        if str(_value(match)) != value:
            continue
        before, after = lowered[max(0, match.start() - 24) : match.start()], lowered[match.end() : match.end() + 24]
        near = rf"\b{re.escape(noun[:NOUN_LENGTH])}\w*(?::?\s|:?\s(?:of|up\sto|is|are|to)\s)$"
        if not noun or re.match(rf"\s(?:\w+\s)?{re.escape(noun[:NOUN_LENGTH])}", after) or re.search(near, before):
            return True
        if int(value) >= LEAST and not (COUNTED.match(lowered, match.end()) or HEADER.search(before)):
            return True
    return False


def covers_figure(text: str, value: str, noun: str, *, may_be_limited: bool) -> bool:
    """Return whether a text states a range of what a noun names that holds a number; any limit, if it `may_be_limited`."""
    lowered = lower_letters(text)
    found = []
    for match in islice(BOUND.finditer(lowered), MAX_SPANS):
        counted = COUNTED.match(lowered, match.end())
        counted = counted or HEADER.search(lowered, max(0, match.start() - BEFORE_HEADER), match.start())
        number, unit = _value(match), counted["noun"][:NOUN_LENGTH] if counted else ""
        found.append(Span(match.start(), match.end(), number, number, unit, is_bare=not unit))
    spans = [span for span in join_spans(lowered, found) if span.unit == noun[:NOUN_LENGTH] and span.low < span.high]
    return any((may_be_limited and span.is_limit) or span.low <= int(value) <= span.high for span in spans)


def figure_terms(value: str) -> tuple[str, ...]:
    """Return the terms of a number; a text that names the number has at least one of them."""
    return (value, f"{value[:-3]}k", value[:-3]) if value.endswith("000") else (value, value[-3:])


def _value(match: re.Match[str]) -> int:
    """Return the value of a number with its marks, and times a thousand if it says so."""
    number = re.sub(r"\D", "", match["number"])
    if not match["thousand"]:
        return int(number)
    return int(number) * 1000 + (int(match["part"][1:]) * 100 if match["part"] else 0)
