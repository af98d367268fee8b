"""Days that a question names by their distance from the day on which it is asked, such as *today*.

An answer need not state them, but it must not state another day instead: *Sunday: closed* does not say whether the office is
open today, unless today is a Sunday.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import cache

from index.text.languages import ENGLISH, language_of
from index.text.literals.finding import Kind
from index.text.literals.spans import MONTH_DAYS, Span

Clock = Callable[[], date]
"""Returns the date of today."""
ENGLISH_DAYS: Mapping[str, int] = {
    r"today|tonight|this (?:morning|afternoon|evening)|(?<=open )(?:right )?now|(?<=closed )(?:right )?now"
    r"|(?:at the moment|currently)(?= open| closed)": 0,
    r"(?<!after )tomorrow": 1,
    r"(?:the )?day after tomorrow": 2,
    r"yesterday": -1,
}
"""Patterns of English words, with the number of days from today."""

NAMED = re.compile(r"\w\s$")
"""What precedes a capital letter within a sentence, where *Today* is a name, as in *Science Today*."""


def today_in(timezone: tzinfo | None = None) -> date:
    """Return today's date in a time zone; by default, in that of this machine."""
    return datetime.now(timezone).date()


def relative_days(question: str, language: str, today: date) -> Iterator[tuple[Kind, re.Match[str], Span]]:
    """Yield each day that is named by its distance from today, as a weekday and as a date."""
    for pattern, distance in _patterns(language):
        for match in pattern.finditer(question):
            if NAMED.search(question, max(0, match.start() - 2), match.start()) and match[0].istitle():
                continue
            day = today + timedelta(days=distance)
            number = MONTH_DAYS * day.month + day.day
            yield "weekday", match, Span(0, 0, day.weekday(), day.weekday())
            yield "day", match, Span(0, 0, number, number, years=(day.year, day.year))


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Return the patterns of a language, with the number of days from today."""
    words, edge = ENGLISH_DAYS, r"\b"
    if language != ENGLISH:
        literals = language_of(language).literals
        words = literals.relative_days if literals else {}
        edge = r"\b" if literals and literals.is_spaced else ""
    return tuple((re.compile(f"{edge}(?:{word}){edge}", re.IGNORECASE), distance) for word, distance in words.items())
