"""`python -m bot` is `footnote`."""

import os
import sys
from contextlib import suppress
from typing import NoReturn

from bot.cli import main


def run() -> NoReturn:
    """Run a command and end the process at once: taking libraries apart first is felt at each command, and serves nobody."""
    code = main()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
