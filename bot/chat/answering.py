"""Answering: from a question, or a button, to a card. It knows nothing of discord.py."""

import time
from asyncio import Future
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.chat.cooldown import Cooldown
from bot.chat.desk import BusyError, ClosedError, Desk, Ticket
from bot.chat.requests import Turn, current_request
from bot.rendering.answer_cards import (
    NEIGHBOURS,
    OVERVIEW,
    Frame,
    note_part,
    overview_card,
    page_card,
    question_part,
    read_question,
    surroundings_card,
)
from bot.rendering.cards import Card, Words
from bot.rendering.paging import MOST_PAGES, Action, Page, Paging
from bot.rendering.texts import Texts
from index.answering.answers import Answer, Hit
from index.answering.neighbours import surroundings
from index.answering.quoting import find, quote
from index.answering.searcher import Searcher
from index.errors import QuestionError
from index.searching.questions import clean_question
from index.searching.scope import scope_of

ANY_QUESTION = "passage"


class CooldownError(Exception):
    """Whoever asks has to wait first; `until` is when that is over, in seconds since 1970."""

    def __init__(self, until: float) -> None:
        self.until = until
        super().__init__()


class GoneError(Exception):
    """No document has the passage any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it is limited to, and the ID of who asked; `is_typed` if they asked the bot, and may too often."""

    question: str
    asker: int
    section: str | None = None
    document: str | None = None
    is_typed: bool = True


class Answering:
    """Everything between Discord and the index: who may ask when, and what the answer looks like."""

    def __init__(self, desk: Desk, cooldown: float, top: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.desk = desk
        self.clock = clock
        self.top = min(top, MOST_PAGES)
        self._cooldown = Cooldown(cooldown, clock)

    def ask(self, asked: Asked) -> Ticket[Answer]:
        """Hand in a question; its result raises UnknownNameError when nothing has the name that it is limited to.

        Raises QuestionError, CooldownError, BusyError and ClosedError at once. Only a question that is answered starts the
        time to wait.
        """
        question = clean_question(asked.question)
        wait = self._cooldown.wait_for(asked.asker) if asked.is_typed else 0.0
        if wait:
            raise CooldownError(time.time() + wait)

        request, turn = current_request(), Turn()

        def answer(searcher: Searcher) -> Answer:
            turn.begin()
            scope = scope_of(searcher.generation, section=asked.section, document=asked.document)
            return searcher.ask(question, top=self.top, scope=scope)

        def take_note(result: "Future[Answer]") -> None:
            if result.cancelled() or result.exception():
                self._cooldown.forget(asked.asker)
            else:
                request.answered(result.result(), turn)

        try:
            ticket = self.desk.submit(answer)
        except (BusyError, ClosedError):
            self._cooldown.forget(asked.asker)
            raise
        ticket.result.add_done_callback(take_note)
        return ticket

    def turn(self, action: Action, frame: Frame, role: str | None = None) -> Ticket[Card]:
        """Another page of an answer; its result raises GoneError when the passage is gone. Raises as `Desk.submit` does."""
        request, turn = current_request(), Turn()

        def turned(searcher: Searcher) -> Card:
            turn.begin()
            return _turned(searcher, action, frame, role)

        def take_note(result: "Future[Card]") -> None:
            if not result.cancelled() and not result.exception():
                request.turned(turn)

        ticket = self.desk.submit(turned)
        ticket.result.add_done_callback(take_note)
        return ticket


def first_card(answer: Answer, asker: int, texts: Texts, *, is_private: bool, role: str | None = None) -> Card:
    """The card of an answer that is shown for the first time."""
    note = note_part(answer, texts)
    top = (question_part(answer.question), *([note] if note else []))
    frame = Frame(Paging.of(asker, answer.outcome, answer.hits), top, texts, is_private)
    return overview_card(answer.hits, frame, role)


def _turned(searcher: Searcher, action: Action, frame: Frame, role: str | None) -> Card:
    if action in {"list", "share_list"}:
        return overview_card(_find(searcher, frame.paging.pages[:OVERVIEW], frame.top), frame, role)
    [hit] = _find(searcher, [frame.paging.page], frame.top)
    if action == "context":
        return surroundings_card(hit, surroundings(searcher.generation, hit.row, NEIGHBOURS), frame)
    return page_card(hit, frame)


def _find(searcher: Searcher, pages: Sequence[Page], top: Sequence[Words]) -> list[Hit]:
    """The passages again, marked for the question as it is echoed; unmarked if its beginning is nothing but marks."""
    rows = [row for page in pages if (row := find(searcher.generation, page.passage_id, page.row)) is not None]
    if len(rows) < len(pages):
        raise GoneError
    try:
        return quote(searcher.index, read_question(top[0].markdown), rows)
    except QuestionError:
        return [replace(hit, highlights=()) for hit in quote(searcher.index, ANY_QUESTION, rows)]
