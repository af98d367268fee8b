"""Review: list written questions with their states, and store what people decide about each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from index.errors import UsageError
from index.expanding.matching import Matches
from index.expanding.replies import MAX_LENGTH, clean_written
from index.expanding.written_file import WrittenEntry, WrittenFile
from index.passages.passage import Passage
from index.searching.questions import same_question

State = Literal["new", "kept", "dropped", "far"]
"""What has become of a written question: `new` ones are in use, but nobody has reviewed them."""


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A written question, its state, the entry it is from, and its passage, None if the documents no longer contain it."""

    question: str
    state: State
    entry: WrittenEntry
    passage: Passage | None


def list_written(matches: Matches, passages: Sequence[Passage]) -> Iterator[WrittenQuestion]:
    """Yield all written questions, those of each passage together, in the order of the passages; others come last."""
    located = [(rows[0], each.entry) for each, rows in matches.found]
    for row, entry in sorted(located, key=lambda pair: pair[0]):
        yield from _of_entry(entry, passages[row])
    for each in matches.orphans:
        yield from _of_entry(each.entry, None)


def _of_entry(entry: WrittenEntry, passage: Passage | None) -> Iterator[WrittenQuestion]:
    states: tuple[tuple[State, tuple[str, ...]], ...] = (
        ("kept", entry.kept),
        ("new", entry.questions),
        ("dropped", entry.dropped),
        ("far", entry.far),
    )
    for state, questions in states:
        yield from (WrittenQuestion(question, state, entry, passage) for question in questions)


def keep(file: WrittenFile, reviewed: WrittenQuestion, edited: str | None = None) -> None:
    """Keep a question, or what it was edited into. Raises WrittenQuestionsError."""
    _decide(file, reviewed, edited or reviewed.question, is_kept=True)


def drop(file: WrittenFile, reviewed: WrittenQuestion) -> None:
    """Drop a question, which stays in the file so that it is not written again. Raises WrittenQuestionsError."""
    _decide(file, reviewed, reviewed.question, is_kept=False)


def _decide(file: WrittenFile, reviewed: WrittenQuestion, question: str, *, is_kept: bool) -> None:
    entry = reviewed.entry

    def change(found: WrittenEntry) -> WrittenEntry:
        if (found.passage, found.section) != (entry.passage, entry.section) or reviewed.question not in found.questions:
            return found
        left = tuple(each for each in found.questions if each != reviewed.question)
        if is_kept:
            return msgspec.structs.replace(found, questions=left, kept=_with(found.kept, question))
        return msgspec.structs.replace(found, questions=left, dropped=_with(found.dropped, question))

    file.update(change)


def _with(questions: tuple[str, ...], question: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*questions, question)))


def parse_edit(text: str) -> str:
    """Return an edited question, cleaned. Raises UsageError if it is no question that can be used."""
    question = clean_written(text)
    if question is None or not same_question(question):
        raise UsageError("not a question", fix=f"write a question of at most {MAX_LENGTH} characters, in words")
    return question


def prune(file: WrittenFile, matches: Matches) -> int:
    """Remove the entries whose passages the documents no longer contain; return how many. Raises WrittenQuestionsError."""
    gone = {(each.entry.passage, each.entry.section) for each in matches.orphans}
    return file.update(lambda entry: None if (entry.passage, entry.section) in gone else entry)
