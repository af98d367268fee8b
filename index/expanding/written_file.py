"""written-questions.jsonl: the questions that were written for each passage, in a file beside config.yaml.

They cannot be written again without the server, and people review and edit them, so they are not part of the index. Each line
is a JSON object: the first has the format, and each of the others a passage, by a hash of its text, with its questions.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from index.errors import FootnoteError
from index.files.checksums import DECODING
from index.settings import Settings
from index.storing.manifest import made_by

T = TypeVar("T")
NAME = "written-questions.jsonl"
FORMAT = 1
MAX_BYTES = 200_000_000
"""The largest file that is read."""
FIX_LINE = "fix the line, or delete it to have its questions written again"


class WrittenQuestionsError(FootnoteError):
    """The file of written questions cannot be read or written, or has invalid contents."""


class WrittenEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The questions that `model` wrote for a passage; `section` and `text` are the passage's as it was then.

    `questions` are in use, but nobody has reviewed them. Of the reviewed ones, `kept` are in use and `dropped` are not. `far`
    are not in use either, because the passage was not among those closest to them.
    """

    passage: str
    questions: tuple[str, ...]
    section: tuple[str, ...] = ()
    text: str = ""
    model: str = ""
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    far: tuple[str, ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        """The questions that lead to the passage, those that people kept first."""
        return tuple(dict.fromkeys((*self.kept, *self.questions)))


class _Header(msgspec.Struct, frozen=True):
    """The first line of the file, which every version shares."""

    format: int
    made_by: str = "another version"


@dataclass(frozen=True, slots=True)
class LocatedEntry:
    """An entry and its line in the file, counted from 1."""

    entry: WrittenEntry
    line: int

    @property
    def source(self) -> str:
        """The file and the line, as in `written-questions.jsonl:7`."""
        return f"{NAME}:{self.line}"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """The file of written questions of a project; `lock` is held while it is changed."""

    path: Path
    lock: Path

    @classmethod
    def of(cls, settings: Settings) -> "WrittenFile":
        """Return the file beside config.yaml, which need not exist."""
        return cls(settings.root / NAME, settings.index_folder / "written-questions.lock")

    @property
    def draft(self) -> "WrittenFile":
        """The file for entries of a writing in progress: a bot that watches the other one rebuilds once, at the end."""
        return WrittenFile(self.lock.with_suffix(".part"), self.lock)

    @contextmanager
    def drafting(self) -> Iterator["WrittenFile"]:
        """Yield the draft, and add its entries to this file at the end, also those of a writing that was killed.

        Raises WrittenQuestionsError if another process is writing.
        """
        from filelock import FileLock, Timeout

        try:
            self.lock.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.lock.with_suffix(".writing"), timeout=0):
                self._take_over(self.draft)
                try:
                    yield self.draft
                finally:
                    self._take_over(self.draft)
        except Timeout:
            what = "another `footnote build` is having questions written"
            raise WrittenQuestionsError(what, where=self.path.name, fix="wait until it has finished") from None

    def _take_over(self, draft: "WrittenFile") -> None:
        """Move all entries of a draft to the end of this file."""
        if found := [located.entry for located in draft.load()]:
            self.append(found)
        draft.path.unlink(missing_ok=True)

    def load(self) -> list[LocatedEntry]:
        """Read all entries, none if there is no file; a last line that was cut off while it was written is left out.

        Raises WrittenQuestionsError for anything else that is no entry, and for a newer format.
        """
        data = self._read()
        lines = data.split(b"\n")
        found: list[LocatedEntry] = []
        is_headed = False
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                if is_headed:
                    found.append(LocatedEntry(_decode(line, WrittenEntry), number))
                else:
                    self._check(_decode(line, _Header))
                    is_headed = True
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                if number == len(lines) and number > 1:
                    break
                where, reason = f"{self.path.name}:{number}", " ".join(str(error).split())
                raise WrittenQuestionsError(f"not an entry ({reason})", where=where, fix=FIX_LINE) from None
        return found

    def append(self, entries: Sequence[WrittenEntry]) -> None:
        """Add entries at the end, so that a crash loses none of those before. Raises WrittenQuestionsError."""
        added = b"".join(_line(entry) for entry in entries)
        with self._changing():
            end = self._complete_end()
            with self.path.open("r+b" if self.path.exists() else "xb") as file:
                file.truncate(end)
                file.seek(end)
                file.write(added if end else _header() + added)
                file.flush()
                os.fsync(file.fileno())

    def update(self, change: Callable[[WrittenEntry], WrittenEntry | None]) -> int:
        """Replace each entry by what `change` returns, None to remove it, in one step; return how many have changed.

        Raises WrittenQuestionsError.
        """
        with self._changing():
            before = [located.entry for located in self.load()]
            after = [change(entry) for entry in before]
            changed = sum(new is not old for new, old in zip(after, before, strict=True))
            if changed:
                self._replace(_header() + b"".join(_line(entry) for entry in after if entry))
        return changed

    def _read(self) -> bytes:
        try:
            if self.path.stat().st_size > MAX_BYTES:
                what = f"has more than {MAX_BYTES:,} bytes"
                raise WrittenQuestionsError(what, where=self.path.name, fix="run `footnote questions prune`, or shorten it")
            return self.path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        except FileNotFoundError:
            return b""
        except OSError as error:
            what = f"cannot be read ({error.strerror})"
            raise WrittenQuestionsError(what, where=self.path.name, fix="check its permissions") from None

    def _check(self, header: _Header) -> None:
        """Raise WrittenQuestionsError if this version cannot read the file."""
        if header.format != FORMAT:
            what = f"has format {header.format} of {header.made_by}, but this version reads format {FORMAT}"
            raise WrittenQuestionsError(what, where=self.path.name, fix="install that version, or move the file away")

    def _complete_end(self) -> int:
        """Return the length of the file up to the end of its last complete line, adding a missing line feed to that one."""
        if not self.path.exists() or self._ends_in_line_feed():
            return self.path.stat().st_size if self.path.exists() else 0
        data = self.path.read_bytes()
        last = data.rpartition(b"\n")[2]
        try:
            _decode(last, WrittenEntry)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return len(data) - len(last)
        self._replace(data + b"\n")
        return len(data) + 1

    def _ends_in_line_feed(self) -> bool:
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 1))
            return file.read() in {b"", b"\n"}

    def _replace(self, data: bytes) -> None:
        draft = self.path.with_name(f".{self.path.name}-{secrets.token_hex(4)}")
        try:
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
        finally:
            draft.unlink(missing_ok=True)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock. Raises WrittenQuestionsError if the file cannot be written."""
        from filelock import FileLock

        try:
            self.lock.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.lock):
                yield
        except (OSError, NotImplementedError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise WrittenQuestionsError(
                f"cannot be written ({reason})", where=str(self.path), fix="make its folder writable, or free up space"
            ) from None


def _decode(line: bytes, kind: type[T]) -> T:
    with DECODING:
        return msgspec.json.decode(line, type=kind)


def _line(value: WrittenEntry | _Header) -> bytes:
    """Return an entry, or the header, as a line that people can read and edit."""
    return msgspec.json.format(msgspec.json.encode(value), indent=0) + b"\n"


def _header() -> bytes:
    return _line(_Header(FORMAT, made_by()))
