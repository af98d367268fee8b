"""Answer messages addressed to the bot: direct messages, mentions and replies."""

import asyncio
import logging
from contextlib import suppress

import discord
from discord.ext import commands

from bot.chat.answering import AskedQuestion, first_card
from bot.chat.exchanges import CONNECTION_ERRORS, bot_may_write, can_reply, reply
from bot.chat.reading_messages import extract_question, is_addressed_to
from bot.chat.services import Services

log = logging.getLogger(__name__)


class Listening(commands.Cog):
    """Replies to messages addressed to the bot. Everything but answers is sent privately."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message if it is addressed to the bot."""
        if not is_addressed_to(message, self.bot.user):
            return
        with self.services.open_work as request:
            wording = self.services.wording
            texts = wording.texts_for(message)
            if not bot_may_write(message):
                request.end("refused", "may not write")
                channel = message.channel
                log.warning("not allowed to write in channel %s; allow the bot's role to send messages there", channel.id)
                words = texts.no_permission.format(channel=f"<#{channel.id}>", command=wording.mention_ask_command())
                await self.services.notices.send(message, words)
                return
            question = extract_question(message, self.bot.user)
            if not question:
                request.end("refused", "empty")
                words = texts.how_to_ask.format(example=texts.example, command=wording.mention_ask_command())
                await self.services.notices.send(message, words)
                return
            await self._answer(message, question)

    async def _answer(self, message: discord.Message, question: str) -> None:
        """Reply with the answer, with a typing indicator if it takes longer."""
        ticket = self.services.answering.ask(AskedQuestion(question, message.author.id))
        typing = None if await ticket.is_ready() else asyncio.create_task(_show_typing(message.channel))
        answer = await ticket.result
        if typing:
            typing.cancel()
        reader = self.services.reader_for(message)
        await reply(message, first_card(answer, message.author.id, reader, is_reply=can_reply(message)))


async def _show_typing(channel: discord.abc.Messageable) -> None:
    """Show the typing indicator. Errors are ignored, because the answer matters more."""
    with suppress(discord.HTTPException, *CONNECTION_ERRORS):
        await channel.typing()
