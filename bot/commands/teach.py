"""`footnote teach`: tie a question to passages that answer it, or to none, or take that back."""

import argparse
import json
import re
import sys

from bot.commands.project import open_index, run_build, settings_of
from bot.terminal.output import note, show
from index.building.known_questions import why_left_out
from index.building.teaching import Lesson, Teacher
from index.errors import FootnoteError, UnknownNameError, UsageError
from index.passages.passage import Passage
from index.searching.questions import clean_question
from index.searching.scope import find_documents
from index.settings import Settings
from index.storing.generation import Generation

PLACE = re.compile(r"(?P<document>.+):(?P<first>\d{1,9})(?:-(?P<last>\d{1,9}))?", re.DOTALL)
"""Where a passage or a list is, as `footnote ask` shows it."""
COPY_ID = "copy the id from `footnote ask --json`"
COPY = "copy its place from the answer of `footnote ask`, or the id from `footnote ask --json`"


def run(options: argparse.Namespace) -> int:
    """Teach, bring the index up to date, and print what was taught; return 1 if the index does not have it then."""
    settings = settings_of(options)
    question = clean_question(options.question)
    teacher = Teacher(settings)
    if options.undo:
        teacher.forget(question)
        values, line = {"question": question, "undone": True}, "taken back"
    else:
        generation = open_index(settings).generation
        passages = [passage for named in options.passage for passage in _find(generation, named)]
        lesson = teacher.tie(question, list({each.id: each for each in passages}.values()), [*generation.passages])
        values, line = _values(lesson), _describe(lesson, settings)
    is_built = _build(settings, None if options.undo else question)
    if options.json:
        print(json.dumps({**values, "built": is_built}, ensure_ascii=False))
    else:
        show([(line, "")], sys.stdout)
    return 0 if is_built else 1


def _find(generation: Generation, named: str) -> list[Passage]:
    """Return the passage of an id or a place, such as `handbook.md:12`, or those of a list, such as `handbook.md:12-15`.

    The document is named as for `footnote ask --document`. Raises UsageError if there is none, or if several are on one line.
    """
    row = generation.passages.find(named)
    if row is not None:
        return [generation.passages[row]]
    place = PLACE.fullmatch(named)
    if place is None:
        raise UsageError(f"no passage has the id or place {named!r}", where="--passage", fix=COPY)
    first, last = int(place["first"]), int(place["last"] or place["first"])
    passages = _passages_of(generation, place["document"])
    found = [each for each in passages if first <= each.line <= last]
    if not found:
        lines = [each.line for each in passages]
        near = min(lines, key=lambda line: abs(line - first), default=None)
        fix = COPY if near is None else f"the closest one is at line {near}; `footnote ask` shows the places of all it quotes"
        raise UsageError(f"no passage begins at {named!r}", where="--passage", fix=fix)
    if len(found) > 1 and not place["last"]:
        raise UsageError(f"{len(found)} passages are at {named!r}", where="--passage", fix=COPY_ID)
    return found


def _passages_of(generation: Generation, name: str) -> list[Passage]:
    """Return the passages of the documents with a path, file name or title. Raises UsageError if there is none."""
    try:
        paths = {each.path for each in find_documents(generation.manifest.documents, name.removeprefix("./"))}
    except UnknownNameError as error:
        raise UsageError(error.what, where="--passage", fix=error.fix) from None
    return [each for each in generation.passages if each.document in paths]


def _build(settings: Settings, question: str | None) -> bool:
    """Bring the index up to date, and return whether what was taught counts now; if not, say why."""
    try:
        report = run_build(settings, is_strict=True)
    except FootnoteError as error:
        note(f"the index could not be updated, so answers stay as they are: {error}")
        return False
    return question is None or why_left_out(settings, question, report.notes) is None


def _describe(lesson: Lesson, settings: Settings) -> str:
    file = settings.teach.known_questions
    if not lesson.is_new:
        return "known already; nothing has changed"
    place = lesson.where or "nothing in the documents"
    replaced = ", in place of another answer" if lesson.replaced is not None else ""
    return f"tied to {place}{replaced}; written to {file}"


def _values(lesson: Lesson) -> dict[str, object]:
    """Return what was taught as `--json` prints it."""
    return {
        "question": lesson.question,
        "passages": list(lesson.answers),
        "where": lesson.where,
        "replaced": None if lesson.replaced is None else list(lesson.replaced),
        "new": lesson.is_new,
    }
