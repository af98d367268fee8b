"""Rows of tables: whether the row that comes first holds what a question asks for.

A question names a row by some of its values, and asks for another by the header of its column or by what kind of value it is:
*Which room is the kiln in?*, *Who looks after the kiln?*, *Which device is in room 2?*.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.searching.candidates import Candidates
from index.searching.question_reading import Question
from index.storing.generation import Generation
from index.text.cells import Cell, asked_for, cells, may_hold
from index.text.clauses import PREPOSITION, QUESTION_WORD, VERB
from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern
from index.text.literals import find_literals
from index.text.naming_words import NamingWords
from index.text.other_forms import other_forms
from index.text.words import stemmer, terms

REACH = 32
"""Rows of the table on each side that are compared with the first candidate."""
ASKING = {"cost", "costs", "price", "prices", "fee", "fees", "much", "many", "long", "far", "often"}
"""Words that ask for a cell, so that none has to repeat them."""
OTHERWISE = lazy_pattern(
    r"\b(?:no|not|none|never|without|except|other|else|more|less|most|least|best|worst|[a-z]{3,}est)\b|n['’]t\b", re.IGNORECASE
)
"""Words that make a question ask for other rows than those with its words, or compare all."""
NEGATED = lazy_pattern(
    rf"\b{QUESTION_WORD}\b(?:(?!\s(?:if|when)\b)[^.?!,;])*(?:\b(?:not|never|without|except|other\sthan|apart\sfrom)\b|n['’]t\b)",
    re.IGNORECASE,
)
"""A question for what does not have something, as in *Which boats are not red?*."""
PROCEDURE = lazy_pattern(r"\bhow\s(?:do|does|can|could|should|to)\b", re.IGNORECASE)
"""A question for a way to do something, which no value of a cell is."""
NEGATIVE = lazy_pattern(r"\b(?:no|not|none|never|nothing|without|closed|except|free)\b|n['’]t\b|\b(?:un|non)", re.IGNORECASE)
"""A sign that a row says that something is not so."""
YES_OR_NO = lazy_pattern(rf"\W*{VERB}\b", re.IGNORECASE)
SAYS_NOTHING = lazy_pattern(rf"{VERB}|{PREPOSITION}")
BEFORE_MODIFIERS = {"", "the", "a", "an", "my", "your", "our", "of", "for", "in", "on", "at", "with"}
MOST_UNMET = 1
"""Words without a match that a question may have if they name nothing, such as verbs; none in a question for yes or no."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """Compares questions with the rows of tables of one generation."""

    generation: Generation

    def holds_answer(self, question: Question, candidates: Candidates) -> bool | None:
        """Return whether the first candidate is a row that holds what is asked for, or None if that cannot be told."""
        row = int(candidates.rows[0])
        passage = self.generation.passages[row]
        if self.generation.manifest.language != ENGLISH or not (found := cells(passage.text)):
            return None
        asking, asked = _Asking(question), asked_for(question.text)
        named = [asking.named_by(cell.value) for cell in found]
        unnamed = [cell for cell, words in zip(found, named, strict=True) if not words]
        others = [*self._others(row, found)]
        if asked and not any(may_hold(cell, asked) for cell in (unnamed if asked == "person" else found)):
            return False if others else None
        if NEGATED.search(question.text) and not NEGATIVE.search(passage.text):
            return False if others else None
        met = set[int]().union(*named)
        around = asking.named_by("\n".join([*passage.section, *passage.context, *(cell.header for cell in found)]))
        empty = {cell.header for other in others for cell in other}.difference(cell.header for cell in found)
        if any(not asking.named_by(header) <= met | around for header in empty):
            return False
        is_asked = any(may_hold(cell, asked) if asked else asking.named_by(cell.header) for cell in unnamed)
        if not (met and is_asked) or PROCEDURE.search(question.text) or asking.asks_more(met | around):
            return None
        counts = [len(asking.named_by_all(other)) for other in others]
        return True if counts and max(counts) < len(met) else None

    def _others(self, row: int, found: Sequence[Cell]) -> Iterator[list[Cell]]:
        """Yield the cells of the other rows of the same table that are near a row."""
        section, headers = self.generation.section_at(row), {cell.header for cell in found}
        near = range(max(section.start, row - REACH), min(section.stop, row + REACH + 1))
        for other, passage in zip(near, self.generation.passages.read(near), strict=True):
            beside = cells(passage.text) if other != row else []
            if not headers.isdisjoint(cell.header for cell in beside):
                yield beside


class _Asking:
    """What a question names, by the positions of its words."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._stem = stemmer(ENGLISH)
        self._forms = [question.text[word.start : word.end].lower() for word in question.words]

    def named_by(self, text: str) -> set[int]:
        """Return which content words of the question a text has, in another form or way of writing too."""
        held, found = set(terms(text, self._stem)), set[int]()
        for position, word in enumerate(self._question.words):
            if self._question.is_common[position]:
                continue
            if word.term in held or any(self._stem(form) in held for form in other_forms(self._forms[position])):
                found.add(position)
        for literal in self._question.literals:
            spans = find_literals(text, literal.kind, ENGLISH)
            if any(span.holds(asked) for span in spans for asked in literal.spans):
                found |= {position for position, form in enumerate(self._forms) if form in literal.words}
        return found

    def named_by_all(self, found: Sequence[Cell]) -> set[int]:
        """Return which content words of the question the values of a row have."""
        return set[int]().union(*(self.named_by(cell.value) for cell in found))

    def asks_more(self, met: set[int]) -> bool:
        """Return whether words of the question that are not at the positions `met` make it ask for something else."""
        question = self._question
        if OTHERWISE.search(question.text):
            return True
        naming = NamingWords(question.text, question.words, ENGLISH)
        unmet = [
            position
            for position, form in enumerate(self._forms)
            if not (position in met or question.is_common[position] or form in ASKING or SAYS_NOTHING.fullmatch(form))
        ]
        if len(unmet) > (0 if YES_OR_NO.match(question.text) else MOST_UNMET):
            return True
        return any(naming.is_naming(position) or self._is_modifier(position, met) for position in unmet)

    def _is_modifier(self, position: int, met: set[int]) -> bool:
        """Return whether a word says which of the things is meant that the next word names, as in *the vice chair*."""
        if position + 1 not in met:
            return False
        words, text = self._question.words, self._question.text
        is_joined = words[position].end + 1 == words[position + 1].start and text[words[position].end] == "-"
        before = self._forms[position - 1] if position else ""
        return is_joined or before in BEFORE_MODIFIERS
