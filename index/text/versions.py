"""Versions, such as `v1.20.4-beta2` and `2.3.x`, and the ranges of them that texts state."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.text.characters import lower_letters
from index.text.lazy_patterns import lazy_pattern
from index.text.numbered import UNIT

VERSIONED = (
    r"python|java|node|minecraft|php|ruby|(?:client|app|server|game|plugin|add-?on|mod|(?:mod|data|resource|texture|shader|map)\s?pack"
    r"|sdk|api|launcher|loader|driver|kernel|firmware|forge|fabric|quilt|paper|spigot|bukkit|purpur|optifine|bedrock|android|ios|macos"
    r"|ubuntu|debian|library|package|engine)(?=s?\s(?:version\s)?v?\d+\.)"
)
"""Words before a version; most of them only before one with a point."""
VERSION = lazy_pattern(
    r"(?<![\w.])(?:v\.?\s?(?P<marked>\d+(?:\.\d+)*(?:\.x)?)|(?P<bare>\d+(?:\.\d+){2,4})|(?P<any>\d+(?:\.\d+){0,3}\.x)"
    r"|(?P<series>\d+\.\d+)(?=\s(?:series|branch)\b))"
    r"(?P<suffix>\s?[-+]?(?:alpha|beta|rc|pre|dev)[-.\s]?\d*|[-+]?[ab][-.]?\d*)?(?!\w|\.\d)"
    rf"|\b(?:version:?\s+|(?:release|update|patch|build|hotfix|revision)\s+|(?:{VERSIONED})s?\s(?:version\s)?)v?"
    r"(?P<named>\d+(?:\.\d+)*(?:\.x)?)(?!\w|\.\d)",
)
"""A version in lower case."""
NUMBERS = lazy_pattern(r"(?<![\w.,€$£])\d{1,3}\.\d{1,3}(?![\w%€]|\.\d)")
"""Two numbers with a point, which are a version if a release is spoken of."""
RELEASED_IN = lazy_pattern(
    r"\b(?:(?:new|features?|chang(?:es?|ed)|fix(?:es|ed)?|add(?:ed|s)|removed|introduced|improved|br(?:oke|oken)|came|come|happened)"
    r"\s(?:in|with|of|for)|what(?:['’]?s|\sis|\swas)\snew|(?:release|patch|update)\s?(?:date|day|notes?)(?:\s(?:of|for))?"
    r"|(?:release|launch|changelog)\s(?:of|for)|changelog)\s(?:the\s)?$"
)
"""Words in lower case before a version whose release or changes are spoken of; `IS_RELEASED` has those after it."""
IS_RELEASED = lazy_pattern(
    r"\s(?:(?:is|was|be|been)\s)?(?:c[oa]m(?:es?|ing)\sout|out|(?:(?:get|got)\s)?released?|launch(?:ed)?|published|ship(?:ped)?"
    r"|land(?:ed)?|dropped|add(?:s|ed)?|fix(?:es|ed)?|changed?|bring|brings|brought|introduced?|removed?|changelog)\b(?!\sof)"
    r"|\s(?:release|launch|patch)\s?(?:date|day|notes?)\b"
)
SUPPORTED = lazy_pattern(
    r"\b(?:support|(?:end|eol)\sof(?:\slife)?|(?:upgrad|updat|migrat)(?:e|es|ed|ing))\s(?:for|of|from|to)\s$"
)
"""Words in lower case before a version that may be one of a series."""
IS_SUPPORTED = lazy_pattern(r"\s(?:(?:is|be|still|even|not|no\slonger)\s)*supported\b")
BEFORE = 32
FIRST_YEAR = 1900
MOST_NUMBERS = 3
"""Numbers of a version up to which zeros at its end are tried: `3`, `3.0` and `3.0.0`."""
VERSIONS = lazy_pattern(
    r"(?P<least>\b(?:at\sleast|from|since|min(?:imum|\.)?|after|newer\sthan|above)\s|[>≥]=?\s?)?"
    r"(?P<most>\b(?:up\sto|until|at\smost|max(?:imum|\.)?|before|older\sthan|below)\s|[<≤]=?\s?)?"
    r"(?<![\w.,€$£])v?(?P<first>\d{1,9}(?:\.\d{1,9}){1,4}|\d{1,9}(?=\.x))(?P<any>\.x)?(?![\w%€]|\.\d)"
    r"(?:\s?(?:(?:all\sthe\sway\s)?(?:back\s|down\s|up\s)?to|until|through|[-–—])\s?v?(?P<last>\d{1,9}(?:\.\d{1,9}){1,4})(?![\w%€]|\.\d)"
    r"|(?P<newer>\s?\+|,?\s(?:(?:or|and)\s)?(?:newer|later|above|higher|up|onwards?)\b)|(?P<series>\s(?:series|branch)\b)"
    r"|(?P<older>,?\s(?:or|and)\s(?:older|earlier|below|lower|under)\b))?",
    re.IGNORECASE,
)
"""One version or a range of them."""


class Version(NamedTuple):
    """A version: its normal form, how it is written, and whether its release or changes are spoken of."""

    value: str
    written: str
    is_release: bool


def versions(text: str) -> Iterator[Version]:
    """Yield the versions that a text names; a date such as *2.5.2024* looks like one."""
    lowered = lower_letters(text)
    ends = set()
    for match in VERSION.finditer(lowered):
        number = match["marked"] or match["bare"] or match["any"] or match["series"] or match["named"]
        suffix = re.sub(r"[-+.\s]", "", match["suffix"] or "")
        ends.add(match.end())
        value = f"{number}{'-' if suffix else ''}{suffix}"
        yield Version(value, text[match.start() : match.end()], _is_release(lowered, match))
    for match in NUMBERS.finditer(lowered):
        if match.end() in ends or UNIT.match(lowered, match.end()):
            continue
        is_release = _is_release(lowered, match)
        if is_release or _is_between(SUPPORTED, IS_SUPPORTED, lowered, match):
            yield Version(match[0], text[match.start() : match.end()], is_release)


def _is_release(text: str, version: re.Match[str]) -> bool:
    """Return whether the words around a version in lower case speak of its release or changes."""
    return _is_between(RELEASED_IN, IS_RELEASED, text, version)


def _is_between(before: re.Pattern[str], after: re.Pattern[str], text: str, version: re.Match[str]) -> bool:
    """Return whether the words before or after a version are some of those that are looked for."""
    start = version.start()
    return bool(before.search(text, max(0, start - BEFORE), start) or after.match(text, version.end()))


def same_versions(version: str) -> Iterator[str]:
    """Yield a version as written with other zeros at its end: `3`, `3.0` and `3.0.0` are the same."""
    numbers = [] if version.endswith("x") else [*map(str, _parts_of(version))]
    while len(numbers) > 1 and numbers[-1] == "0":
        numbers.pop()
    for zeros in range(MOST_NUMBERS - len(numbers) + 1) if numbers else ():
        yield ".".join([*numbers, *["0"] * zeros])


def covers_version(text: str, version: str, *, in_series: bool = True) -> bool:
    """Return whether a text names versions among which is one: `2.3.x` and `1.19 to 2.4` cover `2.3.1`, which covers `2.3`.

    Without `in_series`, only the version itself and those that it covers count.
    """
    asked = _parts_of(version)
    return bool(asked) and any(_is_among(match, asked, in_series=in_series) for match in VERSIONS.finditer(text))


def _is_among(match: re.Match[str], asked: tuple[int, ...], *, in_series: bool) -> bool:
    """Return whether a version is one of those that a match names."""
    first, last = _parts_of(match["first"]), _parts_of(match["last"] or "")
    is_date = len(first) == len("dmy") and first[-1] >= FIRST_YEAR
    if is_date or asked == first[: len(asked)] or not in_series:
        return not is_date and asked == first[: len(asked)]
    if last:
        lowest, highest = sorted((first, last))
        return lowest <= asked and asked[: len(highest)] <= highest
    is_near = abs(asked[0] - first[0]) <= 1  # others are rather versions of something else
    if match["newer"] or match["least"]:
        return is_near and asked >= first
    if match["older"] or match["most"]:
        return is_near and asked <= first
    return bool(match["any"] or match["series"]) and first == asked[: len(first)]


def _parts_of(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, or none if it has more than numbers."""
    numbers = version.lower().removesuffix(".x")
    return tuple(map(int, numbers.split("."))) if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,4}", numbers) else ()
