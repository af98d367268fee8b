"""What a build did, told as a commit tells it."""

import sys
from collections.abc import Iterator
from itertools import groupby

from bot.terminal.output import ARROW, Styled, show
from index.building import BuildReport, Change, Difference
from index.passages.passage import Passage
from index.text.characters import common_start, counted, fold

MOST_SHOWN = 50
"""Passages that differ and are shown; of more it is only said how many there are."""
LONGEST_SHOWN = 240
"""Characters of a passage that are shown."""
BEFORE_CHANGE = 60
"""Of these at most so many before the first that differs."""
BEFORE_HEADINGS = "(before the first heading)"
SIGNS = {"added": ("+ ", "green"), "removed": ("- ", "red"), "moved": ("> ", "cyan")}


def show_report(report: BuildReport, *, to_error: bool = False) -> None:
    """Say what differs and how large the index is now."""
    lines = [*difference_lines(report.difference), (_summary(report), "bold green" if not report.failures else "bold yellow")]
    show(lines, sys.stderr if to_error else sys.stdout)


def difference_lines(difference: Difference) -> Iterator[Styled]:
    """What was added, changed and removed, below its document and section."""
    shown = difference.changes[:MOST_SHOWN]
    for document, changes in groupby(shown, key=lambda change: change.passage.document):
        yield document, "bold"
        for section, inside in groupby(changes, key=lambda change: change.passage.section):
            yield f"  {ARROW.join(section) or BEFORE_HEADINGS}", "dim"
            for change in inside:
                yield from _change_lines(change)
    if len(difference.changes) > len(shown):
        yield f"and {len(difference.changes) - len(shown):,} more", "dim"


def _change_lines(change: Change) -> Iterator[Styled]:
    text, before = change.passage.text, change.before
    if change.kind == "changed" and before:
        if before.text == text:  # what stands above it is part of it
            was, text = ARROW.join((*before.context, before.text)), ARROW.join((*change.passage.context, text))
        else:
            was = before.text
        start = _start_of_change(was, text)
        yield f"    - {_cut(was, start)}", "red"
        yield f"    + {_cut(text, start)}", "green"
        return
    sign, style = SIGNS[change.kind]
    came = f"  (was in {_place(before, change.passage.document)})" if before else ""
    yield f"    {sign}{_cut(text)}{came}", style


def _place(passage: Passage, here: str) -> str:
    """Where a passage stood, seen from a document."""
    path = passage.section or (BEFORE_HEADINGS,)
    return ARROW.join(path if passage.document == here else (passage.document, *path))


def _start_of_change(before: str, after: str) -> int:
    """From where on two texts are shown, so that what differs is seen."""
    common = common_start(before, after)
    return after.rfind(" ", 0, common - BEFORE_CHANGE) + 1 if common > LONGEST_SHOWN - BEFORE_CHANGE else 0


def _cut(text: str, start: int = 0) -> str:
    part = fold(text[start:])
    shown = part if len(part) <= LONGEST_SHOWN else f"{part[:LONGEST_SHOWN].rstrip()}…"
    return f"…{shown}" if start else shown


def _summary(report: BuildReport) -> str:
    """One line: what differs, how much of it was new to the model, and what there is now."""
    difference = report.difference
    counts = {"added": difference.added, "changed": difference.changed, "removed": difference.removed}
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    size = size_of(report.passages, report.documents)
    lost = f"; {counted(len(report.failures), 'document')} LEFT OUT, see above" if report.failures else ""
    return f"{told or 'no passage changed'}; {report.embedded:,} embedded; {size}, in {report.seconds:.1f} s{lost}"


def size_of(passages: int, documents: int) -> str:
    """`67 passages of 1 document`."""
    return f"{counted(passages, 'passage')} of {counted(documents, 'document')}"
