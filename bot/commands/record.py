"""`footnote record`: show what the record of questions contains, export and delete it, back it up and restore a backup."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.commands.project import settings_of
from bot.record.backups import back_up, replacing, restore
from bot.record.entries import Asked, RecordError
from bot.record.owners import hand_over
from bot.record.places import Place, key_beside
from bot.record.reading import Contents
from bot.record.store import Record
from bot.terminal.output import note, show
from bot.terminal.prompts import can_ask, read_line
from index.errors import UsageError
from index.files.paths import follow_links
from index.settings import Settings
from index.text.characters import pluralize

CONFIRMED = frozenset({"y", "yes"})
DECLINED = 1
"""The exit code if the question whether to go on is not answered with yes."""


def run(options: argparse.Namespace) -> int:
    """Do what is asked with the record. Raises RecordError if it is off or cannot be used."""
    settings = settings_of(options)
    actions: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
        "status": _show,
        "export": _export,
        "delete": _delete,
        "backup": _back_up,
        "restore": _restore,
        "hand-over": _hand_over,
    }
    return actions[options.action or "status"](options, settings)


def _show(options: argparse.Namespace, settings: Settings) -> int:
    """Print what the record contains."""
    with closing(Record.open(settings, is_read_only=True)) as record:
        contents = record.contents()
    if options.action and options.json:
        values = {**asdict(contents), "database": record.database.place.shown, "days": record.days}
        print(json.dumps(values, default=datetime.isoformat, ensure_ascii=False))
    else:
        show(((line, "") for line in _describe(contents, record)), sys.stdout)
    return 0


def _describe(contents: Contents, record: Record) -> Iterator[str]:
    period = f", from {contents.first:%Y-%m-%d} to {contents.last:%Y-%m-%d}" if contents.first and contents.last else ""
    yield f"{record.database.place.shown}: {pluralize(contents.asked, 'question')}{period}"
    yield f"answers that members judged: {contents.judged:,}; members who opted out: {contents.left_out:,}"
    yield f"each question is deleted after {pluralize(record.days, 'day')}"


def _export(options: argparse.Namespace, settings: Settings) -> int:
    """Print the questions as lines of JSON, oldest first, or write them to a file for its owner alone."""
    count, file = 0, options.file
    if file:
        _refuse_own(Place.from_settings(settings), file)
        if file.is_file() and not _confirm(f"Replace {file}?", options):
            return DECLINED
    with closing(Record.open(settings, is_read_only=True)) as record, _writing(file, record) as output:
        for asked, helpful, unhelpful in record.asked(options.since):
            print(json.dumps(_values(asked, helpful, unhelpful), ensure_ascii=False), file=output)
            count += 1
    if file:
        note(f"{file}: {pluralize(count, 'question')}")
    return 0


def _values(asked: Asked, helpful: int, unhelpful: int) -> dict[str, object]:
    """Return a question as it is exported. A server's ID is text, because many programs cannot read a number of its size."""
    values: dict[str, object] = {name: getattr(asked, name) for name in Asked.__struct_fields__ if name != "replaces"}
    server = None if asked.server is None else str(asked.server)
    time, confidence = asked.time.isoformat(timespec="milliseconds"), round(asked.confidence, 4)
    return {**values, "time": time, "confidence": confidence, "server": server, "helpful": helpful, "unhelpful": unhelpful}


@contextmanager
def _writing(file: Path | None, record: Record) -> Iterator[TextIO]:
    """Return where to write: standard output, or a new file that only its owner can read, which replaces another at the end."""
    if file is None:
        yield sys.stdout
    elif file.exists() and not file.is_file():  # a pipe or a device
        with file.open("w", encoding="utf-8") as output:
            yield output
    else:
        with replacing(follow_links(file), record.database.place.shown) as draft, draft.open("w", encoding="utf-8") as output:
            yield output


def _delete(options: argparse.Namespace, settings: Settings) -> int:
    """Delete questions after a confirmation."""
    if options.member is not None:
        what = f"the questions of member {options.member}, and what they thought of answers"
    else:
        what = "all questions" if options.all else f"the questions from before {options.before:%Y-%m-%d}"
    if not _confirm(f"Delete {what}?", options):
        return DECLINED
    with closing(Record.open(settings)) as record:
        if options.member is not None:
            note(f"deleted entries: {record.forget_now(record.hash(options.member)):,}")
        else:
            note(f"deleted questions: {record.delete_before(options.before):,}")
    return 0


def _back_up(options: argparse.Namespace, settings: Settings) -> int:
    """Write a backup of the record and its key to files."""
    place, file = Place.from_settings(settings), options.file
    _refuse_own(place, file)
    _refuse_own(place, key_beside(file))
    existing = [str(each) for each in (file, key_beside(file)) if _exists(each)]
    if existing and not _confirm(f"Replace {' and '.join(existing)}?", options):
        return DECLINED
    back_up(place, file)
    note(f"{file} and {file}.key contain the record and its key; keep both private")
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    """Replace the record with a backup."""
    place = Place.from_settings(settings)
    _refuse_own(place, options.file)
    if not _confirm(f"Replace {place.shown} with {options.file}?", options):
        return DECLINED
    if restore(place, options.file):
        note("the key has changed; restart `footnote serve`")
    note("entries that members deleted after this backup are back, and members who opted out since then are recorded again")
    return 0


def _hand_over(options: argparse.Namespace, settings: Settings) -> int:
    """Transfer the record to the bot that uses it next."""
    if not _confirm("Transfer the record to the next bot that uses it?", options):
        return DECLINED
    with closing(Record.open(settings)) as record, record.database.writing() as connection:
        application = hand_over(connection)
    before = "no bot" if application is None else f"application {application}"
    note(f"the record belonged to {before}; the next bot that uses it becomes its owner")
    return 0


def _exists(file: Path) -> bool:
    """Return whether there is a file that another can replace. Raises RecordError for a pipe or a device."""
    if file.exists() and not file.is_file():
        raise RecordError("is not a file", where=str(file), fix="name another one")
    return file.exists()


def _refuse_own(place: Place, file: Path) -> None:
    """Raise RecordError for what cannot be a backup or an export: a folder, and a file of the record."""
    fix = "name another file"
    try:
        if not file.name or file.is_dir():
            raise RecordError("is a folder", where=str(file), fix=fix)
        name = place.name_of(file)
    except OSError as error:
        raise RecordError(f"cannot be used ({error.strerror})", where=str(file), fix=fix) from None
    if name:
        raise RecordError(f"is {name}", where=str(file), fix=fix)


def _confirm(question: str, options: argparse.Namespace) -> bool:
    """Ask whether to go on. Raises UsageError if there is nobody to ask."""
    if options.yes:
        return True
    if not can_ask():
        raise UsageError("needs a confirmation", where=f"record {options.action}", fix="pass --yes")
    try:
        return read_line(f"{question} [y/N] ").strip().casefold() in CONFIRMED
    except EOFError:
        return False
