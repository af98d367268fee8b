"""Find what comes after an answer that was not what a member asked, independently of discord.py."""

from collections.abc import Iterator
from dataclasses import replace

from bot.chat.answering import PLACEHOLDER_QUESTION, queue_page
from bot.chat.desk import Desk, Ticket
from bot.chat.messages.mentions import read_typed
from bot.rendering.answer_cards import OVERVIEW_SIZE, Frame
from bot.rendering.cards import Card
from bot.rendering.doubt_cards import doubt_card
from bot.rendering.names import NoNames
from bot.rendering.paging import Paging
from index.answering.quoting import find, find_list_of, quote
from index.answering.searcher import Searcher
from index.errors import QuestionError


def doubt(desk: Desk, doubted: Paging, frame: Frame, *, sees_all: bool) -> Ticket[Card]:
    """Queue the card with the passages that come after those of a doubted answer, of which a member sees one, or all.

    The paging of `frame` says who doubts it; the passages are filled in. Raises BusyError and ClosedError immediately.
    """
    return queue_page(desk, lambda searcher: _render(searcher, doubted, frame, sees_all=sees_all))


def _render(searcher: Searcher, doubted: Paging, frame: Frame, *, sees_all: bool) -> Card:
    words = read_typed(frame.question or "", NoNames()).words
    try:
        rows = _next_rows(searcher, doubted, words, sees_all=sees_all)
        hits = quote(searcher.index, words, rows) if rows else []
    except QuestionError:
        rows = _next_rows(searcher, doubted, "", sees_all=sees_all)
        hits = quote(searcher.index, PLACEHOLDER_QUESTION, rows) if rows else []
    return doubt_card(hits, replace(frame, paging=Paging.of(frame.paging.asker, "suggestions", hits)))


def _next_rows(searcher: Searcher, doubted: Paging, words: str, *, sees_all: bool) -> list[int]:
    """Return the rows of the next passages: the other pages of the answer, and then those that it left out.

    Pages whose passages are gone are skipped. Raises QuestionError.
    """
    pages = [find(searcher.generation, page.passage_id, page.row, searcher.named) for page in doubted.pages]
    seen = {row for row in (pages if sees_all else pages[doubted.position : doubted.position + 1]) if row is not None}
    if doubted.listed and seen:
        seen.update(_listed_rows(searcher, words, doubted, min(seen)))
    rows = [row for row in pages if row is not None and row not in seen]
    if len(rows) < OVERVIEW_SIZE and words:
        answer = searcher.ask(words, top=OVERVIEW_SIZE + len(seen))
        rows += [hit.row for hit in answer.hits if hit.row not in {*rows, *seen}]
    return list(dict.fromkeys(rows))[:OVERVIEW_SIZE]


def _listed_rows(searcher: Searcher, words: str, doubted: Paging, row: int) -> Iterator[int]:
    """Yield the rows of the list that a doubted answer showed."""
    listing = find_list_of(searcher.index, words or PLACEHOLDER_QUESTION, row, doubted.listed) if doubted.listed else None
    for hit in listing.hits if listing else ():
        yield hit.row
