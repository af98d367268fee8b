"""Prompts for input from the keyboard."""

import contextlib
import sys
from collections.abc import Callable
from typing import TypeVar

from bot.terminal.output import note
from index.errors import FootnoteError

Parsed = TypeVar("Parsed")


def read_line(prompt: str) -> str:
    """Read a line from the keyboard, with history and line editing; the prompt never ends up in redirected output.

    Raises EOFError on Ctrl-D.
    """
    with contextlib.suppress(ModuleNotFoundError):  # Windows has none
        import readline  # noqa: F401  # importing it is enough for input() to use it
    if sys.stdout.isatty():
        return input(prompt)
    print(prompt, end="", file=sys.stderr, flush=True)
    return input()


def ask_for(prompt: str, parse: Callable[[str], Parsed]) -> Parsed:
    """Prompt until `parse` accepts the line, printing its error otherwise, and return the parsed value.

    Raises EOFError on Ctrl-D.
    """
    while True:
        try:
            return parse(read_line(prompt).strip())
        except FootnoteError as error:
            note(str(error))
