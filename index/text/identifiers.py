"""Identifiers: names that mean one thing exactly, such as versions, error codes, dates, tickets and numbers of rules.

They are compared as a whole, in a normal form: `0.2.1` is neither `10.2.1` nor `0.21`, while `E-4012`, `E4012` and `E 4012` are
the same, as are `2025-03-02` and `2 March 2025`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "märz": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip
"""Months by the start of their names."""
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-zäé]{{0,6}}\.?"
LISTED = (
    r"rule|step|section|chapter|article|paragraph|clause|item|point|part|question|faq|law|guideline|regel|schritt|abschnitt"
    r"|kapitel|artikel|paragraf|punkt|frage|règle|étape|chapitre|regla|paso|sección|capítulo|artículo|punto|regra|etapa|seção"
    r"|regola|passo|sezione|stap|hoofdstuk|правило|шаг|пункт|раздел|глава"
)
"""Nouns of things that are listed, so that the number at the start of an item or heading is theirs."""
NUMBERED = rf"{LISTED}|level|tier|stage|phase|lesson|week|day|appendix|annex|table|figure|stufe|niveau|nivel"
"""Nouns that a number follows."""
DATE = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<iso_month>0?[1-9]|1[0-2])[-/.](?P<iso_day>0?[1-9]|[12]\d|3[01])\b"
    rf"|\b(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{MONTH},?\s+(?P<named_year>(?:19|20)\d\d)\b"
    rf"|\b{MONTH.replace('month', 'first_month')}\s+(?P<late_day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s+"
    r"(?P<late_year>(?:19|20)\d\d)\b"
    r"|\b(?P<one>0?[1-9]|[12]\d|3[01])[/.](?P<two>0?[1-9]|[12]\d|3[01])[/.](?P<short_year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
VERSION = re.compile(
    r"(?<![\w.])(?:v\.?\s?(?P<marked>\d+(?:\.\d+)*(?:\.x)?)|(?P<bare>\d+(?:\.\d+){2,4}))"
    r"(?P<suffix>[-+]?(?:alpha|beta|rc|pre|dev|b|a)[-.]?\d*)?(?!\w|\.\d)"
    r"|\b(?:version|release|update|patch|build)\s+v?(?P<named>\d+(?:\.\d+)*)(?!\w|\.\d)",
    re.IGNORECASE,
)
DECIMAL = re.compile(
    r"(?<![\w.,€$£])(?P<number>\d{1,3}\.\d{1,3})(?![\w%€.]|\.\d|\s?(?:%|€|[a-z]{1,2}\b|euros?|dollars?|met))", re.IGNORECASE
)
"""A number with one point, which may be a version or section; it only counts if a heading has it."""
CODE = re.compile(
    r"\b0x[0-9a-f]{2,}\b"
    r"|\b(?:http|error|err|code|status|fehler|erreur|errore)(?:\s+(?:code|number|no\.?|nr\.?))?[\s:#-]*(?P<number>\d{2,6})\b"
    r"|\b(?P<ticket>[a-z]{1,4}[-_]\d{2,}[a-z]?(?:-\d+)*|(?-i:[A-Z]{5,10}[-_]\d{3,}))\b"
    r"|(?<![\w#])#(?P<issue>\d{2,7})\b|\b(?:issue|ticket|bug|pr|mr|case)\s+#?(?P<numbered_issue>\d{1,7})\b"
    r"|(?<![\w-])(?P<mixed>[a-z]{1,4}\d{3,}[a-z0-9]{0,10}|(?-i:[A-Z]{1,3}\d{2}))\b"
    r"|\b(?-i:(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+))\b"
    r"|\b(?-i:(?P<letter>[A-Z]{1,3}))\s(?P<digits>\d{3,6})\b",
    re.IGNORECASE,
)
THING = re.compile(
    rf"\b(?P<noun>{NUMBERED})s?\s*(?:no\.?\s*|nr\.?\s*|number\s+|#\s*)?(?P<number>\d{{1,3}}(?:\.\d{{1,3}})*)\b(?!\s?%)",
    re.IGNORECASE,
)
PARAGRAPH_SIGN = re.compile(r"§+\s?(?P<number>\d{1,4}(?:\.\d{1,3})*)")
OWN_NUMBER = re.compile(
    rf"(?:(?:{NUMBERED})\s*(?:no\.?\s*|nr\.?\s*|#\s*)?|§+\s?|#)(?P<named>\d{{1,4}}(?:\.\d{{1,3}})*)(?!\.?\d)"
    r"|[(\[]?(?P<listed>\d{1,3}(?:\.\d{1,3})*)(?:[.):\]](?!\d)|\s[–—-]\s(?!\d)|\ufe0f?\u20e3)"
    r"|(?P<outlined>\d{1,3}(?:\.\d{1,3})+)\s",
    re.IGNORECASE,
)
"""The number that a rule, step or section starts with."""
LAST_MONTH = 12
MAX_TEXT = 20_000
"""Characters of a text that are searched for identifiers."""


class Identifier(NamedTuple):
    """An identifier: its kind, its normal form, how it is written, and for a number what it numbers, such as `rule`."""

    kind: str
    value: str
    written: str
    noun: str = ""


def identifiers(text: str) -> list[Identifier]:
    """Return the identifiers that a text names; kinds are `date`, `version`, `code`, `number` and `decimal`."""
    text = text[:MAX_TEXT]
    found = [identifier for find in FINDERS.values() for identifier in find(text)]
    numbered = [identifier.written for identifier in found if identifier.kind == "number"]
    return [one for one in found if one.kind == "number" or not any(one.written in written for written in numbered)]


def values(text: str, kind: str) -> set[str]:
    """Return the normal forms of the identifiers of one kind in a text."""
    return {found.value for found in FINDERS[kind](text[:MAX_TEXT])}


def is_listed(noun: str) -> bool:
    """Return whether a noun names things that are listed, such as rules; no noun stands for the sign `§`."""
    return not noun or re.fullmatch(LISTED, noun) is not None


def own_number(text: str) -> str:
    """Return the number that a passage or heading starts with, such as 2 for `2. No spam` and `Rule 2: No spam`, or ""."""
    match = OWN_NUMBER.match(text.lstrip())
    return (match["named"] or match["listed"] or match["outlined"]) if match else ""


def _dates(text: str) -> Iterator[Identifier]:
    for match in DATE.finditer(text):
        year = match["year"] or match["named_year"] or match["late_year"] or match["short_year"]
        if name := match["month"] or match["first_month"]:
            month, day = MONTHS.get(name.lower(), 0), int(match["day"] or match["late_day"])
            if not month:  # a letter such as ſ, which only counts as s where case is ignored
                continue
        elif match["year"]:
            month, day = int(match["iso_month"]), int(match["iso_day"])
        else:
            one, two = int(match["one"]), int(match["two"])
            if (one > LAST_MONTH) == (two > LAST_MONTH) and one != two:
                continue  # the order of day and month is not known
            day, month = max(one, two), min(one, two)
        yield Identifier("date", f"{year}-{month:02}-{day:02}", match[0])


def _versions(text: str) -> Iterator[Identifier]:
    for match in VERSION.finditer(text):
        number = match["marked"] or match["bare"] or match["named"]
        if match["bare"] and DATE.match(match[0]):
            continue
        yield Identifier("version", f"{number}{match['suffix'] or ''}".lower(), match[0])


def _codes(text: str) -> Iterator[Identifier]:
    for match in CODE.finditer(text):
        issue = match["issue"] or match["numbered_issue"]
        value = match["number"] or (f"#{issue}" if issue else match[0])
        yield Identifier("code", re.sub(r"[\s_-]", "", value).lower(), match[0])


def numbers(text: str) -> Iterator[Identifier]:
    """Yield the numbers of rules, steps, sections and the like that a text names."""
    text = text[:MAX_TEXT]
    for match in THING.finditer(text):
        yield Identifier("number", match["number"], match[0], match["noun"].lower())
    for match in PARAGRAPH_SIGN.finditer(text):
        yield Identifier("number", match["number"], match[0])


def _decimals(text: str) -> Iterator[Identifier]:
    for match in DECIMAL.finditer(text):
        yield Identifier("decimal", match["number"], match[0])


FINDERS = {"date": _dates, "version": _versions, "code": _codes, "number": numbers, "decimal": _decimals}
"""Functions that find the identifiers of each kind."""
