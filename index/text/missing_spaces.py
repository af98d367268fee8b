"""Missing spaces: the two English words that were typed without the space between them, such as *howmuch* or *ticketprice*."""

from collections.abc import Callable

MIN_LETTERS = 5
"""Letters of the shortest word that is taken apart."""
MIN_COMMON, MIN_OTHER = 3, 3
"""Letters of a common word and of another beside it."""
MIN_NAMED = 3
"""Letters of a word that the documents name and that is taken apart from another of them."""
LEADING, MIN_LED = ("at", "by", "do", "in", "is", "my", "of", "on", "to", "we"), 4
"""Shorter common words that stand before another, and the letters of that one."""
UNSPLIT = ("all", "get", "got", "know", "let", "need", "off", "say", "see", "tell", "think", "want")
"""Common words that also begin or end others, as in *offboarding* or *thinkpad*."""


def taken_apart(
    word: str, is_common: Callable[[str], bool], is_sure: Callable[[str], bool], is_named: Callable[[str], bool]
) -> str | None:
    """Return two words, with a space, that may have been typed without it; None if there are none.

    One is a common word, and the other is common too, or sure to be a word that is meant; or the documents name both.
    """
    halves = [(word[:cut], word[cut:]) for cut in range(1, len(word))] if len(word) >= MIN_LETTERS else []
    found = next((half for half in halves if _are_apart(*half, is_common, is_sure)), None)
    found = found or next((half for half in halves if all(len(part) >= MIN_NAMED and is_named(part) for part in half)), None)
    return " ".join(found) if found else None


def _are_apart(first: str, second: str, is_common: Callable[[str], bool], is_sure: Callable[[str], bool]) -> bool:
    """Return whether two words may be meant beside each other."""
    is_first, is_second = is_common(first), is_common(second)
    if is_first == is_second:
        return is_first
    common, other = (first, second) if is_first else (second, first)
    is_long = len(common) >= MIN_COMMON and len(other) >= MIN_OTHER and common not in UNSPLIT
    return (is_long or (first in LEADING and len(second) >= MIN_LED)) and is_sure(other)
