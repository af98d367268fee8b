"""Lines that are typed at a terminal."""

import contextlib
import sys
from collections.abc import Callable
from typing import TypeVar

from bot.terminal.output import note
from index.errors import FootnoteError

Found = TypeVar("Found")


def read_line(prompt: str) -> str:
    """A line from the keyboard, with history and line editing; the prompt never gets into output that goes elsewhere.

    Raises EOFError on Ctrl-D.
    """
    with contextlib.suppress(ModuleNotFoundError):  # as on Windows
        import readline  # noqa: F401  # input() uses it once it is there
    if sys.stdout.isatty():
        return input(prompt)
    print(prompt, end="", file=sys.stderr, flush=True)
    return input()


def ask_for(prompt: str, take: Callable[[str], Found]) -> Found:
    """What `take` makes of the line that is typed; what is wrong with it is said, and it is asked for again.

    Raises EOFError on Ctrl-D.
    """
    while True:
        try:
            return take(read_line(prompt).strip())
        except FootnoteError as error:
            note(str(error))
