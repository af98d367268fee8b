"""Answer messages addressed to the bot: direct messages, mentions and replies."""

import asyncio
import logging
from contextlib import suppress

import discord
from discord.ext import commands

from bot.chat.answering import AskedQuestion, first_card
from bot.chat.exchanges import CONNECTION_ERRORS, bot_may_write, reply
from bot.chat.mentions import strip_markup
from bot.chat.services import Services

log = logging.getLogger(__name__)

QUESTION_MESSAGE_TYPES = {discord.MessageType.default, discord.MessageType.reply}


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
        texts, role = self.services.wording.texts_for(message), self.services.roles.mention_ask_role(message.guild)
        await reply(message, first_card(answer, message.author.id, texts, is_private=False, role=role))


async def _show_typing(channel: discord.abc.Messageable) -> None:
    """Show the typing indicator. Errors are ignored, because the answer matters more."""
    with suppress(discord.HTTPException, *CONNECTION_ERRORS):
        await channel.typing()


def is_addressed_to(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Return whether a member addresses the bot: in a direct message, by a mention, or by a reply that it can read."""
    if message.author.bot or message.webhook_id or message.type not in QUESTION_MESSAGE_TYPES:
        return False
    if message.guild is None or (me and me.id in message.raw_mentions) or me in message.mentions:
        return True
    if message.guild.self_role in message.role_mentions:  # the bot's own role has its name and is easily mistaken for it
        return True
    answered = message.reference.resolved if message.reference else None
    return isinstance(answered, discord.Message) and answered.author == me and bool(message.content)


def extract_question(message: discord.Message, me: discord.ClientUser | None) -> str:
    """Return the question in a message, with the post's title in front if it is the first message of a forum post."""
    mentioned = [*message.mentions, *message.role_mentions, *message.channel_mentions]
    names = {each.id: getattr(each, "display_name", None) or str(each.name) for each in mentioned}
    question = strip_markup(message.content, me.id if me else 0, names)
    is_post = isinstance(message.channel, discord.Thread) and message.channel.id == message.id
    return f"{message.channel} {question}".rstrip() if is_post else question
