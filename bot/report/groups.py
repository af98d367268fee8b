"""The types of a report: groups of questions that ask for the same, and what came of them. Imports nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from index.answering.answers import Outcome

Settled = Literal["answered", "not in the documents"]
"""Why a group needs no more work: today's index answers its question, or a known question says that nothing answers it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as members wrote it, and how often it was asked in vain."""

    text: str
    asked: int


@dataclass(frozen=True, slots=True)
class Closest:
    """What today's index answers to the question of a group: the outcome, the first passage and where it is.

    `passage` is the passage's id and `text` what it says; both are None, and `section` is empty, if there is no passage.
    """

    outcome: Outcome
    confidence: float
    document: str | None = None
    section: tuple[str, ...] = ()
    passage: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions asked in vain that ask for the same.

    `question` is one of them, the one that stands for all; `wordings` has all of them, most asked first. `asked` counts how
    often they were asked in vain: by `people` different members, and `anonymous` times by nobody known. `answered` is how often
    the same wordings were answered. `outcomes` counts the recorded outcomes of what was asked in vain, and `unhelpful` how
    many of them were marked as not what was asked. `weeks` has a count for each week of the report.
    `closest` is None if today's index was not asked. `settled` says why nothing is left to do, or is None; an answer settles
    only with another passage than those that did not help.
    """

    question: str
    wordings: tuple[Wording, ...]
    people: int
    anonymous: int
    asked: int
    answered: int
    outcomes: Mapping[Outcome, int]
    unhelpful: int
    weeks: tuple[int, ...]
    first: date
    last: date
    closest: Closest | None = None
    settled: Settled | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the group as `report --json` prints it."""
        closest = self.closest
        return {
            "question": self.question,
            "people": self.people,
            "anonymous": self.anonymous,
            "asked": self.asked,
            "answered": self.answered,
            "unhelpful": self.unhelpful,
            "outcomes": dict(self.outcomes),
            "weeks": list(self.weeks),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "settled": self.settled,
            "closest": closest
            and {
                "outcome": closest.outcome,
                "confidence": round(closest.confidence, 4),
                "document": closest.document,
                "section": list(closest.section),
                "passage": closest.passage,
                "text": closest.text,
            },
            "wordings": [{"text": wording.text, "asked": wording.asked} for wording in self.wordings],
        }
