"""Backups of a record in a file: made while the bot runs, and restored. Its key goes with it."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot.record.database import LOCKED_SECONDS, check_key, inspect_owner
from bot.record.entries import RecordError
from bot.record.explaining import explain
from bot.record.keys import fill_key, make_private, read_key
from bot.record.migrating import VERSIONS
from bot.record.owners import Owner
from bot.record.places import LOGS, Place, key_beside
from bot.record.tables import METADATA, VERSION_TABLE
from index.files.careful_writing import fix_of_writing

IN_PLACE = "check the permissions of it and its folder"
WITH_A_SERVER = "use `pg_dump` and `pg_restore`, and copy its key, {key}"


def back_up(place: Place, copy: Path) -> None:
    """Write a consistent backup of the database to a file, and its key beside it. Raises RecordError."""
    file = _file_of(place)
    if not file.exists():
        raise RecordError("nothing has been recorded yet", where=place.shown, fix="run `footnote serve`")
    key = _own_key(place)
    with replacing(key_beside(copy), place.shown) as key_draft:
        fill_key(key_draft, key)
        with replacing(copy, place.shown) as draft:
            with closing(sqlite3.connect(file, timeout=LOCKED_SECONDS)) as source, closing(sqlite3.connect(draft)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            _check(draft, place.shown)


def restore(place: Place, copy: Path) -> bool:
    """Replace the record with a backup and its key; return whether the key has changed. Raises RecordError.

    A running bot notices, and goes on with the backup. If the database cannot be replaced, nothing changes.
    """
    file, key = _file_of(place), key_beside(copy)
    try:
        wanted = read_key(key)
        _check(copy, str(copy))
        is_changed = not place.key.exists() or place.key.read_bytes() != key.read_bytes()
    except OSError as error:
        where = str(error.filename or copy)
        raise RecordError(
            f"cannot be read ({error.strerror})", where=where, fix="a backup is two files, FILE and FILE.key"
        ) from None
    with replacing(place.key, place.shown, IN_PLACE) as key_draft:  # the key last: it is of no use to the database before
        fill_key(key_draft, wanted)
        with _draft_of(file, place.shown, IN_PLACE) as draft:
            shutil.copyfile(copy, draft)
            _sync(draft)
            with _without_logs(file):
                draft.replace(file)
    return is_changed


@contextmanager
def _without_logs(file: Path) -> Iterator[None]:
    """Remove the logs of a database, which SQLite would apply to another in its place; if the block fails, they are back."""
    aside: dict[Path, Path] = {}
    try:
        for log in (file.with_name(file.name + name) for name in LOGS):
            if log.exists():
                aside[log] = log.replace(_draft_name(log))
        yield
    except OSError:
        for log, moved in aside.items():
            with suppress(OSError):
                moved.replace(log)
        raise
    for moved in aside.values():
        with suppress(OSError):
            moved.unlink()


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
        raise RecordError("is not the key that this record was made with", where=str(place.key), fix=fix)
    return key


def _file_of(place: Place) -> Path:
    if place.file is None:
        raise RecordError("is on a server", where=place.shown, fix=WITH_A_SERVER.format(key=place.key))
    return place.file


@contextmanager
def replacing(path: Path, shown: str, fix: str = "name another file") -> Iterator[Path]:
    """Give a new file for its owner alone, which takes the place of another at the end of the block. Raises RecordError."""
    with _draft_of(path, shown, fix) as draft:
        yield draft
        _sync(draft)
        draft.replace(path)


@contextmanager
def _draft_of(path: Path, shown: str, fix: str) -> Iterator[Path]:
    """Give a new file for its owner alone, beside another, and remove it at the end of the block. Raises RecordError.

    `fix` says what to do if it cannot be written.
    """
    draft = _draft_name(path)
    try:
        make_private(draft)
        yield draft
    except sqlite3.Error as error:
        raise explain(error, shown) from None
    except OSError as error:
        fix = fix_of_writing(error, fix)
        raise RecordError(f"cannot be written ({error.strerror})", where=str(path), fix=fix) from None
    finally:
        draft.unlink(missing_ok=True)


def _draft_name(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}")


def _sync(file: Path) -> None:
    """Wait until a file is on the disk, so that after a power cut, none that is empty has taken the place of another."""
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())


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
        raise RecordError(f"is damaged ({found})", where=shown, fix="use an earlier backup")
    if version is None or version[0] not in VERSIONS:
        raise RecordError("was written by another version of Footnote", where=shown, fix="use that version")
