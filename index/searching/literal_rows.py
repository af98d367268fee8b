"""Find the passages that state the date, time or weekday of a question, also if they share no other word with it.

Only candidates are compared with literals. A passage that writes *2024-11-05* for *November 5* is none by its other words.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from index.storing.lexical import LexicalIndex
from index.text.literals import AskedLiteral
from index.text.literals.asking import REQUIRED
from index.text.literals.spans import MONTH_DAYS
from index.text.literals.stated_times import HOUR_MINUTES, NOON
from index.text.literals.weekdays import WEEKDAYS
from index.text.months import MONTH_NAMES
from index.text.words import Stem, terms

SHORT = {"september": ("sept",), "tuesday": ("tues",), "thursday": ("thur", "thurs"), "wednesday": ("weds",)}
"""Abbreviations other than the first three letters."""
ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
MOST_ROWS = 256
"""Passages above which the words of a literal tell nothing about any of them."""
NO_ROWS = np.zeros(0, dtype=np.int64)
MOST_SPANS = 2
"""Single days or times that a literal may stand for, such as those of both halves of a day."""


def literal_rows(asked: Sequence[AskedLiteral], lexical: LexicalIndex, stem: Stem) -> NDArray[np.int64]:
    """Return the rows whose words may state all the dates, times and weekdays that an answer to an English question needs."""
    found: NDArray[np.int64] | None = None
    for literal in asked:
        if literal.need != REQUIRED or literal.kind not in {"day", "time", "weekday"}:
            continue
        spellings = [terms(spelling, stem) for spelling in _spellings(literal)]
        if any(len(names) == 1 and lexical.frequency(names[0]) > MOST_ROWS for names in spellings):
            return NO_ROWS
        rows = lexical.rows_with_any(spellings).astype(np.int64)
        found = rows if found is None else np.intersect1d(found, rows)
    return found if found is not None and len(found) <= MOST_ROWS else NO_ROWS


def _spellings(literal: AskedLiteral) -> Iterator[str]:
    """Yield how texts may write a date, time or weekday."""
    for span in [span for span in literal.spans if span.low == span.high][:MOST_SPANS]:
        place = int(span.low)
        if literal.kind == "day" and place % MONTH_DAYS:
            yield from _spellings_of_day(*divmod(place, MONTH_DAYS))
        elif literal.kind == "time":
            yield from _spellings_of_time(*divmod(place, HOUR_MINUTES))
        elif literal.kind == "weekday" and place < len(WEEKDAYS):
            yield from _names(WEEKDAYS[place])


def _spellings_of_day(month: int, day: int) -> Iterator[str]:
    numbers = (str(day), f"{day:02}", f"{day}{ENDINGS.get(day, 'th')}")
    yield from (f"{name} {number}" for name, number in product(_names(MONTH_NAMES[month - 1]), numbers))
    yield from (f"{month:{form}} {day:{form}}" for form in ("", "02"))


def _spellings_of_time(hour: int, minute: int) -> Iterator[str]:
    half, short = "ap"[hour >= NOON], (hour % NOON) or NOON
    yield from (f"{number} {minute:02}" for number in dict.fromkeys((str(hour), f"{hour:02}", str(short))))
    if not minute:
        yield from (f"{short}{half}m", f"{short} {half}m", f"{short} {half} m", f"{short} o'clock")
        yield from ("noon", "midday") if hour == NOON else ()


def _names(name: str) -> tuple[str, ...]:
    """Return a name of a month or weekday with its abbreviations."""
    return (name, name[:3], *SHORT.get(name, ()))
