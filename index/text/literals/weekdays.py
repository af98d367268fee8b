"""Weekdays: Monday is 0, and Sunday is 6."""

import re
from collections.abc import Iterator

from index.text.literals.numbers import lower
from index.text.literals.spans import MAX_SPANS, WEEK, Span, join_spans

STARTS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAME = re.compile(
    r"\b(?P<name>(?P<long>mon|tues?|wed(?:nes|s|nds|ens)?|thu(?:rs?)?|fri|sat(?:ur|er)?|sun)days?"
    r"|(?P<short>tues?|weds|thurs?|thu|fri)|(?P<unsure>mon|wed|sat|sun))(?![\w'’])\.?",
    re.IGNORECASE,
)
GROUP = re.compile(
    r"\b(?:(?P<work>week-?days?|(?:work(?:ing)?|business|school)[ -]days?)|(?P<end>week-?ends?)"
    r"|(?P<all>daily|every\s?day|each\sday|any\sday|all\sweek|(?:seven|7)\sdays\s(?:a|per|each|every)\sweek|24/7|(?:at\s)?any\s?time"
    r"|around\sthe\sclock|always|throughout\sthe\sweek|all\sdays)"
    r"|(?P<row>(?:seven|7)\sdays(?!\s(?:a|of|before|after|in|from|later|ago|prior)\b)))\b",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"(?:\b(?:within|in|after|for|than|least|most|next|last|first|every|these|up to|takes?|is|are|about))\s+$", re.IGNORECASE
)
"""Words before *seven days* that make it a length of time."""
GROUPS = {"work": (0, 4), "end": (5, 6), "all": (0, 6), "row": (0, 6)}
COUNTED = re.compile(r"(?:\d|\b(?:one|two|three|four|five|six|seven|ten|few|several))\s+$", re.IGNORECASE)
FEAST = re.compile(r"\b(?:good|black|cyber|easter|palm|whit|ash|shrove|giving|holy|maundy|fat|super)\s+$", re.IGNORECASE)
"""Words before the name of a weekday that make it the name of one day in the year."""
DAY_FOLLOWS = re.compile(r"\s*(?:[-–—:;,/&|)]|$|\d|to\b|from\b|and\b|until\b|till\b|only\b|at\b|through\b)", re.IGNORECASE)
DAY_PRECEDES = re.compile(
    r"(?:\b(?:on(?:\sa)?|any|every|each|next|last|this|until|till|open|opens|closed|closes|hours|times)|[-–—/&])\s*$",
    re.IGNORECASE,
)
PART_FOLLOWS = re.compile(
    r"\s(?:(?:mornin|evenin)g|afternoon|eve|night|nite|lunch(?:time)?)s?\b|\s(?:ok(?:ay)?|fine)\b", re.IGNORECASE
)
"""Words after the short name of a weekday that make it one, whatever comes before."""
OTHER = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)(?:days?)?"
OTHER_FOLLOWS = re.compile(rf"\s?(?:or|and|to|[-–—/&,+])\s?{OTHER}\b", re.IGNORECASE)
OTHER_PRECEDES = re.compile(rf"\b{OTHER}\s?(?:or|and|to|[-–—/&,+])\s?$", re.IGNORECASE)
CAPITAL_FOLLOWS = re.compile(r"\s[^\W\d_a-z]")
BEFORE = 16


def weekdays(text: str) -> Iterator[Span]:
    """Yield the weekdays that a text names, as ranges."""
    found: list[Span] = []
    for match in NAME.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()]
        if FEAST.search(before) or (match["unsure"] and not _is_day(text, match, before)):
            continue
        day = STARTS.index(lower(match["name"])[:3])
        found.append(Span(match.start(), match.end(), day, day))
        if len(found) == MAX_SPANS:
            break
    yield from join_spans(text, found, WEEK)
    for match in GROUP.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()]
        is_period = match["row"] and PERIOD.search(before)
        if match.lastgroup and not COUNTED.search(before) and not is_period:
            low, high = GROUPS[match.lastgroup]
            yield Span(match.start(), match.end(), low, high)


def _is_day(text: str, match: re.Match[str], before: str) -> bool:
    """Return whether `sun`, `sat`, `mon` or `wed` is a weekday here."""
    is_capital = match["unsure"][0].isupper()
    if is_capital and DAY_FOLLOWS.match(text, match.end()):
        return True
    if DAY_PRECEDES.search(before) and not (is_capital and CAPITAL_FOLLOWS.match(text, match.end())):
        return True
    follows = PART_FOLLOWS.match(text, match.end()) or OTHER_FOLLOWS.match(text, match.end())
    return follows is not None or OTHER_PRECEDES.search(before) is not None
