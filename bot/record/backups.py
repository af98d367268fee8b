"""Copies of a record in a file: made while the bot runs, and put back. Its key goes with it."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.record.database import LOCKED_SECONDS, check_key, inspect_owner
from bot.record.entries import RecordError
from bot.record.explaining import explain
from bot.record.keys import PRIVATE, read_key
from bot.record.migrating import VERSIONS
from bot.record.owners import Owner
from bot.record.places import LOGS, Place, key_beside
from bot.record.tables import METADATA, VERSION_TABLE

WITH_A_SERVER = "use `pg_dump` and `pg_restore`, and copy its key, {key}"


def back_up(place: Place, copy: Path) -> None:
    """Write a consistent copy of the database to a file, and its key beside it. Raises RecordError."""
    file = _file_of(place)
    if not file.exists():
        raise RecordError("nothing has been recorded yet", where=place.shown, fix="run `footnote serve`")
    key = _own_key(place)
    with replacing(copy, place.shown) as draft, replacing(key_beside(copy), place.shown) as key_draft:
        with closing(sqlite3.connect(file, timeout=LOCKED_SECONDS)) as source, closing(sqlite3.connect(draft)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        _check(draft, place.shown)
        _write_key(key_draft, key)


def restore(place: Place, copy: Path) -> bool:
    """Put a copy and its key in the place of the record; return whether the key has changed. Raises RecordError.

    A running bot notices, and goes on with the copy.
    """
    file, key = _file_of(place), key_beside(copy)
    try:
        wanted = read_key(key)
        _check(copy, str(copy))
        is_changed = not place.key.exists() or place.key.read_bytes() != key.read_bytes()
    except OSError as error:
        where = str(error.filename or copy)
        raise RecordError(
            f"cannot be read ({error.strerror})", where=where, fix="a copy is two files, FILE and FILE.key"
        ) from None
    with replacing(file, place.shown) as draft:
        with replacing(place.key, place.shown) as key_draft:
            shutil.copyfile(copy, draft)
            _write_key(key_draft, wanted)
        for log in LOGS:  # of the database before; SQLite would apply them to the copy
            file.with_name(file.name + log).unlink(missing_ok=True)
    return is_changed


def _own_key(place: Place) -> bytes:
    """Read the key of the record. Raises RecordError if it is missing, damaged, or another one than the bot has used."""
    check_key(place)
    try:
        key = read_key(place.key)
    except OSError as error:
        raise RecordError(f"cannot be read ({error.strerror})", where=str(place.key), fix="check its permissions") from None
    owner = inspect_owner(place)
    if owner and owner != Owner.of(owner.application, key):
        fix = "restore it from a backup, or run `footnote record hand-over` to go on with this one"
        raise RecordError("is another key than the one that the record was made with", where=str(place.key), fix=fix)
    return key


def _write_key(file: Path, key: bytes) -> None:
    file.write_text(f"{key.hex()}\n", encoding="ascii")


def _file_of(place: Place) -> Path:
    if place.file is None:
        raise RecordError("is on a server", where=place.shown, fix=WITH_A_SERVER.format(key=place.key))
    return place.file


@contextmanager
def replacing(path: Path, shown: str) -> Iterator[Path]:
    """Give a new file for its owner alone, which takes the place of another at the end of the block. Raises RecordError."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))
        yield draft
        draft.replace(path)
    except sqlite3.Error as error:
        raise explain(error, shown) from None
    except OSError as error:
        raise RecordError(f"cannot be written ({error.strerror})", where=str(path), fix="name another file") from None
    finally:
        draft.unlink(missing_ok=True)


def _check(file: Path, shown: str) -> None:
    """Check that a file is an undamaged record of a version that this program knows. Raises RecordError and OSError."""
    file.stat()
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            [[found]] = connection.execute("PRAGMA integrity_check(1)").fetchall()
            version = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608  # names of ours
            if version and version[0] == VERSIONS[-1]:
                for table in METADATA.sorted_tables:
                    connection.execute(f"SELECT {', '.join(table.columns.keys())} FROM {table.name} LIMIT 0")  # noqa: S608
    except sqlite3.Error as error:
        raise explain(error, shown) from None
    if found != "ok":
        raise RecordError(f"is damaged ({found})", where=shown, fix="use an earlier copy")
    if version is None or version[0] not in VERSIONS:
        raise RecordError("was written by another version of Footnote", where=shown, fix="use that version")
