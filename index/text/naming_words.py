"""Naming words: whether a word of a question names a thing, rather than asks, counts, dates, judges or greets.

In English, words that name a thing are told from others by lists, by how frequent they are, and by the words around them.
In other languages that have a word list, only by how frequent they are; in the rest, only names written with a capital letter
are told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from index.text.characters import is_beside_code
from index.text.inflections import is_inflected, is_variant
from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern
from index.text.naming_lists import (
    AFTER_VERBS,
    AUXILIARIES,
    BEFORE_CLAUSES,
    BEFORE_VERBS,
    DETERMINERS,
    GENERAL,
    NUMBERS,
    SUBJECT_FOLLOWS,
    TOPICS,
)
from index.text.other_forms import SUFFIXES
from index.text.sentences import sentences
from index.text.word_lists import word_list
from index.text.words import Word, is_common, stemmer

CAPITALISING = {"german"}
"""Languages that write all nouns with a capital letter."""
MIN_LETTERS, SHORT_FREQUENT = 3, 1_000
"""Letters of the shortest word that names a thing, and how often such a short one was seen at least: others may be typos."""
MIN_FOREIGN, UNKNOWN_SHARE, ORDINARY_SHARE = 3, 0.3, 0.4
"""Words of the shortest question that may be in another language, the least share of words that the list then lacks, and the
share of common and frequent words that there is less than."""
INITIALS = (3, 4, 5)
"""The numbers of words of which initials are compared."""
FREQUENT = {
    "arabic": 9_000, "basque": 65, "dutch": 5_000, "english": 20_000, "french": 6_000, "german": 1_000, "italian": 11_000,
    "portuguese": 7_000, "russian": 500, "spanish": 10_000,
}  # fmt: skip
"""How often the 3,000th most frequent word of each word list was seen; words as frequent as that say too little."""
ENDINGS = lazy_pattern(r".{2,}(?:ly|ous|ful|less|able|ible)")
"""Endings (English) of adverbs and adjectives."""
COMPARISON = lazy_pattern(r"(.{2,}?)i?e(?:r|st)")
JOINERS = frozenset("-.,:/")
SENTENCE_STARTS = ".?!:;\n"
QUOTES = " \"'“‘(¿¡"
UNIT = lazy_pattern(r"\w+(?:['’-]\w+)*")
"""A word with all that apostrophes and hyphens join to it."""
MAX_NAME = 5
"""Words of the longest name."""
POSSESSIVE = lazy_pattern(r"['’]s$")
REPEATED = lazy_pattern(r"(.)\1\1")
"""A letter that is typed three times, as in *heyyy*."""


@dataclass(frozen=True)
class NamingWords:
    """The words of a question, and which of them name a thing."""

    text: str
    words: Sequence[Word]
    language: str

    @property
    def is_foreign(self) -> bool:
        """True if the question seems to be in another language than the documents, if that language has a list."""
        forms = [form for position in range(len(self.words)) if (form := self.form(position)).isalpha()]
        if self.language not in FREQUENT or len(forms) < MIN_FOREIGN:
            return False
        unknown = sum(not (is_common(form, self.language) or form in word_list(self.language)) for form in forms)
        ordinary = sum(is_common(form, self.language) or self._is_frequent_form(form) for form in forms)
        return unknown >= UNKNOWN_SHARE * len(forms) and ordinary < ORDINARY_SHARE * len(forms)

    def form(self, position: int) -> str:
        """Return the word at a position in lower case."""
        return self._written(position).lower()

    def is_naming(self, position: int) -> bool:
        """Return whether a word names a thing that the question, rather than a sentence beside it, is about.

        Parts of numbers, of addresses and of code name nothing by themselves, nor do words that look like typos or slang.
        """
        word, form = self.words[position], self.form(position)
        if len(form) < MIN_LETTERS or not form.isalpha() or REPEATED.search(form):
            return False
        if self._is_general(form) or self.is_in_code(position) or not self._is_asked(word):
            return False
        return self.is_name(position) or self._is_noun(position)

    def _is_general(self, form: str) -> bool:
        """Return whether a word asks, counts, dates or the like."""
        if is_common(form, self.language):
            return True
        return self.language == ENGLISH and (form in NUMBERS or stemmer(ENGLISH)(form) in _general())

    def _is_noun(self, position: int) -> bool:
        """Return whether a word that is no name, as far as can be told, is a noun that says enough by itself."""
        form = self.form(position)
        if self.is_unknown(position) or (len(form) == MIN_LETTERS and self._frequency(form) < SHORT_FREQUENT):
            return False
        if self.language == ENGLISH:
            is_specific = self.words[position].term in _topics() or not self._is_frequent(form)
            return is_specific and not ENDINGS.fullmatch(form) and not self._is_verb(position)
        is_noun = self.language not in CAPITALISING or self._written(position)[0].isupper() or self.text.islower()
        return is_noun and len(form) > MIN_LETTERS and not self._is_frequent_form(form)

    def is_name(self, position: int) -> bool:
        """Return whether a word looks like a name: written with a capital letter inside a sentence, where not all words are."""
        written, before = self._written(position), self.text[: self.words[position].start].rstrip(QUOTES)
        if self.language in CAPITALISING or not written[0].isupper() or not self._is_cased:
            return False
        is_inside = bool(before and before[-1] not in SENTENCE_STARTS)
        if self.language != ENGLISH:
            return is_inside
        return self.is_unknown(position) or (not self._is_frequent_form(written.lower()) if written.isupper() else is_inside)

    def is_unknown(self, position: int) -> bool:
        """Return whether the list of the language lacks a word, or the language has no list."""
        form, has = self.form(position), word_list(self.language).__contains__
        return not (has(form) or (self.language == ENGLISH and (is_inflected(form, has) or is_variant(form, has))))

    def is_part(self, rest: str) -> bool:
        """Return whether the rest of a word beside another is an ending or a word, so that both may be parts of a compound."""
        return (
            rest in SUFFIXES or self.language not in FREQUENT or (len(rest) >= MIN_LETTERS and rest in word_list(self.language))
        )

    def phrase(self, position: int) -> str:
        """Return a word as written, or the whole name or compound that it is part of: *New Year's Eve*, *sign-up*."""
        word = self.words[position]
        units = [match.span() for match in UNIT.finditer(self.text)]
        first = last = next(at for at, (_, end) in enumerate(units) if end > word.start)
        if self.is_name(position):
            while first and self._is_same_name(units[first - 1], units[first]):
                first -= 1
            while last + 1 < len(units) and self._is_same_name(units[last + 1], units[last]):
                last += 1
        if last - first >= MAX_NAME:
            return self._written(position)  # every word has a capital letter
        return POSSESSIVE.sub("", self.text[units[first][0] : units[last][1]])

    def is_subject(self, position: int) -> bool:
        """Return whether an English name is the subject of a question, as in *Did the Louvre join?* and *Who is Marta?*.

        An abbreviation is none: it may be short for what the documents say in full.
        """
        if self.language != ENGLISH or not self.is_name(position) or self._written(position).isupper():
            return False
        before = position - (self._beside(position, -1) in DETERMINERS)
        return self._beside(before, -1) in SUBJECT_FOLLOWS and self._beside(before - 1, -1) in BEFORE_CLAUSES

    def joined(self, position: int) -> Iterator[str]:
        """Yield a word joined with the one before it and with the one after it, as in *signup* for *sign up*."""
        for first in (position - 1, position):
            if 0 <= first < len(self.words) - 1:
                yield self.form(first) + self.form(first + 1)

    def abbreviations(self, position: int) -> Iterator[str]:
        """Yield the initials of the word and those around it, as in *agm* for *annual general meeting*."""
        for count in INITIALS:
            for first in range(max(0, position - count + 1), min(position, len(self.words) - count) + 1):
                yield "".join(self.form(other)[0] for other in range(first, first + count))

    def _written(self, position: int) -> str:
        word = self.words[position]
        return self.text[word.start : word.end]

    def _is_same_name(self, other: tuple[int, int], part: tuple[int, int]) -> bool:
        """Return whether a word belongs to the name that the word beside it is part of."""
        word = self.text[slice(*other)]
        between = self.text[min(other[1], part[1]) : max(other[0], part[0])]
        return between == " " and word[0].isupper() and not is_common(word, self.language)

    def _is_asked(self, word: Word) -> bool:
        """Return whether a word is in a sentence that asks, or none of them does."""
        return not self._asking or any(start <= word.start < end for start, end in self._asking)

    @cached_property
    def _asking(self) -> list[tuple[int, int]]:
        """The positions of the sentences that end with a question mark."""
        return [(start, end) for start, end in sentences(self.text) if self.text[start:end].endswith(("?", "？"))]

    @cached_property
    def _is_cased(self) -> bool:
        """True if the question is not written in capital letters alone."""
        return any(map(str.islower, self.text))

    def _is_frequent(self, form: str) -> bool:
        """Return whether an English word, or the word that it is a form of, is too frequent to name a thing."""
        if self._is_frequent_form(form) or is_inflected(form, self._is_frequent_base):
            return True
        compared = COMPARISON.fullmatch(form)
        return compared is not None and any(self._is_frequent_base(compared[1] + end) for end in ("", "e", "y"))

    def _is_frequent_base(self, form: str) -> bool:
        return self._is_frequent_form(form) and stemmer(ENGLISH)(form) not in _topics()

    def _is_frequent_form(self, form: str) -> bool:
        return self.language in FREQUENT and self._frequency(form) >= FREQUENT[self.language]

    def _frequency(self, form: str) -> int:
        return word_list(self.language).frequent(form[0]).get(form, 0)

    def _is_verb(self, position: int) -> bool:
        """Return whether an English word is used as a verb, by its ending and the words beside it."""
        form = self.form(position)
        if form.endswith("ed") and is_inflected(form, word_list(ENGLISH).__contains__):
            return True
        before, after = self._beside(position, -1), self._beside(position, 1)
        if after in AFTER_VERBS and before not in DETERMINERS:
            return True
        if before not in BEFORE_VERBS:
            return False
        return before not in AUXILIARIES or self._beside(position - 1, -1) not in BEFORE_CLAUSES

    def _beside(self, position: int, step: int) -> str:
        """Return the word beside another in lower case, or an empty text if a mark stands between them."""
        other = position + step
        if not 0 <= other < len(self.words):
            return ""
        first, last = sorted((position, other))
        between = self.text[self.words[first].end : self.words[last].start]
        return "" if between.strip(" '’") else self.form(other)

    def is_in_code(self, position: int) -> bool:
        """Return whether a word is part of a number, an address or code."""
        word = self.words[position]
        before, after = self.text[max(0, word.start - 2) : word.start], self.text[word.end : word.end + 2]
        is_numbered = (before[-1:] in JOINERS and before[:1].isdigit()) or (after[:1] in JOINERS and after[1:].isdigit())
        return is_numbered or is_beside_code(self.text, word.start, word.end)


@cache
def _general() -> frozenset[str]:
    return frozenset(map(stemmer(ENGLISH), GENERAL))


@cache
def _topics() -> frozenset[str]:
    return frozenset(map(stemmer(ENGLISH), TOPICS))
