"""Numbers in digits and in words (English)."""

WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "fifteenth": 15, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
WORD = "|".join(sorted(WORDS, key=len, reverse=True))
ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))


def number(written: str) -> float:
    """Return the value of a number in digits, with or without commas between thousands, or in one word."""
    lowered = lower(written)
    return WORDS[lowered] if lowered in WORDS else float(lowered.replace(",", ""))


def lower(word: str) -> str:
    """Return a word in lower case, with the letters that only count as `i` or `s` where case is ignored replaced by these."""
    return word.lower().replace("i\u0307", "i").replace("\u0131", "i").replace("\u017f", "s")
