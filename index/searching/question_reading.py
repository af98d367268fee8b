"""Read a question: clean it, correct its typos, encode it, and weight its words by the corpus."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Encoder, Encoding
from index.encoding.tokens import containing_spans
from index.searching.focus import Focus, find_focus
from index.searching.questions import clean_question
from index.searching.spelling import Speller
from index.searching.titles import Titles
from index.storing.lexical import LexicalIndex
from index.text.chat_words import in_full
from index.text.framing import without_framing
from index.text.identifiers import Identifier, identifiers
from index.text.languages import ENGLISH
from index.text.literals import AskedLiteral, Clock, Kind, asked_days, asked_literals, today_in
from index.text.literals.asking import REQUIRED
from index.text.typed_forms import as_spelt
from index.text.words import Word, are_common, stemmer, terms, words

Named = TypeVar("Named", Identifier, AskedLiteral)

COMMON_WEIGHT = 0.5
"""The weight of a token of a common word, relative to other words that are equally rare in the corpus."""

ON = {
    *("event", "events", "going", "happen", "happened", "happening", "happens", "on", "planned", "scheduled", "starts"),
    *("takes", "place"),
}
"""Words (English) that ask what there is at a time."""
DAYS: tuple[Kind, ...] = ("weekday", "day")
"""Literals beside which words such as *today* say nothing new."""


@dataclass(frozen=True, slots=True)
class Question:
    """A processed question: `asked` is the cleaned question, `plain` has neither framing nor chat words, and `text` no typos.

    `accented` is the plain question with its missing accents.

    `idf` and `is_common` hold, for each word, how rare it is in the corpus and whether it is a common word of the language.
    `token_words` holds the index in `words` of each token's word, or -1, and `token_weights` the weight of each token;
    `about_tokens`, shape (tokens, 3), holds for the reader how rare each token's word is (up to about 1), 1 if it is common,
    and its weight. `focus` says what of it a passage has to meet.
    `identifiers` are the versions, codes, dates and numbers that the question names, `literals` its weekdays, times, ages and
    the like.
    """

    asked: str
    text: str
    encoding: Encoding
    terms: list[str]
    words: list[Word]
    idf: NDArray[np.float32]
    is_common: NDArray[np.bool_]
    token_words: NDArray[np.int64]
    token_weights: NDArray[np.float32]
    about_tokens: NDArray[np.float32]
    focus: Focus
    identifiers: tuple[Identifier, ...] = ()
    literals: tuple[AskedLiteral, ...] = ()
    plain: str = ""
    accented: str = ""

    @property
    def content_words(self) -> frozenset[str]:
        """The words that are not common ones of the language, in lower case."""
        pairs = zip(self.words, self.is_common, strict=True)
        return frozenset(self.text[word.start : word.end].lower() for word, is_common in pairs if not is_common)

    @property
    def is_about_literals(self) -> bool:
        """True if a question asks what there is on a date or at a time of a weekday, and for nothing else."""
        required = {literal.kind for literal in self.literals if literal.need == REQUIRED}
        named = {word for literal in self.literals for word in literal.words}
        return bool(required - {"weekday"}) and self.content_words <= named | ON

    @property
    def read_as(self) -> str | None:
        """The corrected question, or None if it had no typos, or at most lacked accents."""
        return self.text if self.text not in {self.plain, self.accented} else None


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """Reads questions about the documents of an open index; `today` returns the date by which *today* is understood."""

    encoder: Encoder
    lexical: LexicalIndex
    speller: Speller
    titles: Titles
    language: str
    today: Clock = today_in

    def read(self, question: str) -> Question:
        """Clean, correct and encode a question, and weight its words by this corpus. Raises QuestionError."""
        asked = clean_question(question)
        plain = self._plain(asked)
        accented = self.speller.add_accents(plain)
        text = self.speller.correct(accented)
        stem = stemmer(self.language)
        found = words(text, stem)
        encoding, token_words = self._encode(text, found)
        idf = np.array([min(self.lexical.idf(word.term), self.titles.idf(word.term)) for word in found], dtype=np.float32)
        common = np.array(are_common(text, found, self.language), dtype=bool)
        weights = np.sqrt(idf) * np.where(common, COMMON_WEIGHT, 1.0).astype(np.float32)
        token_weights = _by_token(weights, token_words, COMMON_WEIGHT * float(weights.mean()) if encoding.has_markers else 0)
        return Question(
            asked=asked,
            text=text,
            encoding=encoding,
            terms=terms(text, stem),
            words=found,
            idf=idf,
            is_common=common,
            token_words=token_words,
            token_weights=token_weights,
            about_tokens=np.stack(
                [
                    _by_token(idf / np.log1p(self.lexical.passages), token_words),
                    _by_token(common, token_words, 1),
                    token_weights,
                ],
                axis=1,
            ),
            focus=find_focus(text, found, np.where(common, 0, np.sqrt(idf)), token_words, self.language),
            identifiers=_identifiers(plain, text),
            literals=self._literals(plain, text),
            plain=plain,
            accented=accented,
        )

    def _plain(self, asked: str) -> str:
        """Return a question without what people put around it in a chat, and with the words spelt out that they shorten."""
        is_known = self.speller.forms.__contains__
        bare = as_spelt(self.speller.shorten(without_framing(asked, self.language)), self.language, is_known)
        return in_full(bare, is_known) if self.language == ENGLISH else bare

    def _encode(self, text: str, found: Sequence[Word]) -> tuple[Encoding, NDArray[np.int64]]:
        """Encode a question; return its tokens without punctuation, and the position of the word of each, or -1."""
        encoding = self.encoder.encode_question(text)
        token_words = containing_spans(encoding.spans, [(word.start, word.end) for word in found])
        inside = np.flatnonzero(token_words >= 0)
        if not len(inside) or encoding.has_markers:
            return encoding, token_words
        spans = tuple(encoding.spans[position] for position in inside.tolist())
        return replace(encoding, token_vectors=encoding.token_vectors[inside], spans=spans), token_words[inside]

    def _literals(self, plain: str, text: str) -> tuple[AskedLiteral, ...]:
        """Return the literals that a question names; days such as *today* only if it names no other day."""
        found = asked_literals(plain, self.language)
        if text != plain:
            found = _with_corrected(plain, found, asked_literals(text, self.language))
        if any(literal.kind in DAYS for literal in found):
            return found
        return found + asked_days(text, self.language, self.today())


def _identifiers(plain: str, text: str) -> tuple[Identifier, ...]:
    """Return the identifiers that a question names, as asked and with its typos corrected."""
    found = tuple(identifiers(plain))
    return found if text == plain else _with_corrected(plain, found, identifiers(text))


def _with_corrected(asked: str, found: Sequence[Named], corrected: Sequence[Named]) -> tuple[Named, ...]:
    """Return what a question names as it was asked, and what it only names once its typos are corrected: *tusday at 7 pm*."""
    return tuple(found) + tuple(each for each in corrected if each.written not in asked)


def _by_token(by_word: NDArray[np.generic], token_words: NDArray[np.int64], outside: float = 0.0) -> NDArray[np.float32]:
    """Return the value of each token's word; `outside` for a token that is in no word."""
    return np.append(by_word, outside)[token_words].astype(np.float32)
