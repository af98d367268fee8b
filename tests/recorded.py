"""Questions as the record would have them, for tests of the report."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.record.entries import Asked

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
