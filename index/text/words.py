"""Words: how passages and questions are cut into the terms that BM25 counts.

A term is a word in lower case without its ending (Snowball stemmer), so that `deliveries` finds `delivery`. Identifiers
and numbers of several parts count whole and in parts: `E-4012` is `e4012`, `e` and `4012`, so `618` finds `6.18` and `200000`
finds `200,000`. Scripts written without blanks are cut into characters and pairs of them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

Stem = Callable[[str], str]

MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff"
"""Signs that belong to the letter before them, in Latin, Hebrew, Arabic and Indian scripts; to Python they are no letters."""
UNSPACED_RANGES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
UNSPACED = re.compile(f"[{UNSPACED_RANGES}]")
"""Characters of Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
LETTERS = f"(?:[^\\W_]++|[{MARKS}]++)++"
PART = re.compile(LETTERS)
RUN = re.compile(f"{LETTERS}(?:[-.,_/:]{LETTERS})*+")
PIECE = re.compile(f"{UNSPACED.pattern}|(?:[^\\W_{UNSPACED_RANGES}]++|[{MARKS}]++)++")


class Word(NamedTuple):
    """A word of a text: where it stands, and the term that stands for it."""

    start: int
    end: int
    term: str


@cache
def stemmer(language: str) -> Stem:
    """What takes the endings off words of a language, by its Snowball name; `none` leaves them on."""
    if language == "none":
        return str
    import Stemmer

    stem: Stem = Stemmer.Stemmer(language).stemWord
    return stem


def words(text: str, stem: Stem) -> list[Word]:
    """The words of a text in reading order, each part of a compound by itself."""
    lowered = _lower(text)
    return [Word(piece.start(), piece.end(), stem(piece.group())) for piece in PIECE.finditer(lowered)]


def terms(text: str, stem: Stem) -> list[str]:
    """The terms of a text in reading order, with compounds also as a whole."""
    lowered = _lower(text)
    return [term for run in RUN.finditer(lowered) for term in _terms_of(run.group(), stem)]


def forms(text: str) -> list[str]:
    """The words of letters of a text as they are written, in lower case."""
    return [form for form in PIECE.findall(_lower(text)) if form.isalpha()]


def surfaces(counts: Mapping[str, int], stem: Stem) -> dict[str, str]:
    """The commonest form of each term, given how often each form comes; the first in the alphabet of those alike."""
    found: dict[str, str] = {}
    for form in sorted(counts, key=lambda form: (-counts[form], form)):
        found.setdefault(stem(form), form)
    return found


def _lower(text: str) -> str:
    """In lower case, and of the same length, so that positions hold."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(low if len(low := mark.lower()) == 1 else mark for mark in text)


def _terms_of(run: str, stem: Stem) -> Iterator[str]:
    pieces = PIECE.findall(run)
    yield from (stem(piece) for piece in pieces)
    if len(pieces) == 1:
        return
    if not UNSPACED.search(run):
        yield stem("".join(PART.findall(run)))
        return
    yield from _pairs(pieces)


def _pairs(pieces: Sequence[str]) -> Iterator[str]:
    for first, second in pairwise(pieces):
        if len(first) == len(second) == 1:
            yield first + second


COMMON = {
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
"""Words by language, in lower case, that say how something is asked rather than what about."""


def is_common(word: str, language: str) -> bool:
    """Whether a word says little about what is asked; for languages without a list none does."""
    return word.lower() in COMMON.get(language, ())
