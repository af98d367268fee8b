"""Writes the numbers of list items as pages show them: in digits, letters or Roman numerals."""

ROMAN = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MAX_ROMAN = 39


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
