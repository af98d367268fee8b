"""The desk: questions wait here for the one thread that answers, so that the event loop never does."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from index.answering.searcher import Searcher

T = TypeVar("T")
PATIENCE = 0.15
"""Seconds within which an answer is worth waiting for before whoever asked is told that it takes longer."""
CROWD = 8
"""Questions at the desk from which on there is no use in that."""
GIVING_WAY = 0.02
"""Seconds that an answer waits, at most, for first responses that are being sent: Python does one of the two at a time."""


class BusyError(Exception):
    """There are as many questions waiting as there may be."""


class ClosedError(Exception):
    """The bot is about to end and takes no more questions."""


@dataclass(frozen=True, slots=True)
class Ticket(Generic[T]):
    """The promise of a result, and for how long it is worth waiting for before saying that it takes longer."""

    result: "asyncio.Future[T]"
    patience: float
    desk: "Desk"

    async def is_ready(self) -> bool:
        """Whether the result, or the error instead of it, is there within the time that is worth it."""
        done, _ = await asyncio.wait([self.result], timeout=self.patience)
        return bool(done)


class Desk:
    """Answers from a searcher, one question after another, in a thread of its own; at most `places` wait or are answered."""

    def __init__(self, searcher: Searcher, places: int) -> None:
        self.searcher = searcher
        self.places = places
        self.taken = 0
        self.is_closed = False
        self._responses = 0
        self._calm = threading.Event()
        self._calm.set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="answering")

    def submit(self, work: Callable[[Searcher], T]) -> Ticket[T]:
        """Let `work` be done when its turn comes.

        Raises BusyError at once when no place is free, and ClosedError when there will be no turn.
        """
        if self.is_closed:
            raise ClosedError
        if self.taken >= self.places:
            raise BusyError
        self.taken += 1
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._do, work)
        future.add_done_callback(self._free)
        return Ticket(future, PATIENCE if self.taken <= CROWD else 0.0, self)

    @contextmanager
    def first_response(self) -> Iterator[None]:
        """While somebody is told that it takes longer: that comes before the next answer."""
        self._responses += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._responses -= 1
            if not self._responses:
                self._calm.set()

    def _do(self, work: Callable[[Searcher], T]) -> T:
        self._calm.wait(GIVING_WAY)
        return work(self.searcher)

    def _free(self, result: "asyncio.Future[Any]") -> None:
        self.taken -= 1
        if not result.cancelled():
            result.exception()  # whoever waited may be gone; asyncio need not complain of it

    def close(self) -> None:
        """Take no more questions; those that wait are still answered."""
        self.is_closed = True

    def stop(self) -> None:
        """End the thread once it has done what it is at."""
        self.close()
        self._thread.shutdown(wait=True, cancel_futures=True)
