"""Keep: the bot answers from the index as it is now, and the index follows the documents if that is wished."""

import asyncio
import gc
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Literal, Protocol, TypeVar

from bot.upkeep.messages import Built
from bot.upkeep.rebuilding import Rebuilding
from bot.upkeep.watching import Places, Watcher
from index.answering.searcher import Searcher
from index.building import corpus_state, is_behind, model_changes, pending_changes
from index.errors import FootnoteError, SettingsError
from index.files.paths import resolve_path
from index.settings import Settings, reload_settings

log = logging.getLogger(__name__)

T = TypeVar("T")
LOOKED_AGAIN = 0.2
"""Seconds between two looks whether there is a new index."""
LOOKED_ANYWAY = 30.0
"""Seconds between two looks at the documents when nothing is heard of them: not all disks tell."""
SECOND_LOOK = 1.0
"""Seconds until a document that could not be read is read again: it may be that it was being saved."""


class Answers(Protocol):
    """Who answers, one question after another, from whatever searcher is there when its turn comes."""

    searcher: Searcher


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the index is not up to date, and since when."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """The index that answers, what differs in the documents, one line each, and what went wrong last."""

    documents: int
    passages: int
    built: datetime
    model: str
    pending: tuple[str, ...]
    failure: Failure | None
    is_watching: bool
    is_building: bool


def _nothing(_: object) -> None:
    """What is done when nobody listens."""


def _note_end(task: "asyncio.Task[None]") -> None:
    """What nobody expected is for the log."""
    if not task.cancelled() and (error := task.exception()):
        log.error("unexpected error", exc_info=error)


Task = Literal["build", "open"]
"""What can fail, each by itself: to take in the documents, and to open what was built."""


@dataclass
class Keeper:
    """Keeps a searcher up to date: opens a new index when there is one, and builds one when that is asked for or watched.

    `on_built` and `on_failed` are called when watching led to a new index, or to none.
    """

    settings: Settings
    answers: Answers
    on_built: Callable[[Built], None] = _nothing
    on_failed: Callable[[Failure], None] = _nothing
    _failures: dict[Task, Failure] = field(default_factory=dict)
    _failed_at: str | None = None
    """What stood for the documents when they could not be taken in."""
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.rebuilding = Rebuilding(self.settings.file.absolute())
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keeping")

    @property
    def failure(self) -> Failure | None:
        """Why the index is not up to date; the latest reason of several."""
        return max(self._failures.values(), key=lambda failure: failure.at, default=None)

    async def run(self) -> None:
        """Follow the index, and the documents with `watch`, until cancelled. Each goes on when the other cannot."""
        tasks = [asyncio.create_task(self._follow())]
        if self.settings.watch:
            tasks.append(asyncio.create_task(self._watch()))
        for task in tasks:
            task.add_done_callback(_note_end)
        try:
            await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def stop(self) -> None:
        """End a build that is going on."""
        await self.rebuilding.stop()

    async def rebuild(self) -> Built:
        """Bring the index up to date and answer from it. Raises FootnoteError when it stays as it was."""
        try:
            await self._aside(self._reload_settings)
            built = await self._build()
        except FootnoteError as error:
            self._note("build", error)
            raise
        await self.refresh()
        return built

    async def refresh(self) -> bool:
        """Answer from the current index from the next question on; whether it is another one. Raises FootnoteError."""
        async with self._opening:
            before = self.answers.searcher
            if before.generation.is_current:
                return False
            self.answers.searcher = await self._aside(self._open, before)
            del before
            gc.collect()  # errors refer to themselves, and to the index that they came from; its files are open until they go
            self._failures.pop("open", None)
            passages = self.answers.searcher.generation.manifest.passages
            log.info("answering from a new index: %d passages", passages)
            return True

    async def status(self) -> Status:
        """How things are."""
        manifest = self.answers.searcher.generation.manifest
        try:
            pending = tuple(await self._aside(self._pending))
        except FootnoteError as error:
            pending = (str(error),)
        return Status(
            documents=len(manifest.documents),
            passages=manifest.passages,
            built=datetime.fromisoformat(manifest.built),
            model=manifest.model,
            pending=pending,
            failure=self.failure,
            is_watching=self.settings.watch,
            is_building=self.rebuilding.is_running,
        )

    async def _aside(self, work: Callable[..., T], *args: object) -> T:
        """Do what takes its time beside the event loop, always in the same thread: of each, memory stays reserved."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args))

    async def _build(self) -> Built:
        built = await self.rebuilding.run()
        self._failures.pop("build", None)
        return built

    def _note(self, task: Task, error: FootnoteError) -> bool:
        """Remember why the index is not up to date, and say it in the log; whether that is new."""
        known = self._failures.get(task)
        if known and known.reason == str(error):
            return False
        log.error("%s", error)
        self._failures[task] = Failure(str(error), datetime.now(UTC))
        return True

    def _open(self, before: Searcher) -> Searcher:
        with suppress(SettingsError):  # told when documents are looked at
            self._reload_settings()
        return Searcher.open(self.settings, threads=1, before=before)

    def _reload_settings(self) -> None:
        self.settings = reload_settings(self.settings)

    def _pending(self) -> list[str]:
        self._reload_settings()
        manifest = self.answers.searcher.generation.manifest
        return [*pending_changes(self.settings, manifest), *model_changes(self.settings, manifest)]

    async def _follow(self) -> None:
        """Look for a new index again and again. One that cannot be opened is told once."""
        while True:
            try:
                await self.refresh()
            except FootnoteError as error:
                if self._note("open", error):
                    self.on_failed(self._failures["open"])
            await asyncio.sleep(LOOKED_AGAIN)

    async def _watch(self) -> None:
        """Build when documents have changed."""
        while True:
            async with Watcher(Places.of(self.settings)) as watcher:
                await self._take_in()
                while Places.of(self.settings) == watcher.places:
                    await watcher.changed(LOOKED_ANYWAY)
                    await self._take_in()

    async def _take_in(self) -> None:
        """Bring the index up to date with the documents.

        What cannot be read, or is gone, is given a second look: it may be that it was being saved. What was told already is
        not tried again before something changes.
        """
        try:
            look = await self._aside(self._look)
            if look.is_behind and look.state != self._failed_at and (look.has_gaps or not await self._succeeds()):
                await asyncio.sleep(SECOND_LOOK)
                look = await self._aside(self._look)
                self._failed_at = look.state
                if look.is_behind:
                    await self._build_and_tell()
            if not look.is_behind:
                self._failures.pop("build", None)
            if "build" not in self._failures:
                self._failed_at = None
        except FootnoteError as error:
            if self._note("build", error):
                self.on_failed(self._failures["build"])

    async def _succeeds(self) -> bool:
        """Build, and do not yet mind if that fails."""
        try:
            await self._build_and_tell()
        except FootnoteError:
            return False
        return True

    async def _build_and_tell(self) -> None:
        built = await self._build()
        found = built.difference
        if found.added or found.changed or found.removed:
            log.info("took in an edit: %d added, %d changed, %d removed", found.added, found.changed, found.removed)
            self.on_built(built)
        with suppress(FootnoteError):  # told by who follows the index
            await self.refresh()

    def _look(self) -> "_Look":
        self._reload_settings()
        if not is_behind(self.settings):
            return _Look(is_behind=False, has_gaps=False, state="")
        return _Look(is_behind=True, has_gaps=self._has_gaps(), state=corpus_state(self.settings))

    def _has_gaps(self) -> bool:
        """Whether a document that answers come from is not there."""
        documents = self.answers.searcher.generation.manifest.documents
        return any(not resolve_path(self.settings.root, document.path).exists() for document in documents)


@dataclass(frozen=True, slots=True)
class _Look:
    """The documents at one moment: whether the index is behind them, whether one is missing, and what stands for them all."""

    is_behind: bool
    has_gaps: bool
    state: str
