"""Prompts for input from the keyboard."""

import contextlib
import sys
from collections.abc import Callable
from typing import TypeVar

from bot.terminal.output import note, show
from index.errors import FootnoteError
from index.text.characters import fold

Parsed = TypeVar("Parsed")
EXIT_WORDS = frozenset({"exit", "quit"})
HELP = (
    "Type a question in plain words, such as: Who can join?",
    "The passages of the documents that answer it are quoted, with document, section, file and line.",
    "",
    "  up and down  recall earlier questions",
    "  help         show this",
    "  exit         leave the prompt, as do quit and Ctrl-D",
    "",
    "footnote help ask lists the flags, such as --section.",
)


def can_ask() -> bool:
    """Return whether somebody can type an answer: standard input is open, and a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


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


def read_question() -> str | None:
    """Read a question at the prompt, and explain the prompt on `help`; return None on `exit`, `quit` or Ctrl-D."""
    while True:
        try:
            typed = read_line("? ")
        except EOFError:
            print(file=sys.stderr)  # the terminal has not moved to the next line
            return None
        word = fold(typed).casefold()
        if word in EXIT_WORDS:
            return None
        if word == "help":
            show(((line, "") for line in HELP), sys.stderr)
        elif word:
            return typed


def ask_for(prompt: str, parse: Callable[[str], Parsed]) -> Parsed:
    """Prompt until `parse` accepts the line, printing its error otherwise, and return the parsed value.

    Raises EOFError on Ctrl-D.
    """
    while True:
        try:
            return parse(read_line(prompt).strip())
        except FootnoteError as error:
            note(str(error))
