"""Numbers in digits and in words (English)."""

import re

from index.text.lazy_patterns import alternatives, lazy_pattern

UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
TEENS = {
    "zero": 0, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
FACTORS = {"hundred": 100, "thousand": 1000}
WORDS = {**UNITS, **TEENS, **TENS, **FACTORS}
SMALL_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
ORDINALS = {
    **SMALL_ORDINALS,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
    **{f"{tens}-{unit}": TENS[tens] + value for tens in ("twenty", "thirty") for unit, value in SMALL_ORDINALS.items()},
}  # fmt: skip
SMALL = rf"(?:(?:{alternatives(TENS)})(?:[-\s](?:{alternatives(UNITS)})(?!\w))?|{alternatives(TEENS)}|{alternatives(UNITS)})"
AND_MORE = rf"(?:\s(?:and\s)?{SMALL}(?!\w))?"
HUNDREDS = rf"(?:\s(?:hundred|thousand)(?!\w){AND_MORE})*"
WORD = rf"(?:(?:{SMALL}|a(?=\s(?:hundred|thousand)\b)){HUNDREDS}|hundred{AND_MORE}(?:\sthousand(?!\w))?)"
"""A number in words, below a million: `twelve`, `sixty-five`, `a hundred and twenty`."""
HOUR_WORD = alternatives({**UNITS, **{word: TEENS[word] for word in ("ten", "eleven", "twelve")}})
"""An hour in words."""
ORDINAL = alternatives(word.replace("-", r"[-\s]") for word in ORDINALS)
DIGITS = (
    r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?(?!\d)|\d{1,3}(?:['’\u00a0\u202f]\d{3}){1,4}(?!\d)|\d{1,9}(?:[.,]\d{1,3})?(?!\d)"
    r"|\d{1,9}"
)
"""A number in digits, with or without marks between thousands, and with a point or a comma before its decimals."""
THOUSANDS = lazy_pattern(r"\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?:\.\d+)?")
WORD_BREAK = lazy_pattern(r"[-\s]+")


def number(written: str) -> float:
    """Return the value of a number in digits, of which those before the point may be left out, or in words."""
    lowered = lower(written)
    if not (lowered[0].isdigit() or lowered[0] == "."):
        return _value_of_words(WORD_BREAK.split(lowered))
    if THOUSANDS.fullmatch(lowered):
        return float(re.sub(r"[^\d.]", "", lowered))
    return float(lowered.replace(",", "."))


def ordinal(written: str) -> int:
    """Return the value of an ordinal number in digits, with or without its ending, or in words."""
    lowered = lower(written)
    return int(re.sub(r"\D", "", lowered)) if lowered[0].isdigit() else ORDINALS[WORD_BREAK.sub("-", lowered)]


def _value_of_words(words: list[str]) -> float:
    total = part = 0
    for word in words:
        if word in FACTORS:
            part = max(part, 1) * FACTORS[word]
            if FACTORS[word] > FACTORS["hundred"]:
                total, part = total + part, 0
        else:
            part += WORDS.get(word, 0)  # `a` and `and` add nothing
    return float(total + part)


def lower(word: str) -> str:
    """Return a word in lower case, with the letters that only count as `i` or `s` where case is ignored replaced by these."""
    return word.lower().replace("i\u0307", "i").replace("\u0131", "i").replace("\u017f", "s")
