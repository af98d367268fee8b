"""A check-up in the terminal: a table of ticks, with the fix below each cross; in a pipe a line a check."""

import sys
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TextIO

from bot.doctor.checks import Check, State
from bot.terminal.output import console_for
from index.text.characters import counted

MARKS: dict[State, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "failed": ("✗", "bold red"),
    "skipped": ("–", "dim"),
}
NAME = 20
"""Columns of the names of checks in a pipe."""
ORDER: tuple[State, ...] = ("failed", "warning", "skipped", "ok")


def show_checks(checks: Sequence[Check], invite: str | None) -> None:
    """Print what was found, what to do about it, and the address to invite the bot with.

    What was skipped has no fix of its own to be shown: it waits for a check above it.
    """
    if sys.stdout.isatty() and find_spec("rich") and _can_show(sys.stdout, "".join(mark for mark, _ in MARKS.values())):
        _show_table(checks, sys.stdout)
    else:
        _print_lines(checks)
    print(f"\n{_summary(checks)}")
    if invite:
        print(f"\nInvite the bot with\n{invite}")


def _show_table(checks: Sequence[Check], stream: TextIO) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column()
    for check in checks:
        mark, style = MARKS[check.state]
        found = Text(check.found, style="dim" if check.state == "skipped" else "")
        if check.fix and check.state != "skipped":
            found.append(f"\n→ {check.fix}", style="bold" if check.state == "failed" else "")
        table.add_row(Text(mark, style=style), Text(check.name, style=style if check.state == "failed" else ""), found)
    console_for(stream).print(table)


def _print_lines(checks: Sequence[Check]) -> None:
    for check in checks:
        print(f"{check.state:<8} {check.name:<{NAME}} {check.found}")
        if check.fix and check.state != "skipped":
            print(f"{'':<8} {'':<{NAME}} fix: {check.fix}")


def _summary(checks: Sequence[Check]) -> str:
    """`1 failed, 2 warnings, 9 ok`."""
    counts = Counter(check.state for check in checks)
    words = {**{state: f"{counts[state]} {state}" for state in ORDER}, "warning": counted(counts["warning"], "warning")}
    return ", ".join(words[state] for state in ORDER if counts[state])


def _can_show(stream: TextIO, text: str) -> bool:
    """Whether a terminal has these signs."""
    try:
        text.encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
