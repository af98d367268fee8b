"""Watch documents and config.yaml for changes, and report them once they have settled.

Watches folders rather than files, because many editors save by replacing the file with a new one.
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

SETTLE_MS = 100
"""Milliseconds without another change before a change is reported."""
MAX_DELAY_MS = 2_000
"""Milliseconds after which a change is reported even if others keep coming."""
Folder = tuple[Path, int]
"""A folder and its inode number, which differs if the folder was recreated."""


@dataclass(frozen=True, slots=True)
class WatchedFolders:
    """Folders to watch: `flat` without and `deep` with their subfolders, except for anything in `excluded`."""

    flat: frozenset[Folder]
    deep: frozenset[Folder]
    excluded: Path

    @classmethod
    def from_settings(cls, settings: Settings) -> "WatchedFolders":
        """Collect the folders of config.yaml and of the files that it lists; for missing ones, their nearest ancestor."""
        flat: set[Path] = {settings.file.absolute().parent}
        deep: set[Path] = set()
        known, taught = settings.known_questions, settings.teach
        questions = (known,) if isinstance(known, str) else known
        listed = (document.path for document in settings.documents)
        for written in (*listed, *questions, taught.answers, taught.known_questions):
            path = resolve_path(settings.root, written).absolute()
            if path.is_dir():
                flat.add(path)
            parts = path.parts
            fixed = tuple(takewhile(lambda part: not glob.has_magic(part), parts[:-1]))
            (flat if fixed == parts[:-1] else deep).add(Path(*fixed))
        excluded = settings.index_folder.absolute()
        return cls(frozenset(map(_nearest_existing, flat)), frozenset(map(_nearest_existing, deep)), excluded)


def _nearest_existing(path: Path) -> Folder:
    """Return a folder, or its nearest ancestor that exists."""
    while path != path.parent:
        with suppress(OSError):
            if path.is_dir():
                return path, path.stat().st_ino
        path = path.parent
    return path, 0


class Watcher:
    """Watches folders while its `async with` block runs."""

    def __init__(self, folders: WatchedFolders) -> None:
        self.folders = folders
        self._has_changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Watcher":
        for folders, is_deep in ((self.folders.flat, False), (self.folders.deep, True)):
            if folders:
                self._tasks.append(asyncio.create_task(self._watch([path for path, _ in folders], is_deep=is_deep)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def wait_for_change(self, seconds: float) -> bool:
        """Wait up to `seconds` for a possible change, and return whether there was one."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._has_changed.wait()
        has_changed = self._has_changed.is_set()
        self._has_changed.clear()
        return has_changed

    async def _watch(self, folders: Iterable[Path], *, is_deep: bool) -> None:
        watch_filter = DefaultFilter(ignore_paths=[self.folders.excluded])
        try:
            async for _ in awatch(
                *folders, watch_filter=watch_filter, debounce=MAX_DELAY_MS, step=SETTLE_MS, recursive=is_deep
            ):
                self._has_changed.set()
        except (OSError, RuntimeError) as error:
            log.warning("cannot watch for changes (%s); checking the documents periodically instead", error)
