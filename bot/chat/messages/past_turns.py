"""Read the turn before a message from the bot's own answer to it: what was asked, and which passage was shown."""

import asyncio
from contextlib import suppress
from typing import Any

import discord

from bot.chat.answer_work import PastTurn
from bot.chat.exchanges import CONNECTION_ERRORS
from bot.chat.layout import kept_parts, paging_of
from bot.chat.messages.mentions import Typed, read_typed
from bot.chat.messages.reading import FETCH_SECONDS, is_reply, read_message, replied_to
from bot.chat.messages.threads import is_own_thread
from bot.chat.wording import Wording
from bot.rendering.answer_cards import NOTE_ID, QUESTION_ID, read_note, read_question
from bot.rendering.names import NoNames
from bot.rendering.texts import Texts

MESSAGES_SEARCHED = 10
"""The number of messages of a thread, newest first, that are searched for the last answer."""


async def find_turn(message: discord.Message, me: discord.ClientUser | None, texts: Texts) -> PastTurn | None:
    """Return the turn that a message may go on from: the answer that it replies to, or the last one in the bot's thread.

    None if there is no such answer or it cannot be read. `texts` are in the language of the answer.
    """
    answer = await _find_answer(message, me)
    paging = paging_of(answer) if answer else None
    if answer is None or paging is None:
        return None
    note = next((part.markdown for part in kept_parts(answer) if part.id == NOTE_ID), "")
    question = read_note(note, texts) or await find_question(answer, me)
    return PastTurn(question or "", paging)


async def find_question(answer: discord.Message, me: discord.ClientUser | None) -> str | None:
    """Return the question that an answer was given to, perhaps shortened; None if it was deleted or cannot be read."""
    echoed = next((part.markdown for part in kept_parts(answer) if part.id == QUESTION_ID), None)
    if echoed:
        return read_question(echoed)
    asked = await _replied_to(answer)
    return read_message(asked, me).shown or None if asked else None


async def find_asked(interaction: discord.Interaction[Any], answer: discord.Message, wording: Wording) -> str | None:
    """Return the question of an answer as it was read, if the answer says so, or else as it was asked; None if unknown."""
    note = next((part.markdown for part in kept_parts(answer) if part.id == NOTE_ID), "")
    guild = interaction.guild
    languages = (interaction.locale, guild.preferred_locale if guild else None)
    read = next(filter(None, (read_note(note, wording.texts(language)) for language in languages)), None)
    return read or await find_question(answer, interaction.client.user)


async def read_asked(message: discord.Message, me: discord.ClientUser | None, viewer: discord.Member | discord.User) -> Typed:
    """Read what a message asks, as `viewer` sees it. Of an answer, that is the question that it was given to, if known."""
    question = await find_question(message, me) if message.author == me and paging_of(message) else None
    return read_typed(question, NoNames()) if question else read_message(message, me, viewer)


async def _find_answer(message: discord.Message, me: discord.ClientUser | None) -> discord.Message | None:
    """Return the message of the bot that a message replies to or, in a thread that the bot opened, its last one."""
    if message.reference:
        answered = await _replied_to(message)
        return answered if answered and answered.author == me else None
    if not is_own_thread(message.channel, me):
        return None
    with suppress(discord.HTTPException, *CONNECTION_ERRORS):
        async with asyncio.timeout(FETCH_SECONDS):
            async for earlier in message.channel.history(limit=MESSAGES_SEARCHED, before=message):
                if earlier.author == me and paging_of(earlier):
                    return earlier
    return None


async def _replied_to(message: discord.Message) -> discord.Message | None:
    """Return the message that another one replies to; None if there is none, or if it cannot be read in time."""
    found = await replied_to(message) if is_reply(message) else None
    return found if isinstance(found, discord.Message) else None
