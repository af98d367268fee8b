"""Rank passages for a question that continues a conversation: alone, together with what was asked before, and by place.

A text that joins both questions finds their subject, but repeats the passage that was shown before; the question alone finds
what is asked now, but about any subject. Added up per passage, they are better than each: on four sets of pairs, most of them
about tables and handbooks, 73 of 81 follow-ups found a right passage first; the question alone found 53, both questions as one
text 52, and the subject with the question 57.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.searching.candidates import Candidates
from index.searching.question_reading import Question
from index.searching.reranking import Reranked
from index.searching.retrieval import Retriever, descending
from index.searching.scope import EVERYTHING, Scope

NEIGHBOURS = 16
"""Passages before and after the earlier one, in its section, that are compared in any case."""
TIE = np.float32(1e-5)
"""What each rank takes from a score, so that passages that hold an identifier stay before others with the same score."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What counts for the score of a passage: the question `alone`, `joined` with its subject, and the `earlier` question.

    `beside` is added in the section of the passage that was shown before, and `again` to that passage itself.
    """

    alone: float
    joined: float
    earlier: float
    beside: float = 0.1
    again: float = -0.05


NAMING = Mix(alone=0.67, joined=0.33, earlier=0.15)
"""For a question that names something itself, as in *and how many farmers?*"""
POINTING = Mix(alone=0.0, joined=1.0, earlier=0.3)
"""For a question that names nothing itself, as in *since when?*"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that continues a conversation: `alone`, `joined` with its subject, and the question before it, if readable.

    `shown` is the row of the passage that answered that one, and `section` the rows of its section; None, and no rows, if it is
    gone.
    """

    alone: Question
    joined: Question
    earlier: Question | None
    shown: int | None
    section: range
    mix: Mix


@dataclass(frozen=True, slots=True)
class Ranked:
    """The same passages, in the order for the turn, as candidates of the question alone and of the joined one."""

    alone: Candidates
    joined: Candidates


def rank_turn(retriever: Retriever, turn: Turn, count: int, scope: Scope = EVERYTHING) -> Ranked | None:
    """Rank the passages in scope for a turn, at least `count` if that many are found; None if there are none."""
    rows = _pool(retriever, turn, count, scope)
    if not rows:
        return None
    pool = Scope(tuple(range(row, row + 1) for row in rows))
    reranking, retriever = retriever.reranking, retriever.without_reranking  # it reads once, after all else
    readings = [(turn.mix.alone, turn.alone), (turn.mix.joined, turn.joined), (turn.mix.earlier, turn.earlier)]
    scores = np.zeros(len(rows), dtype=np.float32)
    found: list[Candidates] = []
    for weight, question in readings:
        if question is None:
            continue
        candidates = retriever.retrieve(question, len(rows), pool)
        found.append(candidates)
        ranked = candidates.scores - TIE * np.arange(len(rows), dtype=np.float32)
        scores += np.float32(weight) * ranked[np.argsort(candidates.rows)]
    again = turn.mix.again if not turn.joined.identifiers else 0.0  # *rule 2: since when?* can only mean that passage
    scores += np.array([turn.mix.beside * (row in turn.section) + again * (row == turn.shown) for row in rows])
    total = sum(weight for weight, question in readings if question is not None) + turn.mix.beside
    own = np.asarray(scores / np.float32(total), dtype=np.float32)
    read = reranking.run(turn.joined.text, rows, own, np.argsort(-own, kind="stable")) if reranking else Reranked(own)
    best = np.argsort(-read.scores, kind="stable")
    order, sums = np.array(rows)[best], read.scores[best]
    alone, joined = (
        _reordered(retriever, question, candidates, order, sums)
        for question, candidates in zip((turn.alone, turn.joined), found[:2], strict=True)
    )
    if reranking is None:
        return Ranked(alone, joined)
    judged = descending(own[best])
    return Ranked(*(replace(each, own=judged, reranking=read.seconds) for each in (alone, joined)))


def _pool(retriever: Retriever, turn: Turn, count: int, scope: Scope) -> list[int]:
    """Return the rows in scope to compare, in ascending order: those close to either reading, and those around the earlier."""
    rows: set[int] = set()
    retriever = replace(retriever, pair_reader=None, reranking=None)  # the order does not matter yet
    for question in (turn.alone, turn.joined):
        rows.update(retriever.retrieve(question, count, scope).rows.tolist())
    if turn.shown is not None:
        near = range(max(turn.section.start, turn.shown - NEIGHBOURS), min(turn.section.stop, turn.shown + NEIGHBOURS + 1))
        rows.update(row for row in near if row in scope)
    return sorted(rows)


def _reordered(
    retriever: Retriever, question: Question, candidates: Candidates, order: NDArray[np.int64], scores: NDArray[np.float32]
) -> Candidates:
    """Return candidates in another order of rows; what is said of the first is said of the new first."""
    first = int(order[0])
    by_row = np.argsort(candidates.rows)
    positions = by_row[np.searchsorted(candidates.rows[by_row], order)]
    moved = candidates.reordered(positions, scores.astype(np.float32))
    if first == int(candidates.rows[0]):
        return moved
    now = retriever.check(question, first, candidates.named)
    return replace(moved, level=0, lacking=now.lacking, held=now.held)
