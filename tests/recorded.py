"""Questions as the record would have them, for tests of the report."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.record.entries import Asked
from bot.report.tallying import Forms, Tallies, of_form, result_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""A Wednesday."""
_ids = count()


def asked(question: str, member: str | None = "ann", days: float = 0, outcome: str = "none", **values: object) -> Asked:
    """Return a question that a member asked some days before `NOW`."""
    time = NOW - timedelta(days=days)
    fields = {"confidence": 0.1, "passage": None, "server": 1, **values}
    return Asked(id=f"id{next(_ids)}", time=time, question=question, outcome=outcome, member=member, **fields)


def unjudged(*questions: Asked) -> Iterator[tuple[Asked, int, int]]:
    """Yield questions on whose answers nobody has an opinion."""
    return ((question, 0, 0) for question in questions)


def tally(rows: Iterable[tuple[Asked, int, int]], server: int | None = None) -> Tallies:
    """Count questions with how many members found the answer helpful and unhelpful; with `server`, only those asked there.

    `count_asked` lets the database do most of this.
    """
    counted, forms, members = Tallies(), Forms(), set()
    for asked, helpful, unhelpful in rows:
        if server is not None and asked.server != server:
            continue
        members.add(asked.member)
        counted.anonymous += asked.member is None
        day = asked.time.astimezone(UTC).toordinal()
        result = result_of(asked.outcome, helpful, unhelpful)
        counted.days[day, result] += 1
        if result == "answered":
            counted.answered[forms[asked.question]] += 1
        else:
            entry = asked.question, asked.outcome, asked.member, asked.passage
            of_form(counted, forms[asked.question]).add(entry, day, is_unhelpful=result == "unhelpful")
    counted.people = len(members - {None})
    return counted
