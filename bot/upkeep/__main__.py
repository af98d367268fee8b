"""`python -m bot.upkeep CONFIG`: bring the index up to date, telling the bot how it goes on standard output."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from bot.upkeep.messages import Advanced, Built, Failed, Message, Step, to_line
from index.building import build
from index.errors import FootnoteError
from index.settings import load_settings

MILDER = 5
"""How far the build stands back behind the answers, where both want the processor."""
OFTEN = 0.2
"""Seconds between two lines that tell of passages."""


class _Teller:
    """An `index.progress.Progress` that tells it to the bot."""

    def __init__(self) -> None:
        self._untold = 0
        self._told_at = time.monotonic()

    def step(self, name: str, total: int | None = None) -> None:
        self._tell_count()
        _tell(Step(name, total))

    def advance(self, count: int) -> None:
        self._untold += count
        if time.monotonic() - self._told_at >= OFTEN:
            self._tell_count()

    def _tell_count(self) -> None:
        if self._untold:
            _tell(Advanced(self._untold))
        self._untold = 0
        self._told_at = time.monotonic()


def _tell(message: Message) -> None:
    sys.stdout.buffer.write(to_line(message))
    sys.stdout.buffer.flush()


def main(config: Path) -> int:
    """Build as config.yaml says now; every document has to be one that can be read."""
    with suppress(AttributeError, OSError):  # as on Windows
        os.nice(MILDER)
    try:
        report = build(load_settings(config), _Teller(), is_strict=True)
    except FootnoteError as error:
        _tell(Failed(str(error)))
        return 1
    _tell(Built.from_report(report))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
