"""Kinds of answers: whether a question asks for a number, time, name, place or reason, and whether a text holds a new one.

A passage that repeats what is asked holds only the numbers and names of the question; one that answers adds its own. The
patterns are those of the language (`index.text.languages`); without any, no kind is told.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from index.text.abbreviations import SHORTEST, named_in_full
from index.text.languages import ENGLISH, AnswerKind, language_of

__all__ = ["AnswerKind", "asked_kind", "asked_thing", "holds", "holds_new"]

MAX_ADJECTIVES = 2
"""The number of words that may stand between *how many* or the like and the thing."""
_EDGES = ".,'’"


def asked_kind(question: str, language: str = ENGLISH) -> AnswerKind | None:
    """Return the kind of answer that a question asks for, or None if that cannot be told."""
    return next((kind for kind, pattern in language_of(language).asked_patterns if pattern.search(question)), None)


def asked_thing(question: str, starts: Sequence[int], language: str = ENGLISH) -> int | None:
    """Return which of the words with these starts a question asks about: that of *farmers* in *how many farmers*.

    Returns None if the question does not name such a thing.
    """
    pattern = language_of(language).thing_pattern
    found = pattern.search(question) if pattern else None
    if found is None:
        return None
    position = bisect_left(starts, found.end())
    is_near = position < len(starts) and len(question[found.end() : starts[position]].split()) <= MAX_ADJECTIVES
    return position if is_near else None


def holds(kind: AnswerKind, text: str, language: str = ENGLISH) -> bool:
    """Return whether a text holds an instance of a kind."""
    return language_of(language).held_patterns[kind].search(text) is not None


def holds_new(kind: AnswerKind, text: str, question: str, language: str = ENGLISH) -> bool:
    """Return whether a text holds an instance of a kind that is not in the question already."""
    held = language_of(language).held_patterns[kind]
    if not language_of(language).is_spaced:
        return any(found.group() not in question for found in held.finditer(text))
    known = {word.strip(_EDGES) for word in re.split(r"[\s?!;:()\"]+", question.casefold())}
    new = [found.group() for found in held.finditer(text) if _stripped(found.group()) not in known]
    return any(not _is_short_for(each, question, language) for each in new) if kind == "name" else bool(new)


def _is_short_for(instance: str, question: str, language: str) -> bool:
    """Return whether a name consists of the initials of words of the question, as *SSC* does for *Student Support Centre*."""
    if not instance.isupper() or len(instance) < SHORTEST:
        return False
    return any(letters == instance.lower() for letters, _ in named_in_full(question, language))


def _stripped(instance: str) -> str:
    return instance.casefold().strip(_EDGES).removesuffix("'s").removesuffix("’s")
