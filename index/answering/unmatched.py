"""Unmatched words: what a question asks about and the documents never mention.

Only words that name a thing count, and only if the documents have them in no form: not inflected, spelt or abbreviated in
another way, as part of a compound, or in other words, as far as the encoder can tell.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.answering.evidence import mean_by_word
from index.encoding.encoder import Encoder
from index.searching.candidates import Candidates
from index.searching.question_reading import Question
from index.searching.titles import Titles
from index.storing.generation import Generation
from index.text.languages import ENGLISH
from index.text.naming_lists import shapes
from index.text.naming_words import NamingWords
from index.text.other_forms import are_related, other_forms
from index.text.words import UNSPACED, stemmer, word_forms

NAME_COSINE, WORD_COSINE = 0.55, 0.45
"""The smallest cosines with the documents at which a name, and another word, count as mentioned in other words."""
MAX_NAMED, MAX_COMPARED = 3, 8
"""The most words that are named, and that are compared with the documents."""
CLOSEST = 16
"""The number of passages closest to a word in which other words for it are looked for, beside those closest to the question."""
PASSAGES = 8
"""The number of passages in which a compound is looked up."""
MANY = 500
"""Words that start alike, above which only those that may be related are stemmed."""
MIN_PART, MIN_RUN = 4, 2
"""Letters of the shortest part of a compound, and characters of the shortest word in a script written without spaces."""
COMPOUNDING = {"dutch", "german"}
"""Languages that write compounds as one word, which mean something near to their parts."""
INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]")


@dataclass(frozen=True)
class UnmatchedWords:
    """Finds the words of a question that the documents of one generation never mention."""

    generation: Generation
    titles: Titles
    encoder: Encoder

    def find(self, question: Question, candidates: Candidates, *, only_names: bool = False) -> tuple[str, ...]:
        """Return the names, and other words if wanted, that the documents never mention, as written; at most `MAX_NAMED`.

        Literals and identifiers of the question are left out: candidates say which of those are missing.
        """
        naming = NamingWords(question.text, question.words, self.generation.manifest.language)
        if not question.words or naming.is_foreign:
            return ()
        near = mean_by_word(question, candidates.near.anywhere.max(axis=0))
        exact = [*candidates.missing, *candidates.lacking, *candidates.held, *(each.written for each in question.identifiers)]
        exact += [each.written for each in question.literals if not each.is_word]
        stated = set(word_forms(" ".join(exact)))
        wanted = (position for position in self._lacking(naming, stated) if not only_names or naming.is_name(position))
        lacking = (position for position in wanted if not self._is_mentioned(naming, position))
        unmatched = (position for position in lacking if not self._is_meant(naming, position, candidates, near))
        phrases = [naming.phrase(position) for position in islice(unmatched, MAX_NAMED)]
        found = dict.fromkeys((*phrases, *(() if only_names else self._unspaced(question, near))))
        return tuple(each for each in found if not any(each in other for other in found if other != each))[:MAX_NAMED]

    def subject(self, question: Question, candidates: Candidates) -> str | None:
        """Return the subject of a question, if it is a name that the documents never mention, as in *Did the Louvre join?*."""
        naming = NamingWords(question.text, question.words, self.generation.manifest.language)
        names = [position for position in range(len(question.words)) if naming.is_subject(position)]
        if not names or naming.is_foreign:
            return None
        near = mean_by_word(question, candidates.near.anywhere.max(axis=0))
        for position in self._lacking(naming, ()):
            if position in names and not (
                self._is_mentioned(naming, position) or self._is_meant(naming, position, candidates, near)
            ):
                return naming.phrase(position)
        return None

    def _lacking(self, naming: NamingWords, stated: Collection[str]) -> Iterator[int]:
        """Return where words stand first that name a thing and that the documents lack as written, at most `MAX_COMPARED`."""
        first: dict[str, int] = {}
        for position, word in enumerate(naming.words):
            form = naming.form(position)
            if not (form in first or form in stated or self._has_term(word.term)) and naming.is_naming(position):
                first[form] = position
        return islice(first.values(), MAX_COMPARED)

    def _is_mentioned(self, naming: NamingWords, position: int) -> bool:
        """Return whether the documents have a word in another form."""
        form = naming.form(position)
        others = [*naming.joined(position), *naming.abbreviations(position)]
        if naming.language == ENGLISH:
            others += other_forms(form)
        return any(map(self._has, others)) or self._is_part(naming, position) or self._is_split(form)

    def _has(self, form: str) -> bool:
        return self._has_term(stemmer(self.generation.manifest.language)(form))

    def _has_term(self, term: str) -> bool:
        return term in self.generation.lexical or term in self.titles

    def _is_part(self, naming: NamingWords, position: int) -> bool:
        """Return whether the documents have a compound with a word, or one of which either is derived from the other."""
        form, term = naming.form(position), naming.words[position].term
        if len(form) < MIN_PART:
            return False
        forms = self.generation.forms
        rests = [other[len(form) :] for other in forms.starting_with(form)]
        rests += [other[: -len(end)] for end in (form, f"{form}s") for other in forms.ending_with(end)]
        if any(map(naming.is_part, rests)):
            return True
        if naming.language in COMPOUNDING:
            cuts = range(MIN_PART, len(form) - MIN_PART + 1)
            return any(form[:cut] in self.generation.forms or form[cut:] in self.generation.forms for cut in cuts)
        if naming.is_unknown(position):
            return False  # Shopify is not derived from shop
        stem, start = stemmer(naming.language), term[:MIN_PART]
        others = forms.starting_with(term[: MIN_PART - 1])
        if len(others) > MANY:  # stems differ in their fourth letters only where a y or an accent is
            others = [
                other
                for other in others
                if other.startswith(start) or other[MIN_PART - 1 : MIN_PART] in "iy" or not other.isascii()
            ]
        return any(are_related(term, stem(other)) for other in others)

    def _is_split(self, form: str) -> bool:
        """Return whether the documents write a word as two: *sign-up* or *sign up* for *signup*."""
        forms, lexical = self.generation.forms, self.generation.lexical
        stem = stemmer(self.generation.manifest.language)
        for cut in range(2, len(form) - 1):
            first, second = form[:cut], form[cut:]
            if first not in forms or second not in forms:
                continue
            rows = lexical.rows_with_all([stem(first), stem(second)])[:PASSAGES]
            pattern = re.compile(rf"\b{re.escape(first)}\W{{1,2}}{re.escape(second)}\b", re.IGNORECASE)
            if any(pattern.search(self.generation.passages[row].embedding_text) for row in rows.tolist()):
                return True
        return False

    def _is_meant(self, naming: NamingWords, position: int, candidates: Candidates, near: NDArray[np.float32]) -> bool:
        """Return whether passages say in other words, or in words with such initials, what a word says."""
        is_name = naming.is_name(position)
        limit = NAME_COSINE if is_name else WORD_COSINE
        if near[position] >= limit:
            return True
        word = naming.words[position]
        written = naming.text[word.start : word.end]
        is_unknown = naming.is_unknown(position)
        if is_unknown and not written.isupper():
            return False  # encoding it takes milliseconds, and says nothing
        encoding = self.encoder.encode_question(written).without_markers()
        closest = self.generation.dense.search(encoding.vector, CLOSEST)
        rows = np.array(sorted({*candidates.rows.tolist(), *(match.row for match in closest)}), dtype=np.int64)
        if written.isupper() and self._has_initials(written.lower(), rows):
            return True
        tokens = self.generation.segments.token_vectors(rows)
        if is_unknown or not len(tokens.codes) or not len(encoding.token_vectors):
            return False
        cosines = (tokens.codes @ encoding.token_vectors.T) * tokens.scales[:, np.newaxis]
        return float(cosines.max(axis=0).mean()) >= limit

    def _has_initials(self, letters: str, rows: NDArray[np.int64]) -> bool:
        """Return whether words in a row begin with the letters of an abbreviation."""
        texts = (self.generation.passages[row].embedding_text.lower() for row in rows.tolist())
        return any(letters in "".join(INITIAL.findall(text)) for text in texts)

    def _unspaced(self, question: Question, near: NDArray[np.float32]) -> Iterator[str]:
        """Yield runs of characters, of a script without spaces that the documents use, of which they have none."""
        unspaced = [UNSPACED.match(word.term) is not None for word in question.words]
        if not any(
            is_unspaced and self._has_term(word.term) for is_unspaced, word in zip(unspaced, question.words, strict=True)
        ):
            return
        start = end = 0
        for is_unspaced, word, cosine in zip(unspaced, question.words, near.tolist(), strict=True):
            if not is_unspaced or shapes(word.term) or self._has_term(word.term) or cosine >= NAME_COSINE:
                continue
            if word.start != end:
                if end - start >= MIN_RUN:
                    yield question.text[start:end]
                start = word.start
            end = word.end
        if end - start >= MIN_RUN:
            yield question.text[start:end]
