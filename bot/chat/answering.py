"""Answer questions and button presses with cards, independently of discord.py."""

import asyncio
import time
from asyncio import Future
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.chat.answer_work import AnswerWork, PastTurn
from bot.chat.cooldown import Cooldown
from bot.chat.desk import BusyError, ClosedError, Desk, Ticket
from bot.chat.messages.mentions import read_typed
from bot.chat.requests import WaitTimer, current_request
from bot.chat.sharding.shared_cooldown import SharedCooldown
from bot.record.entries import Asked, new_id
from bot.rendering.answer_cards import (
    NEIGHBOURS_PER_SIDE,
    OVERVIEW_SIZE,
    Frame,
    addressee_part,
    answers_card,
    context_card,
    note_part,
    overview_card,
    page_card,
    question_part,
    suggestions_card,
)
from bot.rendering.cards import Button, Card
from bot.rendering.feedback import Ballot
from bot.rendering.list_cards import first_list_card, list_buttons, list_card
from bot.rendering.names import NoNames
from bot.rendering.paging import MAX_PAGES, Action, Page, Paging
from bot.rendering.readers import Reader
from index.answering.answers import Answer, Hit, Listing
from index.answering.neighbours import surroundings
from index.answering.quoting import find, find_list_of, quote
from index.answering.searcher import Searcher
from index.errors import QuestionError
from index.searching.questions import clean_question

if TYPE_CHECKING:
    from bot.record.store import Record

PLACEHOLDER_QUESTION = "passage"
"""Stands in for a question that cannot be read; passages quoted for it get no highlights."""


class CooldownError(Exception):
    """The member must wait before asking again; `until` is the end of the cooldown in seconds since 1970."""

    def __init__(self, until: float) -> None:
        self.until = until
        super().__init__()


class GoneError(Exception):
    """The passage is no longer in any document."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a question comes from: the ID and name of the server, if any, and the locale that it is answered in."""

    server: int | None = None
    language: str = "en"
    name: str = ""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, its scope, and the asker's ID. `has_cooldown` is False for questions not addressed to the bot.

    `shown` is the question as Discord shows it, which is repeated above the answer; by default `text`. `before` is the turn
    that it may go on from. `replaces` is the id under which the record has it from before an edit. If `is_tentative`, it may
    not be for the bot, and is recorded only by `Answering.record`.
    """

    text: str
    asker: int
    section: str | None = None
    document: str | None = None
    has_cooldown: bool = True
    shown: str | None = None
    before: PastTurn | None = None
    origin: Origin = Origin()
    replaces: str | None = None
    is_tentative: bool = False


class Answering:
    """Applies the cooldown, queues questions and page turns at the desk, and records their outcome.

    `kept` is the record that the owner of the bot keeps of questions, if any. `shared` is set to the cooldown of all processes
    together if there may be several.
    """

    def __init__(
        self,
        desk: Desk,
        cooldown: float,
        top: int,
        clock: Callable[[], float] = time.monotonic,
        kept: "Record | None" = None,
    ) -> None:
        self.desk = desk
        self.clock = clock
        self.kept = kept
        self.top = min(top, MAX_PAGES)
        self._cooldown = Cooldown(cooldown, clock)
        self.shared: SharedCooldown | None = None

    def ask(self, asked: AskedQuestion) -> Ticket[Answer]:
        """Queue a question. The ticket's result raises UnknownNameError if the section or document does not exist.

        Raises QuestionError, CooldownError, BusyError and ClosedError immediately; the result raises CooldownError if the
        member has to wait because of a question to another process. A question that fails does not count towards the cooldown.
        """
        question = clean_question(asked.text)
        wait = self._cooldown.claim(asked.asker) if asked.has_cooldown else 0.0
        if wait:
            raise CooldownError(time.time() + wait)

        request, timer = current_request(), WaitTimer()
        request.asked = new_id() if self.kept else None
        elsewhere = self.shared if asked.has_cooldown else None

        answer = AnswerWork(
            question, self.top, asked.section, asked.document, asked.shown, asked.before, server=asked.origin.name
        )

        def record(result: "Future[Answer]") -> None:
            if result.cancelled() or result.exception():
                if asked.has_cooldown:
                    self._cooldown.reset(asked.asker)
                if elsewhere and (result.cancelled() or not isinstance(result.exception(), CooldownError)):
                    elsewhere.reset(asked.asker)
            else:
                request.record_answer(result.result(), timer)
                if not asked.is_tentative:
                    self.record(asked, result.result(), request.asked)

        try:
            ticket = self.desk.submit(answer, timer.stop)
        except (BusyError, ClosedError):
            if asked.has_cooldown:
                self._cooldown.reset(asked.asker)
            raise
        claim = elsewhere.claim(asked.asker, self._cooldown.seconds) if elsewhere else None
        if claim:
            ticket = replace(ticket, result=asyncio.ensure_future(_unless_waiting(ticket.result, claim)))
        ticket.result.add_done_callback(record)
        return ticket

    def record(self, asked: AskedQuestion, answer: Answer, recorded_as: str | None) -> None:
        """Add a question to the record, if there is one, under the id that its request has for that. Never blocks."""
        if self.kept is None or recorded_as is None:
            return
        first = answer.hits[0].passage if answer.hits else None
        entry = Asked(
            id=recorded_as,
            time=datetime.now(UTC),
            question=answer.read_as if answer.follows and answer.read_as else clean_question(asked.text),
            outcome=answer.outcome,
            confidence=answer.confidence,
            passage=first.id if first else None,
            section=" > ".join(first.section) if first else None,
            server=asked.origin.server,
            language=asked.origin.language,
            member=self.kept.hash(asked.asker),
            replaces=asked.replaces,
        )
        self.kept.record(entry)

    def turn_page(self, action: Action, frame: Frame) -> Ticket[Card]:
        """Queue another page of an answer. The ticket's result raises GoneError if the passage is gone.

        Raises BusyError and ClosedError immediately.
        """
        return queue_page(self.desk, lambda searcher: _render_page(searcher, action, frame))


def queue_page(desk: Desk, render: Callable[[Searcher], Card]) -> Ticket[Card]:
    """Queue the rendering of a page, which the current request records. Raises BusyError and ClosedError immediately."""
    request, timer = current_request(), WaitTimer()

    def record(result: "Future[Card]") -> None:
        if not result.cancelled() and not result.exception():
            request.record_page(timer)

    ticket = desk.submit(render, timer.stop)
    ticket.result.add_done_callback(record)
    return ticket


async def _unless_waiting(result: "Future[Answer]", claim: "asyncio.Task[float]") -> Answer:
    """Return an answer, unless the member still has to wait; both are found out at the same time. Raises CooldownError."""
    wait = await claim
    if wait:
        raise CooldownError(time.time() + wait)
    return await result


def first_card(answer: Answer, asker: int, reader: Reader, *, is_private: bool = False, is_reply: bool = False) -> Card:
    """Return the card that shows a new answer; as a reply to the question, it does not repeat it.

    It asks whether the answer helped, if the current request has recorded the question.
    """
    question = None if is_reply else question_part(answer.question)
    addressee = addressee_part(reader.addressee, reader.texts) if reader.addressee else None
    parts = (question, addressee, note_part(answer, reader.texts))
    kept = tuple(part for part in parts if part)
    hits = answer.hits if answer.outcome == "none" else answer.worth_reading
    if answer.answering > 1:
        hits = answer.hits[: answer.answering]
    recorded = current_request().asked
    ballot = Ballot(recorded) if recorded else None
    frame = Frame(Paging.of(asker, answer.outcome, hits), kept, reader, is_private, answer.question, ballot=ballot)
    if answer.listing:
        return first_list_card(answer, answer.listing, frame)
    return answers_card(hits, frame) if answer.answering > 1 else overview_card(hits, frame)


def _render_page(searcher: Searcher, action: Action, frame: Frame) -> Card:
    if action in {"whole", "rest", "share_whole"}:
        return _render_list(searcher, action, frame)
    pages = frame.paging.pages[:OVERVIEW_SIZE]
    if action == "more" or (action == "share_list" and frame.paging.outcome == "suggestions"):
        return suggestions_card(_find_hits(searcher, pages, frame.question), frame)
    if action == "share_list" and frame.paging.outcome == "answer":
        return answers_card(_find_hits(searcher, pages, frame.question), frame)
    if action in {"list", "share_list"}:
        return overview_card(_find_hits(searcher, pages, frame.question), frame)
    [hit] = _find_hits(searcher, [frame.paging.page], frame.question)
    if action == "context":
        return context_card(hit, surroundings(searcher.generation, hit.row, NEIGHBOURS_PER_SIDE), frame)
    return page_card(hit, frame)


def _render_list(searcher: Searcher, action: Action, frame: Frame) -> Card:
    """Return the card of the list that contains the passage shown, or of the passage alone if it is no longer in that list."""
    anchor = frame.paging.pages[-1]
    if action == "rest":
        frame = replace(frame, paging=frame.paging.without_last())
    [hit, asked] = _find_hits(searcher, [frame.paging.page, anchor], frame.question)
    listing = _find_listing(searcher, hit.row, frame)
    if listing is None:
        return page_card(hit, frame)
    if action != "rest":
        return list_card(listing, listing.items[0][0], frame, list_buttons(hit, frame))
    to_start = [Button(frame.texts.back, frame.paging.button_id("whole"))]
    return list_card(listing, asked, frame, list_buttons(hit, frame) if asked.row == hit.row else to_start)


def _find_listing(searcher: Searcher, row: int, frame: Frame) -> Listing | None:
    """Return the list that the passage in a row is part of, with highlights for the question if that is known."""
    kind = frame.paging.listed
    if kind is None:
        return None
    try:
        return find_list_of(searcher.index, read_typed(frame.question or "", NoNames()).words, row, kind)
    except QuestionError:
        return find_list_of(searcher.index, PLACEHOLDER_QUESTION, row, kind)


def _find_hits(searcher: Searcher, pages: Sequence[Page], question: str | None) -> list[Hit]:
    """Look up the passages of `pages` again, with highlights for the question.

    It may be cut short. If it is not known, or what is left contains no words, there are no highlights. Raises GoneError.
    """
    found = (find(searcher.generation, page.passage_id, page.row, searcher.named) for page in pages)
    rows = [row for row in found if row is not None]
    if len(rows) < len(pages):
        raise GoneError
    try:
        return quote(searcher.index, read_typed(question or "", NoNames()).words, rows)
    except QuestionError:
        return [replace(hit, highlights=()) for hit in quote(searcher.index, PLACEHOLDER_QUESTION, rows)]
