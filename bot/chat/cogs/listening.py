"""Questions in messages: to the bot directly, that mention it, or that reply to it."""

import asyncio
import logging
from contextlib import suppress

import discord
from discord.ext import commands

from bot.chat.answering import Asked, first_card
from bot.chat.exchanges import CONNECTION_ERRORS, bot_may_write, reply
from bot.chat.mentions import question_in
from bot.chat.services import Services

log = logging.getLogger(__name__)

TYPED = {discord.MessageType.default, discord.MessageType.reply}


class Listening(commands.Cog):
    """Answers messages that are meant for the bot, below them; what is not an answer is said in private."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer, if it is a question for the bot."""
        if not is_for(message, self.bot.user):
            return
        with self.services.open_work as request:
            wording = self.services.wording
            texts = wording.texts_for(message)
            if not bot_may_write(message):
                request.end("refused", "may not write")
                channel = message.channel
                log.warning("not allowed to write in channel %s; let the bot's role send messages there", channel.id)
                words = texts.no_permission.format(channel=f"<#{channel.id}>", command=wording.ask_command())
                await self.services.notices.tell(message, words)
                return
            question = question_of(message, self.bot.user)
            if not question:
                request.end("refused", "empty")
                words = texts.how_to_ask.format(example=texts.example, command=wording.ask_command())
                await self.services.notices.tell(message, words)
                return
            await self._answer(message, question)

    async def _answer(self, message: discord.Message, question: str) -> None:
        ticket = self.services.answering.ask(Asked(question, message.author.id))
        typing = None if await ticket.is_ready() else asyncio.create_task(_show_typing(message.channel))
        answer = await ticket.result
        if typing:
            typing.cancel()
        texts, role = self.services.wording.texts_for(message), self.services.roles.mention_to_ask(message.guild)
        await reply(message, first_card(answer, message.author.id, texts, is_private=False, role=role))


async def _show_typing(channel: discord.abc.Messageable) -> None:
    """Show that an answer is coming; that it cannot be shown is no reason not to answer."""
    with suppress(discord.HTTPException, *CONNECTION_ERRORS):
        await channel.typing()


def is_for(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Whether somebody asks the bot in a message: directly, by a mention, or by a reply that it may read."""
    if message.author.bot or message.webhook_id or message.type not in TYPED:
        return False
    if message.guild is None or (me and me.id in message.raw_mentions) or me in message.mentions:
        return True
    if message.guild.self_role in message.role_mentions:  # which has the bot's name, and is easily taken for it
        return True
    answered = message.reference.resolved if message.reference else None
    return isinstance(answered, discord.Message) and answered.author == me and bool(message.content)


def question_of(message: discord.Message, me: discord.ClientUser | None) -> str:
    """What somebody asks the bot in a message; in the first one of a forum post, its title is part of it."""
    named = [*message.mentions, *message.role_mentions, *message.channel_mentions]
    names = {found.id: getattr(found, "display_name", None) or str(found.name) for found in named}
    question = question_in(message.content, me.id if me else 0, names)
    is_post = isinstance(message.channel, discord.Thread) and message.channel.id == message.id
    return f"{message.channel} {question}".rstrip() if is_post else question
