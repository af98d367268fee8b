"""Spans: ranges of numbers of one kind, and how two numbers of a text, or a number and a word, make one range."""

import math
import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from index.text.lazy_patterns import lazy_pattern

MONTH_NAME = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
WEEKDAY = r"(?:mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
ROUGHLY = r"(?:(?:[~≈]|ca?\.|circa|approx(?:\.|imately)?|around|roughly)\s?)?"
"""A sign or word that the number after it is not exact."""
JOIN = lazy_pattern(
    r"(?:-?,?\s*(?:to|until|till|through(?:\sto)?|thru)\s|\s+up\sto\s|\s*[-–—~]\s*"
    r"|;\s(?:to|until|till|ends?|closes?|last\s?\w{0,8}):\s"
    r"|,?\s(?:and|but)\s(?:up\sto|until|at\smost|not?\s(?:over|above|more\sthan))\s"
    rf"|(?:\s(?:on\s)?{WEEKDAY}s?)?,?\s(?:and\s)?(?:(?:it|they)\s)?"
    r"(?:ends?|finish(?:es)?|clos(?:e|es)|shuts?|(?:lasts?|runs?|goes\son)\s(?:to|until|till))\s)"
    rf"(?:(?:the|about|on|at)\s){{0,2}}(?:{WEEKDAY},?\s(?:at\s)?)?(?:the\s)?(?:(?:end|close|middle|beginning|start)\sof\s)?{ROUGHLY}",
    re.IGNORECASE,
)
"""What stands between the ends of a range, such as `to` or `and ends on`; also the header of the next column of a table."""
LONGEST_JOIN = 36
WORD_HYPHEN = lazy_pattern(r"(?<=[^\W\d_])-(?=[^\W\d_])")
"""The hyphen of *sixty-five*, which joins nothing."""
AND = lazy_pattern(r"\s+and\s+(?:the\s)?", re.IGNORECASE)
BETWEEN = lazy_pattern(r"\bbetween\s+(?:the\s)?(?:ages\s(?:of\s)?)?$", re.IGNORECASE)
LINK = r"[\s-]*(?:the\s|about\s|an?\s|on\s)?(?:ages?\s(?:of\s)?|aged\s)?$"
NOT = r"(?:\bnot?|\bnever|\bcannot|n['’]t)(?:\s(?:be|last|stay|weigh|take))?\s"
MORE = r"(?:more|older|later|longer|heavier|larger|bigger|higher|taller|wider|deeper|greater|farther|further)\sthan"
LESS = r"(?:less|younger|earlier|shorter|lighter|smaller|lower|fewer|cheaper|nearer|closer)\sthan"
AT_LEAST = lazy_pattern(
    r"(?:\b(?:from|since|over|above|after|at\sleast|opens?\sat|min(?:imum|\.)?(?:\s(?:of|age))?|exceed(?:s|ing)?"
    rf"|{MORE}|from\sage|min(?:imum)?\sage):?|{NOT}(?:before|under|below|{LESS})|[>≥]=?){LINK}",
    re.IGNORECASE,
)
AT_MOST = lazy_pattern(
    r"(?:\b(?:until|till|up\sto(?:\sand\sincluding)?|upto|by|at\smost|(?:limited|restricted)\sto|capped\sat|limit(?:\s(?:is|of))?"
    r"|max(?:imum|\.)?(?:\s(?:of|age))?|within|closes?\sat|max(?:imum)?\sage|(?:ends?|expires?)\son"
    r"|(?:registration|entries|entry|sales?|bookings?|applications?|sign-?ups?|voting|enrolment|offer)\scloses?\son"
    rf"|deadline(?:\sis)?):?|{NOT}(?:over|above|exceed|{MORE})|≤|<=)(?:\s{WEEKDAY},?)?{LINK}",
    re.IGNORECASE,
)
LESS_THAN = lazy_pattern(rf"(?:\b(?:under|below|before|{LESS})(?:\s|[-–]|$)|<){LINK}", re.IGNORECASE)
PHRASE_END = r"(?=\s*(?:[.,;:!?)]|$)|\s(?:and|or|for|in|an?|per|each)\b)"
OR_MORE = lazy_pattern(
    r"s?(?:\s?\+|\s(?:(?:and|or)\s)?(?:over|older|up|upwards?|above|more|later|onwards?)\b|\splus\b"
    r"|\s(?:and|or)\s(?:longer|larger|bigger|heavier|higher|taller|wider|deeper)\b"
    rf"|\s(?:\w+\s)?(?:at\s(?:the\s)?(?:least|earliest)|minimum){PHRASE_END})",
    re.IGNORECASE,
)
OR_LESS = lazy_pattern(
    r"s?\s(?:(?:and|or)\s(?:under|younger|below|less|earlier|fewer|shorter|smaller|lighter|lower)\b"
    rf"|(?:\w+\s)?(?:at\s(?:the\s)?(?:most|latest)|max(?:imum)?){PHRASE_END})",
    re.IGNORECASE,
)


class RangePatterns(NamedTuple):
    """The compiled words of a language that make a range or a limit, in the order of `RangeWords`."""

    to: re.Pattern[str]
    both: re.Pattern[str]
    between: re.Pattern[str]
    least: re.Pattern[str]
    most: re.Pattern[str]
    below: re.Pattern[str]
    or_more: re.Pattern[str]
    or_less: re.Pattern[str]


ENGLISH = RangePatterns(JOIN, AND, BETWEEN, AT_LEAST, AT_MOST, LESS_THAN, OR_MORE, OR_LESS)
BEFORE, AFTER = 24, 24
"""Characters before and after a number in which a word that makes it a limit is looked for."""
MONTH_DAYS = 32
"""Numbers of days that belong to a month; day 0 is the start of the month."""
YEARLY = MONTH_DAYS * 13
"""One more than the highest number of a day in a year, as `32 * month + day`."""
ANY_YEAR = (0, 9999)
WEEK, DAY_MINUTES = 7, 24 * 60
MAX_SPANS = 200
"""Spans of one kind that are found in a text, so that a text made of numbers takes no longer than others."""


class Span(NamedTuple):
    """A range of numbers of one kind from `low` to `high`, both included, and where the text states it.

    Days in a year are `32 * month + day`, of the years `years`; for weekdays, these are places in the month, as in *the second
    Monday*. Amounts have a `unit`. `is_limit` is true for a range that is open at one end, as in *under 18*, and for hours of
    opening: it also decides about what it does not contain.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str = ""
    years: tuple[int, int] = ANY_YEAR
    is_limit: bool = False
    is_bare: bool = False
    """True if the number alone, without being part of a range, is not of this kind."""

    def holds(self, asked: "Span") -> bool:
        """Return whether the two have a number in common, in the same unit and year; a limit has to be inside the other."""
        if asked.is_limit and not (self.low <= asked.low and asked.high <= self.high):
            return False
        return self._overlaps(asked)

    def _overlaps(self, other: "Span") -> bool:
        return (
            self.low <= other.high
            and other.low <= self.high
            and self.unit == other.unit
            and self.years[0] <= other.years[1]
            and other.years[0] <= self.years[1]
        )


def join_spans(text: str, found: Sequence[Span], size: float = math.inf, ranges: RangePatterns = ENGLISH) -> Iterator[Span]:
    """Join the spans of single numbers, in reading order, into ranges; those that make no sense alone are left out.

    Numbers of `size` and above start again at 0, so that a range from 5 to 1 is one from 5 to the end and one up to 1.
    """
    position = 0
    while position < len(found):
        span = found[position]
        following = found[position + 1] if position + 1 < len(found) else None
        if following and _are_joined(text, span, following, size, ranges):
            yield from ranges_between(span, following, size)
            position += 2
            continue
        position += 1
        limited = span if size == WEEK else _limited(text, span, ranges)
        if limited.is_limit or not span.is_bare:
            yield limited


def _are_joined(text: str, one: Span, other: Span, size: float, ranges: RangePatterns) -> bool:
    if other.start - one.end > LONGEST_JOIN or (one.unit != other.unit and not one.is_bare and not other.is_bare):
        return False
    if one.low > other.high and size == math.inf:
        return False
    return is_range(text, one, other, ranges)


def is_range(text: str, one: Span, other: Span, ranges: RangePatterns = ENGLISH) -> bool:
    """Return whether what stands between two numbers, and before them, makes one range of them."""
    gap = text[one.end : other.start][: LONGEST_JOIN + 1]
    if ranges.to.fullmatch(gap):
        return True
    before = text[max(0, one.start - BEFORE) : one.start]
    return ranges.both.fullmatch(gap) is not None and ranges.between.search(before) is not None


def ranges_between(one: Span, other: Span, size: float) -> Iterator[Span]:
    """Yield the range between two spans, in two parts if it passes the end of a week, day or year."""
    unit = other.unit if one.is_bare else one.unit
    first, last = _years(one, other)
    is_bare = one.is_bare and other.is_bare
    whole = Span(one.start, other.end, one.low, other.high, unit, (first, last), size == DAY_MINUTES, is_bare)
    if one.low <= other.high:
        yield whole
    else:
        yield whole._replace(high=size - 1, years=(first, first) if first else ANY_YEAR)
        yield whole._replace(low=0, years=(last, last) if last < ANY_YEAR[1] else ANY_YEAR)


def _years(one: Span, other: Span) -> tuple[int, int]:
    """Return the years of a range; its start is in the year of its end if it has none of its own."""
    if other.years == ANY_YEAR:
        return one.years
    if one.years == ANY_YEAR:
        return other.years if one.low <= other.high else (other.years[0] - 1, other.years[1])
    return one.years[0], other.years[1]


def _limited(text: str, span: Span, ranges: RangePatterns) -> Span:
    """Return the span, open at one end if the words around it make it a limit."""
    written = text[span.start : span.end]
    if ranges.to.search(WORD_HYPHEN.sub(" ", written) if "-" in written else written):  # a range already
        return span
    before, after = text[max(0, span.start - BEFORE) : span.start], text[span.end : span.end + AFTER]
    if ranges.or_more.match(after):
        return span._replace(high=math.inf, is_limit=True)
    if ranges.or_less.match(after):
        return span._replace(low=-math.inf, is_limit=True)
    words = (
        (ranges.below.search(before), -math.inf, span.low - 1),
        (ranges.most.search(before), -math.inf, span.high),
        (ranges.least.search(before), span.low, math.inf),
    )
    limits = [(match.start(), low, high) for match, low, high in words if match]
    if not limits:
        return span
    _, low, high = min(limits, key=itemgetter(0))  # the longest: *not less than* also ends with *less than*
    return span._replace(low=low, high=high, is_limit=True)
