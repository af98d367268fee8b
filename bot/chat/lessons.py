"""Teach the bot, independently of Discord: write the files, and bring the index up to date."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.chat.answering import GoneError
from bot.chat.desk import ClosedError
from bot.chat.services import Services
from bot.rendering.paging import Page
from index.answering.quoting import find
from index.answering.searcher import Searcher
from index.building.known_questions import why_left_out
from index.building.teaching import GonePassageError, Lesson, NewAnswer, Teacher, Undo
from index.errors import FootnoteError
from index.passages.passage import Passage
from index.text.literals import today_in

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taught:
    """What was taught, and why questions are still answered as before, or None if they are not.

    `is_built` is True if the index was brought up to date, so that this is not the reason.
    """

    lesson: Lesson
    problem: str | None = None
    is_built: bool = True


@dataclass(frozen=True, slots=True)
class Lessons:
    """What members teach. All raise FootnoteError if nothing was changed, and ClosedError if the bot is shutting down."""

    services: Services

    async def save(self, answer: NewAnswer, member: int) -> Taught:
        """Save an answer, and tie its question to it."""
        searcher = self._start()

        def work() -> Lesson:
            teacher = self._teacher()
            today = today_in(self.services.keeper.settings.timezone)
            return teacher.save(answer, _passages(searcher), searcher.index.retriever.reader.encoder, today)

        return await self._finish(await self._write(work), member, "saved an answer")

    async def tie(self, question: str, page: Page, member: int) -> Taught:
        """Tie a question to a passage. Raises GoneError if that is no longer in the documents."""
        searcher = self._start()

        def work() -> Lesson:
            row = find(searcher.generation, page.passage_id, page.row, searcher.named)
            if row is None:
                raise GoneError
            try:
                return self._teacher().tie(question, [searcher.generation.passages[row]], _passages(searcher))
            except GonePassageError:
                raise GoneError from None

        return await self._finish(await self._write(work), member, "tied a question to a passage")

    async def take_back(self, undo: Undo, member: int) -> str | None:
        """Take back what was taught; return why the index could not be brought up to date, or None."""
        self._start()
        await self._write(lambda: self._teacher().take_back(undo))
        log.info("member %s took back what was taught (%s)", member, ", ".join(filter(None, (undo.answer, undo.entry))))
        try:
            await self.services.keeper.rebuild()
        except FootnoteError as error:
            return str(error)
        return None

    def _start(self) -> Searcher:
        desk = self.services.answering.desk
        if desk.is_closed:
            raise ClosedError
        return desk.searcher

    def _teacher(self) -> Teacher:
        """Return what writes the files that config.yaml names now, as the next build reads them."""
        return Teacher(self.services.keeper.newest_settings())

    async def _write(self, work: Callable[[], T]) -> T:
        """Change files off the event loop, in the thread that the end of the bot waits for."""
        return await asyncio.get_running_loop().run_in_executor(self.services.teaching, work)

    async def _finish(self, lesson: Lesson, member: int, deed: str) -> Taught:
        """Bring the index up to date, and say whether it knows the question then."""
        if not lesson.is_new:
            return Taught(lesson)
        log.info("member %s %s (%s)", member, deed, lesson.where)
        keeper = self.services.keeper
        try:
            built = await keeper.rebuild()
        except FootnoteError as error:
            return Taught(lesson, str(error), is_built=False)
        return Taught(lesson, await self._write(partial(why_left_out, keeper.settings, lesson.question, built.notes)))


def _passages(searcher: Searcher) -> Sequence[Passage]:
    return [*searcher.generation.passages]
