"""Quote: passages as hits for a question, whether they were just retrieved or shown before."""

from collections.abc import Sequence

from index.answering.answers import Hit
from index.answering.highlighting import highlights
from index.searching.opening import OpenIndex
from index.searching.retrieval import Candidates, Question
from index.searching.scope import EVERYTHING, Scope
from index.storing.generation import Generation


def hit(index: OpenIndex, question: Question, candidates: Candidates, place: int) -> Hit:
    """The hit for the candidate at a place, counted from 0, with the words that answer highlighted."""
    generation, row = index.generation, int(candidates.rows[place])
    passage = generation.passages[row]
    document = generation.document_of(passage)
    starts = index.retriever.tokens.starts(row)
    cosines = candidates.near.cosines[candidates.near.spans[place]]
    marked = highlights(question, passage, starts, cosines, generation.manifest.language)
    return Hit(place + 1, float(candidates.scores[place]), row, passage, document.title, document.url, marked)


def find(generation: Generation, passage_id: str, row: int, scope: Scope = EVERYTHING) -> int | None:
    """The row of a passage that once stood in `row`; None when it is gone or out of scope."""
    passages = generation.passages
    is_there = row < len(passages) and passages[row].id == passage_id
    found = row if is_there else passages.find(passage_id)
    return found if found is not None and found in scope else None


def quote(index: OpenIndex, question: str, rows: Sequence[int], scope: Scope = EVERYTHING) -> list[Hit]:
    """The passages of some rows, in that order, as hits of rank 1 for a question; rows out of scope are left out.

    Raises QuestionError when the text is not a question.
    """
    read = index.retriever.read(question)
    alone = (Scope((range(row, row + 1),)) for row in rows if row in scope)
    return [hit(index, read, index.retriever.retrieve(read, scope=row), 0) for row in alone]
