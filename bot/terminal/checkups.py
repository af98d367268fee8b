"""Print the checks of `footnote doctor`: a table of marks and fixes in a terminal, one line per check in a pipe."""

import sys
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TextIO

from bot.doctor.checks import Check, State
from bot.terminal.output import can_encode, console_for
from index.text.characters import pluralize

MARKS: dict[State, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "failed": ("✗", "bold red"),
    "skipped": ("–", "dim"),
}
NAME_WIDTH = 20
"""Columns for the name of a check in a pipe."""
SUMMARY_ORDER: tuple[State, ...] = ("failed", "warning", "skipped", "ok")


def show_checks(checks: Sequence[Check], invite: str | None) -> None:
    """Print each check with its fix, a summary, and the link that invites the bot.

    The fixes of skipped checks are left out, because these wait for a check further up.
    """
    if sys.stdout.isatty() and find_spec("rich") and can_encode(sys.stdout, "".join(mark for mark, _ in MARKS.values())):
        _show_table(checks, sys.stdout)
    else:
        _print_lines(checks)
    print(f"\n{_summary(checks)}")
    if invite:
        print(f"\nInvite the bot:\n{invite}")


def _show_table(checks: Sequence[Check], stream: TextIO) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column(overflow="fold")
    for check in checks:
        mark, style = MARKS[check.state]
        found = Text(check.found, style="dim" if check.state == "skipped" else "")
        if check.fix and check.state != "skipped":
            found.append(f"\n→ {check.fix}", style="bold" if check.state == "failed" else "")
        table.add_row(Text(mark, style=style), Text(check.name, style=style if check.state == "failed" else ""), found)
    console_for(stream).print(table)


def _print_lines(checks: Sequence[Check]) -> None:
    for check in checks:
        print(f"{check.state:<8} {check.name:<{NAME_WIDTH}} {check.found}")
        if check.fix and check.state != "skipped":
            print(f"{'':<8} {'':<{NAME_WIDTH}} fix: {check.fix}")


def _summary(checks: Sequence[Check]) -> str:
    """Count the checks by state, as in `1 failed, 2 warnings, 9 ok`."""
    counts = Counter(check.state for check in checks)
    words = {
        **{state: f"{counts[state]} {state}" for state in SUMMARY_ORDER},
        "warning": pluralize(counts["warning"], "warning"),
    }
    return ", ".join(words[state] for state in SUMMARY_ORDER if counts[state])
