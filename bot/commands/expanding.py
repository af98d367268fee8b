"""Have missing questions written by the server at `expand`, as a part of `footnote build`."""

from dataclasses import replace

import index
from bot.commands.project import load_passages
from bot.terminal.output import note
from bot.terminal.progress import terminal_progress
from index.errors import FootnoteError
from index.expanding.matching import CLOSEST
from index.expanding.writing import WritingReport, has_missing, write_missing
from index.expanding.written_file import WrittenFile
from index.files.checksums import file_state
from index.settings import ExpandSettings, Settings
from index.text.characters import pluralize


def expand_index(settings: Settings, expand: ExpandSettings, report: index.BuildReport) -> index.BuildReport:
    """Have the questions written that passages of a fresh index lack, and add them to it; return the report on both builds.

    What keeps the server from writing them is one line, and the index stays as it is.
    """
    path = WrittenFile.of(settings).path
    before = file_state(path)
    try:
        if not has_missing(settings, load_passages(settings)):
            return report
        with terminal_progress() as progress:
            written = write_missing(settings, expand, index.Searcher.open(settings), progress)
        _note_written(written)
        return report if file_state(path) == before else _build_again(settings, report)
    except FootnoteError as error:
        note(f"no more questions were written: {error}")
        return report


def _build_again(settings: Settings, report: index.BuildReport) -> index.BuildReport:
    """Add new written questions to the index, and return the report on both builds; notes of the first are not repeated."""
    with terminal_progress() as progress:
        again = index.build(settings, progress)
    for remark in again.notes:
        if remark not in report.notes:
            note(remark)
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
