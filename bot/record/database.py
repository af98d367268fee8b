"""The record's database: opened, created and migrated when it is needed, and opened again when its file is replaced."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.record.entries import RecordError
from bot.record.explaining import BACKUP, explain
from bot.record.keys import make_private, write_key
from bot.record.locking import lock_in_postgresql
from bot.record.migrating import NewerRecordError, check_version, is_current, migrate, read_version
from bot.record.owners import Owner, check_owner, claim, read_owner
from bot.record.places import PSYCOPG, Place
from bot.record.processes import Process, running
from bot.record.tables import ASKED

log = logging.getLogger(__name__)

LOCKED_SECONDS = 10.0
"""Time to wait for another program that has locked the database."""
WAIT_SECONDS = 0.02
"""Time between two attempts where SQLite does not wait by itself."""
CONNECT_SECONDS = 5
"""Time to wait for a server."""
IS_WRITING = "footnote_is_writing"
"""The option of a connection that is going to write, so that SQLite lets no other begin to in the meantime."""
MIGRATION_LOCK = 0x666F6F746E6F7465
"""The number under which PostgreSQL lets one process at a time migrate the tables."""


class Database:
    """A database, usable from several threads and by several processes. All errors are raised as RecordError.

    After `belong_to`, it is used only if it is not the record of another bot.
    """

    def __init__(self, place: Place, key: bytes) -> None:
        self.place = place
        self._key = key
        self._engine: Engine | None = None
        self._file: tuple[int, int] | None = None
        self._size = 0
        self._opening = threading.Lock()
        self._owner: Owner | None = None

    def belong_to(self, application: int) -> None:
        """Use the database only if it is the record of this bot, or of none so far, which is checked when it is opened."""
        with self._opening:
            self._owner = Owner.of(application, self._key)
            self._dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection to read from during the block. Raises NewerRecordError if a newer program has migrated it since."""
        with _explained(self.place), self._open(creates=False).connect() as connection:
            check_version(connection, self.place.shown)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is written when the block ends, creating the database if there is none.

        Raises NewerRecordError if a newer program has migrated the database since it was opened.
        """
        with self.coordinating() as connection:
            check_version(connection, self.place.shown)
            yield connection

    @contextmanager
    def coordinating(self) -> Iterator[Connection]:
        """Open a transaction like `writing`, also for what processes of different versions agree on while one is replaced.

        If that fails, the database is opened again the next time: somebody may have repaired it.
        """
        try:
            with (
                _explained(self.place),
                self._open(creates=True).connect() as connection,
                connection.execution_options(**{IS_WRITING: True}).begin(),
            ):
                yield connection
        except RecordError as error:
            if not isinstance(error, NewerRecordError):
                self.close()
            raise

    def shrink_log(self) -> None:
        """Empty the log of changes beside an SQLite database, which still contains what was deleted from it."""
        if self.place.file:
            with _explained(self.place):
                raw = self._open(creates=True).raw_connection()
                try:
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    raw.close()

    def close(self) -> None:
        """Close all connections."""
        with self._opening:
            self._dispose()

    def _open(self, *, creates: bool) -> Engine:
        with self._opening:
            if self._engine and self.place.file:
                self._check_file(self.place.file)
            if self._engine is None:
                if self.place.file:
                    self._find_file(creates=creates)
                engine = _make_engine(self.place)
                try:
                    _prepare(engine, self.place.shown, creates=creates or self.place.key.exists())
                    if self._owner:
                        _check_owner(engine, self._owner, self.place)
                except (SQLAlchemyError, sqlite3.Error, RecordError):
                    engine.dispose()
                    raise
                self._engine = engine
            return self._engine

    def _check_file(self, file: Path) -> None:
        """Close the database, so that it is opened again, if its file was replaced, emptied or cut short."""
        found = _state(file)
        size = found.st_size if found else 0
        if self._file != _identity(found) or (self._size and not size):
            log.warning("%s: deleted or replaced while in use; from now on, the record goes on in a new file", self.place.shown)
            self._dispose()
        elif size < self._size:
            self._dispose()
        self._size = size

    def _find_file(self, *, creates: bool) -> None:
        """Find the file of the database, or create it, readable by its owner alone. Its key, if gone, is written again."""
        file = self.place.file
        if file is None or not (creates or file.exists()):
            raise _nothing_yet(self.place.shown)
        if not file.exists():
            with suppress(FileExistsError):
                make_private(file)
        if creates and not self.place.key.exists():
            write_key(self.place.key, self._key)
        self._file, self._size = _identity(_state(file)), 0

    def _dispose(self) -> None:
        if self._engine:
            self._engine.dispose()
        self._engine = None


def _nothing_yet(shown: str) -> RecordError:
    return RecordError("nothing has been recorded yet", where=shown, fix="run `footnote serve`")


def _state(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None


def _identity(found: os.stat_result | None) -> tuple[int, int] | None:
    """Return what identifies a file with a state; None if there is no file."""
    return (found.st_dev, found.st_ino) if found else None


def inspect(place: Place) -> int | None:
    """Return how many questions a database contains, None if it has no tables yet, without changing it. Raises RecordError."""
    with _explained(place):
        engine = _make_engine(place)
        try:
            with engine.connect() as connection:
                if not is_current(connection, place.shown) and read_version(connection) is None:
                    return None
                if place.file:
                    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
                    if found != "ok":
                        raise RecordError(f"is damaged ({found})", where=place.shown, fix=BACKUP)
                return connection.execute(select(func.count()).select_from(ASKED)).scalar_one()
        finally:
            engine.dispose()


def check_key(place: Place) -> None:
    """Check that a database with tables has its key, without which its members are not known again. Raises RecordError.

    If a server cannot be asked, a new key is allowed; `belong_to` compares it later.
    """
    folder = place.key.parent
    try:
        if not folder.is_dir():
            raise RecordError("no such folder", where=str(folder), fix="create it, or fix `record.database` in config.yaml")
        if place.key.exists() or (place.file and not place.file.exists()):
            return
    except OSError as error:
        raise RecordError(f"cannot be read ({error.strerror})", where=str(place.key), fix="check its permissions") from None
    try:
        has_tables = inspect(place) is not None
    except RecordError:
        if place.file is None or place.key.exists():
            return
        raise
    if has_tables and not place.key.exists():  # another process makes its key before its tables
        away = f"move {place.file} away to begin a new record" if place.file else "name another database in config.yaml"
        what = "is missing, so the members of the record would not be known again"
        raise RecordError(what, where=str(place.key), fix=f"restore it from a backup, or {away}")


def _check_owner(engine: Engine, own: Owner, place: Place) -> None:
    """Check whose the database is, and write that down if nothing says so yet. Raises OtherBotError."""
    with engine.connect() as connection:
        found = read_owner(connection)
        check_owner(found, own, place)
    if found is None:
        with engine.connect() as connection, connection.execution_options(**{IS_WRITING: True}).begin():
            claim(connection, own, place)


def inspect_processes(place: Place) -> list[Process]:
    """Return the processes that use a database now, without changing it; none if it has no such table. Raises RecordError."""
    if place.file and not place.file.exists():
        return []
    with _explained(place):
        engine = _make_engine(place)
        try:
            with engine.connect() as connection:
                return list(running(connection)) if is_current(connection, place.shown) else []
        finally:
            engine.dispose()


def inspect_owner(place: Place) -> Owner | None:
    """Return the bot whose record a database is, None if nothing says so, without changing it. Raises RecordError."""
    if place.file and not place.file.exists():
        return None
    with _explained(place):
        engine = _make_engine(place)
        try:
            with engine.connect() as connection:
                return read_owner(connection) if is_current(connection, place.shown) else None
        finally:
            engine.dispose()


@contextmanager
def _explained(place: Place) -> Iterator[None]:
    """Raise the errors of a database as RecordError."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ImportError, OSError) as error:
        raise explain(error, place.shown) from error


def _make_engine(place: Place) -> Engine:
    if place.file is None:
        arguments: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS} if place.url.drivername == PSYCOPG else {}
        engine = create_engine(place.url, pool_pre_ping=True, hide_parameters=True, connect_args=arguments)
        if engine.dialect.name == "postgresql":
            event.listen(engine, "begin", _begin_in_postgresql)
        return engine
    engine = create_engine(
        place.url, hide_parameters=True, connect_args={"timeout": LOCKED_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_in_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    """Set up a connection to SQLite: transactions begin where we say, and what is deleted is overwritten."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys = ON", "secure_delete = ON", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_in_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that writes locks the database at once, because it could not later if it has read before."""
    is_writing = connection.get_execution_options().get(IS_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _begin_in_postgresql(connection: Connection) -> None:
    """Begin a transaction that waits for another program no longer than SQLite does; its own work may take any time."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(LOCKED_SECONDS * 1000)}")


def _prepare(engine: Engine, shown: str, *, creates: bool) -> None:
    """Bring the tables of a database up to date, unless they are. Only one process does. Raises RecordError.

    Unless it `creates`, a database without tables gets none: nobody has made a key for them.
    """
    with engine.connect() as connection:
        if is_current(connection, shown):
            return
        if not creates and read_version(connection) is None:
            raise _nothing_yet(shown)
    if engine.dialect.name == "sqlite":
        _use_log(engine)
    with engine.connect() as connection, connection.execution_options(**{IS_WRITING: True}).begin():
        lock_in_postgresql(connection, MIGRATION_LOCK)
        if not is_current(connection, shown):
            migrate(connection)


def _use_log(engine: Engine) -> None:
    """Have an SQLite database write to a log first, so that others can read meanwhile.

    SQLite itself does not wait for another process that is creating the same database.
    """
    end = time.monotonic() + LOCKED_SECONDS
    raw = engine.raw_connection()
    try:
        while True:
            try:
                raw.cursor().execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                    raise
                time.sleep(WAIT_SECONDS)
            else:
                return
    finally:
        raw.close()
