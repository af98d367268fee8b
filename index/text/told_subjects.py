"""Told subjects (English): read a question about what a message tells before, as in *I've got a second boat. May it stay?*."""

import re
from collections.abc import Sequence

from index.text.clauses import TELLS, told_and_asked_parts
from index.text.dependence import lean
from index.text.identifiers import Identifier
from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern

POINTER = lazy_pattern(r"\b(?:it|that|this|them|these|those)\b", re.IGNORECASE)
SUBJECT_MARK = ": "
"""What separates a subject from the question in a reading."""
SHOWN = """
    says say saying shows show showing showed displays display displaying gives giving throws reads flashes flashing prints
    keep keeps getting see sees seeing saw stopped stops stuck running runs run using error code message fault version
"""
"""Words between a thing and a code or version that say nothing about either."""
SHOWING = frozenset(SHOWN.split())
MIN_OWN = 3
"""Words that name something, from which a question needs nothing that is told before."""


def named_reading(message: str, named: Sequence[Identifier]) -> str | None:
    """Return what a message asks about the one code or version that it names: *the mixer shows E12, what's that?*.

    A message that only tells asks what a code means. None if it names none or several, or asks about something else.
    """
    sure = {each.value: each for each in named if each.is_sure and each.kind in {"code", "version"}}
    if len(sure) != 1:
        return None
    [thing] = sure.values()
    parts = told_and_asked_parts(message)
    if parts is None:
        return thing.written if thing.kind == "code" and TELLS.match(message) else None
    told, asked = parts
    is_about_it = thing.written in told and thing.written not in asked and POINTER.search(asked)
    return POINTER.sub(thing.written, asked, count=1) if is_about_it else None


def words_before(message: str, written: str) -> tuple[str, ...]:
    """Return the words of a message that name what shows or has something that is written after: *the mixer shows E12*."""
    return tuple(word for word in lean(message.partition(written)[0], ENGLISH).content if word.lower() not in SHOWING)


def subject_readings(message: str) -> tuple[str, ...]:
    """Return two readings of a question about what is told before: that as its subject, and keywords; none without such."""
    parts = told_and_asked_parts(message)
    if parts is None:
        return ()
    told, asked = (lean(part, ENGLISH) for part in parts)
    if not told.content or asked.stands_alone(MIN_OWN):
        return ()
    subject, keywords = " ".join(told.content), " ".join((*told.content, *asked.content))
    return f"{subject}{SUBJECT_MARK}{parts[1]}", keywords
