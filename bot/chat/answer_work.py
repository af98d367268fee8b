"""The work of answering one question, which any process can do that has a searcher; it imports nothing of Discord."""

from dataclasses import dataclass

from bot.chat.answering_processes import Portable
from bot.chat.echoes import echo
from bot.rendering.paging import Page, Paging
from index.answering.answers import Answer
from index.answering.follow_ups import Earlier, ask_follow_up
from index.answering.quoting import find
from index.answering.searcher import Searcher
from index.searching.scope import Scope, scope_of


@dataclass(frozen=True, slots=True)
class PastTurn:
    """A turn that a question may go on from: what was asked, or how it was read, and which passages it got."""

    question: str
    paging: Paging

    @property
    def page(self) -> Page | None:
        """The passage that was shown; None if none was."""
        return None if self.paging.outcome == "none" else self.paging.page


@dataclass(frozen=True, slots=True)
class AnswerWork(Portable[Answer]):
    """Answers a question with the `top` closest passages of a section and document, if they are named.

    `shown` is the question as Discord shows it. `before` is the turn that it may go on from. `server` is the name of the
    server, which a question may say or not.
    """

    question: str
    top: int
    section: str | None = None
    document: str | None = None
    shown: str | None = None
    before: PastTurn | None = None
    server: str = ""

    def __call__(self, searcher: Searcher) -> Answer:
        """Answer the question. Raises UnknownNameError and QuestionError."""
        scope = scope_of(searcher.generation, section=self.section, document=self.document, within=searcher.named)
        return echo(self._ask(searcher, scope), self.shown)

    def _ask(self, searcher: Searcher, scope: Scope) -> Answer:
        searcher = searcher.in_server(self.server)
        if self.before is None:
            return searcher.ask(self.question, top=self.top, scope=scope)
        page = self.before.page
        row = find(searcher.generation, page.passage_id, page.row, searcher.named) if page else None
        earlier = Earlier(self.before.question, row)
        return ask_follow_up(searcher, self.question, earlier, top=self.top, scope=scope)
