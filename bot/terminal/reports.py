"""Print a report: what share was answered, and a table of what was asked in vain."""

import sys
from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from bot.report.describing import EMPTY, NOW, RESULT_NAMES, details, left_out, one_line, people, period, place_of, why_empty
from bot.report.groups import Group
from bot.report.reporting import Report
from bot.report.tallying import RESULTS, Result
from bot.terminal.output import ARROW, MAX_WIDTH, can_encode, console_for
from index.text.characters import clean, fold, pluralize

WEEKS = 14
"""Weeks of a trend, the last ones: as many as 90 days can touch."""
LEVELS, PLAIN_LEVELS = "·▁▂▃▄▅▆▇█", ".:-=+*#%@"
"""Characters of a trend, from none to most, and those for terminals that lack them."""
BAR, PLAIN_BAR = "█", "#"
BAR_WIDTH = 40
MAX_QUESTION_LENGTH = 240
"""Characters shown of a question."""
STYLES: dict[Result, str] = {"answered": "green", "suggestions": "yellow", "unhelpful": "magenta", "none": "red"}


def show_report(report: Report) -> None:
    """Print a report to standard output."""
    console = console_for(sys.stdout)
    console.width = min(console.width, MAX_WIDTH)
    if console.is_terminal:
        console.print()  # below the progress
    is_plain = not can_encode(sys.stdout, LEVELS + BAR)
    console.print(Text(" · ".join(filter(None, (clean(fold(report.title)), period(report)))), style="bold"))
    if not report.asked:
        console.print(Text(EMPTY))
        return
    known = f" by {people(report.people)}" if report.people else ""
    share = f"{report.answered_share:.0%} answered"
    console.print(Text(f"{pluralize(report.asked, 'question')}{known}, {share}\n"))
    console.print(_results(report, PLAIN_BAR if is_plain else BAR, console.width))
    console.print()
    if not report.groups:
        console.print(Text(why_empty(report), style="green"))
    else:
        console.print(_groups(report, PLAIN_LEVELS if is_plain else LEVELS))
    for line in _remarks(report):
        console.print(Text(line, style="dim"))


def _results(report: Report, block: str, width: int) -> Table:
    """Return how many questions had each result, with bars of what is left of the width."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    results = report.results
    most = max(results.values())
    figures = max(map(len, RESULT_NAMES.values())) + len(f"{most:,}") + len("100%") + 3 * len("  ")
    longest = min(BAR_WIDTH, max(0, width - figures))
    for result in RESULTS:
        count = results[result]
        bar = block * (max(1, round(longest * count / most)) if count else 0)
        table.add_row(RESULT_NAMES[result], f"{count:,}", f"{count / results.total():.0%}", Text(bar, style=STYLES[result]))
    return table


def _groups(report: Report, levels: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("people", justify="right")
    table.add_column("times", justify="right")
    table.add_column("by week", no_wrap=True)
    table.add_column("asked in vain", overflow="fold")
    for group in report.groups:
        people = f"{group.people:,}" if group.people else "–"
        question = Text(one_line(group.question, MAX_QUESTION_LENGTH), style="bold")
        for line in _lines(group, report):
            question.append(f"\n{line}", style="not bold dim")
        table.add_row(people, f"{group.asked:,}", Text(_trend(group.weeks, levels), style="cyan"), question)
    return table


def _lines(group: Group, report: Report) -> Iterator[str]:
    if more := list(details(group)):
        yield ", ".join(more)
    if closest := group.closest:
        place = ARROW.join(place_of(closest, report))
        yield one_line(f"{NOW[closest.outcome]}{'; closest: ' if place else ''}{place}", MAX_QUESTION_LENGTH)


def _trend(weeks: Sequence[int], levels: str) -> str:
    """Return a character for each of the last weeks, the higher the more often a group was asked."""
    recent = weeks[-WEEKS:]
    most = max(recent, default=0) or 1
    top = len(levels) - 1
    return "".join(levels[-(-count * top // most)] for count in recent)


def _remarks(report: Report) -> Iterator[str]:
    """Yield a line for what the table does not show."""
    remarks = list(left_out(report))
    if report.settled and report.groups:
        remarks.insert(0, f"{pluralize(len(report.settled), 'group')} asked in vain before {_settled(report.settled)} now.")
    if remarks:
        yield ""
        yield from remarks


def _settled(groups: Sequence[Group]) -> str:
    return "is settled" if len(groups) == 1 else "are settled"
