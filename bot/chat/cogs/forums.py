"""New posts in forum channels that the settings name: answered when the documents do, else left alone."""

import asyncio
import logging

import discord
from discord.ext import commands

from bot.chat.answering import Asked, first_card
from bot.chat.cogs.listening import is_for, question_of
from bot.chat.desk import BusyError, ClosedError
from bot.chat.exchanges import CONNECTION_ERRORS, post
from bot.chat.failures import kind_of
from bot.chat.requests import current_request
from bot.chat.services import Services
from bot.rendering.cards import Card
from index.errors import QuestionError
from index.searching.questions import LONGEST_QUESTION

log = logging.getLogger(__name__)

TOO_EARLY = 40058
"""Discord's code for a post whose first message is not there yet."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between attempts to answer a post whose first message is not there yet."""
FIRST_MESSAGE_WITHIN = 10.0
"""Seconds that a post waits for its first message before it is answered without it."""


class Forums(commands.Cog):
    """Answers new posts from their titles, and from their first messages where the bot may read them."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Answer a new post, if the documents do. One whose first message mentions the bot is left to `Listening`."""
        if thread.parent_id not in self.services.settings.forums:
            return
        first = await self._first_message(thread)
        if first and (first.author.bot or first.webhook_id or is_for(first, self.bot.user)):
            return
        with self.services.open_work as request:
            question = question_of(first, self.bot.user) if first else thread.name
            try:
                asked = Asked(question[:LONGEST_QUESTION], thread.owner_id, is_typed=False)
                answer = await self.services.answering.ask(asked).result
            except QuestionError:
                return
            except (BusyError, ClosedError):
                request.end("refused", "busy")
                log.info("a post in forum %s was left alone, for there was too much to do", thread.parent_id)
                return
            if answer.outcome != "answer":
                request.end("refused", "post left alone")
            else:
                texts = self.services.wording.texts(thread.guild.preferred_locale)
                await self._send(thread, first_card(answer, thread.owner_id, texts, is_private=False))

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Pass on the first message of a post, which has the post's ID: after `on_thread_create` has begun to wait for it."""
        if message.id == message.channel.id:
            self.bot.dispatch("first_message", message)

    async def _first_message(self, thread: discord.Thread) -> discord.Message | None:
        """The first message of a post, which comes after the post; None if it does not. Without the intent it is empty."""
        try:
            found: discord.Message = await self.bot.wait_for(
                "first_message", check=lambda message: message.id == thread.id, timeout=FIRST_MESSAGE_WITHIN
            )
        except TimeoutError:
            return None
        return found

    async def _send(self, thread: discord.Thread, card: Card) -> None:
        for pause in (*PAUSES, None):
            try:
                await post(thread, card, thread.id)
            except discord.Forbidden as error:
                if error.code == TOO_EARLY and pause is not None:
                    await asyncio.sleep(pause)
                    continue
                current_request().end("failed", "discord")
                log.warning("not allowed to answer in forum %s (%s); let the bot's role write there", thread.parent_id, error)
            except (discord.HTTPException, *CONNECTION_ERRORS) as error:
                current_request().end("failed", kind_of(error))
                log.warning("could not answer a post in forum %s: %s", thread.parent_id, error)
            return
