"""Decide whether a question is answered by a whole list, such as the steps of *How do I apply?*, or by one item of it.

A list is answered whole if its lead-in and headings are what is asked about, the first candidates are in it, and none of them
stands out. For other languages than English, their words alone decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.answering.item_lists import ItemList, Kind
from index.answering.list_evidence import FIRST, EvidenceReader, ListEvidence
from index.answering.list_finding import ListReader
from index.reading.lead_ins import introduces
from index.searching.candidates import Candidates
from index.searching.opening import OpenIndex
from index.searching.question_reading import Question
from index.searching.scope import EVERYTHING, Scope
from index.text.languages import ENGLISH
from index.text.list_places import list_place
from index.text.list_questions import Form, denies
from index.text.numbered import is_listed

POOL = 12
"""Candidates whose lists are looked at."""
ELSEWHERE = 3
"""The first candidates, among which must be a passage of a list far from the very first, unless the question names the list."""
LEAST_SHARE, SURE_SHARE, STEPS_SHARE = 0.4, 0.6, 0.3
"""The least `ListEvidence.share` at which a list is shown: usually, if the question is put like one for a fact, and for steps
around the first candidate if it asks how."""
LIKE_FACTS: tuple[Form, ...] = ("amount", "other")
"""How questions for a fact are put; those for a yes or no never get a list."""
LEAST_NAMED = 0.6
"""How near the words of a list's name must come to a question of which one word is met by a single item."""
LEAST_FIRST = 0.5
"""The share of the first candidates that must be in a list, unless it is named exactly as asked."""
STRENGTH, HOW_STRENGTH, UNNUMBERED_STRENGTH = 0.6, 0.5, 0.7
"""The least mean cosine of the content words with the headings of a list in other languages: with numbers, if asked how, and
without numbers."""
WEAKEST = 0.55
"""The least cosine of each content word with the headings of such a list without numbers."""
OUTDONE = 0.08
"""How far the score of the first candidate is above that of a list for the list not to be the answer."""
MOST_FIRST = 0.5
"""The share of first candidates from which a list that holds them may answer although it is far from the very first."""
MAX_NAME = 80
"""Characters of a lead-in that only names its list. A longer one may deny something else."""
MAX_UNNUMBERED, MAX_MEAN_LENGTH = 16, 260
"""Items of a list without numbers that is shown whole, and their characters on average."""
ORDER: tuple[Kind, ...] = ("numbered", "headings", "nested", "bulleted", "run", "section", "subsections")
"""Lists that fit equally well are taken in this order."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A list that a question asks for.

    `row` is that of its best candidate, and `share` says how surely it is asked for, from 0 to 1. `is_exact` and `is_name` are
    as in `ListEvidence`. `is_elsewhere` is True if the first candidate is far from it.
    """

    found: ItemList
    row: int
    share: float
    is_exact: bool
    is_name: bool
    is_elsewhere: bool


def find_list(
    index: OpenIndex, question: Question, candidates: Candidates, reader: ListReader, scope: Scope = EVERYTHING
) -> Fit | None:
    """Return the list that answers a question as a whole, or None if one passage does.

    It contains the first candidate or is beside it, or else it is named exactly as the question asks.
    """
    return _Choice(index, question, candidates, reader, scope).best() if len(candidates.rows) else None


def list_below(reader: ListReader, row: int, scope: Scope = EVERYTHING) -> ItemList | None:
    """Return the list that a passage introduces, and without which it says nothing; None if it is too long."""
    text = reader.passage(row).text
    if not introduces(text) or not reader.is_parent(row):
        return None
    found = [each for each in reader.lists_of(row + 1).values() if each.lead_in == text and may_be_whole(each, reader, scope)]
    return min(found, key=lambda each: ORDER.index(each.kind), default=None)


def put_first(candidates: Candidates, row: int) -> Candidates:
    """Return candidates in which the one in a row comes first."""
    first = candidates.rows.tolist().index(row)
    order = np.array([first, *(at for at in range(len(candidates.rows)) if at != first)], dtype=np.int64)
    scores = np.maximum.accumulate(candidates.scores[order][::-1])[::-1]  # at least as much as those after it
    return candidates.reordered(order, scores)


class _Choice:
    """The choice of a list for one question."""

    def __init__(self, index: OpenIndex, question: Question, candidates: Candidates, reader: ListReader, scope: Scope) -> None:
        self._question, self._candidates, self._reader, self._scope = question, candidates, reader, scope
        self._evidence = EvidenceReader(index, question, candidates, reader)
        self._is_english = index.generation.manifest.language == ENGLISH

    def best(self) -> Fit | None:
        """Return the list that fits best."""
        is_for_one = self._is_english and self._evidence.form == "yes or no"
        if is_for_one or not self._evidence.asked.terms or _asks_for_one(self._question):
            return None
        fits: dict[tuple[Kind, range], Fit | None] = {}
        for row in self._rows():
            is_read = self._reader.knows_lists_of(row) or self._may_be_in_asked(row)
            for found in (self._reader.lists_of(row) if is_read else self._reader.lists_of_sections(row)).values():
                key = (found.kind, found.rows)
                if key not in fits:
                    fits[key] = self._fit(found, row) if may_be_whole(found, self._reader, self._scope) else None
        usable = [fit for fit in fits.values() if fit and self._is_usable(fit)]
        if self._is_english and denies(self._question.text):
            usable = [fit for fit in usable if self._denies(fit.found)] or usable
        return min(usable, key=_rank) if usable else None

    def _is_usable(self, fit: Fit) -> bool:
        """Return whether a list may answer although the first candidate is not in it, or far from it, if it is."""
        if not (fit.is_exact or fit.is_name) and self._is_outdone(fit.found):
            return False
        if not fit.is_elsewhere or self._evidence.first_share(fit.found) >= MOST_FIRST:
            return True
        return (
            fit.row in self._candidates.rows if fit.is_name else fit.is_exact and fit.row in self._candidates.rows[:ELSEWHERE]
        )

    def _is_outdone(self, found: ItemList) -> bool:
        """Return whether the first candidate is not in a list, does not introduce it, and is much better than those in it."""
        rows, scores = self._candidates.rows.tolist(), self._candidates.scores.tolist()
        if rows[0] in found.rows or self._reader.passage(rows[0]).text == found.lead_in:
            return False
        best = next((score for row, score in zip(rows, scores, strict=True) if row in found.rows), None)
        return best is not None and scores[0] - best >= OUTDONE

    def _rows(self) -> Iterator[int]:
        """Yield the rows whose lists are looked at: the first candidates, what is below the best, and what may be named."""
        rows = self._candidates.rows[:POOL].tolist()
        yield from rows[:FIRST]
        if self._reader.is_parent(rows[0]):
            yield rows[0] + 1
        yield from filter(self._may_be_named, rows[FIRST:])
        if self._may_be_named(rows[0]):
            yield from self._reader.first_items(rows[0])

    def _may_be_named(self, row: int) -> bool:
        """Return whether a question asks for what is above a passage by its words."""
        passage = self._reader.passage(row)
        return any(map(self._evidence.asked.contain, passage.section or (self._reader.title_of(passage.document),)))

    def _may_be_in_asked(self, row: int) -> bool:
        """Return whether a list in the section of a passage may be asked for, by what is known without reading it."""
        if self._evidence.most_first_share(self._reader.section_rows(row)) >= LEAST_FIRST:
            return True
        passage = self._reader.passage(row)
        heading = self._reader.heading_of(passage.document, passage.section)
        return any(map(self._evidence.asked.contain, (heading, *passage.context)))

    def _is_near(self, found: ItemList) -> bool:
        """Return whether the first candidate is in a list, or in a section that is the list's own, above it or below it."""
        best = int(self._candidates.rows[0])
        passage = self._reader.passage(best)
        shared = all(one == other for one, other in zip(passage.section, found.section, strict=False))
        return best in found.rows or (passage.document == found.document and shared and bool(passage.section))

    def _fit(self, found: ItemList, row: int) -> Fit | None:
        """Return the list with how it fits, or None if it is not what is asked."""
        heading = self._reader.heading_of(found.document, found.section)
        is_likely = self._evidence.first_share(found) >= LEAST_FIRST
        if not is_likely and not any(self._evidence.asked.contain(name) for name in (found.lead_in, heading)):
            return None
        if self._is_english and self._denies(found) and not denies(self._question.text):
            return None
        evidence = self._evidence.of(found)
        if not (self._is_asked_for(found, evidence) if self._is_english else self._is_strong(found, evidence)):
            return None
        return Fit(found, row, evidence.share, evidence.is_exact, evidence.is_name, is_elsewhere=not self._is_near(found))

    def _denies(self, found: ItemList) -> bool:
        """Return whether the nearest name of a list with a word of the question denies something, as *What not to bring*."""
        names = (found.lead_in, self._reader.heading_of(found.document, found.section))
        near = (name for name in names if len(name) <= MAX_NAME and self._evidence.asked.named_by((name,)).any())
        return denies(next(near, ""))

    def _is_asked_for(self, found: ItemList, evidence: ListEvidence) -> bool:
        """Return whether a list is what an English question asks for."""
        if evidence.is_narrowed and evidence.weighed["named_back"] < LEAST_NAMED:
            return False
        if self._evidence.form == "how" and found.is_numbered and int(self._candidates.rows[0]) in found.rows:
            return evidence.share >= STEPS_SHARE
        return evidence.share >= (SURE_SHARE if self._evidence.form in LIKE_FACTS else LEAST_SHARE)

    def _is_strong(self, found: ItemList, evidence: ListEvidence) -> bool:
        """Return whether the headings of a list are what is asked about in another language than English."""
        if evidence.is_narrowed or not evidence.holds_kind:
            return False
        if found.is_numbered:
            return evidence.mean_shared >= (HOW_STRENGTH if self._evidence.form == "how" else STRENGTH)
        return evidence.mean_shared >= UNNUMBERED_STRENGTH and float(evidence.shared.min()) >= WEAKEST


def may_be_whole(found: ItemList, reader: ListReader, scope: Scope) -> bool:
    """Return whether a list is in scope and short enough to be shown whole."""
    if not found.may_be_whole or (found.kind == "subsections" and not found.section):
        return False
    if not all(row in scope for row in found.rows):
        return False
    if found.is_numbered:
        return True
    if len(found.items) > MAX_UNNUMBERED:
        return False
    return sum(len(passage.text) for passage in reader.passages(found.rows)) <= MAX_MEAN_LENGTH * len(found.rows)


def _rank(fit: Fit) -> tuple[bool, bool, float, int]:
    """Return a key that is lower for a list that fits better."""
    return (not fit.is_name, fit.is_elsewhere, -fit.share, ORDER.index(fit.found.kind))


def _asks_for_one(question: Question) -> bool:
    """Return whether a question asks for one item by its place, as in *what is rule 2* and *the last step*."""
    is_numbered = any(identifier.kind == "number" and is_listed(identifier.noun) for identifier in question.identifiers)
    return is_numbered or list_place(question.text) is not None
