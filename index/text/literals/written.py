"""Literals of languages other than English, found by the words and patterns that `index.text.languages` has for them."""

import re
from collections.abc import Iterator
from dataclasses import astuple
from functools import cache
from itertools import islice
from unicodedata import normalize

from index.text.han_numbers import CHARACTERS as HAN
from index.text.han_numbers import han_value
from index.text.languages import Language, language_of
from index.text.languages.literal_words import LiteralWords
from index.text.lazy_patterns import alternatives
from index.text.literals.ages import OLDEST
from index.text.literals.days import SHORT_YEAR
from index.text.literals.spans import (
    ANY_YEAR,
    DAY_MINUTES,
    MAX_SPANS,
    MONTH_DAYS,
    WEEK,
    YEARLY,
    RangePatterns,
    Span,
    join_spans,
)
from index.text.literals.stated_times import HALF_DAY, HOUR_MINUTES, LAST_HOUR
from index.text.months import LAST_MONTH

LAST_DAY, LAST_MINUTE = 31, 59
THOUSANDS = re.compile(r"(?P<whole>\d{1,3}(?:[.,]\d{3})+)(?:[.,](?P<part>\d{1,2}))?")
DIGITS = r"\d{1,3}(?:[.,]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,2})?(?!\d)"
QUARTER, HALF = 15, 30
MOST_TIMES = 999
"""The largest number of hours, years and the like that is an amount of time."""


class WrittenLiterals:
    """Finds the literals of one language."""

    def __init__(self, words: LiteralWords) -> None:
        self._words = words
        self._ranges = RangePatterns(*(re.compile(pattern, re.IGNORECASE) for pattern in astuple(words.ranges)))
        self._weekday = self._compile("|".join(f"(?P<d{day}>{names})" for day, names in enumerate(words.weekdays)))
        self._groups = [(self._compile(names), low, high) for names, low, high in words.day_groups]
        self._times = [self._compile(pattern) for pattern in words.times]
        self._dates = [self._compile(pattern) for pattern in words.dates]
        self._years = [self._compile(pattern) for pattern in words.years]
        self._ages = [self._compile(pattern) for pattern in words.ages]
        self._asked_ages = [self._compile(pattern) for pattern in words.asked_ages or words.ages]
        self._people = self._compile(words.people) if words.people else None
        units = "|".join(f"(?P<u{at}>{names})" for at, (names, _, _) in enumerate(words.units))
        after = r"(?!\w)" if words.is_spaced else ""
        self._unit = re.compile(f"(?:{units}){after}", re.IGNORECASE)
        before = r"(?<![\w.,:/#-])" if words.is_spaced else rf"(?<![\d{HAN}.,:/])"
        self._amount = re.compile(rf"{before}(?P<number>{DIGITS}|{self._number})\s?(?={self._unit.pattern})", re.IGNORECASE)
        self._signed = re.compile(rf"(?P<sign>r\$|[€$£¥￥])\s?(?P<number>{DIGITS})", re.IGNORECASE)

    @property
    def _number(self) -> str:
        if not self._words.is_spaced:
            return f"[0-9０-９]{{1,6}}|[{HAN}]{{1,8}}"
        return r"\d{1,3}|" + alternatives(self._words.numbers)

    def _compile(self, pattern: str) -> re.Pattern[str]:
        months = "|".join(f"(?P<m{at}>{names})" for at, names in enumerate(self._words.months, start=1))
        whole = pattern.replace("NUMBER", f"(?:{self._number})").replace("MONTH", f"(?:{months})")
        if self._words.is_spaced:
            return re.compile(rf"(?<![\w.,:€$£])(?:{whole})(?!\w)", re.IGNORECASE)
        return re.compile(rf"(?:(?<![\d{HAN}.,:])|(?![\d{HAN}]))(?:{whole})")

    def weekdays(self, text: str) -> Iterator[Span]:
        """Yield the weekdays that a text names, as ranges."""
        found = [
            Span(*match.span(), day, day)
            for match in islice(self._weekday.finditer(text), MAX_SPANS)
            for day in [next(day for day in range(WEEK) if match[f"d{day}"])]
        ]
        yield from join_spans(text, found, WEEK, self._ranges)
        for pattern, low, high in self._groups:
            yield from (Span(*match.span(), low, high) for match in islice(pattern.finditer(text), MAX_SPANS))

    def times(self, text: str) -> Iterator[Span]:
        """Yield the clock times that a text names, as ranges."""
        yield from (span for span, _ in self._clock(text))

    def asked_times(self, text: str) -> Iterator[Span]:
        """Yield the clock times of a question; one of the first half of the day without a sign of it is also of the second."""
        for span, is_sure in self._clock(text):
            yield span
            if not is_sure and span.low == span.high and HOUR_MINUTES <= span.low < HALF_DAY and text[span.start] != "0":
                yield span._replace(low=span.low + HALF_DAY, high=span.high + HALF_DAY)

    def days(self, text: str) -> Iterator[Span]:
        """Yield the dates and months that a text names, as ranges."""
        found = [span for match in _apart(self._dates, text) if (span := self._day(match))]
        yield from join_spans(text, found, YEARLY, self._ranges)

    def years(self, text: str) -> Iterator[Span]:
        """Yield the years that a text names, as ranges."""
        found = []
        for match in _apart(self._years, text):
            year = 1 if match["year"] == "元" else int(self._value(match["year"]))
            year += self._words.eras.get(match.groupdict().get("era") or "", 0)
            found.append(Span(*match.span(), year, year))
        yield from join_spans(text, found, ranges=self._ranges)

    def ages(self, text: str) -> Iterator[Span]:
        """Yield the ages that a text states, as ranges; a number of years is one only in a text about people."""
        if self._people is None or self._people.search(text):
            yield from self._aged(text, self._ages)

    def asked_ages(self, text: str) -> Iterator[Span]:
        """Yield the ages that a question names, as ranges."""
        yield from self._aged(text, self._asked_ages)

    def amounts(self, text: str) -> Iterator[Span]:
        """Yield the amounts with a unit that a text names, as ranges."""
        found = []
        for match in _apart([self._amount, self._signed], text):
            end = match.end()
            unit = self._unit.match(text, end) if match.re is self._amount else self._unit.match(match["sign"])
            if unit is None and match.re is self._amount:
                continue
            place = int(unit.lastgroup[1:]) if unit and unit.lastgroup else 0
            _, name, factor = self._words.units[place]
            count = self._value(match["number"])
            if name == "s" and count > MOST_TIMES:  # a year
                continue
            value = count * factor
            found.append(Span(match.start(), unit.end() if unit and match.re is self._amount else end, value, value, name))
        yield from join_spans(text, found, ranges=self._ranges)

    def _aged(self, text: str, patterns: list[re.Pattern[str]]) -> Iterator[Span]:
        matches = [(match, self._value(match["number"])) for match in _apart(patterns, text)]
        found = [Span(*match.span(), value, value) for match, value in matches if value <= OLDEST]
        yield from join_spans(text, found, ranges=self._ranges)

    def _clock(self, text: str) -> Iterator[tuple[Span, bool]]:
        """Yield the clock times of a text as ranges, each with whether it says in which half of the day it is."""
        found: list[Span] = []
        sure: dict[int, bool] = {}
        for match in _apart(self._times, text):
            groups = match.groupdict()
            minutes = self._minutes(groups)
            if minutes is None:
                continue
            is_sure = any(groups.get(name) for name in ("late", "early", "noon", "midnight"))
            last = found[-1] if found else None
            if last and not is_sure and minutes <= last.low < minutes + HALF_DAY and minutes < HALF_DAY and sure[last.start]:
                minutes += HALF_DAY if self._ranges.to.fullmatch(text[last.end : match.start()][:20]) else 0
            found.append(Span(*match.span(), minutes, minutes))
            sure[match.start()] = is_sure
        for span in join_spans(text, found, DAY_MINUTES, self._ranges):
            yield span, sure[span.start]

    def _minutes(self, groups: dict[str, str | None]) -> int | None:
        """Return the minutes after midnight of a clock time, or None if it is none."""
        if groups.get("noon"):
            return HALF_DAY
        if groups.get("midnight"):
            return DAY_MINUTES - 1
        written = groups.get("hour") or groups.get("to_hour")
        hour, minute = int(self._value(written or "99")), int(self._value(groups.get("minute") or "0"))
        if hour > LAST_HOUR or minute > LAST_MINUTE:
            return None
        late = bool(groups.get("late")) and hour * HOUR_MINUTES < HALF_DAY
        if groups.get("early") and hour * HOUR_MINUTES == HALF_DAY:
            hour = 0
        shift = -HALF if groups.get("to_hour") else -QUARTER if groups.get("minus") else 0
        shift += HALF if groups.get("half") else QUARTER if groups.get("quarter") else 0
        return hour * HOUR_MINUTES + minute + shift + (HALF_DAY if late else 0)

    def _day(self, match: re.Match[str]) -> Span | None:
        """Return the days of a date, or None if there is no such day."""
        groups = match.groupdict()
        if written := groups.get("month_number"):
            month = int(self._value(written))
        else:
            month = next(at for at in range(1, LAST_MONTH + 1) if groups[f"m{at}"])
        day = groups.get("day")
        first = self._ordinal(day) if day else 0
        last = self._ordinal(groups["last"]) if groups.get("last") else first if day else MONTH_DAYS - 1
        if not 1 <= month <= LAST_MONTH or (day and not 1 <= first <= LAST_DAY) or not first <= last < MONTH_DAYS:
            return None
        years = ANY_YEAR
        if year := groups.get("year"):
            years = (int(self._value(year)) + (2000 if len(year) == SHORT_YEAR else 0),) * 2
        start = MONTH_DAYS * month
        return Span(*match.span(), start + first, start + last, years=years)

    def _ordinal(self, written: str | None) -> int:
        digits = re.sub(r"\D", "", written or "") if self._words.is_spaced else written or ""
        return int(self._value(digits)) if digits else 1  # primeiro, premier

    def _value(self, written: str) -> float:
        """Return the value of a number in digits or words."""
        text = normalize("NFKC", written).lower()
        if text in self._words.numbers:
            return self._words.numbers[text]
        if any(character in HAN for character in text):
            return han_value(text)
        if thousands := THOUSANDS.fullmatch(text):
            return float(f"{re.sub(r'[^0-9]', '', thousands['whole'])}.{thousands['part'] or 0}")
        number = text.replace(",", ".") if self._words.is_spaced else text.replace(",", "")
        return float(number) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", number) else 0.0


@cache
def written_literals(language: str) -> WrittenLiterals | None:
    """Return what finds the literals of a language, or None if it is not known how they are written there."""
    known: Language = language_of(language)
    return WrittenLiterals(known.literals) if known.literals else None


def _apart(patterns: list[re.Pattern[str]], text: str) -> list[re.Match[str]]:
    """Return the matches of patterns in reading order; of those that overlap, only that of the earliest pattern."""
    taken = bytearray(len(text) + 1)
    found = []
    for pattern in patterns:
        for match in islice(pattern.finditer(text), MAX_SPANS):
            if match.end() > match.start() and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append(match)
    return sorted(found, key=re.Match.start)
