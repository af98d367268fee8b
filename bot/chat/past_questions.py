"""Find the question that a message of the bot answers: in the message itself, or in the one that it replies to."""

import asyncio
from contextlib import suppress

import discord

from bot.chat.exchanges import CONNECTION_ERRORS
from bot.chat.layout import kept_parts
from bot.chat.reading_messages import read_message
from bot.rendering.answer_cards import QUESTION_ID, read_question

FETCH_SECONDS = 1.0
"""Seconds to wait for the message that was replied to; Discord expects a response to a button press within three."""


async def find_question(answer: discord.Message, me: discord.ClientUser | None) -> str | None:
    """Return the question that an answer was given to, perhaps shortened; None if it was deleted or cannot be read."""
    echoed = next((part.markdown for part in kept_parts(answer) if part.id == QUESTION_ID), None)
    if echoed:
        return read_question(echoed)
    reference = answer.reference
    if reference is None or reference.message_id is None:
        return None
    asked = reference.resolved
    if asked is None:
        with suppress(discord.HTTPException, *CONNECTION_ERRORS):
            async with asyncio.timeout(FETCH_SECONDS):
                asked = await answer.channel.fetch_message(reference.message_id)
    return read_message(asked, me).shown or None if isinstance(asked, discord.Message) else None
