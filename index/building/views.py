"""Views: list the questions that passages of a new generation are known to answer, and write them with their encodings."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.building.known_questions import known_views
from index.building.segmenting import BuiltSegments, SegmentBuilder
from index.building.written_questions import written_views
from index.expanding.written_file import LocatedEntry
from index.files.arrays import save_array
from index.passages.passage import Passage, SectionRows
from index.reading.labels import HAND_NUMBER, MAX_QUESTION_LENGTH, QUESTION_END
from index.reading.question_files import QuestionFile
from index.searching.questions import same_question
from index.storing.manifest import VIEW_KEYS
from index.storing.passage_file import PassageFile
from index.storing.segments import KEY_BYTES, text_key
from index.storing.view_file import View, save_views

HAS_CONTEXT = b'"context":["'
"""The bytes in a line of passages.jsonl if the passage has a context."""


@dataclass(frozen=True, slots=True)
class FoundViews:
    """The views of a generation, in the order in which they are stored, and notes on known questions."""

    views: tuple[View, ...]
    notes: tuple[str, ...]


def find_views(
    files: Sequence[QuestionFile],
    unchanged: Collection[str],
    written: Sequence[LocatedEntry],
    passages: PassageFile,
    sections: Iterable[SectionRows],
) -> FoundViews:
    """Find known and written questions, and the headings that are questions, with the passages that answer them.

    Written questions come last. Raises QuestionsError as `known_views` does.
    """
    read = [*passages] if files or written else ()
    known, notes = known_views(files, read, unchanged)
    suggested, more = written_views(written, read, known)
    views = [*known, *suggested, *heading_views(sections, passages)]
    views.sort(key=lambda view: (view.is_written, view.is_heading, view.question, view.source))
    return FoundViews(tuple(views), (*notes.lines, *more))


def heading_views(sections: Iterable[SectionRows], passages: PassageFile) -> Iterator[View]:
    """Yield each heading that is a question with the rows of the passages right below it, in whatever sections they are.

    Contexts count as headings: the question of an FAQ in a list or a note.
    """
    rows: dict[str, set[int]] = defaultdict(set)
    written: dict[str, str] = {}

    def add(heading: str, below: Iterable[int]) -> None:
        question = _as_question(heading)
        if question:
            written.setdefault(same_question(question), question)
            rows[same_question(question)].update(below)

    for section in sections:
        if section.path:
            add(section.path[-1], section.rows)
    for row in _rows_with_context(passages.lines(range(len(passages)))):
        add(passages[row].context[-1], [row])
    yield from (View(written[key], tuple(sorted(below))) for key, below in rows.items() if below)


def _rows_with_context(lines: bytes) -> Iterator[int]:
    """Yield the rows of the passages that have a context, given the lines of all."""
    row, start = 0, 0
    at = lines.find(HAS_CONTEXT)
    while at >= 0:
        row += lines.count(b"\n", start, at)
        yield row
        start = lines.find(b"\n", at)
        at = lines.find(HAS_CONTEXT, start) if start >= 0 else -1


def _as_question(heading: str) -> str | None:
    """Return a heading without the number before it if it is a question, else None."""
    if len(heading) > MAX_QUESTION_LENGTH or not QUESTION_END.search(heading):
        return None
    number = HAND_NUMBER.match(heading)
    question = heading[number.end() :].strip() if number else heading
    return question if same_question(question) else None


def write_views(views: Sequence[View], folder: Path, builder: SegmentBuilder) -> BuiltSegments:
    """Write the views of a generation to its folder, and their encodings to segments, each text encoded once."""
    if not views:
        return BuiltSegments((), {}, 0)
    save_views(views, folder)
    texts = [Passage("", "", (), 0, view.question) for view in views]
    keys = np.frombuffer(b"".join(text_key(text.embedding_text, 0) for text in texts), dtype=np.uint8).reshape(-1, KEY_BYTES)
    save_array(keys, folder / VIEW_KEYS)
    return replace(builder, step="Encoding questions").run(keys, texts)
