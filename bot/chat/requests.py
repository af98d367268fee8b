"""Requests: what is done for one question, press or command, from its event to the last thing that is sent.

Each has an id, which lines of the log have that were written meanwhile, and which a member is told when something went wrong.
It knows nothing of discord.py, and holds nothing of what was asked.
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

Step = Literal["waiting", "reading", "retrieving", "judging", "sending"]
"""For its turn; the question, with the model; for the passages; whether they answer; to Discord, all together."""
STEPS: tuple[Step, ...] = get_args(Step)
Ending = Literal["answered", "refused", "failed"]


@dataclass(slots=True)
class Request:
    """What is known of a request: how it ended and why (the outcome, the reason), and the seconds that each step took."""

    id: str = field(default_factory=lambda: secrets.token_hex(4))
    ending: Ending | None = None
    reason: str = ""
    seconds: dict[Step, float] = field(default_factory=dict)

    def took(self, step: Step, seconds: float) -> None:
        """So many seconds more went into a step."""
        self.seconds[step] = self.seconds.get(step, 0.0) + seconds

    def answered(self, answer: Answer, turn: "Turn") -> None:
        """There is an answer; that it was also sent is not yet certain. One that comes after the end counts for nothing."""
        if self.ending is None:
            self.end("answered", answer.outcome)
            self.took("waiting", turn.waited)
            self.took("reading", answer.steps.reading)
            self.took("retrieving", answer.steps.retrieving)
            self.took("judging", answer.steps.judging)

    def turned(self, turn: "Turn") -> None:
        """There is another page, as with an answer."""
        if self.ending is None:
            self.end("answered", "page")
            self.took("waiting", turn.waited)

    def end(self, ending: Ending, reason: Outcome | str) -> None:
        """How it ended; what comes last counts, as an answer that could not be sent."""
        self.ending, self.reason = ending, reason


class Turn:
    """When something was handed in, and when its turn came, which the thread that does it tells."""

    def __init__(self) -> None:
        self._handed_in = self._began = perf_counter()

    def begin(self) -> None:
        """Its turn has come."""
        self._began = perf_counter()

    @property
    def waited(self) -> float:
        """Seconds between the two."""
        return self._began - self._handed_in


_current: ContextVar[Request | None] = ContextVar("request", default=None)


def current_request() -> Request:
    """The request that is being worked on here; one that nobody hears of where there is none."""
    return _current.get() or Request()


def current_id() -> str | None:
    """The id of the request that is being worked on here, if there is one."""
    request = _current.get()
    return request.id if request else None


@contextmanager
def sending() -> Iterator[None]:
    """While something is sent to Discord."""
    started = perf_counter()
    try:
        yield
    finally:
        current_request().took("sending", perf_counter() - started)


class OpenWork:
    """Counts the requests that are being worked on, so that the bot can end when all of them are done.

    A request is begun by the first block that a task enters. Where a block ends in an error, the one that tells of it goes on
    with the same request. At its end, `on_end` is called with it.
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

    async def finish(self, seconds: float) -> bool:
        """Wait until nothing is open, but no longer than so many seconds; whether all was done."""
        try:
            async with timeout(seconds):
                while self._count:  # what went wrong is told right after it, as work of its own
                    await self._idle.wait()
        except TimeoutError:
            return False
        return True

    def _end(self, request: Request) -> None:
        if request.ending is None:
            return
        note(request)
        if self.on_end:
            self.on_end(request)


def note(request: Request) -> None:
    """Say in the log how a request ended, and how long its steps took."""
    milliseconds = {step: round(request.seconds[step] * 1000, 1) for step in STEPS if step in request.seconds}
    steps = ", ".join(f"{step} {took:.1f}" for step, took in milliseconds.items())
    told = f"{request.ending}: {request.reason}" + (f" ({steps} ms)" if steps else "")
    fields = {"ending": request.ending, "reason": request.reason, "milliseconds": milliseconds}
    log.info("%s", told, extra={"fields": fields})
