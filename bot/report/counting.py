"""Count what the record contains. The database counts what was answered; only what was not is read row by row."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Integer, case, func, or_, select

from bot.record.changing import to_microseconds
from bot.record.tables import ASKED, FEEDBACK
from bot.report.tallying import UNJUDGED, Forms, Tallies, of_form, result_of

if TYPE_CHECKING:
    from bot.record.store import Record

DAY = 86_400_000_000
"""A day in microseconds."""
EPOCH_DAY = date(1970, 1, 1).toordinal()
ROWS_AT_ONCE = 5_000

Conditions = Sequence[ColumnElement[bool]]


def count_asked(record: "Record", since: datetime | None = None, server: int | None = None) -> Tallies:
    """Count the questions of a record from a time on, or all that are kept; with `server`, only those asked there.

    Raises RecordError.
    """
    oldest = datetime.now(UTC) - timedelta(days=record.days)
    conditions = [ASKED.c.time >= to_microseconds(max(since or oldest, oldest))]
    if server is not None:
        conditions.append(ASKED.c.server == server)
    counted = Tallies()
    with record.database.reading() as connection:
        _count_answers(connection, conditions, counted)
        _count_others(connection, conditions, counted)
        counted.people, known, every = connection.execute(
            select(func.count(ASKED.c.member.distinct()), func.count(ASKED.c.member), func.count()).where(*conditions)
        ).one()
    counted.anonymous = every - known
    counted.days = +counted.days  # without those from which opinions took everything
    counted.answered = +counted.answered
    return counted


def _count_answers(connection: Connection, conditions: Conditions, counted: Tallies) -> None:
    """Count what has the outcome *answer*, whatever members thought of it, by day and by question."""
    answers = (*conditions, ASKED.c.outcome == "answer")
    day = (ASKED.c.time // DAY).label("day")
    for number, count in connection.execute(select(day, func.count()).where(*answers).group_by(day)):
        counted.days[number + EPOCH_DAY, "answered"] += count
    forms = Forms()
    rows = select(ASKED.c.question, func.count()).where(*answers).group_by(ASKED.c.question)
    for question, count in _stream(connection, rows):
        counted.answered[forms[question]] += count


def _count_others(connection: Connection, conditions: Conditions, counted: Tallies) -> None:
    """Count what has another outcome, or was judged, which then no longer counts as answered unless it helped."""
    helpful = func.sum(case((FEEDBACK.c.helpful, 1), else_=0)).cast(Integer).label("helpful")
    opinions = select(FEEDBACK.c.asked, helpful, func.count().label("all")).group_by(FEEDBACK.c.asked).subquery()
    columns = (ASKED.c.time, ASKED.c.question, ASKED.c.outcome, ASKED.c.member, ASKED.c.passage)
    rows = (
        select(*columns, opinions.c.helpful, opinions.c.all)
        .join(opinions, opinions.c.asked == ASKED.c.id, isouter=True)
        .where(*conditions, or_(ASKED.c.outcome != "answer", opinions.c.all.is_not(None)))
    )
    forms = Forms()
    for time, question, outcome, member, passage, liked, voted in _stream(connection, rows):
        day = time // DAY + EPOCH_DAY
        result = result_of(outcome, liked, voted - liked) if voted else UNJUDGED[outcome]
        form = forms[question]
        if outcome == "answer":
            counted.days[day, "answered"] -= 1
            counted.answered[form] -= 1
        counted.days[day, result] += 1
        if result == "answered":
            counted.answered[form] += 1
        else:
            of_form(counted, form).add((question, outcome, member, passage), day, is_unhelpful=result == "unhelpful")


def _stream(connection: Connection, rows: Any) -> Any:
    """Run a query whose rows do not have to fit in memory."""
    return connection.execution_options(yield_per=ROWS_AT_ONCE).execute(rows)
