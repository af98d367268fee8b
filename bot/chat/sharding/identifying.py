"""When a shard may connect: Discord lets all processes of a bot together identify only so many shards in five seconds."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.record.entries import RecordError
from index.settings.shards import BUCKET_SECONDS

if TYPE_CHECKING:
    from bot.record.coordinating import Coordinator

log = logging.getLogger(__name__)

LEEWAY_SECONDS = 2.0
"""What processes that are started together may differ in, for each shard before them."""
LONGEST_DELAY_SECONDS = 60.0
"""The longest wait of a process that cannot ask the others. If it is too short, Discord refuses, and discord.py tries again."""
ENOUGH_PER_SHARD = 2
"""Connections left today, for each shard, below which the log warns."""


@dataclass(frozen=True, slots=True)
class StartLimits:
    """What Discord says about connecting: shards it recommends, shards that may connect at once, and how many may today."""

    recommended: int
    at_once: int
    left: int

    def warnings(self, ids: Sequence[int], total: int) -> list[tuple[str, str]]:
        """Return what is worth a warning about these of a bot's shards, and how to fix each."""
        found = []
        if total < self.recommended:
            what = (
                f"Discord recommends {self.recommended} shards for this bot, and {total} are configured; it refuses a bot with "
                "over 2,500 servers a shard"
            )
            found.append((what, "raise the total in all processes"))
        if self.left < len(ids) * ENOUGH_PER_SHARD:
            what = f"Discord lets this bot connect only {self.left} more times today"
            found.append((what, "find out why it connects so often, and wait until tomorrow"))
        return found


class Turns:
    """Gives each shard of this process its turn to identify."""

    def __init__(self, ids: Sequence[int], at_once: int, coordinator: "Coordinator | None") -> None:
        self._ids = ids
        self._at_once = max(1, at_once)
        self._coordinator = coordinator
        self._granted: set[int] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="identifying")

    async def prepare(self, shard: int, *, is_first: bool) -> None:
        """Wait, before a shard connects, until it may identify."""
        await self._wait(shard, is_first=is_first)
        self._granted.add(shard)

    async def before_identify(self, shard: int) -> None:
        """Wait for another turn if a shard identifies again; the turn it had before it connected is good for one time."""
        if shard in self._granted:
            self._granted.discard(shard)
        else:
            await self._wait(shard, is_first=False)

    def close(self) -> None:
        """End the thread that asks the database."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _wait(self, shard: int, *, is_first: bool) -> None:
        if self._coordinator:
            try:
                while wait := await self._ask(self._coordinator, shard % self._at_once):
                    await asyncio.sleep(wait)
            except RecordError:
                log.info("the database cannot say when shard %d may connect; connecting after the usual time", shard)
            else:
                return
        await asyncio.sleep(self._usual_delay() if is_first else BUCKET_SECONDS)

    def _usual_delay(self) -> float:
        """Return how long the shards before those of this process take if all processes start at once."""
        return min((BUCKET_SECONDS + LEEWAY_SECONDS) * (self._ids[0] // self._at_once), LONGEST_DELAY_SECONDS)

    async def _ask(self, coordinator: "Coordinator", bucket: int) -> float:
        return await asyncio.get_running_loop().run_in_executor(self._thread, coordinator.may_identify, bucket)
