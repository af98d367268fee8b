"""Written questions: find the passages that those of a language model are for."""

from collections import defaultdict
from collections.abc import Sequence

from index.errors import QuestionError
from index.expanding.matching import match
from index.expanding.written_file import LocatedEntry, WrittenFile
from index.passages.passage import Passage
from index.searching.questions import clean_question, same_question
from index.settings import Settings
from index.storing.view_file import View

MAX_WRITTEN = 100_000
"""Maximum number of written questions that are used, the first ones: a build encodes them in a few minutes."""
MAX_SHARED = 3
"""Passages for which the same question may be written; one for more of them is about none in particular."""


def written_file(settings: Settings) -> WrittenFile | None:
    """Return the file of written questions if it exists and `expand` is set in config.yaml, else None."""
    file = WrittenFile.of(settings)
    return file if settings.expand and file.path.exists() else None


def written_views(
    entries: Sequence[LocatedEntry], passages: Sequence[Passage], known: Sequence[View]
) -> tuple[list[View], tuple[str, ...]]:
    """Return the written questions that are in use with the rows of their passages, and a note if there are too many.

    What people know about a question comes first, so one that is also known is left out.
    """
    asked = {same_question(view.question) for view in known}
    rows: dict[str, set[int]] = defaultdict(set)
    first: dict[str, tuple[str, str]] = {}
    for located, found in match(entries, passages).found if entries else ():
        for written in located.entry.used:
            try:
                question = clean_question(written)
            except QuestionError:
                continue  # nobody can ask it
            form = same_question(question)
            if form not in asked:
                first.setdefault(form, (question, located.source))
                rows[form].update(found)
    used = [
        View(question, tuple(sorted(rows[form])), source, is_written=True)
        for form, (question, source) in first.items()
        if len(rows[form]) <= MAX_SHARED
    ]
    left = len(used) - MAX_WRITTEN
    notes = (f"{left:,} written questions are not used: at most {MAX_WRITTEN:,} are",) if left > 0 else ()
    return used[:MAX_WRITTEN], notes
