"""A bounded queue in front of the thread, or the processes, that answer, so that the event loop never blocks."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from bot.chat.answering_processes import AnsweringProcesses, Portable
from index.answering.searcher import Searcher

T = TypeVar("T")
PATIENCE_SECONDS = 0.15
"""Seconds to wait for an answer before deferring the response."""
CROWD_SIZE = 8
"""Pending questions above which a response is deferred at once, because waiting would be pointless."""
YIELD_SECONDS = 0.02
"""Seconds an answer waits, at most, while first responses are sent: the GIL lets only one of the two run."""


class BusyError(Exception):
    """The queue is full."""


class ClosedError(Exception):
    """The bot is shutting down and takes no more questions."""


@dataclass(frozen=True, slots=True)
class Ticket(Generic[T]):
    """A pending result, with the seconds to wait for it before deferring the response."""

    result: "asyncio.Future[T]"
    patience: float
    desk: "Desk"

    async def is_ready(self) -> bool:
        """Return whether the result or an error arrives within `patience` seconds."""
        done, _ = await asyncio.wait([self.result], timeout=self.patience)
        return bool(done)


class Desk:
    """Runs questions one at a time in its own thread; at most `capacity` are pending, the running ones included.

    With `processes`, it has a thread for each: portable work is done there, as far as that is possible, and all other work
    still one at a time. `turns` counts the questions that the threads have begun.
    """

    def __init__(self, searcher: Searcher, capacity: int, processes: AnsweringProcesses | None = None) -> None:
        self.searcher = searcher
        self.capacity = capacity
        self._processes = processes
        self.pending = 0
        self.turns = 0
        self.is_closed = False
        self._open_responses = 0
        self._may_answer = threading.Event()
        self._may_answer.set()
        self._alone = threading.Lock()
        self._threads = ThreadPoolExecutor(processes.count if processes else 1, thread_name_prefix="answering")

    def submit(self, work: Callable[[Searcher], T], begin: Callable[[], None] | None = None) -> Ticket[T]:
        """Queue `work`, which is called in an answering thread or process with the current searcher, after `begin` here.

        Raises BusyError if the queue is full, and ClosedError if the desk is closed.
        """
        if self.is_closed:
            raise ClosedError
        if self.pending >= self.capacity:
            raise BusyError
        self.pending += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, self._run, work, begin)
        future.add_done_callback(self._release)
        return Ticket(future, PATIENCE_SECONDS if self.pending <= CROWD_SIZE else 0.0, self)

    def probe(self) -> "asyncio.Future[None]":
        """Return a future that an answering thread completes once all that is queued now has been begun."""
        return asyncio.get_running_loop().run_in_executor(self._threads, _do_nothing)

    @contextmanager
    def hold_answers(self) -> Iterator[None]:
        """Hold back the next answer while a first response is being sent, for at most `YIELD_SECONDS`."""
        self._open_responses += 1
        self._may_answer.clear()
        try:
            yield
        finally:
            self._open_responses -= 1
            if not self._open_responses:
                self._may_answer.set()

    def _run(self, work: Callable[[Searcher], T], begin: Callable[[], None] | None) -> T:
        self.turns += 1
        self._may_answer.wait(YIELD_SECONDS)
        if begin:
            begin()
        searcher = self.searcher
        if self._processes and isinstance(work, Portable) and (result := self._processes.run(work, searcher)) is not None:
            return cast(T, result)
        with self._alone:
            return work(searcher)

    def _release(self, result: "asyncio.Future[Any]") -> None:
        self.pending -= 1
        if not result.cancelled():
            result.exception()  # mark it as retrieved: asyncio logs errors that nobody awaits

    def close(self) -> None:
        """Refuse new questions; those already queued are still answered."""
        self.is_closed = True

    def stop(self, *, wait: bool = True) -> None:
        """Close the desk, cancel queued questions, and end the threads after the current ones, for which this can wait."""
        self.close()
        self._threads.shutdown(wait=wait, cancel_futures=True)
        if self._processes:
            self._processes.stop(wait=wait)


def _do_nothing() -> None:
    """Do nothing: work whose only effect is that a thread has come to it."""
