"""Locks for what one process at a time may do. A writer in SQLite has the whole database to itself anyway."""

from sqlalchemy import Connection, text


def lock_in_postgresql(connection: Connection, number: int) -> None:
    """Wait until no other transaction has the lock with a number, and hold it to the end of this one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": number})
