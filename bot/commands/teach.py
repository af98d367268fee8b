"""`footnote teach`: tie a question to passages that answer it, or to none, or take that back."""

import argparse
import json
import sys

from bot.commands.project import open_index, run_build, settings_of
from bot.terminal.output import note, show
from index.building.known_questions import why_left_out
from index.building.teaching import Lesson, Teacher
from index.errors import FootnoteError, UsageError
from index.passages.passage import Passage
from index.searching.questions import clean_question
from index.settings import Settings
from index.storing.generation import Generation


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
        passages = [_find(generation, passage) for passage in options.passage]
        lesson = teacher.tie(question, list({each.id: each for each in passages}.values()), [*generation.passages])
        values, line = _values(lesson), _describe(lesson, settings)
    is_built = _build(settings, None if options.undo else question)
    if options.json:
        print(json.dumps({**values, "built": is_built}, ensure_ascii=False))
    else:
        show([(line, "")], sys.stdout)
    return 0 if is_built else 1


def _find(generation: Generation, passage: str) -> Passage:
    """Return a passage by its id or its place, such as `handbook.md:12`. Raises UsageError if there is none, or several."""
    row = generation.passages.find(passage)
    found = [generation.passages[row]] if row is not None else []
    if not found and ":" in passage:
        found = [each for each in generation.passages if each.location == passage]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} passages are at {passage!r}" if found else f"no passage has the id or place {passage!r}"
    raise UsageError(what, where="--passage", fix="copy the id from `footnote ask --json`")


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
