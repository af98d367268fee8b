"""The record of a store: which build readers use, which one a rollback returns to, and who is building.

The record is one row. Writing it switches all readers at once, from one complete build to another. An alias with the name of
the store says the same to other programs.
"""

import os
import random
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import msgspec

from index.errors import NoIndexError, StoreError
from index.milvus.client import Engine
from index.milvus.files import StoredFile
from index.milvus.schema import VERSION, file_row, file_schema

RECORD = "record"
TICKET = "ticket-"
STALE_SECONDS = 600.0
"""Age at which the ticket of a build on another machine no longer counts, unless it was renewed."""
RENEW_SECONDS = 60.0
BUILD_SECONDS = 60.0
"""How long a build waits for another one, if nothing else is said."""
WAIT_SECONDS = 2.0
"""Longest wait, by chance, before a build tries again to be the only one."""
AFTER = "try again when it has finished; one that was interrupted stops counting after 10 minutes"
OTHER_NAME = "set `store.name` in config.yaml to another name"


class Build(msgspec.Struct, frozen=True):
    """A build in the store: the name of its generation, its number, and the collection with its passages."""

    name: str
    number: int
    passages: int
    collection: str
    dimension: int
    model: str
    made_by: str
    listing: StoredFile

    @property
    def condition(self) -> str:
        """The condition that exactly the rows of this build meet."""
        return f"added <= {self.number} and removed > {self.number}"


class Record(msgspec.Struct, frozen=True):
    """The current build and the one before it; `last_number` is the highest number that any build has had."""

    owner: str
    current: Build | None = None
    previous: Build | None = None
    last_number: int = 0
    format: int = VERSION

    def named(self, name: str) -> Build | None:
        """Return the build with this name, if it is one of the two."""
        return next((build for build in (self.current, self.previous) if build and build.name == name), None)


class _Versioned(msgspec.Struct, frozen=True):
    format: int


def builds_collection(engine: Engine) -> str:
    """Return the name of the collection with the record and the files."""
    return f"{engine.address.name}_builds"


def read_record(engine: Engine) -> Record | None:
    """Return the record, or None if nothing has been built into the store.

    Raises StoreError if the store is not one of Footnote, or of another version.
    """
    collection, where = builds_collection(engine), engine.address.shown
    fields = engine.fields(collection)
    if fields is None:
        return None
    if set(fields) != {field.name for field in file_schema().fields}:
        raise StoreError(f"the collection {collection} is not one of Footnote", where=where, fix=OTHER_NAME)
    rows = engine.get(collection, [RECORD], ["id", "data"], is_strong=True)
    if not rows:
        return None
    try:
        found = msgspec.json.decode(rows[0]["data"], type=_Versioned).format
        if found != VERSION:
            kind = "a newer" if found > VERSION else "an earlier"
            fix = "update Footnote on this machine" if found > VERSION else "run `footnote build --full` with this version"
            raise StoreError(f"the index in it was written by {kind} version of Footnote", where=where, fix=fix)
        return msgspec.json.decode(rows[0]["data"], type=Record)
    except msgspec.DecodeError as error:
        fix = f"drop the collection {collection} and run `footnote build`"
        raise StoreError(f"the record in {collection} is damaged ({error})", where=where, fix=fix) from None


def require_free_name(engine: Engine) -> None:
    """Raise StoreError if the name of the alias is that of a collection."""
    name = engine.address.name
    if engine.target(name) is None and engine.fields(name) is not None:
        raise StoreError(f"{name} is the collection of another program", where=engine.address.shown, fix=OTHER_NAME)


def require_build(engine: Engine, record: Record | None) -> tuple[Record, Build]:
    """Return the record and its current build, after checking that all that it needs is there.

    Raises NoIndexError or StoreError.
    """
    where, name = engine.address.shown, engine.address.name
    if record is None or record.current is None:
        require_free_name(engine)
        raise NoIndexError("no index in the store yet", where=where, fix="run `footnote build`")
    build = record.current
    if engine.fields(build.collection) is None:
        what = f"the collection {build.collection} is gone"
        raise StoreError(what, where=where, fix="run `footnote build`, which writes it again")
    target = engine.target(name)
    if target != build.collection:
        what = f"the alias {name} " + (f"points to {target}, not to {build.collection}" if target else "is gone")
        raise StoreError(what, where=where, fix="run `footnote build`, which sets it again")
    return record, build


def require_rows(engine: Engine, build: Build, *, is_exact: bool = True) -> None:
    """Raise StoreError if rows of a build are gone.

    If not `is_exact`, Milvus Lite only has to have as many rows: it reads all of them to count those of a build.
    """
    left = engine.count(build.collection, build.condition if is_exact or not engine.is_lite else "")
    if left < build.passages:
        raise rows_gone(engine, build, build.passages - left)


def rows_gone(engine: Engine, build: Build, count: int | None = None) -> StoreError:
    """Return the error for rows of a build that somebody deleted, as many as `count` if that is known."""
    number = f"{count:,} of {build.passages:,}" if count else "some"
    what = f"{number} passages are gone from the collection {build.collection}"
    return StoreError(what, where=engine.address.shown, fix="run `footnote build`, which writes them again")


def write_record(engine: Engine, record: Record) -> None:
    """Replace the record, which switches all readers to its current build."""
    engine.upsert(builds_collection(engine), [file_row(RECORD, msgspec.json.encode(record).decode())])


class Ticket:
    """The right to write into a store, which one build has at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._key = f"{TICKET}{secrets.token_hex(8)}"
        self._renewed = 0.0

    def renew(self) -> None:
        """Say that the build is still running; now and then is enough."""
        if time.monotonic() - self._renewed > RENEW_SECONDS:
            data = msgspec.json.encode((socket.gethostname(), os.getpid(), time.time())).decode()
            self._engine.upsert(builds_collection(self._engine), [file_row(self._key, data)])
            self._renewed = time.monotonic()

    def take(self, seconds: float) -> bool:
        """Try to be the only build, for at most this many seconds. Return whether that succeeded.

        Each build writes its ticket before it looks for those of others, so that of two at least one sees the other. Who sees
        another one steps back.
        """
        end = time.monotonic() + seconds
        while True:
            self._renewed = float("-inf")
            self.renew()
            if not self._others():
                return True
            self.give_back()
            if time.monotonic() >= end:
                return False
            time.sleep(WAIT_SECONDS * random.uniform(0.2, 1))  # noqa: S311

    def give_back(self) -> None:
        """Let the next build begin."""
        self._engine.delete(builds_collection(self._engine), [self._key])

    def _others(self) -> list[str]:
        """Return the tickets of other builds that are running, and delete those of builds that are not."""
        collection = builds_collection(self._engine)
        rows = self._engine.query(collection, f'id like "{TICKET}%"', ["id", "data"], is_strong=True)
        others = {row["id"]: row["data"] for row in rows if row["id"] != self._key}
        stale = [key for key, data in others.items() if _is_stale(data)]
        self._engine.delete(collection, stale)
        return [key for key in others if key not in stale]


@contextmanager
def only_build(engine: Engine, seconds: float | None = None) -> Iterator[Ticket]:
    """Be the only build that writes into a store during the block. Raises StoreError if another one is still running."""
    if engine.fields(builds_collection(engine)) is None:
        engine.create(builds_collection(engine), file_schema())
    ticket = Ticket(engine)
    if not ticket.take(BUILD_SECONDS if seconds is None else seconds):
        raise StoreError("another build is writing into the store", where=engine.address.shown, fix=AFTER)
    try:
        yield ticket
    finally:
        with suppress(StoreError):  # it becomes stale; what went wrong before is what to report
            ticket.give_back()


def _is_stale(data: str) -> bool:
    """Return whether the build with a ticket was interrupted."""
    try:
        host, process, renewed = msgspec.json.decode(data, type=tuple[str, int, float])
    except msgspec.DecodeError:
        return True
    if abs(time.time() - renewed) > STALE_SECONDS:
        return True
    if host != socket.gethostname() or os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
