"""Times at which something opens or starts, or closes or ends: neither answers a question about the other."""

import math
import re
from collections.abc import Iterator

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.spans import DAY_MINUTES, Span

STARTS_AT, ENDS_AT = "start", "end"
"""The units of times of a start and of an end, which only questions about one of them have."""
IF_OPEN = "open"
"""The unit of times from an opening on, which only questions such as *is it open at 6?* have too."""
STARTS = r"open(?:s|ed|ing)|start(?:s|ed|ing)?|beg(?:ins?|an|inning)|kicks?\soff"
ENDS = r"clos(?:es?|ed|ing)|shuts?|end(?:s|ed|ing)?|finish(?:es|ed|ing)?|stops?"
ABOUT = r"(?::|\sat|\sby)?(?:\s(?:about|around))?\s?$"
START_PRECEDES = lazy_pattern(rf"(?:\b(?:{STARTS}|open|doors){ABOUT}|\b(?:from|after|since)\s$)", re.IGNORECASE)
END_PRECEDES = lazy_pattern(rf"(?:\b(?:{ENDS}){ABOUT}|\b(?:until|till?|by|before)\s$)", re.IGNORECASE)
ASKED_START = lazy_pattern(rf"\b(?:(?:{STARTS})|(?:do|does|did|will)\b[^?]{{1,40}}\bopen){ABOUT}", re.IGNORECASE)
ASKED_END = lazy_pattern(rf"\b(?:{ENDS}){ABOUT}", re.IGNORECASE)
OPEN_UNTIL = lazy_pattern(r"\bopen(?:\s\w+){0,3}\s(?:until|till?)\s(?:about\s|around\s)?$", re.IGNORECASE)
OPEN_FROM = lazy_pattern(r"\bopen(?:\s\w+){0,3}\sfrom\s(?:about\s|around\s)?$", re.IGNORECASE)
BEFORE, FAR_BEFORE = 24, 64
"""Characters before a time of a text, and of a question, that may say whether it is one of a start or an end."""
LATE = 6 * 60
"""The time before which something that ends may have started on the day before."""


def starts_and_ends(text: str, span: Span) -> Iterator[Span]:
    """Yield a time of a text as one of a start, of an end, or of both if its words do not say which."""
    if span.high - span.low == DAY_MINUTES:  # from one day to another
        yield span._replace(unit=STARTS_AT)
        yield span._replace(unit=ENDS_AT)
        return
    is_range = span.low != span.high and not math.isinf(span.high - span.low)
    before = max(0, span.start - BEFORE)
    is_start = not is_range and START_PRECEDES.search(text, before, span.start) is not None
    is_end = not is_range and END_PRECEDES.search(text, before, span.start) is not None
    if not is_end:
        low = span.high if span.low == -math.inf else span.low
        yield span._replace(low=low, high=low, unit=STARTS_AT)
    if not is_start:
        high = span.low if span.high == math.inf else span.high
        yield span._replace(low=high, high=high, unit=ENDS_AT)
        if high < LATE:
            yield span._replace(low=high + DAY_MINUTES, high=high + DAY_MINUTES, unit=ENDS_AT)


def asked_time(text: str, span: Span, *, is_if_open: bool) -> Iterator[Span]:
    """Yield a time of a question, of an end or a start if the question asks for that: *does it close at 6?*."""
    if span.low != span.high and not math.isinf(span.high - span.low):
        yield span
        return
    first = max(0, span.start - FAR_BEFORE)
    time = span.high if span.low == -math.inf else span.low
    point = span._replace(low=time, high=time, is_limit=False)
    if OPEN_UNTIL.search(text, first, span.start):
        yield point._replace(high=2 * DAY_MINUTES, unit=ENDS_AT)
    elif OPEN_FROM.search(text, first, span.start):
        yield point._replace(low=0, unit=STARTS_AT)
    elif ASKED_END.search(text, first, span.start):
        yield point._replace(unit=ENDS_AT)
    elif ASKED_START.search(text, first, span.start):
        yield point._replace(unit=STARTS_AT)
    else:
        yield span
        if is_if_open:
            yield span._replace(unit=IF_OPEN)
