"""Feasts that fall on the same date each year, such as Christmas, as days."""

import re
from collections.abc import Iterator

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.spans import MONTH_DAYS, Span

FEASTS = (
    (r"(?:christmas|x-?mas)\seve", (12, 24), (12, 24)),
    (r"(?:christmas|x-?mas)\sday", (12, 25), (12, 25)),
    (r"christmas(?:time)?|x-?mas", (12, 24), (12, 26)),
    (r"boxing\sday", (12, 26), (12, 26)),
    (r"new\syear(?:['’]?s)?\seve|nye", (12, 31), (12, 31)),
    (r"new\syear(?:['’]?s)?(?:\sday)?", (1, 1), (1, 1)),
    (r"epiphany|three\skings['’]?(?:\sday)?", (1, 6), (1, 6)),
    (r"valentine['’]?s?(?:\sday)?", (2, 14), (2, 14)),
    (r"may\sday", (5, 1), (5, 1)),
    (r"hallowe['’]?en", (10, 31), (10, 31)),
    (r"bonfire\snight", (11, 5), (11, 5)),
)
"""How each feast is written, and the month and day on which it starts and ends; the longer name comes first."""
FEAST = lazy_pattern(
    rf"(?<![\w-])(?:{'|'.join(f'({written})' for written, _, _ in FEASTS)})(?!['’-]?\w)",
    re.IGNORECASE,
)
NOT_A_DATE = lazy_pattern(r"(?:\b(?:father|merry|happy|in\sthe|each|every|an?|of)\s)$", re.IGNORECASE)
"""Words before a name that is no date then: *Father Christmas*, *in the new year*."""
OF_A_THING = lazy_pattern(
    r"\s(?!(?:and|or|to|until|till|through|is|are|was|were|do|does|did|can|could|will|would|you|we|i|they|the|this|next|too|as|but"
    r"|if|when|then|only|on|at|in|from|for|with|off|please|closed|closing|closure|opens?|opening|hours|times|holidays?|break|period"
    r"|season|week|weekend|morning|afternoon|evening)\b)[^\W\d_]",
    re.IGNORECASE,
)
"""A word after a name that is part of another one then: *Christmas market*."""
BEFORE = 16


def feasts(text: str) -> Iterator[Span]:
    """Yield the feasts that a text names, as ranges of days."""
    for match in FEAST.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()]
        if match.lastindex and not NOT_A_DATE.search(before) and not OF_A_THING.match(text, match.end()):
            _, (first_month, first), (last_month, last) = FEASTS[match.lastindex - 1]
            yield Span(match.start(), match.end(), MONTH_DAYS * first_month + first, MONTH_DAYS * last_month + last)
