"""Keep the service manager informed while the bot runs, and its watchdog fed while the bot can answer."""

import asyncio
from collections.abc import Callable

from bot.chat.desk import Desk
from bot.chat.observing.service_manager import ServiceManager

PINGS_PER_TIMEOUT = 4
"""One or two may come late, because a long answer is under way, without a restart."""
STATUS_SECONDS = 10.0
"""Seconds between two looks at the status, if there is no watchdog."""


class Watchdog:
    """Pings from the event loop, as long as the answering thread gets on with its work: if either hangs, no ping comes."""

    def __init__(self, manager: ServiceManager, desk: Desk, describe: Callable[[], str]) -> None:
        self._manager = manager
        self._desk = desk
        self._describe = describe
        self._status = ""
        self._probe: asyncio.Future[None] | None = None
        self._turns = 0

    async def run(self) -> None:
        """Report until cancelled. Ends at once if there is no service manager."""
        if self._manager.address is None:
            return
        timeout = self._manager.timeout
        while True:
            if timeout and self._is_answering():
                self._manager.ping()
            if (status := self._describe()) != self._status:
                self._status = status
                self._manager.status(status)
            await asyncio.sleep(timeout / PINGS_PER_TIMEOUT if timeout else STATUS_SECONDS)

    def _is_answering(self) -> bool:
        """Return whether the answering thread has finished anything since the last call, or had nothing to do."""
        if self._probe is None or self._probe.done():
            self._probe = self._desk.probe()
            return True
        turns, self._turns = self._turns, self._desk.turns
        return turns != self._turns
