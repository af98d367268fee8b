"""Writes the numbers of list items as pages show them: in digits, letters or Roman numerals."""

import re

from index.text.roman import LARGEST, roman_numeral

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


def list_kind(kind: str, style: str) -> str:
    """Return the kind of numbers of a list by its `type` and `style`, whose names are those of CSS; "none" if it shows none."""
    named = STYLE.search(style)
    return STYLES.get(named[1].lower(), "none") if named else kind


def list_number(number: int, kind: str) -> str:
    """Return the number of an item of <ol type=...>, which is 1, a, A, i or I."""
    written = str(number)
    if kind in ("a", "A") and 0 < number <= len(LETTERS):
        written = LETTERS[number - 1]
    elif kind in ("i", "I") and 0 < number <= LARGEST:
        written = roman_numeral(number)
    return written.upper() if kind.isupper() else written
