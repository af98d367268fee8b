"""Inserting rows that may be there already, in one statement that no other process can come between."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

PRESERVED = {"preserve_rowcount": True}
"""The option of an execution whose `rowcount` is how many rows were written."""


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an insertion that can say what to do with rows that are there already, which is not standard SQL."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
