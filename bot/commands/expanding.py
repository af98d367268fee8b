"""Have missing questions written by the server at `expand`, as a part of `footnote build`."""

from dataclasses import replace

import index
from bot.commands.project import run_build
from bot.terminal.output import note
from bot.terminal.progress import terminal_progress
from index.errors import FootnoteError
from index.expanding.matching import CLOSEST
from index.expanding.writing import WritingReport, write_missing
from index.settings import ExpandSettings, Settings
from index.text.characters import pluralize


def expand_index(settings: Settings, expand: ExpandSettings, report: index.BuildReport) -> index.BuildReport:
    """Have the questions written that passages of a fresh index lack, and add them to it; return the report on both builds.

    What keeps the server from writing them is one line, and the index stays as it is.
    """
    try:
        searcher = index.Searcher.open(settings)
        with terminal_progress() as progress:
            written = write_missing(settings, expand, searcher, progress)
    except FootnoteError as error:
        note(f"{error} (no more questions were written)")
        return report
    _note_written(written)
    if not written.questions:
        return report
    again = run_build(settings)
    return replace(report, embedded=report.embedded + again.embedded, seconds=report.seconds + again.seconds)


def _note_written(written: WritingReport) -> None:
    """Print what came of writing."""
    if written.passages:
        far = f" ({written.far:,} more dropped: their passage is not among the {CLOSEST} closest)" if written.far else ""
        count = f"{pluralize(written.questions, 'question')} written for {pluralize(written.passages, 'passage')}"
        note(f"{count}{far}; review with `footnote questions review`")
    if written.left:
        have = "has" if written.left == 1 else "have"
        left = f"{pluralize(written.left, 'passage')} still {have} no written questions; the next `footnote build` goes on"
        note(f"expand: {written.problem}; {left}" if written.problem else left)
