"""Places in a list that an English question asks about: *the fourth step*, *step 4*, *the last rule*, *what comes after …*."""

import re
from typing import NamedTuple

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.numbers import ORDINAL, ORDINALS, WORD, WORDS, lower
from index.text.numbered import LISTED

LAST = -1
"""The place of the last item."""
NOUNS = rf"{LISTED}|thing|task|stage|phase|instruction|requirement|penalty|punishment|principle"
"""What is counted, in the singular: *the first steps* are several."""
OF_ANY = frozenset(("step", "thing", "point", "item", "part", "task", "stage", "instruction", ""))
"""Nouns that the items of any list are called by."""
COUNTED = lazy_pattern(
    rf"\b(?:(?P<ordinal>{ORDINAL})|(?P<digits>\d{{1,2}})(?:st|nd|rd|th)|(?P<last>last|final))\s+(?P<noun>{NOUNS})\b",
    re.IGNORECASE,
)
NUMBERED = lazy_pattern(
    rf"\b(?P<noun>{NOUNS})\s*(?:no\.?\s*|nr\.?\s*|number\s+|#\s*)?(?:(?P<digits>\d{{1,2}})(?![\w%]|[.,]\d)|(?P<word>{WORD})\b)",
    re.IGNORECASE,
)
DONE = lazy_pattern(r"\bwhat (?:do|must|should|shall|can) (?:i|you|we|one) do (?P<place>first|last)\b", re.IGNORECASE)
BESIDE = lazy_pattern(
    r"\bwhat(?:'s| is| comes?| came| do (?:i|you|we) (?:have to |need to )?do| follows)(?: the)?(?: next)?(?: step)?"
    r"(?: (?P<before>before)| after|(?<=follows)| once)\b|\bnext step after\b",
    re.IGNORECASE,
)
"""What asks for the item beside one that the question describes; *what happens after …* asks for an effect instead."""


class ListPlace(NamedTuple):
    """A place that a question asks about, and the span of it that says so.

    `number` counts from 1, or is `LAST`. If `beside` is not 0, the item is that many behind one that the rest of the question
    describes. `noun` is what is counted, such as *step*, or "".
    """

    number: int
    beside: int
    noun: str
    start: int
    stop: int


def list_place(question: str) -> ListPlace | None:
    """Return the place in a list that a question asks about, or None if it asks about none."""
    counted = _counted(question)
    if match := BESIDE.search(question):
        step = -1 if match["before"] else 1
        if counted is None:
            return ListPlace(0, step, "", *match.span())
        is_inside = counted.number != LAST and counted.number + step > 0
        return counted._replace(number=counted.number + step, start=match.start()) if is_inside else None
    return counted


def _counted(question: str) -> ListPlace | None:
    """Return the place that a question names by its number."""
    if match := COUNTED.search(question):
        number = LAST if match["last"] else int(match["digits"]) if match["digits"] else ORDINALS[lower(match["ordinal"])]
        return ListPlace(number, 0, match["noun"].lower(), *match.span())
    if match := NUMBERED.search(question):
        number = int(match["digits"]) if match["digits"] else WORDS[lower(match["word"])]
        return ListPlace(number, 0, match["noun"].lower(), *match.span())
    if match := DONE.search(question):
        return ListPlace(LAST if match["place"].lower() == "last" else 1, 0, "", *match.span())
    return None
