"""Entries: a heading that says all that a question asks, as in an FAQ, is answered by what is below it, from its start on.

A passage that repeats words of the heading comes closer to the question than one that says *Yes, until Friday*, but only
what a question asks beyond the heading tells which passage below it is meant.
"""

from dataclasses import dataclass

import numpy as np

from index.answering.evidence import in_lead, mean_by_word
from index.answering.item_lists import MAX_SECTION_ROWS, ItemList
from index.answering.list_finding import ListReader
from index.answering.list_terms import Asked, content_terms
from index.answering.lists import may_be_whole
from index.passages.passage import Passage
from index.reading.labels import QUESTION_END
from index.searching.candidates import Candidates
from index.searching.identifiers import IN_TEXT
from index.searching.late_interaction import nearness
from index.searching.opening import OpenIndex
from index.searching.question_reading import Question
from index.searching.scope import EVERYTHING, Scope
from index.text.answer_kinds import holds_new

MET = 0.6
"""The least cosine of each content word with the heading."""
LEAST_WORDS = 3
"""Content words from which a heading is as close a description as a question: *Connection refused on port 80*.

A shorter one names a subject, of which any passage below it may be meant.
"""
MAX_ITEMS, MAX_LENGTH = 6, 700
"""Items of an entry that is shown whole, and their characters in all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is below a heading: its first rows, of which the very first starts the answer."""

    heading: str
    rows: range

    @property
    def row(self) -> int:
        """The row of the first passage."""
        return self.rows.start


def find_entry(
    index: OpenIndex, question: Question, candidates: Candidates, reader: ListReader, scope: Scope = EVERYTHING
) -> Entry | None:
    """Return what is below the heading of the first candidate, if that is all that is asked."""
    if not len(candidates.rows) or not len(question.focus.words) or candidates.level == IN_TEXT:
        return None
    best = int(candidates.rows[0])
    entry = _entry_of(reader, best)
    if not entry.heading or entry.row not in scope:
        return None
    start = reader.passage(entry.row)
    if index.retriever.literals.check(question.literals, entry.row).lacking:
        return None
    is_question = QUESTION_END.search(entry.heading) is not None
    if not is_question and len(content_terms((entry.heading,), index.generation.manifest.language)) < LEAST_WORDS:
        return None
    if question.focus.kind and not (is_question and _holds_as_much(question, start, reader.passage(best))):
        return None
    return entry if _meets(index, question, candidates, entry, start.lead) else None


def shared_entry(reader: ListReader, candidates: Candidates) -> Entry | None:
    """Return what is below the question that a heading asks, if the first two candidates are there."""
    rows = candidates.rows[:2].tolist()
    entry = _entry_of(reader, rows[0]) if rows[1:] else None
    if entry is None or not QUESTION_END.search(entry.heading) or entry != _entry_of(reader, rows[1]):
        return None
    return entry


def whole_entry(reader: ListReader, entry: Entry, scope: Scope = EVERYTHING) -> ItemList | None:
    """Return all that is below a heading as a list, if that is short."""
    found = reader.lists_of(entry.row).get("bulleted" if reader.passage(entry.row).context else "section")
    if not found or found.rows.start != entry.row or len(found.items) > MAX_ITEMS or not may_be_whole(found, reader, scope):
        return None
    return found if sum(len(passage.text) for passage in reader.passages(found.rows)) <= MAX_LENGTH else None


def _entry_of(reader: ListReader, row: int) -> Entry:
    """Return the entry that a passage is in: its section, or what is below a question in a list."""
    passage = reader.passage(row)
    depth = max((at for at, text in enumerate(passage.context, start=1) if QUESTION_END.search(text)), default=0)
    if not depth:
        section = reader.section_rows(row)
        return Entry(reader.heading_of(passage.document, passage.section), section[:MAX_SECTION_ROWS])
    above = passage.context[:depth]
    near = reader.read_around(row)
    start = row
    while start - 1 in near and reader.passage(start - 1).context[:depth] == above:
        start -= 1
    return Entry(above[-1], range(start, row + 1))


def _holds_as_much(question: Question, start: Passage, best: Passage) -> bool:
    """Return whether the first passage of an entry holds the number, time or name that is asked for if the best one does."""
    kind, language = question.focus.kind, question.focus.language
    held = [kind is not None and holds_new(kind, passage.text, question.text, language) for passage in (start, best)]
    return held != [False, True]


def _meets(index: OpenIndex, question: Question, candidates: Candidates, entry: Entry, lead: str) -> bool:
    """Return whether the heading of an entry, in the lead of its first passage, meets all content words of a question."""
    rows, row = candidates.rows.tolist(), entry.row
    inside = in_lead(entry.heading, lead, row, index.retriever.tokens)
    asked = np.intersect1d(question.focus.words, Asked.of(question, index.generation.manifest.language).positions)
    if inside is None or not inside.any() or not len(asked):
        return False
    if row in rows:
        near, at = candidates.near, rows.index(row)
    else:
        tokens = index.retriever.tokens.token_vectors(np.array([row], dtype=np.int64))
        near, at = nearness(question.encoding.token_vectors, tokens), 0
    met = near.cosines[near.spans[at]][inside].max(axis=0)
    return bool((mean_by_word(question, met)[asked] >= MET).all())
