"""Plans the files of a new project, and writes all of them or none."""

import os
import re
import secrets
import stat
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.files.careful_writing import fix_of_writing
from index.files.paths import follow_links
from index.files.typed_yaml import NON_BLANK, WEB_ADDRESS
from index.reading.corpus import SURROGATES
from index.scaffolding.choosing import ChosenDocument
from index.scaffolding.ignoring import IGNORE_FILE, extend_ignore_file, missing_lines
from index.scaffolding.listing import list_documents
from index.settings import DocumentSettings
from index.settings.reference import SCHEMA_FILE, schema_text
from index.settings.template import config_text

CONFIG_FILE = "config.yaml"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to write: its path in the project, and its contents."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to write into a project's folder; config.yaml comes last, so that it never exists without the others.

    `patterns` are those that config.yaml lists documents by. `ignored` are the lines that the project's .gitignore lacks, and
    `ignore_file` the contents of the one that exists.
    """

    folder: Path
    files: tuple[NewFile, ...]
    patterns: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    ignore_file: bytes | None = None

    @property
    def config(self) -> Path:
        """The path of the project's config.yaml."""
        return self.folder / CONFIG_FILE


def check_title(title: str, where: str) -> str:
    """Return a title if config.yaml can store it. Raises UsageError naming `where` it was given."""
    if not re.search(NON_BLANK, title) or SURROGATES.search(title):
        raise UsageError("a title must be text that is not blank, in UTF-8", where=where, fix="choose another")
    return title


def check_address(address: str, where: str) -> str:
    """Return the address of a web page without surrounding blanks. Raises UsageError naming `where` it was given."""
    if not re.fullmatch(WEB_ADDRESS, address.strip()) or SURROGATES.search(address):
        raise UsageError(f"{address!r} is not a web address", where=where, fix="use the form https://example.org/page")
    return address.strip()


def check_folder(folder: Path) -> None:
    """Raise UsageError if a folder cannot become a project because it already is one, or is not a folder."""
    if os.path.lexists(folder / CONFIG_FILE):
        fix = "use it (`footnote build`), or name another folder with --folder"
        raise UsageError("already exists", where=str(folder / CONFIG_FILE), fix=fix)
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError("is not a folder", where=str(folder), fix="name another with --folder")


def plan_project(
    folder: Path, documents: Sequence[ChosenDocument], *, title: str | None = None, url: str | None = None, **values: Any
) -> Plan:
    """Plan a project of documents; `title` and `url` are for a single document, `values` for top-level keys of config.yaml.

    Raises UsageError if `title` or `url` is given for several documents, or if an existing .gitignore cannot be read.
    """
    if len(documents) > 1 and (title or url):
        flag = "--title" if title else "--url"
        raise UsageError("applies to one document, but there are several", where=flag, fix="set it for each in config.yaml")
    listed = list_documents(documents, folder)
    entries = [DocumentSettings(path=path, title=title, url=url) for path in listed]
    text = config_text(entries, {key: value for key, value in values.items() if value is not None})
    files = [NewFile(each.path, each.data) for each in documents]
    files += [NewFile(SCHEMA_FILE, schema_text().encode()), NewFile(CONFIG_FILE, text.encode())]
    before = _read_ignore_file(folder / IGNORE_FILE)
    paths = {document.path for document in documents}
    patterns = tuple(path for path in listed if path not in paths)
    return Plan(folder, tuple(files), patterns, tuple(missing_lines(before)), before)


def _read_ignore_file(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if os.path.lexists(path) else None
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(path), fix="move it, or repair it") from None


def write_project(plan: Plan) -> None:
    """Write the files of a plan, except existing files with the same contents, and extend .gitignore; undo all if one fails.

    Raises UsageError if a file exists with other contents, before anything is written, or if a file cannot be written.
    """
    missing = [file for file in plan.files if not _is_written(plan.folder / file.path, file)]
    with ExitStack() as undoing:
        for file in missing:
            target = plan.folder / file.path
            try:
                _make_folder(target.parent, undoing)
                _write(target, file.data)
            except OSError as error:
                fix = fix_of_writing(error, "check the permissions, or name another folder with --folder")
                raise UsageError(f"cannot be written ({error.strerror})", where=str(target), fix=fix) from None
            undoing.callback(target.unlink, missing_ok=True)
        if plan.ignored:
            _write_ignore_file(plan)
        undoing.pop_all()


def _write_ignore_file(plan: Plan) -> None:
    """Create or extend the .gitignore, in one step."""
    target = follow_links(plan.folder / IGNORE_FILE)
    data = extend_ignore_file(plan.ignore_file, plan.ignored)
    draft = target.parent / f".draft-{secrets.token_hex(4)}"
    try:
        draft.write_bytes(data)
        if plan.ignore_file is not None:
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)
    except OSError as error:
        fix = fix_of_writing(error, f"check the permissions, or add these lines yourself first: {' '.join(plan.ignored)}")
        raise UsageError(f"cannot be written ({error.strerror})", where=str(target), fix=fix) from None
    finally:
        draft.unlink(missing_ok=True)


def _is_written(path: Path, file: NewFile) -> bool:
    """Return whether a file already exists with the planned contents. Raises UsageError if its contents differ."""
    if not os.path.lexists(path):
        return False
    try:
        is_same = path.read_bytes() == file.data
    except OSError:
        is_same = False
    if not is_same:
        fix = "move or rename one of them" if file.path != SCHEMA_FILE else "move it elsewhere"
        raise UsageError("already exists with other contents", where=str(path), fix=fix)
    return True


def _make_folder(folder: Path, undoing: ExitStack) -> None:
    """Create a folder and its parents; undoing this removes those that are empty by then."""
    if folder.is_dir():
        return
    _make_folder(folder.parent, undoing)
    folder.mkdir(exist_ok=True)
    undoing.callback(_remove_if_empty, folder)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _write(path: Path, data: bytes) -> None:
    """Write a file atomically, without replacing an existing one if the file system has hard links.

    Raises OSError, in particular FileExistsError.
    """
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
        except OSError:  # a file system without hard links
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
