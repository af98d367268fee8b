"""Answer: the passages that come closest to a question."""

from dataclasses import dataclass
from typing import Any, Literal

from index.passages import Passage

Outcome = Literal["answer"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage among the closest: `rank` from 1, `score` the cosine of its vector with the question's (-1 to 1)."""

    rank: int
    score: float
    passage: Passage
    title: str
    url: str | None

    def to_dict(self) -> dict[str, Any]:
        """As `ask --json` prints it; `context` only where there is any."""
        passage = self.passage
        values: dict[str, Any] = {"rank": self.rank, "score": round(self.score, 4), "text": passage.text}
        if passage.context:
            values["context"] = list(passage.context)
        return {**values, "section": list(passage.section), "document": passage.document, "line": passage.line}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question: the closest passages, best first, and how long that took.

    `is_cut` is True when the question is longer than the encoder takes in, and its end was not read.
    """

    question: str
    outcome: Outcome
    hits: tuple[Hit, ...]
    milliseconds: float
    is_cut: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As `ask --json` prints it."""
        return {
            "question": self.question,
            "outcome": self.outcome,
            "hits": [hit.to_dict() for hit in self.hits],
            "milliseconds": round(self.milliseconds, 3),
        }
