"""A bounded queue in front of the one thread that writes the record, so that nobody who answers waits for a database."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from bot.record.entries import Asked, Feedback, RecordError
from index.text.characters import pluralize

log = logging.getLogger(__name__)

T = TypeVar("T")
Entry = Asked | Feedback
CAPACITY = 10_000
"""Entries that may wait; beyond that, new ones are lost."""
BATCH_SIZE = 500
"""Entries written in one transaction, at most."""
GATHER_SECONDS = 0.2
"""Pause before entries are written, so that those of a busy moment are written together."""
RETRY_SECONDS = 5.0
"""Pause before another attempt at a database that cannot be written."""
CHORE_SECONDS, RETRY_CHORE_SECONDS = 3600.0, 60.0
"""Time between two deletions of old questions, and before another attempt at one that failed."""


class Work(Protocol):
    """What the thread does with entries; each raises RecordError."""

    def write(self, entries: list[Entry]) -> int:
        """Write entries, and return how many of them could not be because of what they are."""
        ...

    def tidy(self) -> None:
        """Do what is due from time to time."""
        ...


class _Task:
    """A call for the thread, in its turn among the entries, and its future result."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.call = call
        self.future: Future[Any] = Future()


class WritingQueue:
    """Entries and calls that wait for the writing thread, which starts with the first of them.

    `lost` counts entries that were not written. `problem` is why writing fails at present, or None.
    """

    def __init__(self, work: Work) -> None:
        self.lost = 0
        self.problem: RecordError | None = None
        self._work = work
        self._waiting: deque[Entry | _Task] = deque()
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._is_full = False
        self._thread: threading.Thread | None = None
        self._next_chore = 0.0

    def start(self) -> None:
        """Start the thread, which opens the database and reports if it cannot."""
        with self._changed:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="record", daemon=True)
                self._thread.start()

    def put(self, entry: Entry) -> None:
        """Queue an entry, or lose it if the queue is full or closed. Never blocks, and raises nothing."""
        if self._thread is None:
            self.start()
        with self._changed:
            is_full = len(self._waiting) >= CAPACITY
            if not is_full and not self._closing.is_set():
                self._waiting.append(entry)
                self._changed.notify()
                return
            self.lost += 1
            is_news, self._is_full = is_full and not self._is_full, is_full or self._is_full
        if is_news:
            log.warning("the record cannot be written fast enough; new questions are answered, but not recorded")

    def submit(self, call: Callable[[], T]) -> "Future[T]":
        """Queue a call, after the entries that wait now. Its future raises RecordError if the database cannot be used."""
        self.start()
        task = _Task(call)
        with self._changed:
            if self._closing.is_set() or len(self._waiting) >= CAPACITY:
                task.future.set_exception(RecordError("is overloaded", where="the record", fix="try again later"))
            else:
                self._waiting.append(task)
                self._changed.notify()
        return task.future

    def close(self, seconds: float) -> None:
        """Write what waits, for at most `seconds`, and end the thread; calls that still wait then fail."""
        with self._changed:
            self._closing.set()
            self._changed.notify_all()
        if self._thread:
            self._thread.join(seconds)
        self._fail_tasks(RecordError("is closed", where="the record"))
        with self._changed:
            unwritten = len(self._waiting)
            self.lost += unwritten
            self._waiting.clear()
        if unwritten:
            log.warning("%s could not be recorded before the end", pluralize(unwritten, "entry", "entries"))

    def _run(self) -> None:
        while True:
            self._tidy()
            with self._changed:
                while not self._waiting and not self._closing.is_set() and (wait := self._next_chore - time.monotonic()) > 0:
                    self._changed.wait(wait)
                if not self._waiting and self._closing.is_set():
                    return
                is_task = bool(self._waiting) and isinstance(self._waiting[0], _Task)
            if not is_task:
                self._closing.wait(GATHER_SECONDS)
            self._step()

    def _step(self) -> None:
        """Write a batch of entries, or do a call. What cannot be written stays in the queue until it can, or the end comes."""
        with self._changed:
            batch: list[Entry] = []
            for each in self._waiting:
                if isinstance(each, _Task) or len(batch) == BATCH_SIZE:
                    break
                batch.append(each)
            task = None if batch or not self._waiting else self._waiting.popleft()
        if isinstance(task, _Task):
            self._do(task)
        elif batch:
            self._write(batch)

    def _write(self, batch: list[Entry]) -> None:
        try:
            rejected = self._work.write(batch)
        except RecordError as error:
            self._report(error)
            self._fail_tasks(error)
            if self._closing.is_set():  # this was the last attempt
                with self._changed:
                    self.lost += len(batch)
                    self._remove(len(batch))
            self._closing.wait(RETRY_SECONDS)
            return
        with self._changed:
            self._remove(len(batch))
            self.lost += rejected
            self._is_full = False
        self._recover()

    def _remove(self, count: int) -> None:
        for _ in range(min(count, len(self._waiting))):
            self._waiting.popleft()

    def _do(self, task: _Task) -> None:
        if not task.future.set_running_or_notify_cancel():
            return
        try:
            result = task.call()
        except RecordError as error:
            self._report(error)
            task.future.set_exception(error)
        else:
            self._recover()
            task.future.set_result(result)

    def _fail_tasks(self, error: RecordError) -> None:
        """Let no call wait any longer."""
        with self._changed:
            tasks = [each for each in self._waiting if isinstance(each, _Task)]
            kept = [each for each in self._waiting if not isinstance(each, _Task)]
            self._waiting.clear()
            self._waiting.extend(kept)
        for task in tasks:
            if task.future.set_running_or_notify_cancel():
                task.future.set_exception(error)

    def _tidy(self) -> None:
        if time.monotonic() < self._next_chore or self._closing.is_set():
            return
        try:
            self._work.tidy()
        except RecordError as error:
            self._report(error)
            self._next_chore = time.monotonic() + RETRY_CHORE_SECONDS
        else:
            self._recover()
            self._next_chore = time.monotonic() + CHORE_SECONDS

    def _report(self, error: RecordError) -> None:
        """Say once that the record cannot be written."""
        if self.problem is None:
            log.warning("%s; questions are answered, but recorded only once this is fixed", error)
        self.problem = error

    def _recover(self) -> None:
        if self.problem is not None:
            log.info("the record can be written again; entries lost so far: %d", self.lost)
        self.problem = None
