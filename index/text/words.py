"""Tokenization of passages and questions into the terms that BM25 counts.

A term is a stemmed word in lower case (Snowball stemmer) without accents, so that `deliveries` finds `delivery`, and `eleve`
finds `élève`. Letters count the same however they are encoded: composed or not, as ligatures, or in full width.
Identifiers and numbers with several parts count both whole and in parts: `E-4012` yields `e4012`, `e` and `4012`, so `618`
finds `6.18` and `200000` finds `200,000`. Scripts written without spaces are split into single characters and pairs of
characters.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from index.text.characters import fold_letters, lower_letters
from index.text.languages import language_of

Stem = Callable[[str], str]

COMBINING_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u3099\u309a"
)
"""Marks that belong to the letter before them (Latin, Hebrew, Arabic, Indic, kana), which Python does not count as letters."""
UNSPACED_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
)
UNSPACED = re.compile(f"[{UNSPACED_RANGES}]")
"""Characters of Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
MIN_ENDED = 5
"""Letters of the shortest word whose ending is replaced."""
LETTERS = f"(?:[^\\W_]++|[{COMBINING_MARKS}]++)++"
PART = re.compile(LETTERS)
COMPOUND = re.compile(f"{LETTERS}(?:[-.,_/:]{LETTERS})*+")
VOICED = "[\u3099\u309a\uff9e\uff9f]"
"""Marks that make another sound of the kana before them, which are characters of their own where these are not composed."""
PIECE = re.compile(f"{UNSPACED.pattern}{VOICED}?|(?:[^\\W_{UNSPACED_RANGES}]++|[{COMBINING_MARKS}]++)++")


class Word(NamedTuple):
    """A word of a text: its position, and its term."""

    start: int
    end: int
    term: str


@cache
def stemmer(language: str) -> Stem:
    """Return the stemmer for a language; without one, words keep their endings, and with `none` their accents too."""
    known = language_of(language)
    if known.is_exact:
        return _compose
    stem = _snowball(known.stemmer) if known.stemmer else str
    endings = known.endings

    def stem_word(word: str) -> str:
        if endings and len(word) > MIN_ENDED:
            word = next((word[: -len(end)] + other for end, other in endings if word.endswith(end)), word)
        return stem(word) if word.isascii() else fold_letters(stem(_compose(word)))

    return stem_word


def _snowball(name: str) -> Stem:
    import Stemmer

    stem: Stem = Stemmer.Stemmer(name).stemWord
    return stem


def _compose(word: str) -> str:
    """Return a word with each letter as one character, in its usual width, and without ligatures."""
    return word if word.isascii() else normalize("NFKC", word).lower()


def words(text: str, stem: Stem) -> list[Word]:
    """Return the words of a text in reading order, with each part of a compound as a word of its own."""
    lowered = lower_letters(text)
    return [Word(piece.start(), piece.end(), stem(piece.group())) for piece in PIECE.finditer(lowered)]


def terms(text: str, stem: Stem) -> list[str]:
    """Return the terms of a text in reading order, with compounds both in parts and whole."""
    lowered = lower_letters(text)
    return [term for compound in COMPOUND.finditer(lowered) for term in _terms_of_compound(compound.group(), stem)]


def word_forms(text: str) -> list[str]:
    """Return the unstemmed words of a text that consist of letters only, in lower case."""
    return [form for form in PIECE.findall(lower_letters(_compose(text))) if form.isalpha()]


def _terms_of_compound(compound: str, stem: Stem) -> Iterator[str]:
    pieces = PIECE.findall(compound)
    yield from map(stem, pieces)
    if len(pieces) == 1:
        return
    if not UNSPACED.search(compound):
        yield stem("".join(PART.findall(compound)))
        return
    yield from _pairs(pieces)


def _pairs(pieces: Sequence[str]) -> Iterator[str]:
    for first, second in pairwise(pieces):
        if UNSPACED.match(first) and UNSPACED.match(second):
            yield _compose(first) + _compose(second)


def common_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, in lower case: words that shape a question rather than name its topic."""
    return language_of(language).common_words


def is_common(word: str, language: str) -> bool:
    """Return whether a word is a stop word; always false for languages without a list."""
    return word.lower() in language_of(language).common_words


def are_common(text: str, found: Sequence[Word], language: str) -> list[bool]:
    """Return for each word of a question whether it only shapes it; in scripts without spaces, by the phrases around it."""
    common = [is_common(text[word.start : word.end], language) for word in found]
    phrase = language_of(language).phrase
    if phrase is None or not UNSPACED.search(text):
        return common
    inside = [False] * len(text)
    for match in phrase.finditer(text):
        inside[match.start() : match.end()] = [True] * (match.end() - match.start())
    return [is_stop or inside[word.start] for is_stop, word in zip(common, found, strict=True)]
