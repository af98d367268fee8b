"""Exceptions, as in *every day except Mondays*: what is excepted is taken out of what the sentence states before it."""

import re
from collections.abc import Iterator, Sequence

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.spans import Span

EXCEPT = lazy_pattern(
    r"\b(?:(?:except(?:ing)?|apart\sfrom|excluding|other\sthan|with\sthe\sexception\sof)(?:\s(?:for|on|in|during))?|not\s(?:on|in|during))"
    r"\s(?:the\s|every\s|all\s)?$",
    re.IGNORECASE,
)
"""Words before what is excepted."""
EXCEPT_NEXT = lazy_pattern(r",?\s\(?(?:but(?:\snot)?|save|not)(?:\s(?:for|on|in))?\s(?:the\s)?", re.IGNORECASE)
"""Words that only mean an exception right between what is stated and what is excepted from it."""
ALSO = lazy_pattern(r"(?:,|,?\s(?:and|or)|\s?&)\s(?:on\s|in\s)?(?:the\s)?", re.IGNORECASE)
"""What stands between two exceptions."""
STATED_TOO = lazy_pattern(r",?\s\(?(?:when|where)\b", re.IGNORECASE)
"""Words after an exception that begin to say what holds for it."""
INSTEAD = lazy_pattern(r",?\s(?:but|instead|rather)\b", re.IGNORECASE)
"""Words after *not on Mondays* that begin to say what is right."""
SENTENCE_END = lazy_pattern(r"[.!?;]\s|\n")
BEFORE, LONGEST = 32, 24
"""Characters before what may be excepted, and between it and what precedes it, that are looked at."""


def without_exceptions(text: str, spans: Sequence[Span], low: float, high: float) -> Iterator[Span]:
    """Yield spans, given in reading order, without those that are excepted and without what these take out of others.

    An exception from nothing that is stated, as in *quiet from 1 to 3, except on Sundays*, is one from all there is, `low` to
    `high`. What is left is a limit: it also decides about what is excepted.
    """
    stated: list[Span] = []
    excepted: Span | None = None
    sentence, looked_at = 0, 0
    for span in spans:
        previous = stated[-1] if stated else None
        is_excepted = (
            EXCEPT.search(text, max(0, span.start - BEFORE), span.start) is not None
            or _is_between(EXCEPT_NEXT, text, previous, span)
            or _is_between(ALSO, text, excepted, span)
        )
        if not is_excepted:
            stated.append(span)
            continue
        excepted = span
        if INSTEAD.match(text, span.end):
            continue
        for end in SENTENCE_END.finditer(text, looked_at, span.start):
            sentence = end.end()
        looked_at = max(looked_at, span.start)
        whole = [each for each in stated if each.start >= sentence] or [span._replace(low=low, high=high)]
        stated = [each for each in stated if each.start < sentence]
        stated += [part for each in whole for part in _taken_out(span, each)]
        if STATED_TOO.match(text, span.end):
            stated.append(span)
    yield from stated


def _is_between(pattern: re.Pattern[str], text: str, one: Span | None, other: Span) -> bool:
    return one is not None and pattern.fullmatch(text[one.end : other.start][: LONGEST + 1]) is not None


def _taken_out(excepted: Span, span: Span) -> Iterator[Span]:
    """Yield what is left of a span."""
    is_part = excepted.years[0] > span.years[0] or excepted.years[1] < span.years[1]  # as the first Monday is of Mondays
    if is_part or excepted.low > span.high or excepted.high < span.low:
        yield span
        return
    if span.low < excepted.low:
        yield span._replace(high=excepted.low - 1, is_limit=True)
    if excepted.high < span.high:
        yield span._replace(low=excepted.high + 1, is_limit=True)
