"""The version of the record's tables: read it, and migrate the tables of an older one. Alembic is imported only for that."""

import logging
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from bot.record.entries import RecordError
from bot.record.tables import VERSION_TABLE
from index.version import VERSION

VERSIONS = ("1", "2")
"""The versions of the tables that this program knows, in order; each has a module in `migrations/versions`."""
MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS_STORED = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32)))
"""The table in which Alembic keeps the version."""


class NewerRecordError(RecordError):
    """The tables of a record are those of a newer program."""


def read_version(connection: Connection) -> str | None:
    """Return the version of a database's tables, or None if it has none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: str | None = connection.execute(select(VERSIONS_STORED.c.version_num)).scalar()
    return version


def is_current(connection: Connection, shown: str) -> bool:
    """Return whether a database has the newest tables. Raises NewerRecordError."""
    version = read_version(connection)
    _refuse_newer(version, shown)
    return version == VERSIONS[-1]


def check_version(connection: Connection, shown: str) -> None:
    """Check again, cheaply, that tables that were current are not those of a newer program now. Raises NewerRecordError."""
    _refuse_newer(connection.execute(select(VERSIONS_STORED.c.version_num)).scalar(), shown)


def _refuse_newer(version: str | None, shown: str) -> None:
    if version is not None and version not in VERSIONS:
        what = f"it was written by a newer version of Footnote (record {version}; this is Footnote {VERSION})"
        raise NewerRecordError(what, where=shown, fix="install that version, or name another database in config.yaml")


def migrate(connection: Connection) -> None:
    """Bring the tables of a database up to date within the open transaction of a connection."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
