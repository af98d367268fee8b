"""Tokenization of passages and questions into the terms that BM25 counts.

A term is a stemmed word in lower case (Snowball stemmer), so that `deliveries` finds `delivery`. Identifiers and numbers
with several parts count both whole and in parts: `E-4012` yields `e4012`, `e` and `4012`, so `618` finds `6.18` and `200000`
finds `200,000`. Scripts written without spaces are split into single characters and pairs of characters.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

Stem = Callable[[str], str]

COMBINING_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff"
"""Marks that belong to the letter before them (Latin, Hebrew, Arabic, Indic), which Python does not count as letters."""
UNSPACED_RANGES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
UNSPACED = re.compile(f"[{UNSPACED_RANGES}]")
"""Characters of Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
LETTERS = f"(?:[^\\W_]++|[{COMBINING_MARKS}]++)++"
PART = re.compile(LETTERS)
COMPOUND = re.compile(f"{LETTERS}(?:[-.,_/:]{LETTERS})*+")
PIECE = re.compile(f"{UNSPACED.pattern}|(?:[^\\W_{UNSPACED_RANGES}]++|[{COMBINING_MARKS}]++)++")


class Word(NamedTuple):
    """A word of a text: its position, and its term."""

    start: int
    end: int
    term: str


@cache
def stemmer(language: str) -> Stem:
    """Return the stemmer for a language, by its Snowball name; the one for `none` leaves words unchanged."""
    if language == "none":
        return str
    import Stemmer

    stem: Stem = Stemmer.Stemmer(language).stemWord
    return stem


def words(text: str, stem: Stem) -> list[Word]:
    """Return the words of a text in reading order, with each part of a compound as a word of its own."""
    lowered = _lower(text)
    return [Word(piece.start(), piece.end(), stem(piece.group())) for piece in PIECE.finditer(lowered)]


def terms(text: str, stem: Stem) -> list[str]:
    """Return the terms of a text in reading order, with compounds both in parts and whole."""
    lowered = _lower(text)
    return [term for compound in COMPOUND.finditer(lowered) for term in _terms_of_compound(compound.group(), stem)]


def word_forms(text: str) -> list[str]:
    """Return the unstemmed words of a text that consist of letters only, in lower case."""
    return [form for form in PIECE.findall(_lower(text)) if form.isalpha()]


def _lower(text: str) -> str:
    """Lower-case a text without changing its length, so that positions stay valid."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(low if len(low := mark.lower()) == 1 else mark for mark in text)


def _terms_of_compound(compound: str, stem: Stem) -> Iterator[str]:
    pieces = PIECE.findall(compound)
    yield from (stem(piece) for piece in pieces)
    if len(pieces) == 1:
        return
    if not UNSPACED.search(compound):
        yield stem("".join(PART.findall(compound)))
        return
    yield from _pairs(pieces)


def _pairs(pieces: Sequence[str]) -> Iterator[str]:
    for first, second in pairwise(pieces):
        if len(first) == len(second) == 1:
            yield first + second


COMMON_WORDS = {
    "english": frozenset({
        "a", "about", "actually", "ain", "all", "also", "am", "an", "and", "any", "anybody", "anyone", "anyway", "are",
        "aren", "arent", "as", "at", "be", "been", "btw", "but", "by", "can", "cant", "could", "couldn", "couldnt", "d",
        "did", "didn", "didnt", "do", "does", "doesn", "doesnt", "don", "dont", "for", "from", "get", "got", "had", "hadn",
        "hadnt", "has", "hasn", "hasnt", "have", "haven", "havent", "he", "hello", "her", "here", "hey", "hi", "him", "his",
        "hmm", "how", "i", "if", "ill", "im", "in", "into", "is", "isn", "isnt", "it", "its", "ive", "just", "know", "let",
        "lets", "ll", "lol", "m", "may", "me", "might", "my", "need", "no", "not", "of", "off", "ok", "okay", "on", "or",
        "our", "please", "pls", "plz", "re", "really", "rn", "s", "say", "see", "she", "should", "shouldn", "shouldnt", "so",
        "some", "t", "tell", "than", "thanks", "that", "thats", "the", "their", "them", "then", "there", "theres", "these",
        "they", "theyre", "think", "this", "those", "thx", "to", "too", "ty", "up", "us", "ve", "very", "want", "was", "wasn",
        "wasnt", "we", "were", "weren", "werent", "what", "whats", "when", "where", "wheres", "which", "who", "whom", "whos",
        "whose", "why", "will", "with", "wont", "would", "wouldn", "wouldnt", "yeah", "you", "your", "youre",
    }),
}  # fmt: skip
"""Stop words by language, in lower case: words that shape a question rather than name its topic."""


def is_common(word: str, language: str) -> bool:
    """Return whether a word is a stop word; always false for languages without a list."""
    return word.lower() in COMMON_WORDS.get(language, ())
