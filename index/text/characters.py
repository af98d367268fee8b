"""Cleaning and formatting text for display."""

import re
import unicodedata
from collections.abc import Sequence

LINE_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
"""Line breaks that editors do not count as new lines."""
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufeff]")
"""Invisible characters that can control a terminal, reverse the direction of text, or cannot be encoded at all."""
BULLETS = "•◦▪▫‣⁃∙·●○■□◆◇★☆▶►▸▹➤➔➜➢➣»"
"""Characters that are typed as bullets."""
ACCENTS = re.compile("[\u0300-\u036f]+")
UNDECOMPOSED = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that Unicode does not take apart, and what people type who do not have them."""
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
CODE_MARKS = frozenset("@/\\_`#<>=")
"""Characters beside a word that is not prose but part of an address, a path or code."""


def clean(text: str) -> str:
    """Remove control characters; line feeds, carriage returns and tabs stay, and other line breaks become spaces."""
    is_clean = text.isprintable() or text.replace("\n", "").isprintable()  # a tenth of the time of the patterns
    return text if is_clean else INVISIBLE.sub("", LINE_BREAKS.sub(" ", text))


def fold(text: str) -> str:
    """Collapse each run of white space into a single space, and strip both ends."""
    return " ".join(text.split())


def strip_accents(text: str) -> str:
    """Return a text without accents: *élève* as *eleve*."""
    return unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", text)))


def fold_letters(word: str) -> str:
    """Return a word in lower case as people type it without accents or letters of their own: *cœur* as *coeur*."""
    return strip_accents(word.translate(UNDECOMPOSED))


def has_words(text: str) -> bool:
    """Return whether a text contains a letter or digit."""
    return LETTER_OR_DIGIT.search(text) is not None


def is_beside_code(text: str, start: int, end: int) -> bool:
    """Return whether the word at `text[start:end]` is part of an address, a path or code, by the characters beside it."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if {*before[-1:], *after[:1]} & CODE_MARKS:
        return True
    return (before[-1:] == "." and before[:1].isalnum()) or (after[:1] == "." and after[1:].isalnum())


def starts_with_picture(text: str) -> bool:
    """Return whether a text starts with an emoji or another symbol that is a picture."""
    return unicodedata.category(text[:1] or " ") == "So"


def common_prefix_length(first: str, second: str) -> int:
    """Return the length of the longest common prefix of two texts, in characters."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((position for position, (one, other) in pairs if one != other), min(len(first), len(second)))


def shorten(text: str, length: int) -> str:
    """Cut a text to `length` characters, the last of which is then an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def list_first(names: Sequence[str], limit: int) -> str:
    """Return the first names as a list for people, and how many more there are: `a.md, b.md and 3 more`."""
    more = f" and {len(names) - limit:,} more" if len(names) > limit else ""
    return f"{', '.join(names[:limit])}{more}"


def pluralize(count: int, name: str, plural: str | None = None) -> str:
    """Format a count with its noun: `1 passage`, `2 passages`, or `2 entries` with that plural."""
    return f"{count:,} {name if count == 1 else plural or f'{name}s'}"


def lower_letters(text: str) -> str:
    """Lower-case a text without changing its length, so that positions stay valid."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(low if len(low := mark.lower()) == 1 else mark for mark in text)
