"""Inflections: whether an English word is a regular form of another, derived from it, or another spelling of it."""

import re
from collections.abc import Callable, Iterator

MIN_BASE = 4
"""Length of the shortest word that has forms here; of shorter ones, the word lists have all."""
PREFIXED = re.compile("(?:anti|co|de|dis|inter|micro|mini|mis|multi|non|out|over|pre|re|semi|sub|super|un|under)([a-z]{4,})")
SUFFIXED = re.compile("([a-z]{4,})(?:able|ability|(?<=ion)al|ish|less|like|ly|ness|wise|ship)")
WITHOUT_E = re.compile("([a-z]{4,})(?:able|ability|ish)")
"""Words before whose suffix an *e* is dropped: *customizable*, but *entirely*."""
VARIANTS = (
    (re.compile("(?<=[a-z]{2}[iy])s(?=(?:e[drs]?|ers|ing|ations?|ational|able)$)"), "z"),
    (re.compile("(?<=[a-z]{2}[iy])z(?=(?:e[drs]?|ers|ing|ations?|ational|able)$)"), "s"),
    (re.compile("(?<=[a-z]o)u(?=r|ld)"), ""),
    (re.compile("(?<=[io]met)re|(?<=lit|ent|fib|lib)re"), "er"),
    (re.compile("(?<=[chknp])a(?=e[a-z]{3})"), ""),
    (re.compile("(?<=[aeo]l)l(?=(?:e[dnr]|ers|ing|ous)$)"), ""),
)
"""What differs between British and American spelling."""
DOUBLED = re.compile("(?<![aeiou])[aeiouy]([b-df-hj-np-tvz])\\1$")
"""The end of a word whose last letter may be doubled before an ending."""
HISSING = ("s", "x", "z", "ch", "sh", "o")
"""Endings after which a plural ends in *-es*."""
CHANGING_Y = re.compile("[^aeiou]y$")
"""The end of a word whose *y* becomes *ie* before an *s*."""
OTHER_PLURAL = {"s": "es", "es": "s"}
AGENT = re.compile("er(?=s?$)")
PHRASAL = re.compile("([a-z]{4,})(?:down|in|off|on|out|up)s?")
"""A verb and what follows it in one word, as a noun: *checkin*."""


def is_inflected(word: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether an English word is a regularly spelt form of a word: *livestreams*, *rescheduled*, *unboxing*."""
    return any(len(base) >= MIN_BASE and is_word(base) and not _is_misspelt(word, base, is_word) for base in _bases(word))


def is_variant(word: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether an English word is the British or American spelling of another: *analyse*, *harbor*."""
    variants = (part.sub(other, word) for part, other in VARIANTS)
    return any(variant != word and is_word(variant) for variant in variants)


def is_derived(word: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether an English word is made of another with a prefix or a suffix: *preload*, *customizable*."""
    if (found := PREFIXED.fullmatch(word)) and (is_word(found[1]) or is_inflected(found[1], is_word)):
        return True
    if found := SUFFIXED.fullmatch(word):
        is_shortened = WITHOUT_E.fullmatch(word) is not None
        return is_word(found[1]) or (is_shortened and (is_word(found[1] + "e") or _is_doubled(found[1], is_word)))
    return False


def is_phrasal(word: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether an English word is a verb together with what follows it: *checkin*, *pickup*."""
    found = PHRASAL.fullmatch(word)
    return found is not None and is_word(found[1]) and is_word(found[1].removesuffix("e") + "ing")


def respelt_plural(word: str, is_meant: Callable[[str], bool]) -> str | None:
    """Return the right plural of an English word that only got an *s* after its *y*: *allergies* for *allergys*."""
    right = f"{word[:-2]}ies"
    return right if word.endswith("s") and CHANGING_Y.search(word[:-1]) and is_meant(right) else None


def _is_doubled(start: str, is_word: Callable[[str], bool]) -> bool:
    return DOUBLED.search(start) is not None and is_word(start[:-1])


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
    if DOUBLED.search(start):
        yield start[:-1]


def _is_misspelt(word: str, base: str, is_word: Callable[[str], bool]) -> bool:
    """Return whether a form is spelt by another rule than its base has: *editted*, *occured*, *visiters*, *partys*."""
    if AGENT.search(word) and is_word(AGENT.sub("or", word)):
        return True
    ending, last = word[len(base) :], base[-1]
    if ending in {"s", "es"}:
        return (ending == "s" and CHANGING_Y.search(base) is not None) or (last == "o" and is_word(base + OTHER_PLURAL[ending]))
    if not word.startswith(base):
        return False
    return is_word(base + last + ending) or (ending[0] == last != "l" and is_word(base + ending[1:]))
