"""Know whether the index is behind its documents, for metrics: read files from time to time, never during a scrape."""

import asyncio
from collections.abc import Callable

from index.building import is_behind
from index.errors import FootnoteError
from index.settings import Settings, reload_settings

CHECK_SECONDS = 60.0
"""Seconds between two checks, which hash all documents."""


class Freshness:
    """`is_behind` is True if a build would change the index, and None if that is not known."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self.is_behind: bool | None = None

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            await self.check()
            await asyncio.sleep(CHECK_SECONDS)

    async def check(self) -> None:
        """Compare the index with the documents."""
        self.is_behind = await asyncio.to_thread(self._compare)

    def _compare(self) -> bool | None:
        try:
            return is_behind(reload_settings(self._settings()))
        except FootnoteError:
            return None
