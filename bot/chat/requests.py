"""Requests: the work for one question, button press or command, from its event to the last message sent.

Each has an id, which appears in its log lines and in the message a member sees when something goes wrong. Requests are
independent of discord.py and do not contain what was asked.
"""

import logging
import secrets
from asyncio import Event, timeout
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import Literal, get_args

from index.answering.answers import Answer, Outcome

log = logging.getLogger(__name__)

Step = Literal["waiting", "reading", "retrieving", "reranking", "judging", "sending"]
"""Waiting in the queue, reading the question, retrieving passages, reading the first of them again with a cross-encoder (if
there is one), judging whether they answer, sending to Discord."""
STEPS: tuple[Step, ...] = get_args(Step)
Ending = Literal["answered", "refused", "failed"]


@dataclass(slots=True)
class Request:
    """One request: its ending, the reason for it (an outcome, if answered), and the seconds that each step took.

    `asked` is the id under which the question is recorded, if it is.
    """

    id: str = field(default_factory=lambda: secrets.token_hex(4))
    ending: Ending | None = None
    reason: str = ""
    seconds: dict[Step, float] = field(default_factory=dict)
    asked: str | None = None

    def add_time(self, step: Step, seconds: float) -> None:
        """Add to the time of a step."""
        self.seconds[step] = self.seconds.get(step, 0.0) + seconds

    def record_answer(self, answer: Answer, timer: "WaitTimer") -> None:
        """Record an answer, which may still fail to be sent. Ignored if the request has already ended."""
        if self.ending is None:
            self.end("answered", answer.outcome)
            self.add_time("waiting", timer.waited)
            self.add_time("reading", answer.steps.reading)
            self.add_time("retrieving", answer.steps.retrieving)
            if answer.steps.reranking is not None:
                self.add_time("reranking", answer.steps.reranking)
            self.add_time("judging", answer.steps.judging)

    def record_page(self, timer: "WaitTimer") -> None:
        """Record a turned page, which may still fail to be sent. Ignored if the request has already ended."""
        if self.ending is None:
            self.end("answered", "page")
            self.add_time("waiting", timer.waited)

    def end(self, ending: Ending, reason: Outcome | str) -> None:
        """Set how the request ended. A later call wins: an answer that cannot be sent ends as failed."""
        self.ending, self.reason = ending, reason


class WaitTimer:
    """Measures how long work waits in the queue. Started when created, stopped by the thread that does the work."""

    def __init__(self) -> None:
        self._started = self._stopped = perf_counter()

    def stop(self) -> None:
        """Stop the timer, because the work starts."""
        self._stopped = perf_counter()

    @property
    def waited(self) -> float:
        """Seconds between start and stop."""
        return self._stopped - self._started


_current: ContextVar[Request | None] = ContextVar("request", default=None)


def current_request() -> Request:
    """Return the request of the current task, or a new one that is never recorded."""
    return _current.get() or Request()


def current_id() -> str | None:
    """Return the id of the current task's request, or None."""
    request = _current.get()
    return request.id if request else None


@contextmanager
def sending() -> Iterator[None]:
    """Add the time of the block to the `sending` step of the current request."""
    started = perf_counter()
    try:
        yield
    finally:
        current_request().add_time("sending", perf_counter() - started)


class OpenWork:
    """A context manager that counts open requests, so that the bot can finish them before it exits.

    The first block that a task enters starts a request. If the block raises, the request stays open for the block that
    reports the error. When a request ends, it is logged and passed to `on_end`.
    """

    def __init__(self, on_end: Callable[[Request], None] | None = None) -> None:
        self.on_end = on_end
        self._count = 0
        self._idle = Event()
        self._idle.set()

    def __enter__(self) -> Request:
        self._count += 1
        self._idle.clear()
        request = _current.get() or Request()
        _current.set(request)
        return request

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()
        if error is None:
            self._end(current_request())
            _current.set(None)

    async def wait_until_idle(self, seconds: float) -> bool:
        """Wait at most `seconds` until no request is open; return whether none is."""
        try:
            async with timeout(seconds):
                while self._count:  # an error is reported right after its block, in another block
                    await self._idle.wait()
        except TimeoutError:
            return False
        return True

    def _end(self, request: Request) -> None:
        if request.ending is None:
            return
        log_ending(request)
        if self.on_end:
            self.on_end(request)


def log_ending(request: Request) -> None:
    """Log how a request ended and how long its steps took."""
    milliseconds = {step: round(request.seconds[step] * 1000, 1) for step in STEPS if step in request.seconds}
    steps = ", ".join(f"{step} {took:.1f}" for step, took in milliseconds.items())
    message = f"{request.ending}: {request.reason}" + (f" ({steps} ms)" if steps else "")
    fields = {"ending": request.ending, "reason": request.reason, "milliseconds": milliseconds}
    log.info("%s", message, extra={"fields": fields})
