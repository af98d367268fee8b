"""Make a report: what was asked since a time, what share of it was answered, and what was asked in vain."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from bot.report.counting import count_asked
from bot.report.grouping import LIMIT, MAX_ENCODED, NO_PROGRESS, Grouped, ask_again, group_by_meaning
from bot.report.groups import Group
from bot.report.tallying import RESULTS, Result, Tallies
from index.answering.searcher import Searcher
from index.progress import Progress

if TYPE_CHECKING:
    from bot.record.store import Record


@dataclass(frozen=True, slots=True)
class Week:
    """The questions of the week that begins on a Monday, by what became of them."""

    monday: date
    results: Counter[Result]

    @property
    def asked(self) -> int:
        """The number of questions."""
        return self.results.total()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the groups shown: further groups, with how often they were asked, and wordings that were not grouped."""

    groups: int = 0
    groups_asked: int = 0
    wordings: int = 0
    wordings_asked: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the questions from `first` to `last`, both None if there are none.

    `since` is the time that was asked for, or None. `people` counts different members, and `anonymous` the questions of nobody
    known. `groups` were asked in vain, most asked first; `settled` would be among them, but need no more work.
    """

    made: datetime
    title: str
    since: datetime | None
    first: date | None
    last: date | None
    people: int
    anonymous: int
    weeks: tuple[Week, ...]
    groups: tuple[Group, ...]
    settled: tuple[Group, ...]
    left_out: LeftOut

    @property
    def results(self) -> Counter[Result]:
        """All questions by what became of them."""
        return sum((week.results for week in self.weeks), Counter())

    @property
    def asked(self) -> int:
        """The number of questions."""
        return self.results.total()

    @property
    def answered_share(self) -> float:
        """The share of the questions that were answered, from 0 to 1; 0 if there are none."""
        return self.results["answered"] / self.asked if self.asked else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the report as `report --json` prints it."""
        results = self.results
        return {
            "made": self.made.isoformat(timespec="seconds"),
            "since": self.since.isoformat(timespec="seconds") if self.since else None,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "asked": self.asked,
            "people": self.people,
            "anonymous": self.anonymous,
            "answered_share": round(self.answered_share, 4),
            **{result: results[result] for result in RESULTS},
            "weeks": [
                {"monday": week.monday.isoformat(), **{result: week.results[result] for result in RESULTS}}
                for week in self.weeks
            ],
            "groups": [group.to_dict() for group in self.groups],
            "settled": [group.to_dict() for group in self.settled],
            "left_out": {
                "groups": self.left_out.groups,
                "groups_asked": self.left_out.groups_asked,
                "wordings": self.left_out.wordings,
                "wordings_asked": self.left_out.wordings_asked,
            },
        }


def make_report(
    record: "Record",
    searcher: Searcher,
    since: datetime | None = None,
    limit: int | None = LIMIT,
    progress: Progress = NO_PROGRESS,
) -> Report:
    """Make a report of the questions since a time, or of all that are kept, with at most `limit` groups.

    Without a limit, all wordings are grouped, however rarely they were asked. Raises RecordError.
    """
    progress.step("Reading the record")
    counted = count_asked(record, since)
    grouped = group_by_meaning(counted, searcher, MAX_ENCODED if limit is not None else None, progress)
    progress.step("Asking today's index")
    shown, settled, taken = _take(grouped, searcher, limit)
    rest = grouped.groups[taken:]
    return Report(
        made=datetime.now(UTC),
        title=_title(searcher),
        since=since,
        first=None if counted.first is None else date.fromordinal(counted.first),
        last=None if counted.last is None else date.fromordinal(counted.last),
        people=counted.people,
        anonymous=counted.anonymous,
        weeks=_weeks(counted),
        groups=tuple(shown),
        settled=tuple(settled),
        left_out=LeftOut(len(rest), sum(group.asked for group in rest), grouped.wordings, grouped.asked),
    )


def _take(grouped: Grouped, searcher: Searcher, limit: int | None) -> tuple[list[Group], list[Group], int]:
    """Return the first groups that need work, up to a limit, those before that are settled, and how many both are."""
    shown: list[Group] = []
    settled: list[Group] = []
    for group in ask_again(grouped, searcher, limit):
        (shown if group.settled is None else settled).append(group)
        if len(shown) == limit:
            break
    return shown, settled, len(shown) + len(settled)


def _weeks(counted: Tallies) -> tuple[Week, ...]:
    """Return each week from the first question to the last, also those in which nobody asked."""
    weeks = counted.weeks
    mondays = range(min(weeks), max(weeks) + 1, 7) if weeks else ()
    return tuple(Week(date.fromordinal(monday), weeks.get(monday, Counter())) for monday in mondays)


def _title(searcher: Searcher) -> str:
    """Return what the documents are called: the title of the only one, else how many there are."""
    documents = searcher.documents
    return documents[0].title if len(documents) == 1 else f"{len(documents):,} documents"
