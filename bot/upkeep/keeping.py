"""Keep: the bot answers from the index as it is now, and the index follows the documents if that is wished."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from bot.upkeep.messages import Built
from bot.upkeep.rebuilding import Rebuilding
from bot.upkeep.watching import Places, Watcher
from index.building import is_behind, model_changes, pending_changes
from index.errors import FootnoteError, NoIndexError
from index.searching import Searcher
from index.settings import Settings, load_settings

log = logging.getLogger(__name__)

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


@dataclass
class Keeper:
    """Keeps a searcher up to date: opens a new index when there is one, and builds one when that is asked for or watched.

    `on_built` and `on_failed` are called when watching led to a new index, or to none.
    """

    settings: Settings
    config: Path
    answers: Answers
    on_built: Callable[[Built], None] = _nothing
    on_failed: Callable[[Failure], None] = _nothing
    failure: Failure | None = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.config = self.config.absolute()
        self.rebuilding = Rebuilding(self.config)

    async def run(self) -> None:
        """Follow the index, and the documents with `watch`, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow())
            if self.settings.watch:
                group.create_task(self._watch())

    async def stop(self) -> None:
        """End a build that is going on."""
        await self.rebuilding.stop()

    async def rebuild(self) -> Built:
        """Bring the index up to date and answer from it. Raises RebuildError when it stays as it was."""
        try:
            return await self._build()
        except FootnoteError as error:
            self._note(str(error))
            raise

    async def refresh(self) -> bool:
        """Answer from the current index from the next question on; whether it is another one. Raises FootnoteError."""
        async with self._opening:
            before = self.answers.searcher
            if before.is_current:
                return False
            self.answers.searcher = await asyncio.to_thread(self._open, before)
            self.failure = None
            passages = self.answers.searcher.manifest.passages
            log.info("answering from a new index: %d passages", passages)
            return True

    async def status(self) -> Status:
        """How things are."""
        manifest = self.answers.searcher.manifest
        try:
            pending = tuple(await asyncio.to_thread(self._pending))
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

    async def _build(self) -> Built:
        built = await self.rebuilding.run()
        self.failure = None
        await self.refresh()
        return built

    def _note(self, reason: str) -> bool:
        """Remember why the index is not up to date, and say it in the log; whether that is new."""
        is_new = self.failure is None or self.failure.reason != reason
        if is_new:
            log.error("%s", reason)
            self.failure = Failure(reason, datetime.now(UTC))
        return is_new

    def _open(self, before: Searcher) -> Searcher:
        self._reload_settings()
        return Searcher.open(self.settings, threads=1, before=before)

    def _reload_settings(self) -> None:
        """Take over what config.yaml says now of documents and model. Another index folder, or `watch`, needs a restart."""
        found = load_settings(self.config)
        if found.index_folder == self.settings.index_folder:
            self.settings = msgspec.structs.replace(found, watch=self.settings.watch)

    def _pending(self) -> list[str]:
        self._reload_settings()
        manifest = self.answers.searcher.manifest
        return [*pending_changes(self.settings, manifest), *model_changes(self.settings, manifest)]

    async def _follow(self) -> None:
        """Look for a new index again and again. One that cannot be opened is told once."""
        told = None
        while True:
            try:
                await self.refresh()
                told = None
            except FootnoteError as error:
                if str(error) != told:
                    told = str(error)
                    self._note(told)
            await asyncio.sleep(LOOKED_AGAIN)

    async def _watch(self) -> None:
        """Build when documents have changed."""
        while True:
            async with Watcher(Places.of(self.settings, self.config)) as watcher:
                await self._take_in()
                while Places.of(self.settings, self.config) == watcher.places:
                    await watcher.changed(LOOKED_ANYWAY)
                    await self._take_in()

    async def _take_in(self) -> None:
        """Bring the index up to date with the documents; what cannot be read is given a second look before it is told."""
        try:
            await self._build_if_behind()
        except FootnoteError:
            await asyncio.sleep(SECOND_LOOK)
            try:
                await self._build_if_behind()
            except FootnoteError as error:
                if self._note(str(error)) and self.failure:
                    self.on_failed(self.failure)

    async def _build_if_behind(self) -> None:
        if await asyncio.to_thread(self._is_behind):
            built = await self._build()
            log.info(
                "took in an edit: %d added, %d changed, %d removed",
                built.difference.added,
                built.difference.changed,
                built.difference.removed,
            )
            self.on_built(built)
        else:
            self.failure = None

    def _is_behind(self) -> bool:
        self._reload_settings()
        try:
            return is_behind(self.settings)
        except NoIndexError:
            return True
