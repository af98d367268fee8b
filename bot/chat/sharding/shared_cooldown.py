"""The cooldown of members across several processes: asked of the database while the answer is being looked up."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from bot.chat.sharding.membership import Membership
from bot.record.entries import RecordError

LONGEST_WAIT_SECONDS = 0.25
"""Time for which an answer waits for the database at most; it rarely does, because the database is the faster of the two."""
PAUSE_SECONDS = 5.0
"""Time without asking after the database could not answer in time."""


class SharedCooldown(Protocol):
    """The cooldown of members in all processes together."""

    def claim(self, member: int, seconds: float) -> "asyncio.Task[float] | None":
        """Start the cooldown of a member: the result is 0, or the seconds left if it runs. None if no other process runs."""
        ...

    def reset(self, member: int) -> None:
        """End the cooldown of a member."""
        ...


class DatabaseCooldown:
    """Asks the database, as long as other processes run. What it cannot say in time, it does not forbid."""

    def __init__(self, membership: Membership, to_hash: Callable[[int], str]) -> None:
        self._membership = membership
        self._hash = to_hash
        self._thread = ThreadPoolExecutor(2, thread_name_prefix="cooldown")
        self._paused_until = 0.0

    def claim(self, member: int, seconds: float) -> "asyncio.Task[float] | None":
        """Start the cooldown of a member."""
        if not self._is_shared or not seconds or time.monotonic() < self._paused_until:
            return None
        return asyncio.create_task(self._claim(self._hash(member), seconds))

    def reset(self, member: int) -> None:
        """End the cooldown of a member, without waiting for that."""
        coordinator = self._membership.coordinator
        if coordinator and self._is_shared:
            hashed = self._hash(member)
            self._thread.submit(lambda: coordinator.end_cooldown(hashed))  # an error is as good as a longer wait

    @property
    def _is_shared(self) -> bool:
        return bool(self._membership.others)

    async def _claim(self, hashed: str, seconds: float) -> float:
        coordinator = self._membership.coordinator
        if coordinator is None:
            return 0.0
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                return await loop.run_in_executor(self._thread, lambda: coordinator.cool_down(hashed, seconds))
        except (TimeoutError, RecordError):
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            return 0.0
