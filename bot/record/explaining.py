"""Turns the errors of a database into one line that says what is wrong and what to do."""

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from bot.record.entries import RecordError
from bot.record.places import PSYCOPG
from index.files.careful_writing import fix_of_writing
from index.installation import install_fix

BACKUP = "restore a backup, or move it away to begin a new record (docs/running.md)"
PROBLEMS = {
    "SQLITE_BUSY": ("is locked by another program", "close that program"),
    "SQLITE_LOCKED": ("is locked by another program", "close that program"),
    "SQLITE_READONLY": ("is read-only", "make it and its folder writable"),
    "SQLITE_CANTOPEN": ("cannot be opened", "check that its folder exists and is writable"),
    "SQLITE_PERM": ("cannot be opened", "check its permissions"),
    "SQLITE_FULL": ("the disk is full", "free up space"),
    "SQLITE_IOERR": ("cannot be read or written", "check that the disk works and is not full"),
    "SQLITE_CORRUPT": ("is damaged", BACKUP),
    "SQLITE_NOTADB": ("is not a database", BACKUP),
    "SQLITE_SCHEMA": ("has other tables than those of the record", BACKUP),
}
"""What errors of SQLite mean, by the beginning of their names, and what to do about them."""
OTHER_TABLES_FIX = "restore a backup, or name another database in config.yaml"
OR_PSYCOPG = ", or write `postgresql://` to use psycopg"
STATES = {
    "55P03": PROBLEMS["SQLITE_BUSY"],
    "42P01": (PROBLEMS["SQLITE_SCHEMA"][0], OTHER_TABLES_FIX),
    "42P07": (PROBLEMS["SQLITE_SCHEMA"][0], OTHER_TABLES_FIX),
    "42703": (PROBLEMS["SQLITE_SCHEMA"][0], OTHER_TABLES_FIX),
    "53100": PROBLEMS["SQLITE_FULL"],
    "25006": ("is read-only", "name another server in config.yaml, or let this one be written to"),
}
"""What errors of PostgreSQL mean, by their SQLSTATE: a lock that is not available, a table or column that is missing, ..."""
OTHER_TABLES = ("no such table", "no such column", "has no column")
"""Messages of SQLite about tables that are missing or different."""


def explain(error: SQLAlchemyError | sqlite3.Error | ImportError | OSError, shown: str) -> RecordError:
    """Return the error of a database as one that says what to do; `shown` names the database."""
    if isinstance(error, NoSuchModuleError):
        return RecordError("is not a supported kind of database", where=shown, fix="use PostgreSQL or a file")
    if isinstance(error, ImportError):
        if shown.startswith(f"{PSYCOPG}:"):
            fix = install_fix("postgres")
        else:
            fix = f"install {error.name or 'it'}{OR_PSYCOPG if shown.startswith('postgres') else ''}"
        return RecordError("its driver is not installed", where=shown, fix=fix)
    if isinstance(error, OSError):
        fix = fix_of_writing(error, "check its folder and permissions")
        return RecordError(f"cannot be opened ({error.strerror})", where=shown, fix=fix)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _explain_sqlite(cause, shown)
    if state := STATES.get(str(getattr(cause, "sqlstate", None))):
        return RecordError(state[0], where=shown, fix=state[1])
    lines = str(cause).strip().splitlines() or [type(cause).__name__]
    fix = "check that the server is running and accepts this user"
    return RecordError(f"cannot be used ({lines[0]})", where=shown, fix=fix)


def _explain_sqlite(error: sqlite3.Error, shown: str) -> RecordError:
    name = str(getattr(error, "sqlite_errorname", ""))
    if str(error).startswith(OTHER_TABLES):
        name = "SQLITE_SCHEMA"
    if name.startswith("SQLITE_CANTOPEN") and Path(shown).is_dir():
        return RecordError(
            "cannot be opened (it is a folder)",
            where=shown,
            fix="move it away, or name a file at `record.database` in config.yaml",
        )
    for start, (what, fix) in PROBLEMS.items():
        if name.startswith(start):
            return RecordError(what, where=shown, fix=fix)
    return RecordError(f"cannot be used ({error})", where=shown, fix="check the file")
