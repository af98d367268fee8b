"""`python -m bot.upkeep CONFIG`: bring the index up to date, reporting progress to the bot on standard output."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from bot.upkeep.messages import Advanced, Built, Failed, Message, Step, to_line
from index.building import build
from index.errors import FootnoteError, out_of_memory
from index.settings import load_settings

NICENESS = 5
"""Added to the niceness of the build, so that answers get the processor first."""
REPORT_INTERVAL = 0.2
"""Seconds between two reports of finished passages, at least."""


class _ProgressReporter:
    """An `index.progress.Progress` that reports to the bot."""

    def __init__(self) -> None:
        self._unreported = 0
        self._reported_at = time.monotonic()

    def step(self, name: str, total: int | None = None) -> None:
        self._report_count()
        _send(Step(name, total))

    def advance(self, count: int) -> None:
        self._unreported += count
        if time.monotonic() - self._reported_at >= REPORT_INTERVAL:
            self._report_count()

    def _report_count(self) -> None:
        if self._unreported:
            _send(Advanced(self._unreported))
        self._unreported = 0
        self._reported_at = time.monotonic()


def _send(message: Message) -> None:
    sys.stdout.buffer.write(to_line(message))
    sys.stdout.buffer.flush()


def main(config: Path) -> int:
    """Build with the current config.yaml and return the exit code. Fails if any document cannot be read."""
    with suppress(AttributeError, OSError):  # not on Windows, and not always permitted
        os.nice(NICENESS)
    try:
        report = build(load_settings(config), _ProgressReporter(), is_strict=True)
    except FootnoteError as error:
        _send(Failed(str(error)))
        return 1
    except (ImportError, MemoryError, RuntimeError) as error:
        if (shortage := out_of_memory(error)) is None:
            raise
        _send(Failed(str(shortage)))
        return 1
    _send(Built.from_report(report))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
