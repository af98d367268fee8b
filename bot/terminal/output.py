"""Print lines: coloured in a terminal, plain in a pipe. rich is imported only for a terminal."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from index.text.characters import clean

if TYPE_CHECKING:
    from rich.console import Console

ARROW = " › "
BEFORE_HEADINGS = "(before the first heading)"
MAX_WIDTH = 100
"""Columns of text, at most; longer lines are hard to read."""
UNWRAPPED_WIDTH = 100_000
"""Columns if the output is not a terminal, so that nothing wraps."""

Styled = tuple[str, str]
"""A line and its style in a terminal, such as `bold red`."""


def console_for(stream: TextIO) -> "Console":
    """Return a console that writes text to a stream as it is, without interpreting markup."""
    from rich.console import Console

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, MAX_WIDTH) if console.is_terminal else UNWRAPPED_WIDTH
    return console


def can_encode(stream: TextIO, text: str) -> bool:
    """Return whether the encoding of a stream has these characters."""
    try:
        text.encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def show(lines: Iterable[Styled], stream: TextIO) -> None:
    """Print lines without control characters. In a terminal, wrapped lines keep their indentation."""
    if not stream.isatty():
        for text, _ in lines:
            print(one_line(text), file=stream, flush=True)
        return
    from rich.padding import Padding
    from rich.text import Text

    console = console_for(stream)
    for text, style in lines:
        unindented = text.lstrip(" ")
        indent = len(text) - len(unindented)
        padded = Padding(Text(one_line(unindented), style=style), (0, 0, 0, indent), expand=False)
        console.print(padded if unindented else "")  # Padding prints no line for an empty text


def note(message: str) -> None:
    """Print a message on standard error, separate from the output proper."""
    if sys.stderr:
        show([(f"footnote: {message}", "yellow")], sys.stderr)


def one_line(text: str) -> str:
    """Remove control characters and line breaks, which file names can contain."""
    return clean(" ".join(text.splitlines()))
