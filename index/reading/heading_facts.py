"""Reads headings as paragraphs on pages of headings only, such as the front page of an event, with its date and place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.reading.blocks import Block, Heading, Item, Reading
from index.text.months import MONTH_NAMES, MONTHS

NAME = "|".join((*MONTH_NAMES, "januar", "februar", "juni", "juli", "oktober", "dezember", *MONTHS))
DAY = re.compile(rf"\b(?:{NAME})\b\.?\s\d|\d(?:st|nd|rd|th)?\.?\s(?:of\s)?(?:{NAME})\b", re.IGNORECASE)
NUMBERING = re.compile(r"[(\[]?(?:\d{1,3}(?:\.\d{1,3})+[.):\]]?|\d{1,3}[.):\]])\s")
CHAPTER = re.compile(r"\D*(?<!\d)(?:\d{1,3}(?:\.\d+)*[a-z]?|(?:19|20)\d\d)\W*", re.IGNORECASE)
"""A name with one number at its end, such as that of a chapter, version or year."""
SENTENCE_END = re.compile(r"[.!。！]\W*$")
MIN_SENTENCE_WORDS = 5
MAX_NAME_WORDS = 8
"""Words of a heading that may name what is below it; a longer one, beside facts, says something itself."""


def with_heading_facts(reading: Reading) -> Reading:
    """Return a reading without blocks with the headings that say something as paragraphs below the heading before them.

    If none of them states a number or is a sentence, they are names, and the reading is returned as it is.
    """
    if any(isinstance(item, Block) for item in reading.items) or not any(_is_fact(item.text) for item in reading.items[1:]):
        return reading
    return replace(reading, items=tuple(_paragraphs(reading.items)))


def _paragraphs(items: Iterable[Item]) -> Iterator[Item]:
    for place, item in enumerate(items):
        is_text = place and (_is_fact(item.text) or len(item.text.split()) > MAX_NAME_WORDS) and isinstance(item, Heading)
        yield Block(item.text, item.line) if is_text else item


def _is_fact(text: str) -> bool:
    """Return whether a heading states a date, price or other number, or is a sentence but no question."""
    if DAY.search(text):
        return True
    text = NUMBERING.sub("", text, count=1) if NUMBERING.match(text) else text
    if any(character.isdigit() for character in text):
        return CHAPTER.fullmatch(text) is None
    return SENTENCE_END.search(text) is not None and len(text.split()) >= MIN_SENTENCE_WORDS
