"""Quote passages as hits for a question, both retrieved ones and ones shown before."""

from collections.abc import Sequence
from functools import partial

from index.answering.answers import Answer, Hit, Listing
from index.answering.highlighting import highlights
from index.answering.item_lists import ItemList, Kind
from index.answering.judging import Verdict
from index.answering.list_finding import ListReader
from index.searching.candidates import Candidates
from index.searching.opening import OpenIndex
from index.searching.question_reading import Question
from index.searching.scope import EVERYTHING, Scope
from index.storing.generation import Generation


def answer_with(hits: tuple[Hit, ...], question: Question, verdict: Verdict) -> Answer:
    """Return the answer to a question with these hits and a verdict; the caller adds the times."""
    return Answer(
        question=question.asked,
        outcome=verdict.outcome,
        confidence=verdict.confidence,
        unmatched=verdict.unmatched,
        hits=hits,
        milliseconds=0.0,
        read_as=question.read_as,
        is_cut=question.encoding.is_cut,
    )


def hits(
    index: OpenIndex, question: Question, candidates: Candidates, count: int, reader: ListReader | None = None
) -> tuple[Hit, ...]:
    """Return the hits for the first candidates, `count` at most, with the answering words highlighted.

    A `reader` that remembers the passages around them makes this faster.
    """
    reader = reader or ListReader(index.generation)
    positions = range(min(count, len(candidates.rows)))
    return tuple(map(partial(_hit, index, reader, question, candidates), positions))


def _hit(index: OpenIndex, reader: ListReader, question: Question, candidates: Candidates, position: int) -> Hit:
    """Return the hit for the candidate at a position, counted from 0."""
    generation, row = index.generation, int(candidates.rows[position])
    passage = generation.passages[row]
    document = generation.document_of(passage)
    starts = index.retriever.tokens.token_starts(row)
    cosines = candidates.near.cosines[candidates.near.spans[position]]
    spans = highlights(question, passage, starts, cosines, generation.manifest.language)
    found = reader.shown_whole(row)
    return Hit(
        position + 1,
        float(candidates.scores[position]),
        row,
        passage,
        generation.title_of(document),
        document.url,
        spans,
        is_alone=len(generation.section_at(row).rows) == 1,
        listed=found.kind if found else None,
    )


def find(generation: Generation, passage_id: str, row: int, scope: Scope = EVERYTHING) -> int | None:
    """Return the row of a passage that was once in `row`, or None if it is gone or out of scope."""
    passages = generation.passages
    is_unmoved = row < len(passages) and passages[row].id == passage_id
    found = row if is_unmoved else passages.find(passage_id, row)
    return found if found is not None and found in scope else None


def quote(index: OpenIndex, question: str, rows: Sequence[int], scope: Scope = EVERYTHING) -> list[Hit]:
    """Return the passages of some rows, in that order, as hits of rank 1 for a question, leaving out rows out of scope.

    Raises QuestionError if the text is not a question.
    """
    processed = index.retriever.read(question)
    scopes = (Scope((range(row, row + 1),)) for row in rows if row in scope)
    return [hits(index, processed, index.retriever.without_reranking.retrieve(processed, scope=one), 1)[0] for one in scopes]


def quote_list(index: OpenIndex, question: Question, found: ItemList, best: int, reader: ListReader | None = None) -> Listing:
    """Return a list with all its passages as hits for a question; `best` is the row of the one by which it was found."""
    candidates = index.retriever.without_reranking.retrieve(question, len(found.rows), Scope((found.rows,)))
    by_row = {hit.row: hit for hit in hits(index, question, candidates, len(found.rows), reader)}
    items = tuple(tuple(by_row[row] for row in item) for item in found.items)
    fills_section = index.generation.section_at(found.rows.start).rows == found.rows
    return Listing(found.kind, by_row[best], found.lead_in, found.section, items, fills_section)


def find_list_of(index: OpenIndex, question: str, row: int, kind: Kind) -> Listing | None:
    """Return the list of a kind that the passage in a row belongs to, with highlights for a question.

    Returns None if it is in none, or in one that became too long to be shown whole. Raises QuestionError if the text is not a
    question.
    """
    found = ListReader(index.generation).lists_of(row).get(kind)
    return quote_list(index, index.retriever.read(question), found, row) if found and found.may_be_whole else None
