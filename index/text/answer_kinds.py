"""Kinds of answers (English): whether a question asks for a number, a time or a name, and whether a text holds a new one.

A passage that repeats what is asked holds only the numbers and names of the question; one that answers adds its own.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

AnswerKind = Literal["number", "time", "name"]

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds?|thousands?|[mb]illions?|dozens?|half|doubled?"
    "|twice|tripled?|third|quarter"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_TIME_WORDS = (
    "years?|months?|weeks?|days?|hours?|minutes?|spring|summer|autumn|winter|noon|midnight|daily|weekly|monthly|yearly"
    "|annual(?:ly)?|immediately|before|after|during|until|once"
)
_MEASURES = "price|cost|fee|rate|percentage|number|limit|minimum|maximum|amount|total|age|size"
_THINGS = (
    "countr(?:y|ies)|cit(?:y|ies)|places?|compan(?:y|ies)|firms?|brands?|persons?|people|apps?|platforms?|stores?|shops?|teams?"
    "|partners?|banks?|sites?|websites?|channels?|singers?|stars?|provinces?|towns?|museums?|organi[sz]ations?|groups?"
    "|universit(?:y|ies)|schools?|artists?|authors?|languages?|program(?:me)?s?|services?|tools?"
)
ASKED: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|old|tall|big|large|far|high|often|heavy|expensive)\b"
            rf"|\bwhat (?:percent\w*|number|amount|share|price|age|size)\b|\bprice of\b|\bcosts?\b"
            rf"|\bwhat(?:'s| is| are| was| were)? (?:the |an? |your )?(?:\w+ ){{0,2}}(?:{_MEASURES})s?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "time",
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:year|month|day|date|time|week|hour)s?\b"
            r"|\bhow (?:long|soon|fast|quick\w*|late|early)\b|\bopening (?:hours|times)\b|\bdeadline\b",
            re.IGNORECASE,
        ),
    ),
    (
        "name",
        re.compile(
            rf"\bwho(?:m|se)?\b|\bname of\b|\bwhere\b|\bwhich\b|\bwhat (?:\w+ ){{0,2}}?(?:{_THINGS})\b",
            re.IGNORECASE,
        ),
    ),
)
"""Each kind of answer with a pattern of the questions that ask for it; the first that matches counts."""
HELD: dict[AnswerKind, re.Pattern[str]] = {
    "number": re.compile(rf"\d[\d,.]*|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE),
    "time": re.compile(
        rf"\b(?:{_MONTHS})[a-z]*\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:{_TIME_WORDS})\b|\d+", re.I
    ),
    "name": re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w'’.-]*\w"),
}
"""What each kind looks like in a text; the first word of a sentence is no name, because all are written with a capital."""
ASKED_THING = re.compile(r"\b(?:how (?:many|much)|which|what|whose)\s+(?=\w)", re.IGNORECASE)
"""What comes before the thing that is asked about, as in *how many farmers* and *which large cities*."""
MAX_ADJECTIVES = 2
"""The number of words that may stand between *how many* or the like and the thing."""
_EDGES = ".,'’"


def asked_kind(question: str) -> AnswerKind | None:
    """Return the kind of answer that an English question asks for, or None if that cannot be told."""
    return next((kind for kind, pattern in ASKED if pattern.search(question)), None)


def asked_thing(question: str, starts: Sequence[int]) -> int | None:
    """Return which of the words with these starts an English question asks about: that of *farmers* in *how many farmers*.

    Returns None if the question does not name such a thing.
    """
    found = ASKED_THING.search(question)
    if found is None:
        return None
    position = bisect_left(starts, found.end())
    is_near = position < len(starts) and len(question[found.end() : starts[position]].split()) <= MAX_ADJECTIVES
    return position if is_near else None


def holds_new(kind: AnswerKind, text: str, question: str) -> bool:
    """Return whether a text holds an instance of a kind that is not in the question already."""
    known = {word.strip(_EDGES) for word in re.split(r"[\s?!;:()\"]+", question.casefold())}
    return any(_stripped(found.group()) not in known for found in HELD[kind].finditer(text))


def _stripped(instance: str) -> str:
    return instance.casefold().strip(_EDGES).removesuffix("'s").removesuffix("’s")
