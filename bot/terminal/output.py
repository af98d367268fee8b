"""What is said in a terminal: coloured when it is one, plain when piped. Colours are loaded only where they show."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from index.text.characters import clean

if TYPE_CHECKING:
    from rich.console import Console

ARROW = " › "
WIDEST = 100
"""Columns of text that the eye still follows from line to line."""
UNBROKEN = 100_000
"""Columns when the output is not read by eye: nothing is wrapped."""

Styled = tuple[str, str]
"""A line, and how it looks in a terminal: `bold red`."""


def console_for(stream: TextIO) -> "Console":
    """A console that takes text as it is, for a stream."""
    from rich.console import Console

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else UNBROKEN
    return console


def show(lines: Iterable[Styled], stream: TextIO) -> None:
    """Print lines without what would control the terminal; there, what is wrapped stays indented."""
    if not stream.isatty():
        for text, _ in lines:
            print(_one_line(text), file=stream, flush=True)
        return
    from rich.padding import Padding
    from rich.text import Text

    console = console_for(stream)
    for text, style in lines:
        words = text.lstrip(" ")
        padded = Padding(Text(_one_line(words), style=style), (0, 0, 0, len(text) - len(words)), expand=False)
        console.print(padded if words else "")  # of nothing, padding makes no line


def note(message: str) -> None:
    """Say something beside the answer, on standard error."""
    if sys.stderr:
        show([(f"footnote: {message}", "yellow")], sys.stderr)


def _one_line(text: str) -> str:
    """Without what would control the terminal, and without ends of lines, which names of files can have."""
    return clean(" ".join(text.splitlines()))
