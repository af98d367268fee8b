"""Count what was asked: in all, by week, and for each wording that was asked in vain."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from bot.record.entries import Asked
from bot.report.wordings import shared_form
from index.answering.answers import Outcome

Result = Literal["answered", "unhelpful", "suggestions", "none"]
"""What became of a question: answered, marked as not what was asked, only suggestions, or no answer."""
RESULTS: tuple[Result, ...] = ("answered", "suggestions", "unhelpful", "none")
WEEK = timedelta(days=7)
ORDINAL_OF_EPOCH = date(1970, 1, 1).toordinal()
DAY_SECONDS = 86_400
MAX_SPELLINGS = 50
"""Spellings of a wording that are kept; the others count as its first."""


def result_of(outcome: Outcome, helpful: int, unhelpful: int) -> Result:
    """Return what became of a question; if opinions differ, the majority decides, and a tie is *unhelpful*."""
    if helpful > unhelpful:
        return "answered"
    if unhelpful:
        return "unhelpful"
    return "answered" if outcome == "answer" else outcome


@dataclass(slots=True)
class Tally:
    """What is counted of a wording: how it is spelled, who asked it in vain and when, and what came of it.

    `rejected` holds the ids of the passages that did not help.
    """

    spellings: Counter[str] = field(default_factory=Counter)
    members: set[str] = field(default_factory=set)
    anonymous: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    unhelpful: int = 0
    weeks: Counter[int] = field(default_factory=Counter)
    first: int = 0
    last: int = 0
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

    def add(self, asked: Asked, day: int, *, is_unhelpful: bool) -> None:
        """Count a question that was asked in vain."""
        question = asked.question
        if question not in self.spellings and len(self.spellings) >= MAX_SPELLINGS:
            question = next(iter(self.spellings))
        self.spellings[question] += 1
        if asked.member is None:
            self.anonymous += 1
        else:
            self.members.add(asked.member)
        self.outcomes[asked.outcome] += 1
        if is_unhelpful:
            self.unhelpful += 1
            if asked.passage:
                self.rejected.add(asked.passage)
        self.weeks[monday_of(day)] += 1
        self.first = min(self.first, day) if self.first else day
        self.last = max(self.last, day)


@dataclass(slots=True)
class Tallies:
    """What is counted of all questions: results by week, who asked, and the wordings asked in vain by their shared form."""

    weeks: dict[int, Counter[Result]] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    anonymous: int = 0
    vain: dict[str, Tally] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)
    first: int | None = None
    last: int | None = None

    @property
    def results(self) -> Counter[Result]:
        """The number of questions by what became of them."""
        total: Counter[Result] = Counter()
        for week in self.weeks.values():
            total.update(week)
        return total


def tally(rows: Iterable[tuple[Asked, int, int]], server: int | None = None) -> Tallies:
    """Count questions with how many members found the answer helpful and unhelpful; with `server`, only those asked there."""
    counted = Tallies()
    forms: dict[str, str] = {}
    for asked, helpful, unhelpful in rows:
        if server is not None and asked.server != server:
            continue
        form = forms.get(asked.question)
        if form is None:
            form = forms[asked.question] = shared_form(asked.question)
        day = day_of(asked.time)
        counted.first = day if counted.first is None else min(counted.first, day)
        counted.last = day if counted.last is None else max(counted.last, day)
        if asked.member is None:
            counted.anonymous += 1
        else:
            counted.members.add(asked.member)
        result = result_of(asked.outcome, helpful, unhelpful)
        counted.weeks.setdefault(monday_of(day), Counter())[result] += 1
        if result == "answered":
            counted.answered[form] += 1
        else:
            counted.vain.setdefault(form, Tally()).add(asked, day, is_unhelpful=result == "unhelpful")
    return counted


def day_of(time: datetime) -> int:
    """Return the day of a time in UTC, counted like `date.toordinal`."""
    moment = time if time.tzinfo else time.replace(tzinfo=UTC)
    return int(moment.timestamp() // DAY_SECONDS) + ORDINAL_OF_EPOCH


def monday_of(day: int) -> int:
    """Return the Monday of the week that a day is in."""
    return day - (day - 1) % 7
