"""Answers: the passages closest to a question, and whether they answer it."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from index.answering.item_lists import Kind
from index.passages.passage import Passage
from index.reading.rich_text import without_relative_targets
from index.searching.candidates import Candidates

Outcome = Literal["answer", "suggestions", "none"]
"""An answer, the closest passages as suggestions if unsure, or none ("not in the document")."""
MAX_SCORE_GAP = 0.14
"""How far the score of a passage worth reading may be behind the best.

Of 1,174 judged questions with an *answer* or *suggestions*, 52 have the right passage at rank two or three; four of those are
farther behind. Of three passages, 1.6 are left on average.
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One of the closest passages: `rank` counts from 1, and `score` is from 0 to 1 (slightly negative values are possible).

    `row` is its position in the index. `highlights` are the spans of the passage's text that answer, in order.
    `is_alone` is True if its section has no other passage. `listed` is the kind of the list that the passage is part
    of and that can be shown whole, if it is in one.
    """

    rank: int
    score: float
    row: int
    passage: Passage
    title: str
    url: str | None
    highlights: tuple[tuple[int, int], ...] = ()
    is_alone: bool = False
    listed: Kind | None = None

    @property
    def shown(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text for people, and its highlights: without the targets of relative links, which lead nowhere for them."""
        return without_relative_targets(self.passage.text, self.passage.links, self.highlights)

    def to_dict(self) -> dict[str, Any]:
        """Return the hit as `ask --json` prints it, with `context` only if it is not empty."""
        return {"rank": self.rank, "score": round(self.score, 4), **self.quoted()}

    def quoted(self) -> dict[str, Any]:
        """Return the passage, its place and its highlights as `ask --json` prints them."""
        passage = self.passage
        values: dict[str, Any] = {"id": passage.id, "text": passage.text}
        if passage.context:
            values["context"] = list(passage.context)
        values |= {"section": list(passage.section), "document": passage.document, "line": passage.line}
        return {**values, "highlights": [list(span) for span in self.highlights]}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that answers as a whole: the passages of each item, in document order.

    `section` is the section that contains all of it, and `lead_in` the text that introduces it, or "". `best` is the passage by
    which the list was found, and its kind and row tell where to find it again. `fills_section` is True if the section directly
    around it has nothing else.
    """

    kind: Kind
    best: Hit
    lead_in: str
    section: tuple[str, ...]
    items: tuple[tuple[Hit, ...], ...]
    fills_section: bool = False

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All passages of the list."""
        return tuple(hit for item in self.items for hit in item)

    def to_dict(self) -> dict[str, Any]:
        """Return the list as `ask --json` prints it, with `lead_in` only if there is one."""
        lead_in = {"lead_in": self.lead_in} if self.lead_in else {}
        return {**lead_in, "section": list(self.section), "items": [[hit.quoted() for hit in item] for item in self.items]}


@dataclass(frozen=True, slots=True)
class StepTimes:
    """Seconds spent on each step: reading the question, retrieving passages, judging and highlighting them.

    `reranking` is the time of a cross-encoder, or None if there is none.
    """

    reading: float = 0.0
    retrieving: float = 0.0
    judging: float = 0.0
    reranking: float | None = None

    @classmethod
    def of(cls, candidates: Candidates, reading: float, retrieving: float, judging: float) -> "StepTimes":
        """Return the time spent on each step; that of a cross-encoder is counted apart from the rest of retrieving."""
        if candidates.own is None:
            return cls(reading, retrieving, judging)
        return cls(reading, retrieving - candidates.reranking, judging, candidates.reranking)

    def __add__(self, other: "StepTimes") -> "StepTimes":
        """Return the time spent on each step by two answers together."""
        reranking = [each for each in (self.reranking, other.reranking) if each is not None]
        return StepTimes(
            self.reading + other.reading,
            self.retrieving + other.retrieving,
            self.judging + other.judging,
            sum(reranking) if reranking else None,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a question: the closest passages, best first, and whether they answer it.

    `confidence` is the probability, from 0 to 1, that the first passage answers. `unmatched` lists the words of the question
    that nothing in the documents matches. `hits` are included for every outcome. `listing` is the list that answers as a
    whole, if one does. `read_as` is the question with its typos corrected, or None if there were none. If it was read together
    with the turn before, `follows` is what it was taken to be about, and `read_as` is the whole reading, with that in front.
    `is_cut` is True if the question exceeds the encoder's limit, so that its end was ignored.

    If the message asks several questions, the first `answering` hits answer them, one each, and `unanswered` lists those that
    have no sure answer. `is_known` is True if a known question asks for the same.
    """

    question: str
    outcome: Outcome
    confidence: float
    unmatched: tuple[str, ...]
    hits: tuple[Hit, ...]
    milliseconds: float
    read_as: str | None = None
    follows: str | None = None
    is_cut: bool = False
    steps: StepTimes = StepTimes()
    listing: Listing | None = None
    answering: int = 1
    unanswered: tuple[str, ...] = ()
    is_known: bool = False

    def doubted(self, ceiling: float) -> "Answer":
        """Return the answer as suggestions, with the highest confidence that these may have, and without its list."""
        return replace(self, outcome="suggestions", confidence=ceiling, listing=None)

    @property
    def beside_list(self) -> tuple[Hit, ...]:
        """The hits that are not part of the list that answers, nor its lead-in; all if no list does."""
        if self.listing is None:
            return self.hits
        listed = {hit.row for hit in self.listing.hits}
        return tuple(hit for hit in self.hits if hit.row not in listed and hit.passage.text != self.listing.lead_in)

    @property
    def worth_reading(self) -> tuple[Hit, ...]:
        """The hits without those that are far behind the first, which are fillers; all that answer are among them."""
        enough = self.hits[0].score - MAX_SCORE_GAP if self.hits else 0.0
        others = (hit for hit in self.hits[self.answering :] if hit.score >= enough)
        return (*self.hits[: self.answering], *others)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as `ask --json` prints it, with `read_as`, `follows` and `list` only if there are any.

        `answering` and `unanswered` are added if several questions were asked. The time of a cross-encoder, which is part of
        `milliseconds`, is added if there is one.
        """
        values: dict[str, Any] = {"question": self.question}
        if self.read_as:
            values["read_as"] = self.read_as
        if self.follows:
            values["follows"] = self.follows
        values |= {"outcome": self.outcome, "confidence": round(self.confidence, 4), "unmatched": list(self.unmatched)}
        if self.answering > 1 or self.unanswered:
            values |= {"answering": self.answering, "unanswered": list(self.unanswered)}
        if self.listing:
            values["list"] = self.listing.to_dict()
        values |= {"hits": [hit.to_dict() for hit in self.hits], "milliseconds": round(self.milliseconds, 3)}
        if self.steps.reranking is not None:
            values["milliseconds_reranking"] = round(self.steps.reranking * 1000, 3)
        return values
