"""Contrasts: words of which a text states one and no other: seasons, ranks, colours, *the third time*, *a two-star course*.

The unit of a span says what it is one of, and its number which one, so that only words of the same set are compared.
"""

import re
from collections.abc import Iterator
from itertools import islice

from index.text.lazy_patterns import alternatives, lazy_pattern
from index.text.literals.numbers import HOUR_WORD, ORDINALS, lower, number, ordinal
from index.text.literals.spans import MAX_SPANS, WEEKDAY, Span

PERIOD = "period"
"""The set of words for how long a ticket or the like is valid, which only exclude each other next to such a word."""
SETS = {
    "season": ("spring springtime", "summer summertime", "autumn fall", "winter wintertime"),
    "rank": ("bronze", "silver", "gold golden", "platinum", "diamond"),
    "colour": (
        *("red", "orange", "yellow", "green", "blue", "purple violet", "pink", "black", "white", "grey gray", "brown"),
        *("turquoise cyan teal", "magenta"),
    ),
    "direction": ("north northern", "south southern", "east eastern", "west western"),
    "meal": ("breakfast", "brunch", "lunch", "dinner supper"),
    "level": ("beginner novice", "intermediate improver", "advanced"),
    PERIOD: (
        *("half 1/2 ½", "day daily full whole entire", "week weekly", "weekend", "month monthly", "season seasonal"),
        *("year yearly annual", "morning", "afternoon", "evening"),
    ),
}
"""Sets of words that exclude each other; those that mean the same are one string."""
PLACES = {word: (name, place) for name, words in SETS.items() for place, same in enumerate(words) for word in same.split()}
PART_OF_DAY = "half|1/2|½|full|whole|entire"
LASTS = "|".join(word for word, (name, _) in PLACES.items() if name == PERIOD and word not in PART_OF_DAY)
ANYWHERE = alternatives(word for word, (name, _) in PLACES.items() if name != PERIOD)
ONE_OF = lazy_pattern(rf"\b(?P<word>{ANYWHERE})s?\b(?![-_’'.@/]\w|\s{WEEKDAY}\b)", re.IGNORECASE)
LASTING = lazy_pattern(
    rf"(?<!\d[\s-])(?<!\btwo[\s-])(?<!three[\s-])(?<!four[\s-])(?<!same[\s-])\b(?:(?P<part>{PART_OF_DAY})(?:[\s-]|\sa\s)days?"
    rf"|(?P<lasts>{LASTS})[\s-](?:[a-z]+\s)??(?:tickets?|pass(?:es)?|cards?|permits?|licen[cs]es?|memberships?|rates?|prices?|fees?"
    rf"|tours?|trips?|rentals?|subscriptions?)|for\san?\s(?P<during>{LASTS}))\b",
    re.IGNORECASE,
)
"""A period before what lasts for it, and *half day*, *full day* anywhere."""
LABEL = lazy_pattern(rf"(?:^|;\s)(?P<label>{LASTS}):\s[€$£]?\d|:\s(?P<cell>{LASTS})(?=;|$)", re.IGNORECASE | re.MULTILINE)
"""A period that is all of a cell, or of what an item says before a price."""
FALL = lazy_pattern(r"\b(?:(?:in|this|next|last|every|each|of)\s(?:the\s)?|the\s)$", re.IGNORECASE)
FALL_FOLLOWS = lazy_pattern(
    r"\s(?:terms?|semesters?|seasons?|sessions?|class(?:es)?|leagues?|breaks?|camps?|20\d\d)\b", re.IGNORECASE
)
"""What stands around *fall* where it is a season."""
NO_NOUN = r"and|but|for|the|then|one|not|was|are|who|that|this|with|from|than|can|has|had|will|would|should|half|hand|aid"
"""Words after an ordinal that are nothing it counts."""
NOUN = rf"(?!(?:{NO_NOUN})\b)(?P<noun>[^\W\d_]{{3,16}})"
LARGEST_ORDINAL = 12
SMALL_ORDINAL = "|".join(word for word, value in ORDINALS.items() if value <= LARGEST_ORDINAL)
NTH = lazy_pattern(
    rf"(?<!\ba\s)(?<!\bper\s)(?<![\d-])\b(?:(?P<earlier>{SMALL_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))(?:\s(?:and|or|to)\s|\s?[/,–-]\s?))?"
    rf"(?P<nth>{SMALL_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))\s{NOUN}\b",
    re.IGNORECASE,
)
ANY_NTH = lazy_pattern(rf"\b(?:{SMALL_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))\b", re.IGNORECASE)
COMPOUND = lazy_pattern(
    rf"(?<![\w.,:$€£-])(?:(?P<earlier>\d{{1,3}}|{HOUR_WORD})-?(?:\s(?:and|or|to)\s|\s?[/,–]\s?))?"
    rf"(?P<number>\d{{1,3}}|{HOUR_WORD})(?:-{NOUN}\b(?!-?old)|\s(?P<known>star|room|bed|person|seat|door|part|course|player|way|storey|string"
    r"|piece|lane|wheel|hole|speed|stage|round|man)(?=\s[^\W\d_]))",
    re.IGNORECASE,
)
"""A number and a singular noun before another noun; without a hyphen, the noun is one of a few."""
ALONE = lazy_pattern(
    rf"(?<![\w.,:$€£-])(?P<number>\d{{1,3}}|{HOUR_WORD})(?:\s(?P<noun>[^\W\d_]{{3,16}}s)\b|(?=\s*(?:[,;.)/&]|$)|\s(?:and|or)\b))",
    re.IGNORECASE,
)
"""A number with a plural noun, or without any."""
NTH_UNIT = "nth "
MAX_UNITS = 4
"""Nouns of a text that its numbers without a noun are tried with."""
BEFORE = 16


def contrasts(text: str) -> Iterator[Span]:
    """Yield the words of a text that exclude others of their set, each with the name of its set as its unit.

    A number without a noun counts what other numbers count: *10 for a one-room flat, 20 for two*, *the first time, the second*.
    """
    for match in islice(LABEL.finditer(text), MAX_SPANS):
        name, place = PLACES[lower(match["label"] or match["cell"])]
        yield Span(match.start(), match.end(), place, place, name)
    units: dict[str, None] = {}
    for span in islice(asked_contrasts(text), MAX_SPANS):
        yield span
        if span.unit not in SETS:
            units[span.unit] = None
    for unit in islice(units, MAX_UNITS):
        if unit.startswith(NTH_UNIT):
            for match in islice(ANY_NTH.finditer(text), MAX_SPANS):
                yield Span(match.start(), match.end(), ordinal(match[0]), ordinal(match[0]), unit)
            continue
        for match in islice(ALONE.finditer(text), MAX_SPANS):
            if not match["noun"] or _singular(match["noun"]) == unit:
                yield Span(match.start(), match.end(), number(match["number"]), number(match["number"]), unit)


def asked_contrasts(text: str) -> Iterator[Span]:
    """Yield the words of a question that exclude others of their set, each with the name of its set as its unit."""
    for match in ONE_OF.finditer(text):
        name, place = PLACES[lower(match["word"])]
        if lower(match["word"]) == "fall" and not (
            FALL.search(text, max(0, match.start() - BEFORE), match.start()) or FALL_FOLLOWS.match(text, match.end())
        ):
            continue
        yield Span(match.start(), match.end(), place, place, name)
    for match in LASTING.finditer(text):
        name, place = PLACES[lower(match["part"] or match["lasts"] or match["during"])]
        yield Span(match.start(), match.end(), place, place, name)
    for match in NTH.finditer(text):
        noun = _singular(match["noun"])
        for nth in (match["earlier"], match["nth"]):
            if nth:
                yield Span(match.start(), match.end(), ordinal(nth), ordinal(nth), f"{NTH_UNIT}{noun}")
    for match in COMPOUND.finditer(text):
        noun = _singular(match["noun"] or match["known"])
        for written in (match["earlier"], match["number"]):
            if written:
                yield Span(match.start(), match.end(), number(written), number(written), noun)


def _singular(noun: str) -> str:
    return lower(noun).removesuffix("s")
