"""Several questions in one message: *When do you open, and is there parking?* asks two."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from index.text.characters import fold
from index.text.clauses import ASKS_FIRST
from index.text.dependence import lean
from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern

MOST = 3
"""The most questions of a message that are told apart; with more, it is read as a whole."""
SENTENCE_END = re.compile(r"[?？]+\s*")
JOINED = lazy_pattern(
    rf"(?:[,;.]\s+|\s)(?:(?:and|plus|also|as well as)\s+)+(?={ASKS_FIRST})|(?P<listed>[,;.]\s+)(?={ASKS_FIRST})", re.IGNORECASE
)
"""What joins two English questions; `listed` where it is a mark alone."""
STARTS = lazy_pattern(rf"\W*(?:(?:and|also|plus|so|but)\s+)*{ASKS_FIRST}", re.IGNORECASE)
"""The start of an English clause that asks."""
SUBORDINATE = lazy_pattern(
    r"\W*(?:when|where|if|as|while)\s(?!(?:is|are|was|were|do|does|did|can|could|will|would|should)\b)", re.IGNORECASE
)
"""The start of an English clause that says when something else is so: *When I have moved, do I pay again?*."""


class Asked(NamedTuple):
    """A question of a message; `leans` is True if it cannot be understood without the ones before it."""

    text: str
    leans: bool


def separate_questions(message: str, language: str) -> tuple[Asked, ...]:
    """Return the questions of a message, if it asks several and the first can be understood by itself; else none."""
    parts = [part for sentence in _sentences(message, language) for part in _clauses(sentence, language)]
    asked = [Asked(fold(part), not lean(part, language).stands_alone()) for part in parts]
    return tuple(asked) if 1 < len(asked) <= MOST and not asked[0].leans else ()


def _sentences(message: str, language: str) -> Sequence[str]:
    """Return the parts of a message that end in a question mark, with what is after the last, unless that only tells."""
    ends = [0, *(mark.end() for mark in SENTENCE_END.finditer(message)), len(message)]
    found = [message[start:end] for start, end in pairwise(ends) if message[start:end].strip()]
    only_tells = language == ENGLISH and len(found) > 1 and not SENTENCE_END.search(found[-1]) and not STARTS.match(found[-1])
    return [*found[:-2], " ".join(found[-2:])] if only_tells else found


def _clauses(sentence: str, language: str) -> Sequence[str]:
    """Return the clauses of an English sentence that ask, one by one, if the first of them does; else the sentence."""
    if language != ENGLISH or not STARTS.match(sentence):
        return [sentence]
    is_dependent = SUBORDINATE.match(sentence) is not None
    marks = [mark for mark in JOINED.finditer(sentence) if not (is_dependent and mark["listed"])]
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(sentence)]
    return [sentence[start:end] for start, end in zip(starts, ends, strict=True)]
