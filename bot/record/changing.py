"""Changes to the record: entries added, members forgotten or left out, and old questions deleted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.record.entries import Asked, Feedback
from bot.record.inserting import PRESERVED, insert_into
from bot.record.tables import ASKED, CLAIMS, FEEDBACK, OPTED_OUT

Row = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""Characters that a database cannot store."""
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""A time before which no clock is right, because this was written later: it has not been set since the machine started."""
CHUNK_SIZE = 5000
"""Old questions that are deleted in one transaction, at most, so that other processes do not wait for long."""


def to_microseconds(time: datetime) -> int:
    """Return a time as the record stores it."""
    return (time - EPOCH) // MICROSECOND


def to_time(microseconds: int) -> datetime:
    """Return a time that the record stores."""
    return EPOCH + timedelta(microseconds=microseconds)


@dataclass(slots=True)
class _Batch:
    """The rows of some entries: questions by id, opinions by question and member, and ids of questions that were replaced."""

    asked: dict[str, Row] = field(default_factory=dict)
    feedback: dict[tuple[str, str], Row] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, entries: Iterable[Asked | Feedback]) -> "_Batch":
        """Arrange entries, of which later ones take the place of earlier ones."""
        batch = cls()
        for entry in entries:
            if isinstance(entry, Feedback):
                values = {"asked": entry.asked, "member": entry.member, "helpful": entry.helpful}
                batch.feedback[entry.asked, entry.member] = {**values, "time": to_microseconds(entry.time)}
                continue
            if entry.replaces:
                batch.replaced.add(entry.replaces)
                batch.asked.pop(entry.replaces, None)
            batch.asked[entry.id] = _row(entry)
        return batch

    @property
    def members(self) -> set[str]:
        """The members whom the entries are of."""
        rows = (*self.asked.values(), *self.feedback.values())
        return {row["member"] for row in rows if row["member"]}


def add(connection: Connection, entries: Iterable[Asked | Feedback]) -> None:
    """Add entries, except those of members who are left out, and opinions on questions that are not in the record.

    What was added before, by an attempt of which the rest failed, stays as it is.
    """
    batch = _Batch.of(entries)
    left_out = _among(connection, OPTED_OUT.c.member, batch.members)
    if batch.replaced:
        connection.execute(delete(ASKED).where(ASKED.c.id.in_(batch.replaced)))
    asked = [row for row in batch.asked.values() if row["member"] not in left_out]
    if asked:
        connection.execute(insert_into(connection, ASKED).on_conflict_do_nothing(index_elements=[ASKED.c.id]), asked)
    known = _among(connection, ASKED.c.id, {question for question, _ in batch.feedback})
    feedback = [row for row in batch.feedback.values() if row["asked"] in known and row["member"] not in left_out]
    for row in feedback:
        connection.execute(delete(FEEDBACK).where(FEEDBACK.c.asked == row["asked"], FEEDBACK.c.member == row["member"]))
    if feedback:
        connection.execute(insert(FEEDBACK), feedback)


def forget(connection: Connection, member: str) -> int:
    """Delete the questions of a member, and what they thought of answers; return how many entries that were."""
    opinions = connection.execute(delete(FEEDBACK).where(FEEDBACK.c.member == member)).rowcount
    return opinions + connection.execute(delete(ASKED).where(ASKED.c.member == member)).rowcount


def leave_out(connection: Connection, member: str) -> None:
    """Add nothing of a member from now on."""
    if not is_left_out(connection, member):
        connection.execute(insert(OPTED_OUT), [{"member": member}])


def take_in(connection: Connection, member: str) -> None:
    """Add the entries of a member again."""
    connection.execute(delete(OPTED_OUT).where(OPTED_OUT.c.member == member))


def is_left_out(connection: Connection, member: str) -> bool:
    """Return whether nothing of a member is added."""
    return bool(_among(connection, OPTED_OUT.c.member, {member}))


def is_known(connection: Connection, member: str) -> bool:
    """Return whether there is an entry of a member."""
    return any(_among(connection, column, {member}) for column in (ASKED.c.member, FEEDBACK.c.member))


def has_asked(connection: Connection, question: str) -> bool:
    """Return whether there is a question with an id."""
    return bool(_among(connection, ASKED.c.id, {question}))


def claim(connection: Connection, name: str, time: datetime) -> bool:
    """Claim something that is done only once; return False if it is claimed already."""
    claiming = insert_into(connection, CLAIMS).values(name=name, time=to_microseconds(time)).on_conflict_do_nothing()
    return bool(connection.execute(claiming, execution_options=PRESERVED).rowcount)


def release(connection: Connection, name: str) -> None:
    """Let something be claimed again."""
    connection.execute(delete(CLAIMS).where(CLAIMS.c.name == name))


def delete_claims(connection: Connection, before: datetime) -> None:
    """Delete the claims from before a time."""
    connection.execute(delete(CLAIMS).where(CLAIMS.c.time < to_microseconds(before)))


def end_future(connection: Connection, now: datetime) -> None:
    """Let questions that were asked more than a day after now, by a clock that was wrong, have been asked now.

    Without any from before, it is rather the clock of now that is wrong, so none is changed; it also is before `WRITTEN`.
    """
    if now < WRITTEN:
        return
    tomorrow = to_microseconds(now + timedelta(days=1))
    if connection.execute(select(ASKED.c.id).where(ASKED.c.time <= tomorrow).limit(1)).first():
        connection.execute(update(ASKED).where(ASKED.c.time > tomorrow).values(time=to_microseconds(now)))


def delete_chunk(connection: Connection, before: datetime | None) -> int:
    """Delete up to `CHUNK_SIZE` questions from before a time, or of any time; return how many there were."""
    old = select(ASKED.c.id).order_by(ASKED.c.time).limit(CHUNK_SIZE)
    if before is not None:
        old = old.where(ASKED.c.time < to_microseconds(before))
    ids: Sequence[str] = connection.execute(old).scalars().all()
    if ids:
        connection.execute(delete(ASKED).where(ASKED.c.id.in_(ids)))
    return len(ids)


def _row(asked: Asked) -> Row:
    return {
        "id": asked.id,
        "time": to_microseconds(asked.time),
        "question": UNSTORABLE.sub("", asked.question),
        "outcome": asked.outcome,
        "confidence": float(asked.confidence),
        "passage": asked.passage,
        "section": asked.section and UNSTORABLE.sub("", asked.section),
        "server": asked.server,
        "language": asked.language,
        "member": asked.member,
    }


def _among(connection: Connection, column: Any, values: set[str]) -> set[str]:
    """Return those of some values that are in a column."""
    return set(connection.execute(select(column).where(column.in_(values))).scalars()) if values else set()
