"""Where the record is: the database that config.yaml names, and the file of its key."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.record.entries import RecordError
from index.errors import SettingsError
from index.files.paths import follow_links, resolve_path
from index.settings import Settings

KEY_SUFFIX = ".key"
SERVER_KEY = "record.key"
"""The file of the key beside config.yaml if the database is not a file."""
PSYCOPG = "postgresql+psycopg"
"""The driver for PostgreSQL that the extra `postgres` installs."""
DRIVERS = {"postgres": PSYCOPG, "postgresql": PSYCOPG}
PASSWORDS = {"password", "sslpassword"}
"""Parameters of a URL that are secret."""
LOGS = ("-journal", "-wal", "-shm")
"""What SQLite adds to the name of a database for the files that it keeps beside it."""
FILE_FIX = "write the path of a file, such as record.db"
OFF = "nothing is recorded, because `record` is not set"


@dataclass(frozen=True, slots=True)
class Place:
    """A database: its URL, the file that it is in, if it is SQLite, and the file of the key."""

    url: URL
    file: Path | None
    key: Path

    @property
    def shown(self) -> str:
        """The database as messages name it, without a password."""
        if self.file:
            return str(self.file)
        hidden = {name: "hidden" for name in self.url.query if name.casefold() in PASSWORDS}
        return self.url.update_query_dict(hidden).render_as_string(hide_password=True)

    @classmethod
    def of_file(cls, file: Path) -> "Place":
        """Return the place of an SQLite database, whose key is beside it."""
        return cls(URL.create("sqlite", database=str(file)), file, key_beside(file))

    @classmethod
    def from_settings(cls, settings: Settings) -> "Place":
        """Return the place that config.yaml names. Raises RecordError if it names none, and SettingsError."""
        if settings.record is None:
            raise RecordError(OFF, where=str(settings.file), fix="add `record: {database: record.db}` to record questions")
        named, where = settings.record.database, f"{settings.file}: record.database"
        if "://" not in named:
            return cls._in(settings, named, where)
        try:
            url = make_url(named)
            backend = url.get_backend_name()
        except (ArgumentError, ValueError):
            raise SettingsError("is not the URL of a database", where=where, fix="write a path or a URL") from None
        if backend == "sqlite":
            if url.database in {None, "", ":memory:"} or url.query:
                raise SettingsError("names no file", where=where, fix=FILE_FIX)
            return cls._in(settings, str(url.database), where)
        return cls(url.set(drivername=DRIVERS.get(url.drivername, url.drivername)), None, settings.root / SERVER_KEY)

    @classmethod
    def _in(cls, settings: Settings, named: str, where: str) -> "Place":
        """Return the place of an SQLite database in a file that config.yaml names. Raises SettingsError if it has no name."""
        file = resolve_path(settings.root, named)
        if file.name in {"", ".."}:
            raise SettingsError(f"{named!r} is a folder", where=where, fix=FILE_FIX)
        return cls.of_file(file)

    def name_of(self, file: Path) -> str | None:
        """Return what a file is if it belongs to the record, such as `the record itself`; else None. Raises OSError."""
        if _is_same(file, self.key):
            return "the key of the record"
        if self.file is None:
            return None
        if _is_same(file, self.file):
            return "the record itself"
        logs = (self.file.with_name(self.file.name + log) for log in LOGS)
        return "a part of the record" if any(_is_same(file, log) for log in logs) else None


def _is_same(one: Path, other: Path) -> bool:
    """Return whether two paths are of the same file, which need not exist."""
    return follow_links(one) == follow_links(other) or (one.exists() and other.exists() and one.samefile(other))


def key_beside(file: Path) -> Path:
    """Return the file of the key for a database in a file."""
    return file.with_name(file.name + KEY_SUFFIX)
