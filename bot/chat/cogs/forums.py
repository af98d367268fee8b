"""Answer new posts in the configured forum channels, but only if the documents contain an answer."""

import asyncio
import logging

import discord
from discord.ext import commands

from bot.chat.answering import AskedQuestion, first_card
from bot.chat.desk import BusyError, ClosedError
from bot.chat.exchanges import CONNECTION_ERRORS, ThreadClosedError, post
from bot.chat.failures import failure_reason, is_thread_closed, sending_hint
from bot.chat.messages.mentions import read_typed
from bot.chat.messages.names import ServerNames
from bot.chat.messages.reading import is_addressed_to, read_message
from bot.chat.messages.small_talk import find_in_command
from bot.chat.requests import current_request
from bot.chat.services import Services
from bot.rendering.cards import Card
from index.errors import QuestionError
from index.searching.questions import MAX_QUESTION_LENGTH

log = logging.getLogger(__name__)

NO_FIRST_MESSAGE_YET = 40058
"""Discord's code for a post whose first message has not been sent yet."""
RETRY_PAUSES_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Pauses before further attempts to answer a post whose first message has not been sent yet."""
FIRST_MESSAGE_SECONDS = 10.0
"""Time to wait for the first message of a post before answering from the title alone."""


class Forums(commands.Cog):
    """Answers new posts by their titles, and by their first messages if the bot may read them."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Answer a new post if the documents do. Posts that mention the bot are left to `Listening`."""
        if thread.parent_id not in self.services.settings.forums:
            return
        first = await self._wait_for_first_message(thread)
        if first and (first.author.bot or first.webhook_id or is_addressed_to(first, self.bot.user)):
            return
        with self.services.open_work as request:
            typed = read_message(first, self.bot.user) if first else read_typed(thread.name, ServerNames(thread.guild))
            if find_in_command(typed.words, self.services):
                request.end("refused", "post left alone")
                return
            try:
                asked = AskedQuestion(
                    typed.words[:MAX_QUESTION_LENGTH],
                    thread.owner_id,
                    has_cooldown=False,
                    shown=typed.shown,
                    origin=self.services.origin_in(thread.guild),
                )
                answer = await self.services.answering.ask(asked).result
            except QuestionError:
                return
            except (BusyError, ClosedError):
                request.end("refused", "busy")
                log.info("skipped a post in forum %s: the bot is busy or shutting down", thread.parent_id)
                return
            if answer.outcome != "answer":
                request.end("refused", "post left alone")
            else:
                reader = self.services.reader_in(thread.guild)
                await self._send(thread, first_card(answer, thread.owner_id, reader))

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Dispatch the first message of a post, which has the post's ID, to `on_thread_create`, which waits for it."""
        if message.id == message.channel.id:
            self.bot.dispatch("first_message", message)

    async def _wait_for_first_message(self, thread: discord.Thread) -> discord.Message | None:
        """Wait for the first message of a post; None if it does not arrive. Without the intent, its content is empty."""
        try:
            message: discord.Message = await self.bot.wait_for(
                "first_message", check=lambda candidate: candidate.id == thread.id, timeout=FIRST_MESSAGE_SECONDS
            )
        except TimeoutError:
            return None
        return message

    async def _send(self, thread: discord.Thread, card: Card) -> None:
        """Post an answer, with retries while the first message is missing. Errors are logged."""
        for pause in (*RETRY_PAUSES_SECONDS, None):
            try:
                sent = await post(thread, card, str(thread.id))
                self.services.recent.start(thread.id, follows_edits=False).place(thread.id, sent.id)
            except (ThreadClosedError, discord.HTTPException, *CONNECTION_ERRORS) as error:
                if getattr(error, "code", None) == NO_FIRST_MESSAGE_YET and pause is not None:
                    await asyncio.sleep(pause)
                    continue
                _log_failure(thread, error)
            return


def _log_failure(thread: discord.Thread, error: Exception) -> None:
    """Log why a post was not answered, and what to do about it."""
    if is_thread_closed(error):
        current_request().end("refused", "thread closed")
        log.info("left a post in forum %s alone%s", thread.parent_id, sending_hint(error))
        return
    current_request().end("failed", failure_reason(error))
    message = "could not answer a post in forum %s (%s)%s"
    if isinstance(error, discord.Forbidden):
        message = "not allowed to answer in forum %s (%s)%s"
    log.warning(message, thread.parent_id, error, sending_hint(error))
