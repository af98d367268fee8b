"""Watch: tell when documents, or config.yaml, may have changed, once it is quiet again.

Folders are watched rather than files, for editors save by writing another file and giving it the name of the first.
"""

import asyncio
import glob
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from types import TracebackType

from watchfiles import DefaultFilter, awatch

from index.files.paths import resolve_path
from index.settings import Settings

log = logging.getLogger(__name__)

QUIET = 100
"""Milliseconds without another change after which a change is told."""
LONGEST = 2_000
"""Milliseconds after which it is told all the same."""
Folder = tuple[Path, int]
"""A folder and the number that the file system knows it by: one that was made anew has another."""


@dataclass(frozen=True, slots=True)
class Places:
    """Folders to watch: those of which only the files matter, those below which everything does, and one that does not."""

    flat: frozenset[Folder]
    deep: frozenset[Folder]
    left_out: Path

    @classmethod
    def of(cls, settings: Settings) -> "Places":
        """The folders of config.yaml and of all documents that it names, as far as they exist."""
        flat: set[Path] = {settings.file.absolute().parent}
        deep: set[Path] = set()
        for document in settings.documents:
            parts = resolve_path(settings.root, document.path).absolute().parts
            fixed = tuple(takewhile(lambda part: not glob.has_magic(part), parts[:-1]))
            (flat if fixed == parts[:-1] else deep).add(Path(*fixed))
        left_out = settings.index_folder.absolute()
        return cls(frozenset(map(_existing, flat)), frozenset(map(_existing, deep)), left_out)


def _existing(path: Path) -> Folder:
    """A folder, or the nearest one above it that exists."""
    while path != path.parent:
        with suppress(OSError):
            if path.is_dir():
                return path, path.stat().st_ino
        path = path.parent
    return path, 0


class Watcher:
    """Watches places while its block lasts."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._noticed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Watcher":
        for folders, is_deep in ((self.places.flat, False), (self.places.deep, True)):
            if folders:
                self._tasks.append(asyncio.create_task(self._watch([path for path, _ in folders], is_deep=is_deep)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def changed(self, seconds: float) -> bool:
        """Wait until something may have changed, but no longer than so many seconds; whether it has."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._noticed.wait()
        was_noticed = self._noticed.is_set()
        self._noticed.clear()
        return was_noticed

    async def _watch(self, folders: Iterable[Path], *, is_deep: bool) -> None:
        chosen = DefaultFilter(ignore_paths=[self.places.left_out])
        try:
            async for _ in awatch(*folders, watch_filter=chosen, debounce=LONGEST, step=QUIET, recursive=is_deep):
                self._noticed.set()
        except (OSError, RuntimeError) as error:
            log.warning("the system does not tell of changes (%s); documents are looked at now and then", error)
