"""Inflections: whether an English word is a regular form of another, derived from it, or another spelling of it."""

import re
from collections.abc import Callable, Iterator

MIN_BASE = 4
"""Length of the shortest word that has forms here; of shorter ones, the word lists have all."""
PREFIXED = re.compile("(?:anti|co|de|dis|inter|micro|mini|mis|multi|non|out|over|pre|re|semi|sub|super|un|under)([a-z]{4,})")
SUFFIXED = re.compile("([a-z]{4,})(?:able|ish|less|like|ly|ness|wise|ship)")
VARIANTS = (
    (re.compile("(?<=[a-z]{2}[iy])s(?=(?:e[drs]?|ers|ing|ations?|able)$)"), "z"),
    (re.compile("(?<=[a-z]{2}[iy])z(?=(?:e[drs]?|ers|ing|ations?|able)$)"), "s"),
    (re.compile("(?<=[a-z]o)u(?=r|ld)"), ""),
)
"""What differs between British and American spelling."""
HISSING = ("s", "x", "z", "ch", "sh", "o")
"""Endings after which a plural ends in *-es*."""


def is_inflected(word: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether an English word is a regularly spelt form of a word: *livestreams*, *rescheduled*, *unboxing*."""
    return any(len(base) >= MIN_BASE and is_word(base) and not _lacks_letter(word, base, is_word) for base in _bases(word))


def is_variant(word: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether an English word is the British or American spelling of another: *analyse*, *harbor*."""
    variants = (part.sub(other, word) for part, other in VARIANTS)
    return any(variant != word and is_word(variant) for variant in variants)


def is_derived(word: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether an English word is made of another with a prefix or a suffix: *preload*, *customizable*."""
    if (found := PREFIXED.fullmatch(word)) and (is_word(found[1]) or is_inflected(found[1], is_word)):
        return True
    if found := SUFFIXED.fullmatch(word):
        return is_word(found[1]) or is_word(found[1] + "e")
    return False


def _bases(word: str) -> Iterator[str]:
    """Yield the words that a word may be a form of."""
    if word.endswith("s") and not word[:-1].endswith(HISSING[:-1]):
        yield word[:-1]
    if word.endswith("es") and word[:-2].endswith(HISSING):
        yield word[:-2]
    if word.endswith(("ies", "ied", "ier")):
        yield word[:-3] + "y"
    for ending in ("ed", "er", "ers", "ing", "ings"):
        if word.endswith(ending):
            yield from _before(word[: -len(ending)])


def _before(start: str) -> Iterator[str]:
    """Yield the words that *-ed*, *-er* or *-ing* can follow, with or without a letter that is dropped or doubled."""
    if not start.endswith("e"):
        yield from (start, start + "e")
    if start[-1:] == start[-2:-1] != "":
        yield start[:-1]


def _lacks_letter(word: str, base: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether a word would be spelt with the last letter of its base doubled, as *occured* would."""
    return word.startswith(base) and is_word(base + base[-1] + word[len(base) :])
