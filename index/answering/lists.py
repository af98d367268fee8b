"""Decide whether a question is answered by a whole list, such as the steps of *How do I apply?*, or by one item of it.

A list is answered whole if its lead-in and headings are what is asked about. It is not if a word of the question is met by one
of its items only: *how do I pay for the laser cutter* asks for the last step of booking it. The thresholds were chosen on 130
questions, 62 of which ask for a list, and checked on 918 that one passage answers, of which one gets a list.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.answering.evidence import mean_by_word
from index.answering.list_finding import QUESTION_MARKS, ItemList, Kind, ListReader
from index.searching.candidates import Candidates
from index.searching.late_interaction import nearness
from index.searching.opening import OpenIndex
from index.searching.question_reading import Question
from index.searching.scope import EVERYTHING, Scope
from index.text.answer_kinds import ENGLISH, holds
from index.text.identifiers import is_listed
from index.text.list_numbers import without_number
from index.text.question_fillers import is_filler
from index.text.words import is_common, stemmer, words

HOW = re.compile(
    r"\bhow (?:to|do|does|can|could|should|would|will|is|are|may|must|shall|am|have|get)\b|\bhow'?s\b"
    r"|\b(?:steps?|instructions?|guide|procedure|process|walk me through)\b|\bwhere do (?:i|we|you) (?:start|begin)\b"
    r"|\bwhat (?:do|must|should) \w+ (?:have to |need to )?do (?:to|for|if|when|before|after|in order)\b"
    r"|^\W*(?:wie|comment|cómo|como|come|jak|hoe|hur|как)\b|如何|怎么|怎麼|怎样|怎樣|どうやって|どのように|方法|手順|步骤|步驟",
    re.IGNORECASE,
)
"""Questions that ask how something is done."""
POOL = 12
"""Candidates whose lists are looked at."""
ELSEWHERE = 3
"""The first candidates, one of which must have a list that is far from the first of all, unless the question is its name."""
NAMED = 0.6
"""The least cosine at which a word is met by the lead-in or headings of a list, unless they contain it."""
MATCHED = 0.9
"""The least cosine that counts for a word that the lead-in or headings contain."""
MET, MARGIN = 0.6, 0.2
"""The least cosine at which a word is met by an item, and how far that must be above the cosine with the headings."""
STRENGTH, HOW_STRENGTH, UNNUMBERED_STRENGTH = 0.6, 0.5, 0.7
"""The least mean cosine of the content words with the headings of a list: with numbers, if asked how, and without numbers."""
NEAR_STRENGTH = 0.25
"""The least mean cosine with a candidate's lead at which its words are looked at, which takes longer; for English only."""
WEAKEST = 0.55
"""The least cosine of each content word with the headings of a list without numbers."""
HOLDING = 0.5
"""The share of items that must hold a number or time if one is asked for."""
MAX_UNNUMBERED, MAX_MEAN_LENGTH = 16, 260
"""Items of a list without numbers that is shown whole, and their characters on average."""
MAX_CACHED_TEXTS = 4_096
"""Headings and lead-ins whose terms are kept in memory."""
MIN_PREFIX = 4
"""Letters of a word that is the same as a longer one that starts with it."""
ORDER: tuple[Kind, ...] = ("numbered", "headings", "nested", "bulleted", "section", "subsections")
"""Lists that fit equally well are taken in this order."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A list that a question asks for.

    `row` is that of its best candidate. `is_exact` is True if its lead-in or heading is asked for and nothing else than what is
    above it, and `is_name` if the question consists of these words alone. `is_elsewhere` is True if the first candidate is far
    from it.
    """

    found: ItemList
    row: int
    is_exact: bool
    is_name: bool
    is_elsewhere: bool


def find_list(index: OpenIndex, question: Question, candidates: Candidates, scope: Scope = EVERYTHING) -> Fit | None:
    """Return the list that answers a question as a whole, or None if one passage does.

    It contains the first candidate or is beside it, or else it is named exactly as the question asks.
    """
    return _Choice(index, question, candidates, scope).best() if len(candidates.rows) else None


def put_first(candidates: Candidates, row: int) -> Candidates:
    """Return candidates in which the one in a row comes first."""
    first = candidates.rows.tolist().index(row)
    order = np.array([first, *(at for at in range(len(candidates.rows)) if at != first)], dtype=np.int64)
    scores = np.maximum.accumulate(candidates.scores[order][::-1])[::-1]  # at least as much as those after it
    return candidates.reordered(order, scores)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The content words of a question: their positions among its words, and their terms."""

    positions: NDArray[np.int64]
    terms: tuple[str, ...]

    @classmethod
    def of(cls, question: Question, language: str) -> "_Asked":
        """Return the content words of a question about documents in a language."""
        common = question.is_common.tolist()
        positions = [
            at for at, is_common in enumerate(common) if not is_common and not is_filler(_written(question, at), language)
        ]
        return cls(np.array(positions, dtype=np.int64), tuple(question.words[at].term for at in positions))

    def named_by(self, names: Collection[str]) -> NDArray[np.bool_]:
        """Return which of the words are among these terms."""
        return np.array([term in names for term in self.terms], dtype=bool)


class _Choice:
    """The choice of a list for one question."""

    def __init__(self, index: OpenIndex, question: Question, candidates: Candidates, scope: Scope) -> None:
        self._index, self._question, self._candidates, self._scope = index, question, candidates, scope
        self._reader = ListReader(index.generation)
        self._asked = _Asked.of(question, index.generation.manifest.language)
        self._is_english = index.generation.manifest.language == ENGLISH
        self._asks_how = HOW.search(question.text) is not None

    def best(self) -> Fit | None:
        """Return the list that fits best."""
        if not self._asked.terms or _asks_for_one(self._question):
            return None
        fits: dict[tuple[Kind, range], Fit | None] = {}
        for row in self._rows():
            for found in self._reader.lists_of(row).values():
                key = (found.kind, found.rows)
                if key not in fits:
                    fits[key] = self._fit(found, row) if self._may_be_whole(found) else None
        usable = [fit for fit in fits.values() if fit and self._is_usable(fit)]
        return min(usable, key=_rank) if usable else None

    def _is_usable(self, fit: Fit) -> bool:
        """Return whether a list may answer although the first candidate is far from it, if it is."""
        if not fit.is_elsewhere:
            return True
        return (
            fit.row in self._candidates.rows if fit.is_name else fit.is_exact and fit.row in self._candidates.rows[:ELSEWHERE]
        )

    def _rows(self) -> Iterator[int]:
        """Yield the rows whose lists are looked at: candidates that may be named, and what is beside or below the first."""
        best = int(self._candidates.rows[0])
        near = mean_by_word(self._question, self._candidates.near.lead[:POOL])[:, self._asked.positions]
        pairs = zip(self._candidates.rows[:POOL].tolist(), near, strict=True)
        named = [row for row, by_word in pairs if self._is_named(row, by_word)]
        yield from named
        if self._reader.is_parent(best):
            yield best + 1
        if best in named:
            yield from self._reader.first_items(best)

    def _is_named(self, row: int, near: NDArray[np.float32]) -> bool:
        """Return whether the headings, context and title of a candidate, which come this near, may be what is asked about."""
        passage = self._reader.passage(row)
        if passage.section and self._is_english and self._mean(near) < NEAR_STRENGTH:
            return False
        names = self._terms(*passage.section, *passage.context, self._reader.title_of(passage.document))
        return self._mean(np.where(self._asked.named_by(names), MATCHED, near)) >= HOW_STRENGTH

    def _mean(self, by_word: NDArray[np.float32]) -> float:
        weights = self._question.idf[self._asked.positions]
        total = float(weights.sum())
        return float(weights @ by_word) / total if total else 0.0

    def _may_be_whole(self, found: ItemList) -> bool:
        """Return whether a list is in scope and short enough to be shown whole."""
        if not found.may_be_whole or (found.kind == "subsections" and not found.section):
            return False
        if not all(row in self._scope for row in found.rows):
            return False
        if found.is_numbered:
            return True
        lengths = [len(self._reader.passage(row).text) for row in found.rows]
        return len(found.items) <= MAX_UNNUMBERED and sum(lengths) <= MAX_MEAN_LENGTH * len(lengths)

    def _is_near(self, found: ItemList) -> bool:
        """Return whether a list is in the section of the first candidate, above it or below it."""
        best = int(self._candidates.rows[0])
        passage = self._reader.passage(best)
        shared = all(one == other for one, other in zip(passage.section, found.section, strict=False))
        return best in found.rows or (passage.document == found.document and shared and bool(found.section or passage.section))

    def _fit(self, found: ItemList, row: int) -> Fit | None:
        """Return the list with how it fits, or None if it is not what is asked."""
        owns = [terms for name in self._names(found) if (terms := self._terms(name))]
        above = self._terms(found.lead_in, *found.section, self._reader.title_of(found.document))
        named = self._asked.named_by(above)
        is_own = any(all(any(_is_same(term, name) for term in self._asked.terms) for name in own) for own in owns)
        shared, in_items = self._nearness(found)
        shared = np.where(named, np.maximum(shared, MATCHED), shared)
        specific = (shared < NAMED) & (in_items >= MET) & (in_items - shared >= MARGIN)
        is_narrowed = bool(specific.any()) and not (is_own and found.is_numbered and self._asks_how)
        if is_narrowed or not self._holds_kind(found) or not self._is_strong(found, shared):
            return None
        return Fit(
            found,
            row,
            is_exact=is_own and bool(named.all()),
            is_name=set(self._asked.terms) in owns,
            is_elsewhere=not self._is_near(found),
        )

    def _names(self, found: ItemList) -> tuple[str, ...]:
        """Return the texts that may name a list: its lead-in and the heading above it, or the title if it has none."""
        heading = found.section[-1] if found.section else self._reader.title_of(found.document)
        return (found.lead_in, heading)

    def _nearness(self, found: ItemList) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return how near each content word comes to what all items have above them, and to the nearest item."""
        starts = np.array([item.start for item in found.items], dtype=np.int64)
        near = nearness(self._question.encoding.token_vectors, self._index.retriever.tokens.token_vectors(starts))
        in_items = near.anywhere if found.kind in ("headings", "subsections") else near.text
        shared = np.median(mean_by_word(self._question, near.lead), axis=0)
        return shared[self._asked.positions], mean_by_word(self._question, in_items).max(axis=0)[self._asked.positions]

    def _holds_kind(self, found: ItemList) -> bool:
        """Return whether enough items hold a number or time, if one is asked for."""
        kind = self._question.focus.kind
        if kind not in ("number", "time") or (self._asks_how and found.is_numbered):
            return True
        language = self._question.focus.language
        held = [holds(kind, without_number(self._reader.passage(item.start).text), language) for item in found.items]
        return sum(held) >= HOLDING * len(held)

    def _is_strong(self, found: ItemList, shared: NDArray[np.float32]) -> bool:
        if found.is_numbered:
            return self._mean(shared) >= (HOW_STRENGTH if self._asks_how else STRENGTH)
        return self._mean(shared) >= UNNUMBERED_STRENGTH and float(shared.min()) >= WEAKEST and not self._says_how(found)

    def _says_how(self, found: ItemList) -> bool:
        """Return whether the first candidate is an item that itself says how what is asked about is done."""
        is_of_heading = HOW.search(_heading(found)) or _heading(found).endswith(QUESTION_MARKS)
        if not self._asks_how or is_of_heading or int(self._candidates.rows[0]) not in found.rows:
            return False
        return self._mean(mean_by_word(self._question, self._candidates.near.text[0])[self._asked.positions]) >= MET

    def _terms(self, *texts: str) -> set[str]:
        """Return the terms of the content words of some texts."""
        language = self._index.generation.manifest.language
        return {term for text in texts for term in _content_terms(text, language)}


@lru_cache(MAX_CACHED_TEXTS)
def _content_terms(text: str, language: str) -> frozenset[str]:
    """Return the terms of the content words of a text."""
    found = ((text[word.start : word.end].lower(), word.term) for word in words(text, stemmer(language)))
    return frozenset(term for written, term in found if not is_common(written, language) and not is_filler(written, language))


def _rank(fit: Fit) -> tuple[bool, bool, bool, int]:
    """Return a key that is lower for a list that fits better."""
    return (not fit.is_name, fit.is_elsewhere, not fit.is_exact, ORDER.index(fit.found.kind))


def _heading(found: ItemList) -> str:
    """Return what introduces a list: its lead-in, or the innermost heading above it."""
    return found.lead_in or (found.section[-1] if found.section else "")


def _written(question: Question, position: int) -> str:
    word = question.words[position]
    return question.text[word.start : word.end].lower()


def _asks_for_one(question: Question) -> bool:
    """Return whether a question names the number of one item, as in *what is rule 2*."""
    return any(identifier.kind == "number" and is_listed(identifier.noun) for identifier in question.identifiers)


def _is_same(first: str, second: str) -> bool:
    """Return whether two terms are the same word, as *member* and *membership*."""
    shorter, longer = sorted((first, second), key=len)
    return shorter == longer or (len(shorter) >= MIN_PREFIX and longer.startswith(shorter))
