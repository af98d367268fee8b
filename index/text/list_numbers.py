"""Numbers of list items, as their texts and headings start: `1.`, `2)`, `Step 3:`, `Rule 4 –`, `a.`, `iv)`, `①`, `5️⃣`, `第六条`.

A start may be read in several ways: `i.` is a letter and a Roman number. The items around it tell which is meant.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from index.text.han_numbers import han_value
from index.text.lazy_patterns import lazy_pattern
from index.text.literals.numbers import WORD, WORDS, lower
from index.text.numbered import NUMBERED
from index.text.roman import roman_value

DIGITS = lazy_pattern(
    r"[(\[]?(?P<outer>(?:\d{1,3}\.){0,4})(?P<number>\d{1,3})(?:[.):\]](?!\d)|\ufe0f?\u20e3|[、．。]|\s(?=[–—-]\s))", re.ASCII
)
"""A number on its own: `1.`, `(2)`, `3:`, `1.4.`, a keycap, `5 –`."""
OUTLINED = lazy_pattern(r"(?P<outer>(?:\d{1,3}\.){1,4})(?P<number>\d{1,3})\s(?=\D)", re.ASCII)
"""A number such as `1.2` with nothing behind it."""
SIGNED = lazy_pattern(r"(?:§+\s?|#|№\s?|n[º°o]\.?\s)(?P<number>\d{1,2})(?![\w%]|\.\d)", re.ASCII | re.IGNORECASE)
"""A number behind a sign: `§ 2`, `#3`."""
NAMED = lazy_pattern(
    rf"(?P<noun>{NUMBERED}|hint|tip|règle|krok|adım|kural|vaihe)s?\s*(?:no\.?|nr\.?|number|#)?\s*"
    rf"(?P<number>\d{{1,3}}|(?:{WORD})\b)(?![\w%]|\.\d)",
    re.IGNORECASE,
)
"""A number behind a noun: `Step 1`, `Rule three`."""
LETTERED = lazy_pattern(r"[(\[]?(?P<letter>[A-Za-z])[.):\]]\s")
ROMAN = lazy_pattern(r"[(\[]?(?P<roman>[ivxIVX]{1,6})[.):\]]\s")
HAN = lazy_pattern(
    r"第\s?(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})\s?[条條步章节節项項](?:骤|驟)?|(?P<alone>[一二三四五六七八九十]{1,3})[、.．:：]"
)
"""A number in Chinese or Japanese: `一、`, `第2条`."""
COLUMN = lazy_pattern(rf"(?P<column>{NUMBERED}|#|№|no\.?|nr\.?|order): (?P<number>\d{{1,3}})(?=;|$)", re.IGNORECASE)
"""A number in the first column of a table: `Step: 1; What to do: ...`."""
CIRCLED = (("\u2460", 20), ("\u2474", 20), ("\u2488", 20), ("\u24f5", 10), ("\u2776", 10), ("\u2780", 10), ("\u278a", 10))
"""The first character of each run of numbers in a circle, in parentheses or with a point, and the length of the run."""
START = 40
"""Characters of a text that are read."""
MAX_CACHED_STARTS = 4_096
"""Starts of texts whose numbers are kept in memory."""


def list_numbers(text: str) -> Mapping[str, int]:
    """Return the number that an item or heading starts with, for each style that it can be read in; empty if there is none."""
    return _numbers(text[:START])


@lru_cache(MAX_CACHED_STARTS)
def _numbers(start: str) -> Mapping[str, int]:
    return MappingProxyType(dict(_readings(start.lstrip())))


def without_number(text: str) -> str:
    """Return a text without the number that it starts with."""
    match = next(filter(None, (pattern.match(text) for pattern in (NAMED, COLUMN, OUTLINED, DIGITS, SIGNED, HAN))), None)
    return text[match.end() :] if match else text


def _readings(text: str) -> Iterator[tuple[str, int]]:
    if text.startswith("🔟"):
        yield "digits ", 10
    if match := DIGITS.match(text) or OUTLINED.match(text):
        yield f"digits {match['outer']}", int(match["number"])
    if match := SIGNED.match(text):
        yield "signed", int(match["number"])
    if match := NAMED.match(text):
        yield f"named {match['noun'].casefold()}", _word_value(match["number"])
    if match := LETTERED.match(text):
        yield "upper" if match["letter"].isupper() else "lower", ord(match["letter"].lower()) - ord("a") + 1
    if match := ROMAN.match(text):
        yield "roman", roman_value(match["roman"])
    if match := HAN.match(text):
        yield "han", han_value(match["number"] or match["alone"])
    if match := COLUMN.match(text):
        yield "column", int(match["number"])
    yield from (("circled", ord(text[0]) - ord(first) + 1) for first, length in CIRCLED if _is_in_run(text, first, length))


def _word_value(word: str) -> int:
    return int(word) if word.isdecimal() else WORDS[lower(word)]


def _is_in_run(text: str, first: str, length: int) -> bool:
    return bool(text) and ord(first) <= ord(text[0]) < ord(first) + length
