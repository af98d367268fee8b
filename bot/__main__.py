"""Entry point of `footnote`, which `python -m bot` runs too."""

import os
import sys
from contextlib import suppress
from typing import NoReturn

from bot.cli import main


def run() -> NoReturn:
    """Run a command, then exit without the usual teardown of libraries, which would delay the end of every command."""
    code = main()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
