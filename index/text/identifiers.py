"""Identifiers: names that mean one thing exactly, such as versions, error codes, dates, tickets and numbers of rules.

They are compared as a whole, in a normal form: `0.2.1` is neither `10.2.1` nor `0.21`, while `E-4012`, `E4012` and `E 4012` are
the same, as are `2025-03-02` and `2 March 2025`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.text.characters import lower_letters
from index.text.figures import figures
from index.text.lazy_patterns import lazy_pattern
from index.text.literals.asking import may_be_limited
from index.text.literals.numbers import SMALL, number
from index.text.months import LAST_MONTH, MONTHS
from index.text.numbered import NUMBERED, counted, numbered
from index.text.roman import NUMERAL, roman_value
from index.text.versions import same_versions, versions

MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-zäé]{{0,6}}\.?"
DATE = lazy_pattern(
    r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<iso_month>0?[1-9]|1[0-2])[-/.](?P<iso_day>0?[1-9]|[12]\d|3[01])\b"
    rf"|\b(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{MONTH},?\s+(?P<named_year>(?:19|20)\d\d)\b"
    rf"|\b{MONTH.replace('month', 'first_month')}\s+(?P<late_day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s+"
    r"(?P<late_year>(?:19|20)\d\d)\b"
    r"|\b(?P<one>0?[1-9]|[12]\d|3[01])[/.](?P<two>0?[1-9]|[12]\d|3[01])[/.](?P<short_year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
DECIMAL = lazy_pattern(
    r"(?<![\w.,€$£])(?P<number>\d{1,3}\.\d{1,3})(?![\w%€.]|\.\d|\s?(?:%|€|[a-z]{1,2}\b|euros?|dollars?|met))", re.IGNORECASE
)
"""A number with one point, which may be a version or section; it only counts if a heading has it."""
NO_UNIT = r"(?!\s?(?:%|(?:h|hrs?|hours?|min|minutes?|secs?|seconds?|days?|weeks?|months?|years?|times|people)\b))"
"""What follows a number that may be a code, unlike that of *the error 24 hours later*."""
CODE = lazy_pattern(
    r"\b0x[0-9a-f]{2,}\b"
    r"|\b(?:(?:(?:warning|alarm|fault)\s+)?code|http|error|err|status|fehler|erreur|errore)(?:\s+(?:code|number|no\.?|nr\.?))?[\s:#-]*"
    rf"(?P<number>\d{{2,6}})\b{NO_UNIT}"
    r"|\b(?P<ticket>[a-z]{1,4}[-_–]\d{2,}[a-z]?(?:-\d+)*|(?-i:[A-Z]{5,10}[-_]\d{3,}))\b"
    r"|(?<![\w#])#(?P<issue>\d{2,7})\b|\b(?:issue|ticket|bug|pr|mr|case)\s+#?(?P<numbered_issue>\d{1,7})\b"
    r"|(?<![\w-])(?P<mixed>[a-z]{1,4}\d{3,}[a-z0-9]{0,10}|(?-i:[A-Z]{1,3}\d{2}|[A-Z]{4,15}\d{2,6}[A-Z]{0,9}))\b"
    r"|\b(?-i:(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+))\b"
    r"|\b(?-i:(?P<letter>[A-Z]{1,3}))\s(?P<digits>\d{3,6})\b"
    r"|(?<![\w.-])(?P<short>(?-i:[A-HJ-Z])-?\d)(?![\w-]|\.\d)",
    re.IGNORECASE,
)
ASKED_CODE = lazy_pattern(
    rf"\b(?P<noun>(?:(?:warning|alarm|fault)\s(?:code\s)?)|what\s(?:does|do|is)\s(?=\d+(?:\s(?:mean|stand)|\W*$)))"
    rf"(?!(?:19|20)\d\d\b)(?P<number>\d{{3,6}})\b{NO_UNIT}"
)
"""A number in lower case that is a code by the words around it, as in *what does 404 mean?*."""
AGE_LIMIT = re.compile(r"[uo]\d{1,2}s?")
"""What is rather a limit of ages, such as *U16*, than a code."""
GIVEN_CODE = lazy_pattern(
    r"\b(?:code|voucher|coupon|promo|gutschein|rabattcode|código|codice)s?:?\s[`\"'“]?"
    r"(?P<code>[a-z]{2,20}[-_]?\d{1,6}[a-z]{0,9}(?:[-_][a-z0-9]{1,9})*)\b"
)
"""A code in lower case that a text calls so, as in *promo code summer24*."""
CODE_RANGE = lazy_pattern(
    r"\b(?P<letters>[a-z]{1,10})[\s_–-]?(?P<first>\d{1,6})\s?(?:to|until|through|[-–—])\s?(?P=letters)[\s_–-]?(?P<last>\d{1,6})\b",
    re.IGNORECASE,
)
"""A range of codes, such as *TR-100 to TR-199*."""
OWN_NUMBER = lazy_pattern(
    rf"(?:(?:{NUMBERED})\s|§+\s?)?(?P<path>(?-i:{NUMERAL.upper()})\.\d{{1,3}})(?![\w.])"
    rf"|(?:{NUMBERED})\s(?:(?P<word>{SMALL})|(?P<roman>{NUMERAL}))(?![\w'’&-])"
    rf"|(?P<item>(?-i:(?=[IVX]{{2}}){NUMERAL.upper()}))(?:[.):]\s|\s[–—-]\s)"
    rf"|(?:(?:{NUMBERED})\s*(?:no\.?\s*|nr\.?\s*|#\s*)?|§+\s?|#)(?P<named>\d{{1,4}}(?:\.\d{{1,3}})*)(?!\.?\d)"
    r"|[(\[]?(?P<listed>\d{1,3}(?:\.\d{1,3})*)(?:[.):\]](?!\d)|\s[–—-]\s(?!\d)|\ufe0f?\u20e3)"
    r"|(?P<outlined>\d{1,3}(?:\.\d{1,3})+)\s",
    re.IGNORECASE,
)
"""The number that a rule, step or section starts with."""
MAX_TEXT = 20_000
"""Characters of a text that are searched for identifiers."""


class Identifier(NamedTuple):
    """An identifier: its kind, its normal form, how it is written, and for a number what it numbers, such as `rule`."""

    kind: str
    value: str
    written: str
    noun: str = ""
    is_sure: bool = True
    """False if a question may only mention it. Then a passage without it is an answer, unless it names another one instead."""
    is_release: bool = False
    """True for a version whose release or changes are asked for. What holds for a series does not answer that."""
    may_be_limited: bool = False
    """True for a figure of a question that is also answered by a limit which excludes the figure."""


def identifiers(text: str) -> list[Identifier]:
    """Return the identifiers that a text names; kinds are `date`, `version`, `code`, `number`, `decimal` and `figure`."""
    text = text[:MAX_TEXT]
    found = [identifier for find in FINDERS.values() for identifier in find(text)]
    releases = " ".join(identifier.written for identifier in found if identifier.kind == "version")
    found = [one for one in found if one.kind != "number" or one.written not in releases]  # *1.20.4-beta2*
    numbers = [identifier.written for identifier in found if identifier.kind == "number"]
    others = [identifier.written for identifier in found if identifier.kind not in {"figure", "decimal"}]
    return [
        one
        for one in found
        if one.kind == "number" or not any(one.written in written for written in (others if one.kind == "figure" else numbers))
    ]


def values(text: str, kind: str) -> set[str]:
    """Return the normal forms of the identifiers of one kind in a text; of versions, with any zeros at their end."""
    found = {each.value for each in FINDERS[kind](text[:MAX_TEXT])}
    return found.union(*map(same_versions, found)) if kind in {"version", "decimal"} else found


def covers_code(text: str, code: str) -> bool:
    """Return whether a text states a range of codes that one is in."""
    letters = code.rstrip("0123456789")
    number = code.removeprefix(letters)
    if not (letters and number):
        return False
    ranges = (match for match in CODE_RANGE.finditer(text[:MAX_TEXT]) if match["letters"].lower() == letters)
    return any(int(match["first"]) <= int(number) <= int(match["last"]) for match in ranges)


def lettered_code(number: str, text: str) -> re.Match[str] | None:
    """Return where a text has a number with one letter before it, such as `E102`."""
    return re.search(rf"(?<![^\W_])(?P<letter>[a-z])[-_]?0*{number}(?!\w)", text, re.IGNORECASE)


def names_versions(text: str) -> bool:
    """Return whether a text names versions, so that a decimal in a question about it may be one."""
    return next(_versions(text[:MAX_TEXT]), None) is not None


def own_number(text: str) -> str:
    """Return the number that a passage or heading starts with, such as 2 for `2. No spam` and `Rule 2: No spam`, or ""."""
    match = OWN_NUMBER.match(text.lstrip())
    if match and match["path"]:
        part, _, below = match["path"].partition(".")
        return f"{roman_value(part)}.{below}"
    if match and match["word"]:
        return str(round(number(match["word"])))
    if match and (numeral := match["roman"] or match["item"]):
        return str(roman_value(numeral))
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
    for each in versions(text):
        if not DATE.match(each.written):
            yield Identifier("version", each.value, each.written, is_release=each.is_release)


def _codes(text: str) -> Iterator[Identifier]:
    named: set[str] = set()
    for match in CODE.finditer(text):
        issue = match["issue"] or match["numbered_issue"]
        value = match["number"] or (f"#{issue}" if issue else match[0])
        value = re.sub(r"[\s_–-]", "", value).lower()
        named.add(value)
        is_age = AGE_LIMIT.fullmatch(value) is not None
        yield Identifier("code", value.removesuffix("s") if is_age else value, match[0], is_sure=not is_age)
    lowered = lower_letters(text)
    for match in ASKED_CODE.finditer(lowered):
        if match["number"] not in named:
            named.add(match["number"])
            start = match.start("number" if match["noun"].startswith("what") else "noun")
            yield Identifier("code", match["number"], text[start : match.end()])
    for match in GIVEN_CODE.finditer(lowered):
        if (value := re.sub(r"[_-]", "", match["code"])) not in named:
            yield Identifier("code", value, text[match.start() : match.end()])


def _numbers(text: str) -> Iterator[Identifier]:
    for each in (*numbered(text), *counted(text)):
        yield Identifier("number", each.value, each.written, each.noun, each.is_sure)


def _figures(text: str) -> Iterator[Identifier]:
    for each in figures(text):
        limited = may_be_limited(text)
        yield Identifier("figure", each.value, each.written, each.noun, is_sure=False, may_be_limited=limited)


def _decimals(text: str) -> Iterator[Identifier]:
    for match in DECIMAL.finditer(text):
        yield Identifier("decimal", match["number"], match[0])


FINDERS = {"date": _dates, "version": _versions, "code": _codes, "number": _numbers, "decimal": _decimals, "figure": _figures}
"""Functions that find the identifiers of each kind."""
