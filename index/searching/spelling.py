"""Typos: replace unknown words of a question with the words that were most likely meant.

A word is left alone if the corpus, the model's vocabulary or the word list of the language has it, or if it is a form of such
a word. Others become a word of the corpus, in any of its forms, or a frequent word of the language, if one is a likely edit
away, or two in long words (optimal string alignment; Damerau 1964). Of several, frequent ones are preferred.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from index.searching.near_forms import NearForms
from index.storing.form_table import FormTable
from index.storing.lexical import LexicalIndex
from index.text.asking_words import APART, asking_word, is_how
from index.text.characters import is_beside_code
from index.text.elongations import STRETCHED, shortened
from index.text.languages import ENGLISH
from index.text.literals.weekdays import WEEKDAYS
from index.text.months import MONTH_NAMES
from index.text.short_forms import is_short_form
from index.text.word_lists import CODES, KNOWN_COUNT, WordList, word_list
from index.text.words import PIECE, common_words, is_common, stemmer

MIN_LETTERS, MAX_LETTERS = 3, 30
"""Lengths of the shortest and the longest word that is corrected; the shortest only if a common word has its letters."""
TWO_EDIT_LETTERS = 6
"""Length of the shortest word that may contain two typos."""
MAX_UNKNOWN_WORDS = 12
"""A question with more unknown words is not corrected: it is noise or in another language."""
COMMON_SHARE, MIN_STRANGE = 0.3, 2
"""A question may be in another language if fewer of its words are common and at least so many are strange."""
MAX_COST = {4: 0.9, 5: 1.1, 6: 1.35, 7: 1.5}
LONG_COST = 1.8
"""The highest cost of the edits to a word of the corpus, by the number of letters typed."""
OTHER_FORM_COST = 0.2
"""How much less they may cost to a form that the corpus lacks of a word that it has."""
MAX_OUTSIDE_COST = {4: 0.75, 5: 0.75, 6: 0.75, 7: 0.75, 8: 1.0}
LONG_OUTSIDE_COST, FOREIGN_OUTSIDE_COST, MIN_FOREIGN = 1.1, 0.8, 5
"""The highest cost of the edits to a word that the corpus lacks, by the number of letters typed: a short word near another is
often a name. In languages other than English it is lower, because their lists lack more forms of words."""
OUTSIDE_COUNT = {4: 50_000, 5: 20_000, 6: 20_000}
LONG_OUTSIDE_COUNT = 1000
"""How frequent such a word must be in the language, by the number of letters typed: few words are similar to a long one."""
NAME_COST, COMPOUND_COST = 1.2, 0.7
"""The highest cost of the edits to a word of the corpus, and to another, if the typed word may be right: a name or compound."""
DERIVED_COST = 0.8
"""The same for a word of the corpus if the typed word is another with a prefix or a suffix."""
COMMON_COUNT = 30
"""A common word counts as if the corpus contained it this often."""
CORPUS_WEIGHT, OTHER_FORM_WEIGHT, COUNT_WEIGHT, FREQUENCY_WEIGHT = 0.15, 0.03, 0.06, 0.04
"""What makes a word likelier, as the cost of edits that it outweighs: that the corpus has it, that it has another form of it,
one more in the logarithm of its count there, and one more digit in its count in the language."""
STRAY_COUNT, STRAY_COST = 2, 0.4
"""A word that only the corpus knows may be a mistake if it occurs at most this often, and its cost in addition."""
NEAR = 48
"""The number of similar words that are compared edit by edit."""
AROUND_HOW = len(" how ")
"""Characters before a word by which *how* is recognised."""
PART_COUNT = 20_000
"""How frequent a word of the language is that may stand beside another without a space."""
MIN_PART = 3
"""Length of the shortest word that counts as part of an unknown compound."""
LONG_PLURAL = 6
"""Length of the shortest plural whose singular may be rare."""
SENTENCE_ENDS = ".?!:\"'“‘(¿¡"
APOSTROPHES = ("'t", "’t")
"""What follows the first part of a contraction, such as *needn't*, which is no word by itself."""
CALENDAR = frozenset((*WEEKDAYS, *MONTH_NAMES)) - {"march", "may"}
"""Weekdays and months, which are meant in questions on any corpus; those that are also other words are left out."""


@dataclass(frozen=True)
class Speller:
    """Corrects typos; `forms` counts each written form of a word of the corpus.

    `has_token` returns whether the encoder has a token for a whole word, `is_capitalised` whether the corpus writes a form
    with a capital letter.
    """

    forms: FormTable
    lexical: LexicalIndex
    language: str
    has_token: Callable[[str], bool]
    is_capitalised: Callable[[str], bool] = lambda _: False

    def correct(self, question: str) -> str:
        """Return the question with misspelt words replaced."""
        unknown = [match for match in PIECE.finditer(question) if _is_prose(match) and self._is_doubtful(match)]
        if not unknown or len(unknown) > MAX_UNKNOWN_WORDS:
            return question
        meant = [self._asked(match) or self._correction(match[0].lower(), is_name=_is_name(match)) for match in unknown]
        if self._is_foreign(question, corrected=len(meant) - meant.count(None)):
            return question
        parts, end = [], 0
        for match, word in zip(unknown, meant, strict=True):
            parts += [question[end : match.start()], _cased(word, match[0]) if word else match[0]]
            end = match.end()
        return "".join([*parts, question[end:]])

    def shorten(self, question: str) -> str:
        """Return the question with elongated words as they are spelt: *what* for *whaaat*."""
        return PIECE.sub(self._shortened, question) if STRETCHED.search(question) else question

    def _shortened(self, match: re.Match[str]) -> str:
        word = match[0].lower()
        meant = None if word in self.forms else shortened(word, self._is_expected)
        return _cased(meant, match[0]) if meant else match[0]

    def _is_expected(self, word: str) -> bool:
        """Return whether a word is in the corpus or shapes questions, or everybody knows it."""
        return is_common(word, self.language) or self._is_frequent(word)

    def add_accents(self, question: str) -> str:
        """Return the question with the accents that the corpus writes and the question lacks: *réservé* for *reserve*."""
        if not self.forms.typed:
            return question
        return PIECE.sub(self._accent, question)

    def _accent(self, match: re.Match[str]) -> str:
        word = match[0].lower()
        if word in self.forms or is_common(word, self.language) or not _is_prose(match):
            return match[0]
        accented = self.forms.accented(word)
        if accented is None or self._frequency(word) > self._frequency(accented):  # French *marche* and *marché*
            return match[0]
        return _cased(accented, match[0])

    def _is_foreign(self, question: str, *, corrected: int) -> bool:
        """Return whether a question seems to be in another language than the documents.

        It has few of the words that shape questions, and more of its words are strange than can be corrected: the model's
        vocabulary has words of many languages.
        """
        if self.language not in CODES:
            return False
        found = [word for word in PIECE.findall(question.lower()) if word.isalpha()]
        common = sum(is_common(word, self.language) for word in found)
        strange = sum(not (is_common(word, self.language) or self._is_word(word)) for word in found) - corrected
        return common < COMMON_SHARE * len(found) and strange >= max(MIN_STRANGE, corrected)

    def _is_doubtful(self, match: re.Match[str]) -> bool:
        """Return whether a word of a question may be misspelt."""
        return not self._is_known(match[0].lower()) or self._asked(match) is not None

    def _asked(self, match: re.Match[str]) -> str | None:
        """Return the word that a question asks with if another was typed for it, which is rare and not in the corpus."""
        word = match[0].lower()
        if word[0] == "h" and self.language == ENGLISH and not is_common(word, self.language):
            after = PIECE.match(match.string, match.end() + 1)
            if after and is_how(word, after[0].lower()):
                return "how"
        before = match.string[max(0, match.start() - AROUND_HOW) : match.start()].strip().lower()
        if before not in {"", "how"} or self.language != ENGLISH or is_common(word, self.language) or word in self.forms:
            return None
        meant = asking_word(word, before)
        return meant if meant and self._frequency(word) < KNOWN_COUNT else None

    def _is_known(self, word: str) -> bool:
        """Return whether a word is right, as far as anything here knows."""
        if is_common(word, self.language) or word in self.forms or self.has_token(word) or self._is_word(word):
            return True
        return self._is_english(word) if self.language == ENGLISH else self._stem(word) in self.lexical

    def _is_english(self, word: str) -> bool:
        """Return whether a word is a form or another spelling of a known English word, an abbreviation, or has an accent."""
        from index.text.inflections import is_inflected, is_variant

        plural = word + "s"
        return (
            (plural in self.forms and self._stem(plural) == self._stem(word))
            or (word.endswith("s") and len(word) >= LONG_PLURAL and is_inflected(word, self._is_word))
            or is_inflected(word, self._is_frequent)
            or is_variant(word, self._is_word)
            or is_short_form(word, self._is_frequent)
            or normalize("NFD", word) != word  # nobody types an accent by mistake
        )

    def _is_word(self, word: str) -> bool:
        """Return whether the corpus or the language has a word."""
        return word in self.forms or word in self._list

    def _is_frequent(self, word: str) -> bool:
        """Return whether the corpus has a word, or the language has it and everybody knows it."""
        return word in self.forms or self._frequency(word) >= KNOWN_COUNT

    def _frequency(self, word: str) -> int:
        """Return how frequent a word is in the language, 0 if it is rare."""
        return self._list.frequent(word[0]).get(word, 0)

    def _is_meant(self, word: str) -> bool:
        """Return whether the corpus contains a word or another form of it, or anybody may use it."""
        return self._count(word) > 0 or self._stem(word) in self.lexical

    def _count(self, word: str) -> int:
        """Return how often the corpus contains a word; the same for all common words, weekdays and months."""
        is_usual = is_common(word, self.language) or (word in CALENDAR and self.language == ENGLISH)
        return COMMON_COUNT if is_usual else self.forms.count(word)

    def _correction(self, word: str, *, is_name: bool) -> str | None:
        """Return the word that was most likely meant instead of an unknown one, or None if none is likely."""
        from index.text.edits import edit_cost
        from index.text.inflections import respelt_plural

        if self.language == ENGLISH and (known := APART.get(word) or respelt_plural(word, self._is_meant)):
            return known
        inside, outside = self._limits_if_right(word, is_name=is_name)
        likely = {
            meant: cost
            for meant in self._near(word)
            if (cost := edit_cost(word, meant)) <= min(self._limit(word, meant), inside if self._is_meant(meant) else outside)
        }
        if self.language != ENGLISH and any(self._stem(meant) == self._stem(word) for meant in likely):
            return None  # another form of that word, which the list lacks
        if is_name:
            likely = {
                meant: cost
                for meant, cost in likely.items()
                if self.forms.count(meant) and self.is_capitalised(meant) and not is_common(meant, self.language)
            }
        ranked = sorted((cost - self._weight(meant), meant) for meant, cost in likely.items())
        found = next((meant for _, meant in ranked if not self._is_glued(meant)), None)
        return found if found or is_name or self.language != ENGLISH else self._taken_apart(word)

    def _taken_apart(self, word: str) -> str | None:
        """Return two words, one of them common or both in the corpus, that were typed without the space between them."""
        from index.text.missing_spaces import taken_apart

        def is_frequent(part: str) -> bool:
            return self._frequency(part) >= PART_COUNT

        return taken_apart(
            word,
            lambda part: is_common(part, self.language) and is_frequent(part),
            lambda part: self.forms.count(part) > STRAY_COUNT or is_frequent(part),
            lambda part: part in self.forms and not is_common(part, self.language),
        )

    def _limits_if_right(self, word: str, *, is_name: bool) -> tuple[float, float]:
        """Return the highest costs of the edits to a word of the corpus and to another, low if the typed word may be right."""
        from index.text.inflections import is_derived, is_phrasal

        is_english = self.language == ENGLISH
        if is_english and is_derived(word, self._is_frequent):
            return DERIVED_COST, 0
        if is_english and is_phrasal(word, self._is_frequent):
            return COMPOUND_COST, COMPOUND_COST
        return (NAME_COST, COMPOUND_COST) if is_name or self._is_compound(word) else (math.inf, math.inf)

    def _limit(self, word: str, meant: str) -> float:
        """Return the highest cost at which one word may have been typed for another, 0 if it cannot."""
        letters = len(word)
        if letters == MIN_LETTERS and not (is_common(meant, self.language) and sorted(meant) == sorted(word)):
            return 0
        if meant == word[1:] and word[0] != word[1]:
            return 0  # a letter before a word is seldom a mistake: xcode, iframe, e-reader
        if self._count(meant):
            return MAX_COST.get(letters, LONG_COST)
        other_form = MAX_COST.get(letters, LONG_COST) - OTHER_FORM_COST if self._stem(meant) in self.lexical else 0
        return max(other_form, self._outside_limit(letters, meant))

    def _outside_limit(self, letters: int, meant: str) -> float:
        """Return the highest cost at which a word of so many letters may have been typed for one that the corpus lacks."""
        if self._frequency(meant) < OUTSIDE_COUNT.get(letters, LONG_OUTSIDE_COUNT):
            return 0
        cost = MAX_OUTSIDE_COST.get(letters, LONG_OUTSIDE_COST)
        if self.language == ENGLISH:
            return cost
        return min(cost, FOREIGN_OUTSIDE_COST) if letters >= MIN_FOREIGN else 0

    def _weight(self, meant: str) -> float:
        """Return the cost that the frequency of a word outweighs."""
        count, frequency = self._count(meant), self._frequency(meant)
        corpus = CORPUS_WEIGHT if count else OTHER_FORM_WEIGHT * (self._stem(meant) in self.lexical)
        weight = corpus + COUNT_WEIGHT * math.log1p(count) + FREQUENCY_WEIGHT * math.log10(1 + frequency)
        return weight - STRAY_COST * self._is_stray(meant)

    def _near(self, word: str) -> tuple[str, ...]:
        """Return the words of the corpus and the frequent words of the language that are few edits away."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        from index.text.edits import MAX_EDITS

        max_edits = MAX_EDITS if len(word) >= TWO_EDIT_LETTERS else 1
        starts = dict.fromkeys(word[:2])  # those of a word whose first two letters are swapped, or whose first is extra
        same = [form for start in starts for form in self._starting_with(start, word, max_edits)]
        found = process.extract(word, same, scorer=OSA.distance, score_cutoff=max_edits, limit=NEAR)
        other_starts = (start + rest for start in self._first_letters for rest in (word, word[1:]))
        return (*(form for form, _, _ in found), *filter(self._count, other_starts))

    def _starting_with(self, start: str, word: str, edits: int) -> Iterator[str]:
        """Yield the words of the corpus and of the language that start with a letter and may be near a word."""
        yield from self._near_forms.near(start, word, edits)
        yield from self._missing_common.get(start, ())
        yield from self._list.frequent(start)

    def _is_compound(self, word: str) -> bool:
        """Return whether a word is made of two that the corpus has or that everybody knows."""
        cuts = range(MIN_PART, len(word) - MIN_PART + 1)
        return any(self._is_frequent(word[:cut]) and self._is_frequent(word[cut:]) for cut in cuts)

    def _is_stray(self, form: str) -> bool:
        """Return whether only the corpus knows a word, and hardly uses it, so that it may be a mistake there."""
        return 0 < self.forms.count(form) <= STRAY_COUNT and form not in self._list and not self.has_token(form)

    def _is_glued(self, form: str) -> bool:
        """Return whether a form of the corpus looks like a common word run together with another word."""
        halves = [(form[:cut], form[cut:]) for cut in range(1, len(form))]
        return self._is_stray(form) and any(
            is_common(common, self.language) and self.forms.count(other) >= self.forms.count(form)
            for first, second in halves
            for common, other in ((first, second), (second, first))
        )

    def _stem(self, word: str) -> str:
        return stemmer(self.language)(word)

    @cached_property
    def _list(self) -> WordList:
        return word_list(self.language)

    @cached_property
    def _missing_common(self) -> dict[str, list[str]]:
        """The common words of the language that the corpus lacks, by their first letter."""
        found: dict[str, list[str]] = {}
        for form in sorted(common_words(self.language)):
            if form not in self.forms:
                found.setdefault(form[0], []).append(form)
        return found

    @cached_property
    def _first_letters(self) -> tuple[str, ...]:
        """The letters with which words of the corpus and common words start."""
        return tuple(dict.fromkeys((*self._near_forms.first_letters, *(form[0] for form in common_words(self.language)))))

    @cached_property
    def _near_forms(self) -> NearForms:
        return NearForms(self.forms)


def _is_prose(match: re.Match[str]) -> bool:
    """Return whether a piece of a question is a word that may be misspelt, and not part of an address or of code."""
    word, text = match[0], match.string
    if not (MIN_LETTERS <= len(word) <= MAX_LETTERS and word.isalpha() and (word.isupper() or word[1:].islower())):
        return False
    return not (is_beside_code(text, *match.span()) or text.startswith(APOSTROPHES, match.end()))


def _is_name(match: re.Match[str]) -> bool:
    """Return whether a word looks like a name: written with a capital letter where others are not."""
    word, before = match[0], match.string[: match.start()].rstrip()
    starts_sentence = not before or before[-1] in SENTENCE_ENDS
    return word[0].isupper() and (word.isupper() or not starts_sentence) and any(map(str.islower, PIECE.findall(match.string)))


def _cased(word: str, typed: str) -> str:
    """Return a word in lower case with the capital letters of what was typed."""
    if typed.isupper():
        return word.upper()
    return word.capitalize() if typed[0].isupper() else word
