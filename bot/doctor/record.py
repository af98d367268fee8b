"""Check the record of questions: its database and its key, without changing or creating either."""

import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.checks import Check, Finding, failed_with, ok, warning
from index.errors import FootnoteError
from index.text.characters import pluralize

if TYPE_CHECKING:
    from bot.record.places import Place
    from index.settings import Settings

NAME = "Record"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
NEEDED_BYTES = 1_000_000
"""Bytes that should be free beside a database: it and its log grow with each question."""


def check_record(settings: "Settings") -> Finding[None]:
    """Check that questions can be recorded, if config.yaml asks for it; no checks if it does not."""
    if settings.record is None:
        return Finding(())
    from bot.record.places import Place

    try:
        place = Place.from_settings(settings)
        return Finding((_check_files(place) or _check_database(place, settings.record.days),))
    except FootnoteError as error:
        return Finding((failed_with(NAME, error, "fix it in config.yaml"),))


def _check_files(place: "Place") -> Check | None:
    """Return what is wrong with the files of a record, or that it has none yet; None if there is more to check."""
    from bot.record.database import check_key
    from bot.record.entries import RecordError
    from bot.record.keys import read_key

    check_key(place)
    if place.key.exists():
        try:
            read_key(place.key)
        except OSError as error:
            raise RecordError(f"cannot be read ({error.strerror})", where=str(place.key), fix="check its permissions") from None
    for file in filter(None, (place.file, place.key)):
        if file.is_file() and file.stat().st_mode & OTHERS:
            return warning(NAME, f"{file}: other users of this machine can read it", f"run `chmod 600 {file}`")
    if place.file and not _is_writable(place.file):
        raise RecordError("cannot be written", where=place.shown, fix="make it and its folder writable")
    if place.file and shutil.disk_usage(place.file.absolute().parent).free < NEEDED_BYTES:
        raise RecordError("the disk is full", where=place.shown, fix="free up space")
    if place.file and not place.file.exists():
        return ok(NAME, f"{place.shown}: nothing has been recorded yet")
    return None


def _is_writable(file: Path) -> bool:
    """Return whether a file and the log beside it can be written."""
    return os.access(file.absolute().parent, os.W_OK | os.X_OK) and (not file.exists() or os.access(file, os.W_OK))


def _check_database(place: "Place", days: int) -> Check:
    """Check that the database is undamaged and of a version that can be used. Raises RecordError."""
    from bot.record.database import inspect

    count = inspect(place)
    what = "nothing has been recorded yet" if count is None else pluralize(count, "question")
    return ok(NAME, f"{place.shown}: {what}; each is deleted after {pluralize(days, 'day')}")


def find_owner(settings: "Settings") -> int | None:
    """Return the application whose record config.yaml names, or None if nothing says so."""
    if settings.record is None:
        return None
    from bot.record.database import inspect_owner
    from bot.record.places import Place

    try:
        owner = inspect_owner(Place.from_settings(settings))
    except FootnoteError:
        return None  # the check of the record says what is wrong
    return owner.application if owner else None
