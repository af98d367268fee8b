"""The record that config.yaml asks for: entries go in without waiting, and come out in order of time."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from bot.record import changing, reading
from bot.record.database import Database, check_key
from bot.record.entries import Asked, Feedback, RecordError
from bot.record.keys import hash_member, load_key, new_key
from bot.record.places import Place
from bot.record.queueing import Entry, WritingQueue
from index.settings import Settings

T = TypeVar("T")

CLAIM_DAYS = 30
"""Days for which a claim is kept at least: longer than the week of a digest."""
CLOSING_SECONDS = 2.0
"""Time for which the end waits for entries to be written."""


class Record:
    """The record of questions. Recording and the methods that return a future never wait; all others wait for the database.

    `days` is how long a question is kept. Of several processes, only the one for which `is_tidying` returns True deletes older
    ones. Unless it `is_read_only`, a key is made for a new record.
    """

    def __init__(self, place: Place, days: int, *, is_read_only: bool = False) -> None:
        self.days = days
        self.is_tidying: Callable[[], bool] = lambda: True
        check_key(place)
        self._key = new_key() if is_read_only and not place.key.exists() else load_key(place.key)
        self.database = Database(place, self._key)
        self._queue = WritingQueue(self)

    @classmethod
    def open(cls, settings: Settings, *, is_read_only: bool = False) -> "Record":
        """Open the record. Raises RecordError if it is off or its key cannot be read, and SettingsError."""
        place = Place.from_settings(settings)
        return cls(place, settings.record.days if settings.record else 0, is_read_only=is_read_only)

    @property
    def lost(self) -> int:
        """The number of entries that could not be written."""
        return self._queue.lost

    @property
    def problem(self) -> RecordError | None:
        """Why the record cannot be written at present, or None."""
        return self._queue.problem

    @property
    def oldest(self) -> datetime:
        """The time before which questions are deleted."""
        return datetime.now(UTC) - timedelta(days=self.days)

    def start(self) -> None:
        """Start the writing thread, which opens the database, logs what is wrong with it, and deletes old questions."""
        self._queue.start()

    def hash(self, member: int) -> str:
        """Return the hash by which the record knows a member."""
        return hash_member(self._key, member)

    def record(self, asked: Asked) -> None:
        """Record a question. Never blocks, and raises nothing."""
        self._queue.put(asked)

    def feedback(self, feedback: Feedback) -> None:
        """Record what a member thinks of an answer. Never blocks, and raises nothing."""
        self._queue.put(feedback)

    def asked(self, since: datetime | None = None) -> Iterator[tuple[Asked, int, int]]:
        """Yield the questions from a time on, oldest first, with how many members found the answer helpful and unhelpful.

        None of them is older than `days`. Raises RecordError.
        """
        oldest = self.oldest if since is None else max(since, self.oldest)
        with self.database.reading() as connection:
            yield from reading.read_asked(connection, oldest)

    def contents(self) -> reading.Contents:
        """Count what the record contains. Raises RecordError."""
        with self.database.reading() as connection:
            return reading.count(connection, self.oldest)

    def forget(self, member: str) -> "Future[int]":
        """Delete all entries of a member; the future result is how many there were. It raises RecordError."""
        return self._queue.submit(lambda: self.forget_now(member))

    def forget_now(self, member: str) -> int:
        """Delete all entries of a member that are written; return how many there were. Raises RecordError."""
        with self.database.writing() as connection:
            deleted = changing.forget(connection, member)
        self.database.shrink_log()
        return deleted

    def leave_out(self, member: str) -> "Future[None]":
        """Record nothing of a member from now on. The future raises RecordError."""
        return self._in_turn(lambda connection: changing.leave_out(connection, member))

    def take_in(self, member: str) -> "Future[None]":
        """Record the entries of a member again. The future raises RecordError."""
        return self._in_turn(lambda connection: changing.take_in(connection, member))

    def is_left_out(self, member: str) -> "Future[bool]":
        """Return whether nothing of a member is recorded. The future raises RecordError."""
        return self._in_turn(lambda connection: changing.is_left_out(connection, member))

    def is_known(self, member: str) -> "Future[bool]":
        """Return whether something of a member is recorded. The future raises RecordError."""
        return self._in_turn(lambda connection: changing.is_known(connection, member))

    def has_asked(self, question: str) -> "Future[bool]":
        """Return whether the question with an id is recorded. The future raises RecordError."""
        return self._in_turn(lambda connection: changing.has_asked(connection, question))

    def claim(self, name: str) -> "Future[bool]":
        """Claim something that is done once by all processes together; False if it is claimed. The future raises RecordError.

        `name` has at most 80 characters. A claim is kept for `days`, or `CLAIM_DAYS` if that is more.
        """
        return self._in_turn(lambda connection: changing.claim(connection, name, datetime.now(UTC)))

    def release(self, name: str) -> "Future[None]":
        """Give up a claim, because what it was for failed. The future raises RecordError."""
        return self._in_turn(lambda connection: changing.release(connection, name))

    def _in_turn(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Do something in one transaction, after the entries that wait now. The future raises RecordError."""

        def run() -> T:
            with self.database.writing() as connection:
                return work(connection)

        return self._queue.submit(run)

    def delete_before(self, before: datetime | None) -> int:
        """Delete the questions from before a time, or all; return how many there were. Raises RecordError."""
        deleted = 0
        while True:
            with self.database.writing() as connection:
                count = changing.delete_chunk(connection, before)
            deleted += count
            if not count:
                break
        if deleted:
            self.database.shrink_log()
        return deleted

    def close(self, seconds: float = CLOSING_SECONDS) -> None:
        """Write what waits, for at most `seconds`, and close the database."""
        self._queue.close(seconds)
        self.database.close()

    def write(self, entries: list[Entry]) -> int:
        """Write entries, in the writing thread; return how many the database rejects because of what they are."""
        try:
            with self.database.writing() as connection:
                changing.add(connection, entries)
        except RecordError as error:
            if not isinstance(error.__cause__, DataError | IntegrityError):
                raise
            return 1 if len(entries) == 1 else sum(self.write([entry]) for entry in entries)
        return 0

    def tidy(self) -> None:
        """Delete the questions older than `days`, and claims that are no longer needed, in the writing thread.

        Questions from after now would stay for longer, so they count from now on.
        """
        if not self.is_tidying():
            return
        with self.database.writing() as connection:
            changing.end_future(connection, datetime.now(UTC))
        self.delete_before(self.oldest)
        with self.database.writing() as connection:
            changing.delete_claims(connection, min(self.oldest, datetime.now(UTC) - timedelta(days=CLAIM_DAYS)))
