"""Writes the numbers of list items as pages show them: in digits, letters or Roman numerals."""

import re

ROMAN = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]{0,40}?\b(none|(?:lower|upper)-(?:alpha|latin|roman))\b", re.IGNORECASE)
STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MAX_ROMAN = 39


def list_kind(kind: str, style: str) -> str:
    """Return the kind of numbers of a list by its `type` and `style`, whose names are those of CSS; "none" if it shows none."""
    named = STYLE.search(style)
    return STYLES.get(named[1].lower(), "none") if named else kind


def list_number(number: int, kind: str) -> str:
    """Return the number of an item of <ol type=...>, which is 1, a, A, i or I."""
    written = str(number)
    if kind in ("a", "A") and 0 < number <= len(LETTERS):
        written = LETTERS[number - 1]
    elif kind in ("i", "I") and 0 < number <= MAX_ROMAN:
        written = _roman(number)
    return written.upper() if kind.isupper() else written


def _roman(number: int) -> str:
    written = ""
    for numeral, value in ROMAN:
        written += numeral * (number // value)
        number %= value
    return written
