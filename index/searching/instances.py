"""New instances: find the candidates that add a number, a time or a name of their own, where the question asks for one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.passages.passage import PassagesByRow
from index.text.answer_kinds import AnswerKind, holds_new

COMPARED = 8
"""Candidates whose texts are looked at, the best by their other score parts; the others are too far behind to come first."""


@dataclass(frozen=True, slots=True)
class InstanceFinder:
    """Looks for new instances in the passages of an open index."""

    passages: PassagesByRow
    language: str

    def find(
        self, kind: AnswerKind, question: str, rows: NDArray[np.int64], scores: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return 1 for each of the best candidates that holds an instance of a kind that is not in the question, else 0."""
        found = np.zeros(len(rows), dtype=np.float32)
        for position in np.argsort(-scores, kind="stable")[:COMPARED].tolist():
            found[position] = holds_new(kind, self.passages[int(rows[position])].text, question, self.language)
        return found
