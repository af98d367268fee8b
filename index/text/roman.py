"""Roman numerals up to 39, as documents number their articles and lists."""

NUMERAL = "(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})"
"""The pattern of a numeral in lower case."""
LARGEST = 39
PARTS = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
VALUES = {"i": 1, "v": 5, "x": 10}


def roman_numeral(number: int) -> str:
    """Return the numeral of a number from 1 to 39, in lower case."""
    written = ""
    for numeral, value in PARTS:
        written += numeral * (number // value)
        number %= value
    return written


def roman_value(numeral: str) -> int:
    """Return the number that letters *i*, *v* and *x* in any case stand for, in whatever order."""
    values = [VALUES[letter] for letter in numeral.lower()]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
