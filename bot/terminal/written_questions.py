"""Print written questions, each below its passage."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.terminal.output import ARROW, Styled
from index.expanding.matching import CLOSEST
from index.expanding.reviewing import WrittenQuestion
from index.text.characters import fold, shorten

MAX_PASSAGE_LENGTH = 240
"""Characters of a passage to show, at most."""
MARKS = {"new": ("? ", ""), "kept": ("+ ", "green"), "dropped": ("- ", "red"), "far": ("- ", "dim")}
MEANINGS = {
    "new": "",
    "kept": "",
    "dropped": "  (dropped)",
    "far": f"  (not used: its passage is not among the {CLOSEST} closest)",
}
GONE = "(no longer in the documents)"


def written_lines(questions: Iterable[WrittenQuestion]) -> Iterator[Styled]:
    """Yield the lines of a listing: each passage, and its questions with a mark for their state."""
    for _, group in groupby(questions, key=lambda each: (each.passage, each.entry.passage, each.entry.section)):
        found = list(group)
        yield from passage_lines(found[0])
        for each in found:
            mark, style = MARKS[each.state]
            yield f"    {mark}{fold(each.question)}{MEANINGS[each.state]}", style


def passage_lines(written: WrittenQuestion) -> Iterator[Styled]:
    """Yield the lines that show the passage of a question: where it is, and its text."""
    passage, entry = written.passage, written.entry
    section = ARROW.join(passage.section if passage else entry.section)
    place = passage.location if passage else GONE
    yield f"{place}{f'  {section}' if section else ''}", "bold"
    yield f"  {shorten(fold(passage.text if passage else entry.text), MAX_PASSAGE_LENGTH)}", "dim"
