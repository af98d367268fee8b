"""The messages that say what was taught, what was taken back, and why not."""

from datetime import datetime

from bot.rendering.answer_cards import MAX_QUESTION_LENGTH
from bot.rendering.cards import GREEN, GREY, MAX_CARD_LENGTH, RED, Button, ButtonRow, Card, TextBlock
from bot.rendering.lesson_ids import TakeBack
from bot.rendering.markdown import excerpt
from bot.rendering.texts import Texts
from index.building.teaching import Lesson

MAX_REASON_LENGTH, MAX_FILE_LENGTH = 1_000, 150
MIN_LEFT = 100
"""Characters that are left for the text of an answer, at least."""


def lesson_card(lesson: Lesson, problem: str | None, now: datetime, texts: Texts, *, is_built: bool = False) -> Card:
    """Render what was taught, with the button that takes it back.

    `problem` says why the index does not have it yet or, if that `is_built`, why it cannot be used.
    """
    if not lesson.is_new:
        return Card(GREY, (TextBlock(texts.known_answer),))
    question = excerpt(lesson.question, MAX_QUESTION_LENGTH, links=False)
    if lesson.undo.answer:
        words = (texts.saved_unbuilt if problem else texts.saved_answer).format(file=_file(lesson.where), question=question)
    else:
        words = (texts.tied_unbuilt if problem else texts.tied_answer).format(question=question)
    lines = [words, *([texts.replaced_answer] if lesson.replaced is not None else [])]
    if problem:
        heading = texts.not_used if is_built else texts.not_built
        lines.append(f"**{heading}**\n{excerpt(problem, MAX_REASON_LENGTH, links=False)}")
    button = Button(texts.undo, TakeBack(lesson.undo, now).button_id)
    return Card(RED if problem else GREEN, (TextBlock("\n".join(lines)), ButtonRow((button,))))


def refusal_card(heading: str, reason: str, texts: Texts, answer: str = "") -> Card:
    """Render why nothing was taught or taken back, with the text of the answer, so that it is not lost."""
    parts = [f"**{heading}**\n{excerpt(reason, MAX_REASON_LENGTH, links=False)}"]
    if answer.strip():
        head = texts.your_text
        left = max(MIN_LEFT, MAX_CARD_LENGTH - sum(map(len, parts)) - len(head) - 2 * MIN_LEFT)
        parts += [head, excerpt(answer.strip(), left, newline="\n", links=False)]
    return Card(RED, tuple(map(TextBlock, parts)))


def taken_back_card(problem: str | None, texts: Texts) -> Card:
    """Render that a lesson was taken back; `problem` says why the index still has it."""
    lines = [texts.taken_back]
    if problem:
        lines.append(f"**{texts.not_taken_in}**\n{excerpt(problem, MAX_REASON_LENGTH, links=False)}")
    return Card(RED if problem else GREY, (TextBlock("\n".join(lines)),))


def _file(where: str) -> str:
    """Render the file of a place such as `corpus/answers.md:12`."""
    return excerpt(where.rpartition(":")[0] or where, MAX_FILE_LENGTH, links=False)
