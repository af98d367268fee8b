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
"""Nouns that a number follows, and that mostly stand where the text is that it is of."""
PLACES = (
    r"gate|room|season|zone|hall|building|terminal|platform|bay|lane|court|pitch|locker|seat|stall|booth|bus|line|route|episode"
    r"|volume|cabin|hut|berth|pier|ward|block|firmware"
)
"""Nouns of things with numbers that any text may mention."""
DATE = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<iso_month>0?[1-9]|1[0-2])[-/.](?P<iso_day>0?[1-9]|[12]\d|3[01])\b"
    rf"|\b(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{MONTH},?\s+(?P<named_year>(?:19|20)\d\d)\b"
    rf"|\b{MONTH.replace('month', 'first_month')}\s+(?P<late_day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s+"
    r"(?P<late_year>(?:19|20)\d\d)\b"
    r"|\b(?P<one>0?[1-9]|[12]\d|3[01])[/.](?P<two>0?[1-9]|[12]\d|3[01])[/.](?P<short_year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
VERSIONED = (
    r"python|java|node|minecraft|php|ruby|(?:client|app|server|game|plugin|mod|sdk|api|launcher|firmware|forge|fabric|paper|spigot)"
    r"(?=s?\s(?:version\s)?v?\d+\.)"
)
"""Words before a version; most of them only before one with a point."""
VERSION = re.compile(
    r"(?<![\w.])(?:v\.?\s?(?P<marked>\d+(?:\.\d+)*(?:\.x)?)|(?P<bare>\d+(?:\.\d+){2,4})|(?P<any>\d+(?:\.\d+){0,3}\.x)"
    r"|(?P<series>\d+\.\d+)(?=\s(?:series|branch)\b))"
    r"(?P<suffix>\s?[-+]?(?:alpha|beta|rc|pre|dev)[-.\s]?\d*|[-+]?[ab][-.]?\d*)?(?!\w|\.\d)"
    rf"|\b(?:(?:version|release|update|patch|build)\s+|(?:{VERSIONED})s?\s(?:version\s)?)v?"
    r"(?P<named>\d+(?:\.\d+)*(?:\.x)?)(?!\w|\.\d)",
    re.IGNORECASE,
)
VERSIONS = re.compile(
    r"(?<![\w.,€$£])v?(?P<first>\d{1,9}(?:\.\d{1,9}){1,4})(?P<any>\.x)?(?![\w%€]|\.\d)"
    r"(?:\s?(?:to|until|through|up\sto|[-–—])\s?v?(?P<last>\d{1,9}(?:\.\d{1,9}){1,4})(?![\w%€]|\.\d)"
    r"|(?P<newer>\s?\+|,?\s(?:or|and)\s(?:newer|later|above|higher|up|onwards?)\b)|(?P<series>\s(?:series|branch)\b))?",
    re.IGNORECASE,
)
"""One version or a range of them."""
DECIMAL = re.compile(
    r"(?<![\w.,€$£])(?P<number>\d{1,3}\.\d{1,3})(?![\w%€.]|\.\d|\s?(?:%|€|[a-z]{1,2}\b|euros?|dollars?|met))", re.IGNORECASE
)
"""A number with one point, which may be a version or section; it only counts if a heading has it."""
CODE = re.compile(
    r"\b0x[0-9a-f]{2,}\b"
    r"|\b(?:http|error|err|code|status|fehler|erreur|errore)(?:\s+(?:code|number|no\.?|nr\.?))?[\s:#-]*(?P<number>\d{2,6})\b"
    r"|\b(?P<ticket>[a-z]{1,4}[-_–]\d{2,}[a-z]?(?:-\d+)*|(?-i:[A-Z]{5,10}[-_]\d{3,}))\b"
    r"|(?<![\w#])#(?P<issue>\d{2,7})\b|\b(?:issue|ticket|bug|pr|mr|case)\s+#?(?P<numbered_issue>\d{1,7})\b"
    r"|(?<![\w-])(?P<mixed>[a-z]{1,4}\d{3,}[a-z0-9]{0,10}|(?-i:[A-Z]{1,3}\d{2}))\b"
    r"|\b(?-i:(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+))\b"
    r"|\b(?-i:(?P<letter>[A-Z]{1,3}))\s(?P<digits>\d{3,6})\b"
    r"|(?<![\w.-])(?P<short>(?-i:[A-HJ-Z])-?\d)(?![\w-]|\.\d)",
    re.IGNORECASE,
)
MORE = r"(?:\s?(?:,|and|or|&|to|[-–—])\s?\d{1,3}\b(?![.,:]\d|\s?%))"
NEXT_NUMBER = re.compile(r"(?P<join>,|and|or|&|to|[-–—])\s?(?P<number>\d{1,3})", re.IGNORECASE)
LONGEST_RANGE = 100
"""Numbers that a range of numbered things has at most."""
THING = re.compile(
    rf"\b(?P<noun>{NUMBERED}|{PLACES})s?\s*(?:no\.?\s*|nr\.?\s*|number\s+|#\s*)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3})*)(?:\b(?!\s?%)|(?=[a-h]\b))"
    rf"(?:\s?\((?P<letter>[a-z])\)|\s?(?P<closed>[a-h])\)|(?P<close>[a-h])\b)?(?P<more>{MORE}*)",
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


def covers_version(text: str, version: str) -> bool:
    """Return whether a text names versions among which is one: `2.3.x` and `1.19 to 2.4` cover `2.3.1`, which covers `2.3`."""
    asked = _parts_of(version)
    if not asked:
        return False
    for match in VERSIONS.finditer(text[:MAX_TEXT]):
        first, last = _parts_of(match["first"]), _parts_of(match["last"] or "")
        if last:
            if first <= asked and asked[: len(last)] <= last:
                return True
        elif match["newer"]:
            if asked >= first:
                return True
        elif first == asked[: len(first)] if match["any"] or match["series"] else asked == first[: len(asked)]:
            return True
    return False


def _parts_of(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, or none if it has more than numbers."""
    numbers = version.lower().removesuffix(".x")
    return tuple(map(int, numbers.split("."))) if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,4}", numbers) else ()


def is_listed(noun: str) -> bool:
    """Return whether a noun names things that are listed, such as rules; no noun stands for the sign `§`."""
    return not noun or re.fullmatch(LISTED, noun) is not None


def is_ranked(noun: str) -> bool:
    """Return whether texts with the number of such a thing come before others; not if it is one that any text may mention."""
    return re.fullmatch(PLACES, noun) is None


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
        number = match["marked"] or match["bare"] or match["any"] or match["series"] or match["named"]
        if match["bare"] and DATE.match(match[0]):
            continue
        suffix = re.sub(r"[-+.\s]", "", match["suffix"] or "")
        yield Identifier("version", f"{number}{'-' if suffix else ''}{suffix}".lower(), match[0])


def _codes(text: str) -> Iterator[Identifier]:
    for match in CODE.finditer(text):
        issue = match["issue"] or match["numbered_issue"]
        value = match["number"] or (f"#{issue}" if issue else match[0])
        yield Identifier("code", re.sub(r"[\s_–-]", "", value).lower(), match[0])


def numbers(text: str) -> Iterator[Identifier]:
    """Yield the numbers of rules, steps, sections and the like that a text names."""
    text = text[:MAX_TEXT]
    for match in THING.finditer(text):
        noun, letter = match["noun"].lower(), (match["letter"] or match["closed"] or match["close"] or "").lower()
        written = match[0][: match.start("more") - match.start()]
        yield Identifier("number", match["number"] + letter, written, noun)
        last = match["number"]
        for more in NEXT_NUMBER.finditer(match["more"]):
            is_range = more["join"].lower() in {"to", "-", "–", "—"} and last.isdecimal()
            first, last = (int(last) + 1 if is_range else int(more["number"])), more["number"]
            for number in range(first, min(int(last), first + LONGEST_RANGE) + 1):
                yield Identifier("number", str(number), f"{noun} {number}", noun)
    for match in PARAGRAPH_SIGN.finditer(text):
        yield Identifier("number", match["number"], match[0])


def _decimals(text: str) -> Iterator[Identifier]:
    for match in DECIMAL.finditer(text):
        yield Identifier("decimal", match["number"], match[0])


FINDERS = {"date": _dates, "version": _versions, "code": _codes, "number": numbers, "decimal": _decimals}
"""Functions that find the identifiers of each kind."""
