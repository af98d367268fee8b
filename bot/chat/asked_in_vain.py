"""Group what was asked in vain in a server, in a thread of its own, independently of discord.py."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.chat.desk import BusyError, Desk
from bot.rendering.question_cards import Period, question_line
from bot.report.groups import Group
from index.answering.searcher import Searcher

if TYPE_CHECKING:
    from bot.record.store import Record
    from bot.report.tallying import Tallies

MAX_PENDING = 3
"""Groupings that may wait or run."""
KEEP_SECONDS = 300.0
"""Time for which a result is kept, so that pages can be turned."""
FRESH_SECONDS = 10.0
"""Time for which it is also the answer to a new request."""
MAX_KEPT = 20
MAX_WORDINGS, MAX_GROUPS = 1_000, 25
"""Wordings that are grouped, those asked most, and groups that are shown: the bot answers at the same time."""


def group_counted(counted: "Tallies", searcher: Searcher, days: int) -> Period:
    """Group what was counted in the last days."""
    from bot.report import grouping  # with what it needs, only where it is used

    results = counted.results
    if not counted.vain:
        return Period(days, results.total(), results["answered"], [])
    by_meaning = grouping.group_by_meaning(counted, searcher, MAX_WORDINGS)
    groups: list[Group] = []
    has_settled = False
    for group in grouping.ask_again(by_meaning, searcher, MAX_GROUPS):
        if group.settled is None:
            groups.append(group)
        else:
            has_settled = True
        if len(groups) == MAX_GROUPS:
            break
    return Period(days, results.total(), results["answered"], groups, has_settled)


class AskedInVain:
    """Groups questions one request at a time, so that answers keep the other cores, and keeps the results for some minutes."""

    def __init__(self, record: "Record", desk: Desk, clock: Callable[[], float]) -> None:
        self._record = record
        self._desk = desk
        self._clock = clock
        self._pending = 0
        self._kept: OrderedDict[tuple[int, int, str], tuple[float, Period]] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="grouping")

    async def of(self, server: int, days: int, max_age: float = FRESH_SECONDS) -> Period:
        """Return what was asked in a server in the last days, as it was at most `max_age` seconds ago.

        Raises RecordError if the record cannot be read, and BusyError if too many wait.
        """
        key = (server, days, self._desk.searcher.generation.name)  # by name, so that a replaced index is not kept in memory
        made, period = self._kept.get(key, (0.0, None))
        if period and self._clock() - made < max_age:
            return period
        if self._pending >= MAX_PENDING:
            raise BusyError
        self._pending += 1
        try:
            period = await asyncio.get_running_loop().run_in_executor(self._thread, self._find, server, days)
        finally:
            self._pending -= 1
        self._keep(key, period)
        return period

    def whole(self, server: int, line: str) -> str | None:
        """Return the question that a page of a server shows as a line, maybe cut short; None if it is not kept any more."""
        periods = (period for (kept_for, _, _), (_, period) in self._kept.items() if kept_for == server)
        groups = (group for period in periods for group in period.groups)
        return next((group.question for group in groups if question_line(group.question) == line), None)

    def _keep(self, key: tuple[int, int, str], period: Period) -> None:
        """Keep a result for a while, and no more than some."""
        now = self._clock()
        self._kept[key] = now, period
        self._kept.move_to_end(key)
        while len(self._kept) > MAX_KEPT or now - next(iter(self._kept.values()))[0] >= KEEP_SECONDS:
            self._kept.popitem(last=False)

    def _find(self, server: int, days: int) -> Period:
        from bot.report.counting import count_asked

        counted = count_asked(self._record, datetime.now(UTC) - timedelta(days=days), server)
        return group_counted(counted, self._desk.searcher, days)

    def close(self) -> None:
        """End the thread after what it does now."""
        self._thread.shutdown(wait=False, cancel_futures=True)
