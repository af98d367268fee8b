"""One process among the others of its bot: it joins them before it connects, says that it runs, and leaves at the end."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from bot.record.entries import RecordError
from index.errors import FootnoteError
from index.settings.shards import Shards, format_ids, unserved

if TYPE_CHECKING:
    from bot.record.coordinating import Coordinator
    from bot.record.processes import Process
    from bot.record.store import Record

log = logging.getLogger(__name__)

T = TypeVar("T")
PATIENCE_SECONDS, ALONE_PATIENCE_SECONDS = 5.0, 1.0
"""Time that the start waits for the database: of a process that shares the bot's servers, and of one that serves all."""
LOOK_SECONDS = 0.5
"""Time between two looks at whether a process in the way is still running."""
MISSING_SECONDS = 60.0
"""Time for which shards may be served by no process before the log says so: others may be starting."""
LEAVING_SECONDS = 1.0
"""Time for which the end waits for the database."""


class OverlapError(FootnoteError):
    """Another process of this bot serves some of the same servers."""


class Membership:
    """What this process knows of the others. Without a record, nothing: then the process with shard 0 leads.

    `shards` is None for a process that serves all servers. `on_leading` is called whenever this process begins to lead after
    the start. `missing` has the IDs of shards that no process serves, as far as is known.
    """

    def __init__(self, shards: Shards | None = None, record: "Record | None" = None) -> None:
        self.shards = shards
        self.coordinator: Coordinator | None = None
        self.others: tuple[Process, ...] = ()
        self.missing: tuple[int, ...] = ()
        self.on_leading: Callable[[], None] = lambda: None
        self._record = record
        self._is_leader: bool | None = None
        self._is_joined = False
        self._is_waiting = False
        self._missing_since: float | None = None
        self._is_missing_reported = False
        self._beats = ThreadPoolExecutor(1, thread_name_prefix="coordinating")
        if record:
            from bot.record import coordinating

            self.coordinator = coordinating.Coordinator(record.database, shards)
            record.is_tidying = lambda: self.is_leader

    @property
    def is_leader(self) -> bool:
        """True if this process does what only one of them has to do. If the database cannot say, the one with shard 0 does."""
        if self.shards is None:
            return True
        return 0 in self.shards.ids if self._is_leader is None else self._is_leader

    @property
    def shares_servers(self) -> bool:
        """True if some servers of the bot are served by other processes."""
        return self.shards is not None and self.shards.is_partial

    async def join(self, application: int) -> None:
        """Join the other processes of the bot with this application ID. Raises OverlapError and OtherBotError.

        If the database cannot be used, go on without it: `run` tries again.
        """
        if self.coordinator is None or self._record is None:
            if self.shares_servers:
                log.warning(
                    "without a record in config.yaml, the processes of this bot do not know of each other: check that their "
                    "shards are all different and complete; members wait after a question in each process by itself"
                )
            return
        self._record.database.belong_to(application)
        joining = asyncio.create_task(self._join(self.coordinator))
        await asyncio.wait([joining], timeout=PATIENCE_SECONDS if self.shares_servers else ALONE_PATIENCE_SECONDS)
        try:
            if joining.done() or self._is_waiting:
                await joining
                return
            joining.cancel()
        except RecordError as error:
            _raise_if_other_bot(error)
        if self.shards:
            log.warning("the database cannot be used; until it can, the other processes of this bot are not known")

    async def run(self) -> None:
        """Say regularly that this process runs. Raises OverlapError and OtherBotError, after which it must not go on."""
        if self.coordinator is None:
            return
        last = time.monotonic()
        while True:
            await asyncio.sleep(self.coordinator.beat_seconds)
            try:
                await (self._beat(self.coordinator) if self._is_joined else self._join(self.coordinator))
            except RecordError as error:
                _raise_if_other_bot(error)
                if time.monotonic() - last > self.coordinator.lifetime:
                    self._is_leader, self.others = None, ()
            else:
                last = time.monotonic()
                self._report_missing()

    async def leave(self) -> None:
        """Make room for another process, if the database can be used."""
        if self.coordinator and self._is_joined:
            self._is_joined = False
            with suppress(RecordError, TimeoutError):
                async with asyncio.timeout(LEAVING_SECONDS):
                    await self._in_thread(self.coordinator.leave)
        self._beats.shutdown(wait=False, cancel_futures=True)

    async def _join(self, coordinator: "Coordinator") -> None:
        """Join the others, waiting for one in the way that may have died. Raises OverlapError and RecordError."""
        conflicts = await self._in_thread(coordinator.join)
        if conflicts:
            log.info("%s serves the same servers; waiting to see whether it still runs", conflicts[0].place)
        until = {process.id: process.until for process in conflicts}
        self._is_waiting = bool(conflicts)
        while conflicts:
            await asyncio.sleep(LOOK_SECONDS)
            conflicts = await self._in_thread(coordinator.join)
            alive = next((process for process in conflicts if process.until != until.get(process.id)), None)
            if alive:
                raise overlap_error(self.shards, alive)
        self._is_waiting, self._is_joined = False, True
        await self._beat(coordinator)

    async def _beat(self, coordinator: "Coordinator") -> None:
        view = await self._in_thread(coordinator.beat)
        if view is None:
            self._is_joined = False
            await self._join(coordinator)
            return
        was_leader, self._is_leader, self.others = self._is_leader, view.is_leader, view.others
        if self.shards:
            self.missing = unserved(self.shards.total, (self.shards, *(other.shards for other in view.others)))
            if view.is_leader and was_leader is False:
                log.info("this process leads now")
                self.on_leading()

    def _report_missing(self) -> None:
        """Log once what no process serves, and once that it is served again; the leader does."""
        if self.shards is None:
            return
        if not self.missing:
            if self._is_missing_reported:
                log.info("all %d shards are served", self.shards.total)
            self._missing_since, self._is_missing_reported = None, False
            return
        now = time.monotonic()
        self._missing_since = now if self._missing_since is None else self._missing_since
        if self.is_leader and not self._is_missing_reported and now - self._missing_since >= MISSING_SECONDS:
            self._is_missing_reported = True
            written = Shards(self.missing, self.shards.total)
            log.warning("no process serves shards %s; start one with --shards %s", format_ids(self.missing), written)

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._beats, call)


def overlap_error(own: Shards | None, other: "Process") -> OverlapError:
    """Return the error for another process in the way."""
    served = f"shards {other.shards}" if other.shards else "all servers"
    if own is None:
        what = f"{other.place} serves {served} of this bot, so this one cannot serve all servers"
    elif other.shards and other.shards.total != own.total:
        what = f"{other.place} serves {served}, but this process counts {own.total} in all"
    else:
        what = f"{other.place} serves {served} already"
    where = "discord.shards" if own is None else f"shards {own}"
    return OverlapError(what, where=where, fix="give each process other shards, or stop that one (docs/running.md)")


def _raise_if_other_bot(error: RecordError) -> None:
    """Raise an error of the database again if it will not go away by itself."""
    from bot.record.owners import OtherBotError

    if isinstance(error, OtherBotError):
        raise error
