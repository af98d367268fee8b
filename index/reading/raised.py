"""Reads raised digits behind a number: the cents of a price (`$5` and a raised `00`), minutes, and powers and marks of notes.

A page tells them apart by their place alone. Without it, the digits of both would become one number, a hundred times too high.
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

CURRENCY = (
    r"(?:[$€£¥₹₽₴₺₩₪₫₱₦฿₡₲₸₾৳]|(?<![^\W\d_])(?:euros?|dollars?|pounds?|EUR|USD|GBP|CHF|S?Fr|AUD|CAD|NZD|SGD|HKD|PLN|CZK|HUF|RON|RSD|BGN"
    r"|DKK|SEK|NOK|ISK|BRL|MXN|INR|ZAR|TRY|UAH|RUB|kr|Rs|Rp|Ft|zł|Kč|lei|лв|грн|руб|дин)(?![^\W\d_])\.?)"
)
NUMBER = r"(?P<number>\d{1,3}(?:(?P<mark>[.,'’\s])\d{3})+|\d+)"
PRICE = re.compile(rf"{CURRENCY}\s*{NUMBER}(?P<point>[.,]?)\s*$", re.IGNORECASE)
"""The end of a text with a currency and a number without decimals; the point before raised cents may be there already."""
AMOUNT = re.compile(rf"(?<![\d.,]){NUMBER}(?P<point>[.,]?)\s*$")
SIGN = re.compile(rf"\s*{CURRENCY}", re.IGNORECASE)
CENTS = re.compile(rf"(?P<point>[.,])?(?P<digits>\d\d)\s*(?P<sign>{CURRENCY})?", re.IGNORECASE)
MINUTES = re.compile(r"[0-5]\d")
HOUR = re.compile(r"(?<![\w.,:])(?:[01]?\d|2[0-4])$")
HOURS = re.compile(r"\d:[0-5]\d\s?[-–—]\s?(?:[01]?\d|2[0-4])$")
"""An hour behind a time with minutes."""
DIGITS = re.compile(r"[-−–]?\d{1,3}")
SUPERSCRIPT = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
RAISED = {"sup", "super", "superscript"}
"""Names of elements that a style raises."""
CENTS_NAME = re.compile(
    r"(?:[a-z]+-)*(?:cents?|fractions?|fractional|decimals?|pence|centimes?|centavos?|hundredths)(?:-[a-z]+)*"
)
"""Names of elements with the cents of a price."""
STYLE = re.compile(r"vertical-align\s*:\s*(?:super|top|text-top)", re.IGNORECASE)
COMMA_LANGUAGES = {
    *("af", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi"),
    *("fr", "gl", "hr", "hu", "id", "is", "it", "lt", "lv", "mk", "nb", "nl", "nn"),
    *("no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "vi"),
}
POINT_REGIONS = {"ch", "li", "mx", "us", "pr", "gt", "hn", "ni", "pa", "pe", "do", "sv"}
"""Countries that write a point in languages that elsewhere have a comma."""
SPACE = re.compile(r"\s+")
REACH = 40
"""Characters before and after raised digits that say what they are."""


class Look(NamedTuple):
    """How digits look: whether they are raised, and whether the page names them after cents; if neither, they are small."""

    is_raised: bool
    is_cents: bool


def decimal_mark(language: str) -> str:
    """Return what is between an amount and its cents in a language, by its code: a point if the language is not known."""
    first, *others = re.split(r"[-_]", language.strip().lower())
    return "," if first in COMMA_LANGUAGES and POINT_REGIONS.isdisjoint(others) else "."


def raised_look(tag: str, names: Collection[str], style: str = "") -> Look | None:
    """Return how digits look in an element, by its tag, classes and style; None if they are not raised or small."""
    is_raised = tag == "sup" or not RAISED.isdisjoint(names) or STYLE.search(style) is not None
    is_cents = any(CENTS_NAME.fullmatch(name) for name in names)
    return Look(is_raised, is_cents) if is_raised or is_cents or tag == "small" else None


def read_raised(raised: str, look: Look, before: str, after: str, mark: str) -> str | None:
    """Return raised digits so that they and the number `before` them do not become one: `.00`, `:30`, `⁶`.

    White space before the digits is no part of the text then. Returns None if nothing is to be done.
    """
    raised = raised.strip()
    cents = _cents(raised, look, before, after, mark)
    if cents is not None or not look.is_raised:
        return cents
    if not before[-1:].isdigit() or not DIGITS.fullmatch(raised):
        return None
    is_time = raised[0] == "0" and HOUR.search(before) is not None
    if MINUTES.fullmatch(raised) and (is_time or HOURS.search(before)):
        return f":{raised}"
    return raised.translate(SUPERSCRIPT)


def _cents(raised: str, look: Look, before: str, after: str, mark: str) -> str | None:
    """Return raised digits as the decimals of the amount before them; None if they are none.

    A currency is before or after the number, unless the page names the element after cents.
    """
    cents = CENTS.fullmatch(raised)
    if cents is None or after[:1].isdigit():
        return None
    price = PRICE.search(before)
    if price is None and (look.is_cents or cents["sign"] or SIGN.match(after)):
        price = AMOUNT.search(before)
    if price is None or (price["point"] and cents["point"]):
        return None
    if price["point"] or cents["point"]:
        return raised
    other = {".": ",", ",": "."}.get(price["mark"])  # thousands have the other mark
    return f"{other or mark}{raised}"


def end_of(pieces: Iterable[str]) -> str:
    """Return the end of the text that consists of pieces, given from the last to the first."""
    text = ""
    for piece in pieces:
        text = SPACE.sub(" ", piece)[-REACH:] + text
        if len(text) >= REACH:
            break
    return text


def start_of(pieces: Iterable[str]) -> str:
    """Return the start of the text that consists of pieces, from its first word on."""
    text = ""
    for piece in pieces:
        text = (text + SPACE.sub(" ", piece)[:REACH]).lstrip()
        if len(text) >= REACH:
            break
    return text
