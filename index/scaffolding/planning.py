"""A new project: what is to be written is planned first, and then written whole or not at all."""

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.files.typed_yaml import ADDRESS, WORDED
from index.reading.corpus import UNWRITABLE
from index.scaffolding.choosing import Chosen
from index.settings import DocumentSettings
from index.settings.reference import SCHEMA_FILE, schema_text
from index.settings.template import config_text

CONFIG_FILE = "config.yaml"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be written, by its path in the project."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """A project that is to be written into a folder; config.yaml comes last, so that nobody finds one without the rest."""

    folder: Path
    files: tuple[NewFile, ...]

    @property
    def config(self) -> Path:
        """The config.yaml of the project."""
        return self.folder / CONFIG_FILE


def check_title(title: str, where: str) -> str:
    """A title that config.yaml can hold. Raises UsageError that names `where` it was given."""
    if not re.search(WORDED, title) or UNWRITABLE.search(title):
        raise UsageError("a title should have words, in UTF-8", where=where, fix="write another")
    return title


def check_address(address: str, where: str) -> str:
    """The address of a page. Raises UsageError that names `where` it was given."""
    if not re.fullmatch(ADDRESS, address.strip()) or UNWRITABLE.search(address):
        raise UsageError(f"{address!r} is no address", where=where, fix="write it as in https://example.org/page")
    return address.strip()


def require_room(folder: Path) -> None:
    """Raise UsageError when a folder cannot become a project, because it is one already or is no folder."""
    if os.path.lexists(folder / CONFIG_FILE):
        fix = "go on with that one (`footnote build`), or name another folder with --folder"
        raise UsageError("there is one already", where=str(folder / CONFIG_FILE), fix=fix)
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError("is no folder", where=str(folder), fix="name another with --folder")


def plan_project(
    folder: Path, documents: Sequence[Chosen], *, title: str | None = None, url: str | None = None, **said: Any
) -> Plan:
    """A project of documents; `title` and `url` are those of its only one, `said` values of keys at the top of config.yaml.

    Raises UsageError when `title` or `url` is given and there are several documents.
    """
    if len(documents) > 1 and (title or url):
        flag = "--title" if title else "--url"
        raise UsageError("is for one document, and there are several", where=flag, fix="give each its own in config.yaml")
    entries = [DocumentSettings(path=each.path, title=title, url=url) for each in documents]
    text = config_text(entries, {key: value for key, value in said.items() if value is not None})
    files = [NewFile(each.path, each.data) for each in documents]
    files += [NewFile(SCHEMA_FILE, schema_text().encode()), NewFile(CONFIG_FILE, text.encode())]
    return Plan(folder, tuple(files))


def write_project(plan: Plan) -> None:
    """Write what is planned. A file that is there with the same bytes is left alone; what fails midway is taken back.

    Raises UsageError, before anything is written, when a file is there and holds something else, or
    when it cannot be written.
    """
    missing = [file for file in plan.files if not _is_there(plan.folder / file.path, file)]
    with ExitStack() as undoing:
        for file in missing:
            target = plan.folder / file.path
            try:
                _make_folder(target.parent, undoing)
                _write(target, file.data)
            except OSError as error:
                fix = "allow it, or name another folder with --folder"
                raise UsageError(f"cannot be written ({error.strerror})", where=str(target), fix=fix) from None
            undoing.callback(target.unlink, missing_ok=True)
        undoing.pop_all()


def _is_there(path: Path, file: NewFile) -> bool:
    """Whether a file is there as it is to be. Raises when it is another."""
    if not os.path.lexists(path):
        return False
    try:
        is_same = path.read_bytes() == file.data
    except OSError:
        is_same = False
    if not is_same:
        fix = "move or rename one of them" if file.path != SCHEMA_FILE else "move it away"
        raise UsageError("there is another file already", where=str(path), fix=fix)
    return True


def _make_folder(folder: Path, undoing: ExitStack) -> None:
    """Make a folder and those above it; when that is undone, those that are empty then are removed."""
    if folder.is_dir():
        return
    _make_folder(folder.parent, undoing)
    folder.mkdir(exist_ok=True)
    undoing.callback(_remove_if_empty, folder)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _write(path: Path, data: bytes) -> None:
    """Write a file that appears whole, and not in the place of another where the disk can tell. Raises FileExistsError."""
    draft = path.parent / f".draft-{secrets.token_hex(4)}"
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            raise
        except OSError:  # a disk where files have one name only
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
