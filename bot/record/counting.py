"""Count questions in the database, for reports: answers by day and by question; only other outcomes are read row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from bot.record.changing import EPOCH, to_microseconds
from bot.record.reading import ROWS_AT_ONCE, count_opinions
from bot.record.tables import ASKED
from index.answering.answers import Outcome

DAY = 86_400_000_000
"""A day in microseconds."""
EPOCH_DAY = EPOCH.toordinal()


class Asker(NamedTuple):
    """Who asked: the number of different members, and the number of questions whose member is not known."""

    people: int
    anonymous: int


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """Counts of the questions from a time on and up to another, of one server or all, within one transaction.

    Days are counted like `date.toordinal`.
    """

    connection: Connection
    since: datetime
    until: datetime
    server: int | None = None

    @property
    def _conditions(self) -> Sequence[ColumnElement[bool]]:
        time = ASKED.c.time.between(to_microseconds(self.since), to_microseconds(self.until))
        return (time,) if self.server is None else (time, ASKED.c.server == self.server)

    def answers_by_day(self) -> Iterator[tuple[int, int]]:
        """Yield each day with how many questions had the outcome *answer*, whatever members thought of it."""
        day = (ASKED.c.time // DAY).label("day")
        rows = select(day, func.count()).where(*self._conditions, ASKED.c.outcome == "answer").group_by(day)
        for number, count in self._stream(rows):
            yield number + EPOCH_DAY, count

    def answers_by_question(self) -> Iterator[tuple[str, int]]:
        """Yield each question with how often it had the outcome *answer*, whatever members thought of it."""
        rows = select(ASKED.c.question, func.count()).where(*self._conditions, ASKED.c.outcome == "answer")
        yield from self._stream(rows.group_by(ASKED.c.question))

    def others(self) -> Iterator[tuple[int, str, Outcome, str | None, str | None, int, int]]:
        """Yield each question that had another outcome, or that members judged.

        A row has the day, the question, its outcome, the member, the first passage, and how many found the answer helpful and
        unhelpful.
        """
        opinions = count_opinions()
        columns = (ASKED.c.time, ASKED.c.question, ASKED.c.outcome, ASKED.c.member, ASKED.c.passage)
        rows = (
            select(*columns, opinions.c.helpful, opinions.c.all)
            .join(opinions, opinions.c.asked == ASKED.c.id, isouter=True)
            .where(*self._conditions, or_(ASKED.c.outcome != "answer", opinions.c.all.is_not(None)))
        )
        for time, question, outcome, member, passage, liked, voted in self._stream(rows):
            yield time // DAY + EPOCH_DAY, question, outcome, member, passage, liked or 0, (voted or 0) - (liked or 0)

    def askers(self) -> Asker:
        """Count who asked."""
        columns = func.count(ASKED.c.member.distinct()), func.count(ASKED.c.member), func.count()
        people, known, every = self.connection.execute(select(*columns).where(*self._conditions)).one()
        return Asker(people, every - known)

    def _stream(self, rows: "Select[tuple[object, ...]]") -> Iterator[tuple]:  # type: ignore[type-arg]  # of any columns
        """Run a query whose rows do not have to fit in memory."""
        yield from self.connection.execution_options(yield_per=ROWS_AT_ONCE).execute(rows)
