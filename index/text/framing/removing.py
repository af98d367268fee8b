"""Take the framing off a question.

It says nothing about what is asked, but a model reads it all the same, and every word makes the question look less like the
passage that answers it.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple
from unicodedata import category

from index.text.framing.phrases import Beside, Framing
from index.text.phrase_patterns import APOSTROPHES, UNSPACED, UNSPACED_CHARACTER, strip_marks
from index.text.words import PIECE, is_common

MAX_PHRASES = 12
"""The most phrases that are taken off each end of a question."""
MAX_LENGTH = 24
"""Words of the longest phrase."""
MARK = re.compile(r"[,.:;!?…~–—、。，！？：；]|(?<=\s)-(?=\s)|\n")
"""What separates a phrase from a question."""
AFTER_PHRASE, BEFORE_PHRASE = " ,.:;!?…~*–—-、。，！？：；", " ,:;~*–—-、，：；("
"""Marks that go with a phrase before a question, and with one after it."""
TOKEN = re.compile(f"{UNSPACED_CHARACTER.pattern}|[^\\W_{UNSPACED}]+(?:{APOSTROPHES.pattern}[^\\W_{UNSPACED}]+)*")
PICTURES = {"So", "Sk", "Cf", "Mn", "Co"}
"""Categories of the characters of an emoji, of its skin tone, and of what joins them."""
FACE = re.compile(r"\s+(?:[:;=8xX]['^-]?[)(DPpdOo3|/\\*]+|<3+|\^_*\^|:[a-z_]+:)\s*$")
"""A smiley at the end that is typed with marks."""


class _Token(NamedTuple):
    start: int
    end: int
    word: str


def without_framing(question: str, language: str) -> str:
    """Return a question without the phrases of a language around it, or as it is if nothing would be left to ask."""
    framing = _framing(language)
    if framing is None:
        return question
    text = _without_pictures(question)
    for take_off in (_without_opening, _without_ending):
        text = _repeat(take_off, text, framing)
    return text if any(not is_common(word, language) for word in PIECE.findall(text)) else question


def _repeat(take_off: Callable[[str, Framing], str], text: str, framing: Framing) -> str:
    for _ in range(MAX_PHRASES):
        shorter = take_off(text, framing)
        if shorter == text:
            break
        text = _without_pictures(shorter)
    return text


def _without_opening(text: str, framing: Framing) -> str:
    """Return a text without the longest phrase at its start."""
    found = _tokens(text, framing, 0, MAX_LENGTH + 1)
    words = [token.word for token in found]

    def is_apart(end: int, beside: Beside) -> bool:
        is_marked = MARK.search(text, found[end - 1].end, found[end].start) is not None
        return beside == "anything" or is_marked or (beside == "question" and words[end] in framing.asking_words)

    rules = framing.before.get(words[0], ()) if words else ()
    ends = (end for pattern, beside in rules for end in pattern.ends(words, 0) if end < len(words) and is_apart(end, beside))
    longest = max(ends, default=0)
    return text[found[longest - 1].end :].lstrip(AFTER_PHRASE) if longest else text


def _without_ending(text: str, framing: Framing) -> str:
    """Return a text without the longest phrase at its end; a mark that ends the question before it stays."""
    found = _tokens(text, framing, -MAX_LENGTH - 1, None)
    words = [token.word for token in found]

    def is_apart(start: int, beside: Beside) -> bool:
        is_marked = MARK.search(text, found[start - 1].end, found[start].start) is not None
        return is_marked or (beside == "anything" and words[start - 1] not in framing.needing_words)

    rules = framing.after.get(words[-1], ()) if words else ()
    starts = (
        start
        for pattern, beside in rules
        for start in range(1, len(words))
        if len(words) in pattern.ends(words, start) and is_apart(start, beside)
    )
    first = min(starts, default=0)
    return text[: found[first].start].rstrip(BEFORE_PHRASE) if first else text


def _tokens(text: str, framing: Framing, start: int, stop: int | None) -> list[_Token]:
    """Return some words of a text; what is typed as in *heyyy* is the word that is meant."""
    found = [*TOKEN.finditer(text)][start:stop]
    plain = (strip_marks(match[0]) for match in found)
    return [
        _Token(match.start(), match.end(), framing.known.resolve(word) or word)
        for match, word in zip(found, plain, strict=True)
    ]


def _without_pictures(text: str) -> str:
    """Return a text without the emoji and smileys around it."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or category(text[start]) in PICTURES):
        start += 1
    while start < end and (text[end - 1].isspace() or category(text[end - 1]) in PICTURES):
        end -= 1
    return FACE.sub("", text[start:end])


@cache
def _framing(language: str) -> Framing | None:
    """Return the phrases of a language, or None if none are known."""
    name = f"index.text.framing.{language}"
    if not language.isidentifier() or find_spec(name) is None:
        return None
    known: Framing | None = getattr(import_module(name), "FRAMING", None)
    return known
