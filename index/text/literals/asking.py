"""Literals of a question, and whether an answer has to contain them."""

import math
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from index.text.clauses import ASKING, QUESTION_WORD, VERB, clauses_of, telling_parts
from index.text.clauses import TELLS as STARTS_TELLING
from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern
from index.text.literals.ages import asked_ages
from index.text.literals.amounts import amounts
from index.text.literals.clock import asked_times
from index.text.literals.contrasts import PERIOD, asked_contrasts
from index.text.literals.contrasts import PLACES as CONTRASTS
from index.text.literals.days import days, years
from index.text.literals.feasts import FEAST
from index.text.literals.finding import Kind
from index.text.literals.numbers import ORDINALS, WORDS
from index.text.literals.relative import relative_days
from index.text.literals.spans import LESS_THAN, MONTH_DAYS, WEEK, Span
from index.text.literals.weekdays import WEEKDAYS, weekdays
from index.text.months import LAST_MONTH, MONTHS
from index.text.words import is_common

if TYPE_CHECKING:
    from index.text.literals.written import WrittenLiterals

OPTIONAL, NOT_ANOTHER, REQUIRED = 0, 1, 2
"""How much an answer needs a literal: not at all, so that it states no other of the kind instead, or in any case."""
START = lazy_pattern(r"\d|[€$£¥]|\b[^\W\d_]{3}")
STARTS = frozenset(
    word[:3]
    for word in (
        *(*WORDS, *ORDINALS, *MONTHS, *WEEKDAYS, "noon", "midday", "midnight", "weekday", "weekend", "work", "business"),
        *("school", "half", "quarter", "christmas", "xmas", "mas", "boxing", "year", "epiphany", "three", "valentine"),
        *("hallowe", "bonfire", "nye", "nightly", "every", "each", "fortnight", "hundred", "thousand"),
        *CONTRASTS,
    )
)
"""The first letters of words in literals. A question with none of them, no digit and no sign of a currency names no literal."""
MOST = 8
"""The largest number of literals of a question that are compared."""
ASKS = lazy_pattern(rf"\W*{ASKING}", re.IGNORECASE)
YES_OR_NO = lazy_pattern(rf"(?:^|[.!?,;:]|\b(?:and|so|but|hi|hello|hey|please))\s*{VERB}\b", re.IGNORECASE)
WANTS = lazy_pattern(rf"\b(?:{QUESTION_WORD}(?:['’]s)?|fees?|prices?|costs?)\b", re.IGNORECASE)
TELLS = lazy_pattern(r"\b(?:im?|ive|we|my|our|he|she|they|it|this|there|me|us)\b", re.IGNORECASE)
PLANS = lazy_pattern(
    r"\b(?:want|would|like|plan(?:ning)?|com(?:e|ing)|will|going|hop(?:e|ing)|can|could|if)\b|['’](?:ll|d)\b", re.IGNORECASE
)
"""Words of a clause about what the asker will do, which the answer has to fit."""
DATES = lazy_pattern(
    r"(?:\b(?:in|since|during|of|for|from|until|by|before|after|year|early|late|mid|end|spring|summer|autumn|fall|winter)[\s-]"
    r"(?:the\s)?|,\s)$",
    re.IGNORECASE,
)
"""Words before a year that make it a date rather than a part of a name."""
RECENT = range(1990, 2050)
"""Years that a question may name without such a word, as in *members meeting 2026*."""
WORD = re.compile(r"\w+")
WORD_BEFORE = lazy_pattern(r"(?P<word>[^\W\d_][\w'’.&-]*)\s$")
WORD_AFTER = lazy_pattern(r"\s?(?P<word>[^\W_]+)")
NO_NAME = lazy_pattern(
    r"and|or|plus|than|about|around|nearly|only|over|under|least|most|costs?|pay|paid|need|needs|get|gets|got|give|earn|win|won|spend"
    r"|buy|sell|sold|claim|place|build|has|have|had|with|reach|reached|at|covid|number|no|code|ticket|issue|id|pin|error"
    r"|rule|step|section|article|level|room|gate|port|channel|extension|house|flat|apartment|unit|locker|seat|bus|line|route|flight"
    r"|box|rack|page|item|question",
    re.IGNORECASE,
)
"""Words before a number that show that it is no year."""
NOT_YEAR = lazy_pattern(
    r"-|\s(?:novel|coins?|points?|blocks?|credits?|gems?|members?|players?|users?|people|items?|steps?|calories|words|characters|seats"
    r"|copies|votes|xp|hp|mb|gb|kb|k|m|km|kg|ml|watts?|rpm|hours?|hrs?|minutes?|mins?|days?|miles?|feet|sqm|visitors|tickets)\b",
    re.IGNORECASE,
)
"""What follows a number that is no year."""
DATED = lazy_pattern(
    r"(?:\s[a-z]+)?\s(?:dates?|schedule|calendar|season|edition|programme?|prices?|fees?|event|meeting|agm|festival|timetable|term"
    r"|holidays?|line-?up|conference|convention|gala|tournament|election|budget|report|rules)\b",
    re.IGNORECASE,
)
"""What follows a year, as in *the 2026 dates* and *2026 price list*."""
LONGEST_WORD = 30
JUST_ONE = lazy_pattern(r"an?\s[a-z]+|(?:half|1/2|½)[\s-](?:a\s)?day", re.IGNORECASE)
"""*An hour* or *a year*, which is often no amount that anything depends on; *half day* is a period, as of a ticket."""
BEFORE = 16


class AskedLiteral(NamedTuple):
    """A literal of a question: its kind, how it is written, the ranges it may stand for, and how much an answer needs it.

    `may_be_limited` is True if a limit that excludes it is an answer too, as *from 16* answers *Can a 12-year-old come?* `side`
    is -1 for ages up to one, 1 for those from one on, else 0: *under 12* decides nothing about *the under-16s*.
    """

    kind: Kind
    written: str
    spans: tuple[Span, ...]
    need: int
    may_be_limited: bool = True
    side: int = 0

    @property
    def words(self) -> list[str]:
        """The words and numbers of how it is written, in lower case."""
        return WORD.findall(self.written.lower())

    @property
    def is_word(self) -> bool:
        """True for a word such as *winter*, which also counts like other words; *day ticket* and *full day* are alike too."""
        return self.kind == "contrast" and self.spans[0].unit != PERIOD


def asked_days(question: str, language: str, today: date) -> tuple[AskedLiteral, ...]:
    """Return the days that a question names by their distance from today, as weekdays and as dates."""
    told = _told(question, _other_clauses(question)) if language == ENGLISH else []
    return tuple(
        AskedLiteral(kind, match[0], (span,), OPTIONAL if _is_in(told, match.start()) else NOT_ANOTHER)
        for kind, match, span in islice(relative_days(question, language, today), MOST)
    )


def asked_literals(question: str, language: str = ENGLISH) -> tuple[AskedLiteral, ...]:
    """Return the literals that a question names, kind by kind; none if nothing is known of how its language writes them."""
    if language != ENGLISH:
        from index.text.literals.written import written_literals

        written = written_literals(language)
        return tuple(_asked_in(question, written))[:MOST] if written else ()
    starts = START.findall(question.lower())
    if STARTS.isdisjoint(starts) and all(len(start) > 1 for start in starts):
        return ()
    others = _other_clauses(question)
    statements = _told(question, others)
    limited = may_be_limited(question)
    found: list[AskedLiteral] = []
    for kind, spans in _apart(question, _found(question)):
        for group in _by_place(spans):
            start, end = group[0].start, group[0].end
            need = _need(kind, question, group)
            if kind != "age" and _is_in(others if kind in {"amount", "contrast"} else statements, start):
                need = OPTIONAL
            side = _side(group[0]) if kind == "age" else 0
            named = [_named_group(question, span) for span in group] if side else group
            ranges = tuple(span._replace(start=0, end=0) for span in named)  # equal wherever questions name them
            found.append(AskedLiteral(kind, question[start:end].strip(" ."), ranges, need, limited, side))
    return tuple(found[:MOST])


def _side(span: Span) -> int:
    """Return -1 for a limit above, 1 for one below, and 0 for anything else."""
    return 0 if not span.is_limit else -1 if span.low == -math.inf else 1


def _named_group(question: str, span: Span) -> Span:
    """Return the age that a limit is named by if it is the name of a group, such as *U16*, *over-60s* or *65+*."""
    is_group = (
        question[span.end - 1].lower() == "s" or question[span.start].isalpha() or question[span.end : span.end + 1] == "+"
    )
    bound = span.high if span.low == -math.inf else span.low
    return span._replace(low=bound, high=bound, is_limit=False) if is_group and math.isfinite(bound) else span


def may_be_limited(question: str) -> bool:
    """Return whether a limit answers an English question about a number outside of it, as *from 16* answers *Can I at 12?*."""
    return YES_OR_NO.search(question) is not None or not WANTS.search(question)


def _asked_in(question: str, written: "WrittenLiterals") -> Iterator[AskedLiteral]:
    """Yield the literals of a question in another language."""
    found: dict[Kind, Iterator[Span]] = {
        "weekday": (span for span in written.weekdays(question) if span.high - span.low < WEEK - 1),
        "time": written.asked_times(question),
        "day": written.days(question),
        "age": written.asked_ages(question),
        "amount": written.amounts(question),
        "year": written.years(question),
    }
    for kind, spans in _apart(question, found):
        for group in _by_place(spans):
            start, end = group[0].start, group[0].end
            need = OPTIONAL if kind == "amount" else _need(kind, question, group)
            yield AskedLiteral(
                kind, question[start:end].strip(" ."), tuple(span._replace(start=0, end=0) for span in group), need
            )


def _found(question: str) -> dict[Kind, Iterator[Span]]:
    """Return the literals of each kind of an English question."""
    return {
        "weekday": (span for span in weekdays(question) if span.high - span.low < WEEK - 1),
        "time": asked_times(question),
        "day": days(question),
        "year": (span for span in years(question) if _is_year(question, span)),
        "age": asked_ages(question),
        "amount": (span for span in amounts(question) if not JUST_ONE.fullmatch(question[span.start : span.end])),
        "contrast": asked_contrasts(question),
    }


def _is_year(question: str, span: Span) -> bool:
    """Return whether a number that may be a year is one: after *in* and the like, after a name or noun, or before *dates*."""
    if DATES.search(question, max(0, span.start - BEFORE), span.start):
        return True
    if (
        span.low not in RECENT
        or span.end - span.start not in {len("2026"), len("2026/27")}
        or NOT_YEAR.match(question, span.end)
    ):
        return False
    before = WORD_BEFORE.search(question, max(0, span.start - LONGEST_WORD), span.start)
    is_after_a_name = before and not NO_NAME.fullmatch(before["word"]) and not is_common(before["word"], ENGLISH)
    after = WORD_AFTER.match(question, span.end)
    is_last = after is None or is_common(after["word"], ENGLISH)
    return bool(is_after_a_name and is_last) or DATED.match(question, span.end) is not None


def _apart(question: str, found: dict[Kind, Iterator[Span]]) -> Iterator[tuple[Kind, list[Span]]]:
    """Yield the literals of each kind; what belongs to one is not looked at again for the kinds after it."""
    taken: list[Span] = []
    for kind, spans in found.items():
        points = spans if kind == "age" else (_point(kind, question, span) for span in spans)
        new = [span for span in points if not any(span.start < each.end and each.start < span.end for each in taken)]
        taken += new
        yield kind, new


def _point(kind: Kind, question: str, span: Span) -> Span:
    """Return a limit, as in *after 3 days*, as the number it names: what holds for that is asked for.

    Of *before May* and *before 5 pm*, both what is named and what is just before it will do.
    """
    if not math.isinf(span.high - span.low):
        return span._replace(is_limit=False)
    is_below = LESS_THAN.search(question, max(0, span.start - BEFORE), span.start) is not None
    reach = 1 if is_below and kind in {"day", "time"} else 0
    low, high = (span.high, span.high + reach) if span.low == -math.inf else (span.low, span.low)
    if kind == "day" and _is_month(question[span.start : span.end], low if high == span.low else high):
        month = high // MONTH_DAYS
        low, high = MONTH_DAYS * (month - reach), MONTH_DAYS * (month + 1) - 1
    return span._replace(low=low, high=high, is_limit=False)


def _is_month(written: str, day: float) -> bool:
    """Return whether a limit that starts or ends on a day is a whole month, as in *since May*."""
    return day % MONTH_DAYS == 0 or (day % MONTH_DAYS == MONTH_DAYS - 1 and str(MONTH_DAYS - 1) not in written)


def _by_place(spans: list[Span]) -> list[list[Span]]:
    places: dict[tuple[int, int], list[Span]] = {}
    for span in spans:
        places.setdefault((span.start, span.end), []).append(span)
    return list(places.values())


def _need(kind: Kind, question: str, group: list[Span]) -> int:
    span = group[0]
    if kind in {"weekday", "time"}:
        return REQUIRED
    if kind == "day":
        is_date = (
            len(group) < LAST_MONTH
            and span.high - span.low < MONTH_DAYS - 1
            and not FEAST.search(question, span.start, span.end)
        )
        return REQUIRED if is_date else NOT_ANOTHER
    return NOT_ANOTHER


def _is_in(clauses: list[tuple[int, int]], position: int) -> bool:
    return any(first <= position < last for first, last in clauses)


def is_told(question: str, written: str) -> bool:
    """Return whether some words of an English question only tell, as in *I live in flat 42, when is the rent due?*."""
    return _is_in(_told(question, _other_clauses(question)), question.find(written))


def _told(question: str, clauses: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the clauses that tell what happened rather than what the asker will do."""
    tells = [each for each in clauses if TELLS.search(question, *each) or STARTS_TELLING.match(question, *each)]
    return [each for each in tells if not PLANS.search(question, *each)]


def _other_clauses(question: str) -> list[tuple[int, int]]:
    """Return the spans of the clauses that do not ask, if another clause does."""
    clauses = clauses_of(question)
    asking = [question[start:end].rstrip().endswith("?") or bool(ASKS.match(question, start)) for start, end in clauses]
    others = [clause for clause, asks in zip(clauses, asking, strict=True) if not asks] if any(asking) else []
    return others + telling_parts(question)
