"""The desk: questions wait here for the one thread that answers, so that the event loop never does."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from index.searching import Searcher

T = TypeVar("T")


class BusyError(Exception):
    """There are as many questions waiting as there may be."""


class ClosedError(Exception):
    """The bot is about to end and takes no more questions."""


class Desk:
    """Answers from a searcher, one question after another, in a thread of its own; at most `places` wait or are answered."""

    def __init__(self, searcher: Searcher, places: int) -> None:
        self.searcher = searcher
        self.places = places
        self.taken = 0
        self._is_closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="answering")

    def submit(self, work: Callable[[Searcher], T]) -> "asyncio.Future[T]":
        """Let `work` be done when its turn comes.

        Raises BusyError at once when no place is free, and ClosedError when there will be no turn.
        """
        if self._is_closed:
            raise ClosedError
        if self.taken >= self.places:
            raise BusyError
        self.taken += 1
        future = asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(self.searcher))
        future.add_done_callback(self._free)
        return future

    def _free(self, _: object) -> None:
        self.taken -= 1

    def close(self) -> None:
        """Take no more questions; those that wait are still answered."""
        self._is_closed = True

    def stop(self) -> None:
        """End the thread once it has done what it is at."""
        self.close()
        self._thread.shutdown(wait=True, cancel_futures=True)
