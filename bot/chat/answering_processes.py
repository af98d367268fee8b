"""Processes that answer questions side by side, because the threads of one process share one interpreter lock."""

import logging
import os
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from typing import Generic, TypeVar

from bot.upkeep.rebuilding import SECRETS
from index.answering.calibration_file import States
from index.answering.searcher import Searcher
from index.errors import FootnoteError
from index.searching.scope import Scope
from index.settings import Settings

T = TypeVar("T")
log = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
"""Time without processes after one of them was killed, so that a lack of memory is not made worse."""


class Portable(ABC, Generic[T]):
    """Work that can be done in another process: all of its fields can be pickled, and so can its result."""

    @abstractmethod
    def __call__(self, searcher: Searcher) -> T:
        """Do the work. Raises FootnoteError."""


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """What a searcher answers from: two with the same give the same answers."""

    settings: Settings
    generation: str
    calibration: States
    named: Scope

    @classmethod
    def of(cls, searcher: Searcher) -> "AnswerSource":
        """Return what a searcher answers from."""
        return cls(searcher.settings, searcher.generation.name, searcher.calibration.states, searcher.named)


class AnsweringProcesses:
    """Does portable work in `count` processes with a searcher each, which they open and renew themselves.

    They leave to the caller what they cannot do: while they start, while the current index is not the wanted one, and for some
    time after one was killed. They end with this process, however it ends. May be used from several threads.
    """

    def __init__(self, count: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.count = count
        self._clock = clock
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._opening: list[Future[bool]] = []
        self._retry_at: float | None = None
        self._is_stopped = False

    def start(self, searcher: Searcher) -> None:
        """Start the processes, and let them open the index of `searcher`; returns at once, and logs if they cannot be had."""
        with self._lock:
            self._start(AnswerSource.of(searcher))

    def _start(self, wanted: AnswerSource) -> None:
        try:
            pool = ProcessPoolExecutor(self.count, get_context("spawn"), initializer=_prepare)
            self._opening = [pool.submit(_open, wanted) for _ in range(self.count)]
        except OSError as error:
            self._pause(f"cannot start answering processes ({error.strerror or error})")
        else:
            self._pool, self._retry_at = pool, None

    def run(self, work: Portable[T], searcher: Searcher) -> T | None:
        """Do work in a process that answers from the same as `searcher`, or return None if it has to be done here.

        None is also returned for work that raises an error, so that the caller meets the same error.
        """
        wanted = AnswerSource.of(searcher)
        pool = self._ready_pool(wanted)
        if pool is None:
            return None
        try:
            done = pool.submit(_run, work, wanted)
        except RuntimeError:  # since a moment ago, it is broken or shut down
            self._give_up(pool)
            return None
        try:
            return done.result()
        except (BrokenProcessPool, CancelledError):
            self._give_up(pool)
            return None

    def _ready_pool(self, wanted: AnswerSource) -> ProcessPoolExecutor | None:
        with self._lock:
            if self._retry_at is not None and self._clock() >= self._retry_at and not self._is_stopped:
                self._start(wanted)
            return self._pool if all(opening.done() for opening in self._opening) else None

    def _give_up(self, pool: ProcessPoolExecutor) -> None:
        """Do without processes for a while, unless another thread has seen to that already."""
        with self._lock:
            if self._pool is pool:
                self._pool = None
                self._pause("an answering process was killed")

    def _pause(self, reason: str) -> None:
        """Start no processes for `RETRY_SECONDS`, and log why."""
        self._retry_at = self._clock() + RETRY_SECONDS
        log.warning("%s; this process answers alone for %.0f seconds", reason, RETRY_SECONDS)

    def stop(self, *, wait: bool = True) -> None:
        """End the processes, after what they are doing if this waits for them."""
        with self._lock:
            pool, self._pool, self._is_stopped = self._pool, None, True
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=True)


# What follows runs in an answering process.


@dataclass(slots=True)
class _Own:
    """What an answering process keeps between two questions."""

    searcher: Searcher | None = None


_own = _Own()


def _prepare() -> None:
    """Forget the token, leave Ctrl-C to the parent, and end when that does: a parent that is killed cannot say so."""
    for name in SECRETS:
        os.environ.pop(name, None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="ending", daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(0)


def _open(wanted: AnswerSource) -> bool:
    """Make sure that this process answers from what is wanted; return False if that is not what is stored now."""
    own = _own.searcher
    if own is None or own.settings != wanted.settings or not own.index.is_usable or _is_old(own, wanted):
        own = Searcher.open(wanted.settings, threads=1, before=own)
    _own.searcher = replace(own, named=wanted.named)
    return AnswerSource.of(_own.searcher) == wanted


def _is_old(own: Searcher, wanted: AnswerSource) -> bool:
    return AnswerSource.of(own) != wanted and not own.is_current


def _run(work: Portable[T], wanted: AnswerSource) -> T | None:
    """Do work with this process's searcher, or return None if that is not the wanted one or the work raises an error."""
    try:
        return work(_own.searcher) if _open(wanted) and _own.searcher else None
    except FootnoteError:
        return None
