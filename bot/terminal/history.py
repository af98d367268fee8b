"""The history of the prompt: the questions of earlier sessions, in a file that only this user can read.

Footnote reads and writes the file itself, because the formats of GNU readline and of macOS's libedit differ.
"""

import os
from collections.abc import Callable
from pathlib import Path

from bot.terminal.output import note
from index.files.user_folders import user_folder
from index.text.characters import clean

MAX_QUESTIONS = 1_000
"""Questions that are remembered."""
MAX_BYTES = 4_000_000
"""Bytes to read from the end of the file; a question has at most some thousands."""
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Permissions: nobody else may read what was asked."""


class History:
    """The questions typed at the prompt, this time and before. Without a file, those of this session only."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._last: str | None = None
        self._remember = _readline_adder()
        if self._remember and path:
            self._try(self._load)

    def add(self, question: str) -> None:
        """Append a question to the file, unless it repeats the one before."""
        line = clean(" ".join(question.split()))
        if not self._path or not line or line == self._last:
            return
        self._last = line
        self._try(lambda: self._append(line))

    def _load(self) -> None:
        lines = _last_lines(self._path) if self._path else []
        for line in lines[-MAX_QUESTIONS:]:
            if self._remember:
                self._remember(line)
            self._last = line
        if self._path and len(lines) > 2 * MAX_QUESTIONS:
            self._rewrite(lines[-MAX_QUESTIONS:])

    def _append(self, line: str) -> None:
        if self._path:
            self._path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            _write(self._path, [line], os.O_APPEND)

    def _rewrite(self, lines: list[str]) -> None:
        """Replace the file in one step, so that another prompt never reads half of it."""
        if self._path:
            draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            _write(draft, lines, os.O_TRUNC)
            draft.replace(self._path)

    def _try(self, step: Callable[[], None]) -> None:
        """Run a step; if the file cannot be read or written, say so once and keep no history."""
        try:
            step()
        except OSError as error:
            note(f"{self._path}: {error.strerror or error}; questions are not kept for the next session")
            self._path = None


def history_file() -> Path | None:
    """Return the path of the history, in the user's state folder; None if the user has no home folder."""
    folder = user_folder("state")
    return folder / "history" if folder else None


def _readline_adder() -> Callable[[str], None] | None:
    """Return the function that adds a line to what the arrow keys recall; Windows has none."""
    try:
        import readline
    except ModuleNotFoundError:
        return None
    return readline.add_history


def _last_lines(path: Path) -> list[str]:
    """Return the last lines of a file, without control characters; none if it does not exist."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return []
    with os.fdopen(descriptor, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - MAX_BYTES))
        text = file.read(MAX_BYTES).decode("utf-8", "replace")
    return [line for each in text.split("\n") if (line := clean(each).strip())]


def _write(path: Path, lines: list[str], how: int) -> None:
    """Write lines to a file that only this user can read, in one call, so that two prompts cannot mix their lines."""
    flags = os.O_WRONLY | os.O_CREAT | how | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags, PRIVATE_FILE)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, PRIVATE_FILE)
        os.write(descriptor, "".join(f"{line}\n" for line in lines).encode())
    finally:
        os.close(descriptor)
