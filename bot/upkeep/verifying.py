"""Verify an index in the background: the parts that no question has read yet, which opening it left out."""

import os
import sys
import threading
import time
from collections.abc import Callable

from index.errors import StoredIndexError
from index.storing.generation import Generation

LOWEST_PRIORITY = 19


class _StoppedError(Exception):
    """The index is no longer in use, or the process ends."""


class BackgroundCheck(threading.Thread):
    """A thread that verifies a generation once, from `delay` seconds on, and reports each file that is damaged.

    It has the lowest priority and rests as long as it works, so that answers do not wait for it. The process does not wait
    for its end.
    """

    def __init__(self, generation: Generation, report: Callable[[StoredIndexError], None], delay: float = 0.0) -> None:
        super().__init__(name="verifying", daemon=True)
        self._generation = generation
        self._report = report
        self._delay = delay
        self._stopped = threading.Event()
        self._since = 0.0

    def stop(self) -> None:
        """Stop soon, without waiting for that."""
        self._stopped.set()

    def run(self) -> None:
        """Verify the generation."""
        if self._stopped.wait(self._delay):
            return
        _lower_priority()
        self._since = time.perf_counter()
        try:
            for error in self._generation.verify(self._rest):
                self._report(error)
        except _StoppedError:
            return

    def _rest(self) -> None:
        """Rest for as long as the last part took. Raises _StoppedError once there is no need to go on."""
        if self._stopped.wait(time.perf_counter() - self._since):
            raise _StoppedError
        self._since = time.perf_counter()


def _lower_priority() -> None:
    """Let all other threads go first, where the system can do that for one thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)
