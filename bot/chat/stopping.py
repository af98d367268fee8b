"""Stop on SIGTERM and Ctrl-C, from the first moment of `footnote serve` to its last."""

import asyncio
import signal
import threading
from types import FrameType


class Terminated(KeyboardInterrupt):
    """SIGTERM has arrived while the bot was starting. Code in between handles it like Ctrl-C."""


class StopSignals:
    """Makes SIGTERM raise Terminated, until `follow` hands it and Ctrl-C over to the event loop.

    The handlers stay until the process ends. More SIGTERMs change nothing, because some supervisors send two; a second Ctrl-C
    comes from somebody who does not want to wait.
    """

    def __init__(self) -> None:
        self.is_terminated = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop, self._hurry = asyncio.Event(), asyncio.Event()
        self._listen(signal.SIGTERM)

    def follow(self) -> tuple[asyncio.Event, asyncio.Event]:
        """From now on, set the first event on a signal, and the second on another Ctrl-C. Call it in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._listen(signal.SIGINT)
        if self.is_terminated:  # some library has swallowed Terminated
            self._stop.set()
        return self._stop, self._hurry

    def _listen(self, number: int) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(number, self._handle)

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        is_first = not self.is_terminated
        self.is_terminated = self.is_terminated or number == signal.SIGTERM
        if self._loop is None:
            if is_first:
                raise Terminated
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._set, number)

    def _set(self, number: int) -> None:
        if number == signal.SIGINT and self._stop.is_set():
            self._hurry.set()
        self._stop.set()
