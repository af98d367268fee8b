"""Literals of a question, and whether an answer has to contain them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.text.literals.clock import asked_times
from index.text.literals.days import MONTH_DAYS, days, years
from index.text.literals.finding import Kind
from index.text.literals.quantities import ages, amounts
from index.text.literals.spans import WEEK, Span
from index.text.literals.weekdays import weekdays

Need = int
OPTIONAL, NOT_ANOTHER, REQUIRED = 0, 1, 2
"""How much an answer needs a literal: not at all, so that it states no other of the kind instead, or in any case."""
MOST = 8
"""The largest number of literals of a question that are compared."""
SENTENCE = re.compile(r"[^.!?\n]*+(?:[.!?](?=\w)[^.!?\n]*+)*+[.!?\n]*+")
ASKS = re.compile(
    r"\s*(?:what|when|where|who|whose|which|why|how|is|are|was|were|do|does|did|can|could|may|will|would|should|has|have)\b",
    re.IGNORECASE,
)
DATES = re.compile(
    r"\b(?:in|since|during|of|for|from|until|by|before|after|year|early|late|mid|end|spring|summer|autumn|fall|winter)[\s-](?:the\s)?$|,\s$",
    re.IGNORECASE,
)
"""Words before a year that make it a date rather than a part of a name."""
NAMES_A_THING = re.compile(r"(?:\b(?:the|an?|your|for)\s)$", re.IGNORECASE)
BEFORE = 16


class AskedLiteral(NamedTuple):
    """A literal of a question: its kind, how it is written, the ranges it may stand for, and how much an answer needs it."""

    kind: Kind
    written: str
    spans: tuple[Span, ...]
    need: Need


def asked_literals(question: str) -> tuple[AskedLiteral, ...]:
    """Return the literals that a question names, in reading order, each kind in turn."""
    statements = list(_statements(question))
    found: list[AskedLiteral] = []
    for kind, spans in _found(question):
        for group in _by_place(spans):
            start, end = group[0].start, group[0].end
            need = _need(kind, question, group)
            if need > OPTIONAL and any(first <= start < last for first, last in statements):
                need = OPTIONAL
            found.append(AskedLiteral(kind, question[start:end].strip(), tuple(group), need))
    return tuple(found[:MOST])


def _found(question: str) -> Iterator[tuple[Kind, list[Span]]]:
    yield "weekday", [span for span in weekdays(question) if span.high - span.low < WEEK - 1]
    hours = list(asked_times(question))
    yield "time", hours
    dates = list(days(question))
    yield "day", dates
    in_dates = [(span.start, span.end) for span in dates]
    yield "year", [span for span in years(question) if not any(start <= span.start < end for start, end in in_dates)]
    people = [span for span in ages(question, is_question=True) if not any(each.start == span.start for each in hours)]
    yield "age", people
    yield "amount", [span for span in amounts(question) if not any(each.start == span.start for each in people)]


def _by_place(spans: list[Span]) -> list[list[Span]]:
    places: dict[tuple[int, int], list[Span]] = {}
    for span in spans:
        places.setdefault((span.start, span.end), []).append(span)
    return list(places.values())


def _need(kind: Kind, question: str, group: list[Span]) -> Need:
    span = group[0]
    before = question[max(0, span.start - BEFORE) : span.start]
    if kind in {"weekday", "time"}:
        return REQUIRED
    if kind == "day":
        return REQUIRED if span.high - span.low < MONTH_DAYS - 1 else NOT_ANOTHER
    if kind == "year":
        return NOT_ANOTHER if DATES.search(before) else OPTIONAL
    if kind == "age":
        return NOT_ANOTHER
    follows = re.match(r"\s[a-z]{3,}", question[span.end :], re.IGNORECASE)
    is_attribute = not question[span.start : span.end].endswith("s") and span.low > 1
    return NOT_ANOTHER if follows and is_attribute and NAMES_A_THING.search(before) else OPTIONAL


def _statements(question: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences are that ask nothing, if there is one that does."""
    sentences = [match.span() for match in SENTENCE.finditer(question) if match[0].strip()]
    asking = [question[start:end].rstrip().endswith("?") or bool(ASKS.match(question, start)) for start, end in sentences]
    if any(asking):
        yield from (sentence for sentence, asks in zip(sentences, asking, strict=True) if not asks)
