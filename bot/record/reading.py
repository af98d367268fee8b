"""Read the record: its questions with the opinions on their answers, in order of time, and what there is in all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, Subquery, case, func, select

from bot.record.changing import to_microseconds, to_time
from bot.record.entries import Asked
from bot.record.tables import ASKED, FEEDBACK, OPTED_OUT

ROWS_AT_ONCE = 5000
"""Rows that are in memory at once while all are read."""


@dataclass(frozen=True, slots=True)
class Contents:
    """How many questions the record contains, answers that members judged and members left out, and its first and last time."""

    asked: int
    judged: int
    left_out: int
    first: datetime | None
    last: datetime | None


def read_asked(connection: Connection, since: datetime) -> Iterator[tuple[Asked, int, int]]:
    """Yield the questions from a time on, oldest first, with how many members found the answer helpful and unhelpful."""
    opinions = count_opinions()
    rows = (
        select(ASKED, opinions.c.helpful, opinions.c.all)
        .join(opinions, opinions.c.asked == ASKED.c.id, isouter=True)
        .where(ASKED.c.time >= to_microseconds(since))
        .order_by(ASKED.c.time)
    )
    found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(rows)
    for id_, time, question, outcome, confidence, passage, section, server, language, member, liked, voted in found:
        asked = Asked(
            id=id_,
            time=to_time(time),
            question=question,
            outcome=outcome,
            confidence=confidence,
            passage=passage,
            section=section,
            server=server,
            language=language,
            member=member,
        )
        yield asked, liked or 0, (voted or 0) - (liked or 0)


def count_opinions() -> Subquery:
    """Return a table of the questions that members judged, with how many found the answer `helpful`, and `all` who judged."""
    helpful = func.sum(case((FEEDBACK.c.helpful, 1), else_=0)).cast(Integer).label("helpful")
    return select(FEEDBACK.c.asked, helpful, func.count().label("all")).group_by(FEEDBACK.c.asked).subquery()


def count(connection: Connection, since: datetime) -> Contents:
    """Count what the record contains, of questions only those from a time on."""
    recent = ASKED.c.time >= to_microseconds(since)
    asked, first, last = connection.execute(
        select(func.count(), func.min(ASKED.c.time), func.max(ASKED.c.time)).where(recent)
    ).one()
    opinions = select(func.count(FEEDBACK.c.asked.distinct())).join(ASKED, ASKED.c.id == FEEDBACK.c.asked)
    judged = connection.execute(opinions.where(recent)).scalar_one()
    left_out = connection.execute(select(func.count()).select_from(OPTED_OUT)).scalar_one()
    return Contents(asked, judged, left_out, *(None if time is None else to_time(time) for time in (first, last)))
