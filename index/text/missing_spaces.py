"""Missing spaces: the two English words that were typed without the space between them, such as *inthe* or *howmuch*."""

from collections.abc import Callable

MIN_LETTERS = 5
"""Letters of the shortest word that is taken apart."""
MIN_PART = 3
"""Letters of the shorter part, unless both are common words."""
UNSPLIT = ("all", "get", "got", "know", "let", "need", "off", "say", "see", "tell", "think", "want")
"""Common words that also begin or end others, as in *offboarding* or *thinkpad*."""


def taken_apart(word: str, is_common: Callable[[str], bool], is_sure: Callable[[str], bool]) -> str | None:
    """Return two words, with a space, that may have been typed without it; None if there are none.

    One is a common word; the other is common too, or sure to be a word that is meant.
    """
    halves = [(word[:cut], word[cut:]) for cut in range(1, len(word))] if len(word) >= MIN_LETTERS else []
    return next((f"{first} {second}" for first, second in halves if _are_apart(first, second, is_common, is_sure)), None)


def _are_apart(first: str, second: str, is_common: Callable[[str], bool], is_sure: Callable[[str], bool]) -> bool:
    is_first, is_second = is_common(first), is_common(second)
    if is_first and is_second:
        return True
    common, other = (first, second) if is_first else (second, first)
    return is_first != is_second and min(len(common), len(other)) >= MIN_PART and common not in UNSPLIT and is_sure(other)
