"""Answer: what the documents say to a question, or that they do not."""

from dataclasses import dataclass
from typing import Any, Literal

from index.passages.passage import Passage

Outcome = Literal["answer", "suggestions", "none"]
"""An answer; the closest passages, when it is unsure; or "not in the document"."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage among the closest: `rank` from 1, `score` how well it fits, 0 to 1 (a little below 0 is possible).

    `row` is where it stands in the index, and `highlights` are positions in the passage's text of what answers, in order.
    """

    rank: int
    score: float
    row: int
    passage: Passage
    title: str
    url: str | None
    highlights: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As `ask --json` prints it; `context` only where there is any."""
        passage = self.passage
        values: dict[str, Any] = {"rank": self.rank, "score": round(self.score, 4), "text": passage.text}
        if passage.context:
            values["context"] = list(passage.context)
        values |= {"section": list(passage.section), "document": passage.document, "line": passage.line}
        return {**values, "highlights": [list(span) for span in self.highlights]}


@dataclass(frozen=True, slots=True)
class StepTimes:
    """Seconds that the steps to an answer took: reading the question, retrieving passages, judging whether they answer."""

    reading: float = 0.0
    retrieving: float = 0.0
    judging: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question: the closest passages, best first, and whether they answer it.

    `confidence` is the probability, 0 to 1, that the first passage answers. `unmatched` are words of the question that
    nothing in the documents speaks of. `hits` are there whatever the outcome, for whoever wants to look. `read_as` is the
    question with its typos corrected, None when it was read as it stands; `is_cut` is True when the question is longer than
    the encoder takes in, and its end was not read.
    """

    question: str
    outcome: Outcome
    confidence: float
    unmatched: tuple[str, ...]
    hits: tuple[Hit, ...]
    milliseconds: float
    read_as: str | None = None
    is_cut: bool = False
    steps: StepTimes = StepTimes()

    def to_dict(self) -> dict[str, Any]:
        """As `ask --json` prints it; `read_as` only where typos were corrected."""
        values: dict[str, Any] = {"question": self.question}
        if self.read_as:
            values["read_as"] = self.read_as
        return {
            **values,
            "outcome": self.outcome,
            "confidence": round(self.confidence, 4),
            "unmatched": list(self.unmatched),
            "hits": [hit.to_dict() for hit in self.hits],
            "milliseconds": round(self.milliseconds, 3),
        }
