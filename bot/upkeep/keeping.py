"""Keep the bot answering from the current index and, with `watch`, keep the index up to date with the documents."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Literal, Protocol, TypeVar

from bot.upkeep.checking import ContestedIndexError, CorpusCheck, require_own_index, settled_state
from bot.upkeep.messages import Built
from bot.upkeep.rebuilding import Rebuilder
from bot.upkeep.verifying import BackgroundCheck
from bot.upkeep.watching import WatchedFolders, Watcher
from index.answering.searcher import Searcher
from index.building import model_changes, pending_changes
from index.errors import FootnoteError, SettingsError, StoredIndexError
from index.files.checksums import FileState, file_state
from index.settings import Settings, reload_settings

log = logging.getLogger(__name__)

T = TypeVar("T")
INDEX_CHECK_INTERVAL = 0.2
"""Seconds between two checks for a new index."""
STORE_CHECK_INTERVAL = 2.0
"""Seconds between two checks for a new index in a store."""
DOCUMENT_CHECK_INTERVAL = 30.0
"""Seconds between two checks of the documents if no change is reported, because not every disk reports changes."""
VERIFY_DELAY = 10.0
"""Seconds after which an index that was opened is verified in the background, so that the first answers come first."""
RETRY_DELAY = 1.0
"""Seconds before documents that could not be read are tried again, because one may have been in the middle of a save."""


class Answerer(Protocol):
    """Answers questions one at a time, each with the searcher that is current when its turn comes."""

    searcher: Searcher


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why the index is not up to date, and since when."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the index: its size, pending changes (one line each), the last failure, and current activity.

    `is_rolled_back` is True if a rollback restored it, so that changes stay pending until the next edit or build.
    """

    documents: int
    passages: int
    built: datetime
    model: str
    pending: tuple[str, ...]
    failure: Failure | None
    is_watching: bool
    is_building: bool
    is_rolled_back: bool = False


def _is_current(searcher: Searcher) -> bool:
    """Return whether no other index or calibration has taken the place of that of a searcher."""
    return searcher.is_current


def _is_rolled_back(searcher: Searcher) -> bool:
    """Return whether the index was restored by a rollback."""
    try:
        return searcher.generation.is_current and searcher.generation.folder.is_rolled_back
    except StoredIndexError:
        return False  # reported when the next index is opened


def _follow(settings: Settings) -> None:
    """Take over a new index from the store. Raises FootnoteError."""
    from index.milvus.opening import follow

    follow(settings)


def _is_written_again(settings: Settings, searcher: Searcher) -> bool:
    """Return whether the store has other rows of the same index than the searcher reads. Raises FootnoteError."""
    from index.milvus.opening import is_written_again

    return is_written_again(settings, searcher.generation)


def _download_again(settings: Settings) -> bool:
    """Download the index from the store once more, unless a build is about to replace it. Raises FootnoteError."""
    from index.milvus.opening import download_again

    return download_again(settings)


def _ignore(_: object) -> None:
    """Do nothing; the default callback."""


def _log_unexpected_error(task: "asyncio.Task[None]") -> None:
    """Log the exception of a task that ended unexpectedly."""
    if not task.cancelled() and (error := task.exception()):
        log.error("unexpected error", exc_info=error)


Task = Literal["build", "open", "verify"]
"""The tasks that can fail independently: building an index, opening the one that was built, and verifying it meanwhile."""


@dataclass
class Keeper:
    """Keeps a searcher up to date: opens each new index, and builds one on request or, with `watch`, after edits.

    Calls `on_built` after a build that watching triggered, and `on_failed` if it failed or a new index cannot be opened.
    """

    settings: Settings
    answerer: Answerer
    on_built: Callable[[Built], None] = _ignore
    on_failed: Callable[[Failure], None] = _ignore
    _failures: dict[Task, Failure] = field(default_factory=dict)
    _failed_at: str | None = None
    """The corpus state for which the last build failed; it is not tried again."""
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    _left_out: tuple[str, ...] = ()
    """What the log says is left out of answers."""

    def __post_init__(self) -> None:
        self._verifying: BackgroundCheck | None = None
        self._repairing: asyncio.Task[None] | None = None
        self._checked_config = file_state(self.settings.file)
        self._store_checked = float("-inf")
        self._store_problem: str | None = None
        self._contested: FileState | None = None  # the state of config.yaml when the index was another project's
        self.rebuilder = Rebuilder(self.settings.file.absolute())
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keeping")

    @property
    def is_store_failing(self) -> bool:
        """True while the store in config.yaml, if there is one, cannot be used."""
        return self._store_problem is not None

    @property
    def failure(self) -> Failure | None:
        """The latest reason why the index is not up to date; None if it is."""
        return max(self._failures.values(), key=lambda failure: failure.at, default=None)

    async def run(self) -> None:
        """Follow the index and, with `watch`, the documents, until cancelled. Each continues if the other fails."""
        await self._log_rollback()
        self._log_left_out()
        self._start_verifying()
        tasks = [asyncio.create_task(self._follow_index()), asyncio.create_task(self._follow_config())]
        if self.settings.watch:
            tasks.append(asyncio.create_task(self._watch_documents()))
        for task in tasks:
            task.add_done_callback(_log_unexpected_error)
        try:
            await asyncio.wait(tasks)
        finally:
            self._stop_verifying()
            for task in tasks:
                task.cancel()

    async def stop(self) -> None:
        """Stop any build in progress."""
        await self.rebuilder.stop()

    async def rebuild(self) -> Built:
        """Bring the index up to date and switch to it. Raises FootnoteError if it could not be rebuilt."""
        try:
            await self._in_thread(self._reload_settings)
            built = await self._build()
        except FootnoteError as error:
            self._record_failure("build", error)
            raise
        await self.refresh()
        return built

    async def refresh(self) -> bool:
        """Switch to the current index and calibration from the next question on.

        Returns whether either is new; raises FootnoteError.
        """
        async with self._opening:
            before = self.answerer.searcher
            if await self._in_thread(_is_current, before):
                return False
            name = before.generation.name
            what = "calibration" if before.index.is_usable else "copy of the model"
            self.answerer.searcher = await self._in_thread(self._open, before)
            del before
            gc.collect()  # exceptions form cycles that keep the old index, and its files, open until they are collected
            self._failures.pop("open", None)
            searcher = self.answerer.searcher
            is_new = searcher.generation.name != name
            log.info("answering from a new %s: %d passages", "index" if is_new else what, searcher.passages)
            if is_new:
                await self._log_rollback()
                self._failures.pop("verify", None)
                self._start_verifying()
            self._log_left_out()
            return True

    def _start_verifying(self) -> None:
        """Verify the index in the background, instead of one that was in use before."""
        self._stop_verifying()
        loop, generation = asyncio.get_running_loop(), self.answerer.searcher.generation

        def report(error: StoredIndexError) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._found_damaged, generation.name, error)

        self._verifying = BackgroundCheck(generation, report, VERIFY_DELAY)
        self._verifying.start()

    def _stop_verifying(self) -> None:
        if self._verifying is not None:
            self._verifying.stop()

    def _found_damaged(self, name: str, error: StoredIndexError) -> None:
        """Report that a file of the index in use is damaged, and repair it: with `watch`, or if it can be downloaded."""
        if self.answerer.searcher.generation.name != name:
            return
        self._record_failure("verify", error)
        is_remote = self.answerer.searcher.generation.manifest.is_remote
        if (is_remote or self.settings.watch) and (self._repairing is None or self._repairing.done()):
            self._repairing = asyncio.create_task(self._download_again() if is_remote else self._repair())

    async def _download_again(self) -> None:
        """Download what is damaged again from the store, and answer from that."""
        try:
            async with self._opening:
                is_downloaded = await self._in_thread(_download_again, self.settings)
                self.answerer.searcher = await self._in_thread(self._open, self.answerer.searcher)
        except FootnoteError as error:
            self._record_failure("open", error)
        else:
            self._failures.pop("open", None)
            if is_downloaded:
                self._failures.pop("verify", None)
                log.info("downloaded the index again")
            self._start_verifying()  # tries again later if a build had the folder locked

    async def _repair(self) -> None:
        """Build what is damaged again, and answer from that."""
        try:
            await self._build_and_report()
        except FootnoteError as error:
            self._record_failure("build", error)

    async def limit(self) -> None:
        """From the next question on, show only passages of documents that config.yaml names now."""
        async with self._opening:
            self.answerer.searcher = await self._in_thread(self._limit, self.answerer.searcher)
            self._log_left_out()

    async def status(self) -> Status:
        """Return the status of the index; a failed check of the documents is listed as a pending change."""
        searcher = self.answerer.searcher
        manifest = searcher.generation.manifest
        try:
            pending = tuple(await self._in_thread(self._pending))
        except FootnoteError as error:
            pending = (str(error),)
        return Status(
            documents=len(searcher.documents),
            passages=searcher.passages,
            built=datetime.fromisoformat(manifest.built),
            model=manifest.model,
            pending=pending,
            failure=self.failure,
            is_watching=self.settings.watch,
            is_building=self.rebuilder.is_running,
            is_rolled_back=await self._in_thread(_is_rolled_back, searcher),
        )

    async def _in_thread(self, work: Callable[..., T], *args: object) -> T:
        """Run blocking work off the event loop, always in the same thread, because every extra thread keeps memory reserved."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args))

    async def _build(self) -> Built:
        built = await self.rebuilder.run()
        self._failures.pop("build", None)
        return built

    def _record_failure(self, task: Task, error: FootnoteError) -> bool:
        """Record why a task failed. Log it, and return True, unless any task has already failed for the same reason."""
        is_known = any(failure.reason == str(error) for failure in self._failures.values())
        if task not in self._failures or self._failures[task].reason != str(error):
            self._failures[task] = Failure(str(error), datetime.now(UTC))
        if not is_known:
            log.error("%s", error)
        return not is_known

    def newest_settings(self) -> Settings:
        """Read config.yaml again, and return what it says; what it said before if it cannot be used now."""
        with suppress(SettingsError):  # reported when the documents are checked
            self._reload_settings()
        return self.settings

    def _open(self, before: Searcher) -> Searcher:
        """Open the current index or calibration. Raises ContestedIndexError if the index is another project's."""
        self.newest_settings()
        if not before.generation.is_current:
            require_own_index(self.settings)
        return Searcher.open(self.settings, threads=1, before=before)

    def _limit(self, searcher: Searcher) -> Searcher:
        return searcher.limited_to(self.newest_settings())

    async def _log_rollback(self) -> None:
        """Log that the index was restored by a rollback, and until when it stays."""
        if await self._in_thread(_is_rolled_back, self.answerer.searcher):
            until = "a document is edited, or until `footnote build`" if self.settings.watch else "`footnote build`"
            log.info("this is the index before the last build, after a rollback; it stays until %s", until)

    def _log_left_out(self) -> None:
        """Log as warnings what is newly left out of answers."""
        left_out = self.answerer.searcher.left_out
        for line in left_out:
            if line not in self._left_out:
                log.warning("%s", line)
        self._left_out = left_out

    def _reload_settings(self) -> None:
        self.settings = reload_settings(self.settings)

    def _pending(self) -> list[str]:
        self._reload_settings()
        manifest = self.answerer.searcher.generation.manifest
        return [*pending_changes(self.settings, manifest), *model_changes(self.settings, manifest)]

    async def _follow_index(self) -> None:
        """Check for a new index periodically."""
        while True:
            await self._follow_store()
            await self._take_current()
            await asyncio.sleep(INDEX_CHECK_INTERVAL)

    async def _follow_store(self) -> None:
        """Take over a new index from the store in config.yaml, if there is one, and report once if that is not possible."""
        if self.settings.store is None or time.monotonic() < self._store_checked + STORE_CHECK_INTERVAL:
            return
        before, self._store_problem = self._store_problem, None
        try:
            await self._in_thread(_follow, self.settings)
            async with self._opening:
                if await self._in_thread(_is_written_again, self.settings, self.answerer.searcher):
                    self.answerer.searcher = await self._in_thread(self._open, self.answerer.searcher)
                    log.info("answering from the index that was written into the store again")
        except FootnoteError as error:
            self._store_problem = str(error)
        if self._store_problem and self._store_problem != before:
            log.error("%s", self._store_problem)
        elif before and not self._store_problem:
            log.info("the store can be used again")
        self._store_checked = time.monotonic()

    async def _take_current(self) -> None:
        """Switch to the current index, and report once if it cannot be opened."""
        try:
            await self.refresh()
            self._contested = None
        except FootnoteError as error:
            is_contested = isinstance(error, ContestedIndexError)
            self._contested = await self._config_state() if is_contested else None
            if self._record_failure("open", error):
                self.on_failed(self._failures["open"])

    async def _follow_config(self) -> None:
        """Check periodically which documents config.yaml names. Its other settings need `watch`, or a restart."""
        known = self._checked_config
        while True:
            state = await settled_state(self._config_state, known, RETRY_DELAY)
            if state != known:
                known = state
                await self.limit()
            await asyncio.sleep(INDEX_CHECK_INTERVAL)

    async def _watch_documents(self) -> None:
        """Rebuild after documents have changed."""
        while True:
            async with Watcher(await self._folders()) as watcher:
                await self._update_index()
                while await self._folders() == watcher.folders:
                    await watcher.wait_for_change(DOCUMENT_CHECK_INTERVAL)
                    await self._update_index()

    async def _folders(self) -> WatchedFolders:
        return await self._in_thread(WatchedFolders.from_settings, self.settings)

    async def _config_state(self) -> FileState | None:
        return await self._in_thread(file_state, self.settings.file)

    async def _update_index(self) -> None:
        """Bring the index up to date with the documents.

        Documents that are missing or cannot be read are tried once more, because they may be in the middle of a save. After a
        failure was reported, nothing is tried until something changes. Nothing is built over the index of another project.
        """
        self._checked_config = await settled_state(self._config_state, self._checked_config, RETRY_DELAY)
        await self._take_current()
        if self._contested and self._contested == self._checked_config:
            return
        try:
            corpus = await self._in_thread(self._check_corpus)
            if corpus.is_behind and corpus.state != self._failed_at and (corpus.has_missing or not await self._try_build()):
                await asyncio.sleep(RETRY_DELAY)
                corpus = await self._in_thread(self._check_corpus)
                self._failed_at = corpus.state
                if corpus.is_behind:
                    await self._build_and_report()
            if not corpus.is_behind:
                self._failures.pop("build", None)
            if "build" not in self._failures:
                self._failed_at = None
        except FootnoteError as error:
            if self._record_failure("build", error):
                self.on_failed(self._failures["build"])
        await self.limit()  # a document that was removed is not shown, even if the build failed

    async def _try_build(self) -> bool:
        """Build, and return whether that succeeded; a failure is not reported yet."""
        try:
            await self._build_and_report()
        except FootnoteError:
            return False
        return True

    async def _build_and_report(self) -> None:
        built = await self._build()
        found = built.difference
        if found.added or found.changed or found.removed:
            log.info("indexed an edit: %d added, %d changed, %d removed", found.added, found.changed, found.removed)
            self.on_built(built)
        elif not found.is_known:
            log.info("rebuilt the index from scratch, so changes are unknown: %d passages", built.passages)
        with suppress(FootnoteError):  # reported by `_follow_index`
            await self.refresh()

    def _check_corpus(self) -> CorpusCheck:
        self._reload_settings()
        return CorpusCheck.of(self.settings, self.answerer.searcher.generation.manifest)
