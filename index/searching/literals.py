"""Compare the literals of a question, such as a weekday or an age, with candidates.

A candidate holds a literal if its text, context, section path or document title states it in any way of writing, or a range
that contains it. Candidates that hold what the question names come before others that are about as close.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.passages.passage import Passage
from index.text.literals import AskedLiteral, Kind, Span, find_literals
from index.text.literals.asking import NOT_ANOTHER, REQUIRED

BONUS: Mapping[Kind, float] = {"weekday": 0.1, "time": 0.05, "day": 0.05, "year": 0.05, "age": 0.1, "amount": 0.03}
"""What holding a literal of a kind adds to the score that decides the order."""
BESIDE = 1.5
"""The factor of the bonus in the section of the closest passage, where rows and bullets differ in little else."""
FAR_SHARE = 0.5
"""The share of the bonus that is lost if a limit is far from what is asked."""
KEPT = 4096
"""Passages and kinds whose literals are kept, so that they are not looked for again with every question."""


class Passages(Protocol):
    """Passages by row."""

    def __getitem__(self, row: int, /) -> Passage:
        """Return the passage in a row."""
        ...


@dataclass(frozen=True, slots=True)
class Compared:
    """The scores of candidates with what they gain, and what the rows that were compared hold and lack.

    `held` and `lacking` map a row to the literals of the question, as written, that it holds, and to those that it does not
    although an answer has to.
    """

    scores: NDArray[np.float32]
    held: Mapping[int, tuple[str, ...]]
    lacking: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LiteralComparer:
    """Compares literals with the passages of an open index; `titles` are those of the documents, by path."""

    passages: Passages
    titles: Mapping[str, str]
    _found: dict[tuple[int, Kind], tuple[tuple[Span, ...], tuple[Span, ...]]] = field(default_factory=dict)

    def compare(self, asked: Sequence[AskedLiteral], rows: NDArray[np.int64], scores: NDArray[np.float32]) -> Compared:
        """Compare literals of a question with one or more candidates: with those that could come first by what they hold."""
        held: dict[int, tuple[str, ...]] = {}
        lacking: dict[int, tuple[str, ...]] = {}
        if not asked:
            return Compared(scores, held, lacking)
        gains = np.zeros_like(scores)
        possible = BESIDE * sum(BONUS[literal.kind] for literal in asked)
        closest = self.passages[int(rows[scores.argmax()])]
        for position in np.flatnonzero(scores >= scores.max() - possible).tolist():
            row = int(rows[position])
            found = [literal for literal in asked if self._holds(row, literal)]
            kinds = {literal.kind for literal in found}
            others = [literal for literal in asked if literal.kind not in kinds]
            gain = sum(BONUS[literal.kind] * self._closeness(row, literal) for literal in found)
            gains[position] = gain * BESIDE if gain and _are_beside(self.passages[row], closest) else gain
            held[row] = tuple(literal.written for literal in found)
            lacking[row] = tuple(each.written for each in others if _is_needed(each, self._stated(row, each.kind)[0]))
        return Compared(scores + gains, held, lacking)

    def _holds(self, row: int, literal: AskedLiteral) -> bool:
        """Return whether a passage or the title of its document states a literal, or a range that contains it."""
        stated, in_title = self._stated(row, literal.kind)
        return any(span.overlaps(asked) for span in (*stated, *in_title) for asked in literal.spans)

    def _closeness(self, row: int, literal: AskedLiteral) -> float:
        """Return 1.0, or less the further a limit that contains a literal is from it: 60 is closer to 72 than 16 is."""
        stated, in_title = self._stated(row, literal.kind)
        pairs = [(span, asked) for span in (*stated, *in_title) for asked in literal.spans if span.overlaps(asked)]
        return max(_closeness(span, asked) for span, asked in pairs)

    def _stated(self, row: int, kind: Kind) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Return the literals of one kind that a passage states, and those in the title of its document."""
        key = row, kind
        if key not in self._found:
            if len(self._found) >= KEPT:
                self._found.clear()
            passage = self.passages[row]
            text = "\n".join([*passage.section, *passage.context, passage.text])
            self._found[key] = find_literals(text, kind), find_literals(self.titles.get(passage.document, ""), kind)
        return self._found[key]


def _closeness(span: Span, asked: Span) -> float:
    bound = span.low if span.high == math.inf else span.high
    if not (span.is_limit and math.isfinite(asked.low) and math.isinf(span.high - span.low)):
        return 1.0
    return 1 - FAR_SHARE * abs(asked.low - bound) / max(abs(asked.low) + abs(bound), 1)


def _are_beside(one: Passage, other: Passage) -> bool:
    return one.section == other.section and one.document == other.document


def _is_needed(literal: AskedLiteral, stated: Sequence[Span]) -> bool:
    """Return whether an answer needs a literal that a passage does not hold, given what the passage states of that kind."""
    others = [span for span in stated if span.unit == literal.spans[0].unit]
    if any(span.is_limit for span in others):
        return False
    return literal.need == REQUIRED or (literal.need == NOT_ANOTHER and bool(others))
