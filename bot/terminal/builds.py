"""Print the result of a build like a commit: the changes, then a summary."""

import sys
from collections.abc import Iterator
from itertools import groupby

from bot.terminal.output import ARROW, BEFORE_HEADINGS, Styled, show
from index.building import BuildReport, Change, Difference
from index.passages.passage import Passage
from index.text.characters import common_prefix_length, fold, pluralize, shorten

MAX_CHANGES = 50
"""Changed passages to show; any others are counted."""
MAX_PASSAGE_LENGTH = 240
"""Characters of a passage to show, at most."""
MAX_CONTEXT_LENGTH = 60
"""Characters to show before the first difference, at most."""
SIGNS = {"added": ("+ ", "green"), "removed": ("- ", "red"), "moved": ("> ", "cyan")}


def show_report(report: BuildReport, *, to_error: bool = False) -> None:
    """Print the changes of a build and the new size of the index."""
    lines = [*difference_lines(report.difference), (_summary(report), "bold green" if not report.failures else "bold yellow")]
    show(lines, sys.stderr if to_error else sys.stdout)


def difference_lines(difference: Difference) -> Iterator[Styled]:
    """Yield the lines for each change, grouped by document and section."""
    shown = difference.changes[:MAX_CHANGES]
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
        if before.text == text:  # only the context differs, so show it too
            old, text = ARROW.join((*before.context, before.text)), ARROW.join((*change.passage.context, text))
        else:
            old = before.text
        start = _excerpt_start(old, text)
        yield f"    - {_excerpt(old, start)}", "red"
        yield f"    + {_excerpt(text, start)}", "green"
        return
    sign, style = SIGNS[change.kind]
    origin = f"  (moved from {_location(before, change.passage.document)})" if before else ""
    yield f"    {sign}{_excerpt(text)}{origin}", style


def _location(passage: Passage, document: str) -> str:
    """Return the section path of a passage, with its document in front unless that is `document`."""
    path = passage.section or (BEFORE_HEADINGS,)
    return ARROW.join(path if passage.document == document else (passage.document, *path))


def _excerpt_start(before: str, after: str) -> int:
    """Return the offset from which to show two texts, so that their first difference is visible."""
    common = common_prefix_length(before, after)
    return after.rfind(" ", 0, common - MAX_CONTEXT_LENGTH) + 1 if common > MAX_PASSAGE_LENGTH - MAX_CONTEXT_LENGTH else 0


def _excerpt(text: str, start: int = 0) -> str:
    return f"{'…' if start else ''}{shorten(fold(text[start:]), MAX_PASSAGE_LENGTH)}"


def _summary(report: BuildReport) -> str:
    """Return one line: the counts of changes, the passages newly embedded, and the size of the index."""
    difference = report.difference
    counts = {"added": difference.added, "changed": difference.changed, "removed": difference.removed}
    changes = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    size = describe_size(report.passages, report.documents)
    lost = f"; {pluralize(len(report.failures), 'document')} LEFT OUT, see above" if report.failures else ""
    none = "no passages changed" if difference.is_known else "changes unknown"
    return f"{changes or none}; {report.embedded:,} embedded; {size}, in {report.seconds:.1f} s{lost}"


def describe_size(passages: int, documents: int) -> str:
    """Describe the size of an index, as in `67 passages of 1 document`."""
    return f"{pluralize(passages, 'passage')} of {pluralize(documents, 'document')}"
