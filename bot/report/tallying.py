"""Count what was asked: in all, by week, and for each wording that was asked in vain."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from bot.report.wordings import shared_form
from index.answering.answers import Outcome

Result = Literal["answered", "unhelpful", "suggestions", "none"]
"""What became of a question: answered, marked as not what was asked, only suggestions, or no answer."""
UNJUDGED: dict[Outcome, Result] = {"answer": "answered", "suggestions": "suggestions", "none": "none"}
"""What became of a question that nobody judged, by its outcome."""
RESULTS: tuple[Result, ...] = ("answered", "suggestions", "unhelpful", "none")
Entry = tuple[str, Outcome, str | None, str | None]
"""What counts of a question that was asked in vain: its text, its outcome, the member who asked, and the first passage."""
MAX_SPELLINGS = 50
"""Spellings of a wording that are kept; the others count as its first."""


def result_of(outcome: Outcome, helpful: int, unhelpful: int) -> Result:
    """Return what became of a question; if opinions differ, the majority decides, and a tie is *unhelpful*."""
    if helpful > unhelpful:
        return "answered"
    if unhelpful:
        return "unhelpful"
    return UNJUDGED[outcome]


@dataclass(slots=True)
class Tally:
    """What is counted of a wording: how it is spelled, who asked it in vain and when, and what came of it.

    `first` and `last` are days, 0 if there are none yet. `answered` is how often it was answered at other times. `rejected`
    holds the ids of the passages that did not help.
    """

    spellings: Counter[str] = field(default_factory=Counter)
    members: set[str] = field(default_factory=set)
    anonymous: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    unhelpful: int = 0
    weeks: Counter[int] = field(default_factory=Counter)
    first: int = 0
    last: int = 0
    answered: int = 0
    rejected: set[str] = field(default_factory=set)

    @property
    def asked(self) -> int:
        """The number of times that it was asked in vain."""
        return self.outcomes.total()

    @property
    def rank(self) -> tuple[int, int, int]:
        """What wordings are sorted by: the people who asked, the times they did, and the last day they did."""
        return len(self.members) + self.anonymous, self.asked, self.last

    @property
    def spelling(self) -> str:
        """The most frequent spelling, of several the first."""
        return self.spellings.most_common(1)[0][0]

    def add(self, entry: Entry, day: int, *, is_unhelpful: bool) -> None:
        """Count a question that was asked in vain."""
        question, outcome, member, passage = entry
        if question not in self.spellings and len(self.spellings) >= MAX_SPELLINGS:
            question = next(iter(self.spellings))
        self.spellings[question] += 1
        if member is None:
            self.anonymous += 1
        else:
            self.members.add(member)
        self.outcomes[outcome] += 1
        if is_unhelpful:
            self.unhelpful += 1
            if passage:
                self.rejected.add(passage)
        self.weeks[monday_of(day)] += 1
        if not self.first or day < self.first:
            self.first = day
        self.last = max(self.last, day)

    def merge(self, other: "Tally") -> None:
        """Count what another wording counts."""
        self.spellings.update(other.spellings)
        self.members |= other.members
        self.anonymous += other.anonymous
        self.outcomes.update(other.outcomes)
        self.unhelpful += other.unhelpful
        self.weeks.update(other.weeks)
        self.first, self.last = min(self.first or other.first, other.first), max(self.last, other.last)
        self.answered += other.answered
        self.rejected |= other.rejected


@dataclass(slots=True)
class Tallies:
    """What is counted of all questions: results by day, who asked, and the wordings asked in vain by their shared form.

    `answered` counts by shared form what was answered. `people` counts different members.
    """

    days: Counter[tuple[int, Result]] = field(default_factory=Counter)
    people: int = 0
    anonymous: int = 0
    vain: dict[str, Tally] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)

    @property
    def first(self) -> int | None:
        """The first day on which something was asked, None if nothing was."""
        return min((day for day, _ in self.days), default=None)

    @property
    def last(self) -> int | None:
        """The last day on which something was asked, None if nothing was."""
        return max((day for day, _ in self.days), default=None)

    @property
    def weeks(self) -> dict[int, Counter[Result]]:
        """The results of each week in which something was asked, by its Monday."""
        weeks: dict[int, Counter[Result]] = {}
        for (day, result), count in self.days.items():
            weeks.setdefault(monday_of(day), Counter())[result] += count
        return weeks

    @property
    def results(self) -> Counter[Result]:
        """The number of questions by what became of them."""
        total: Counter[Result] = Counter()
        for week in self.weeks.values():
            total.update(week)
        return total


class Forms(dict[str, str]):
    """The shared form of each question, computed once."""

    def __missing__(self, question: str) -> str:
        """Compute a form."""
        form = self[question] = shared_form(question)
        return form


def of_form(counted: Tallies, form: str) -> Tally:
    """Return what is counted of the wordings with a shared form, from nothing the first time."""
    known = counted.vain.get(form)
    if known is None:
        known = counted.vain[form] = Tally()
    return known


def monday_of(day: int) -> int:
    """Return the Monday of the week that a day is in."""
    return day - (day - 1) % 7
