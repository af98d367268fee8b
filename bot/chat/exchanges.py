"""Exchanges: how an answer, a notice or a failure gets to whoever is to see it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, TypeVar

import discord
from aiohttp import ClientError
from discord import Interaction

from bot.chat.cooldown import Cooldown
from bot.chat.desk import Ticket
from bot.chat.layout import layout
from bot.chat.requests import sending
from bot.rendering.answer_cards import notice_card
from bot.rendering.cards import Card
from bot.rendering.markdown import CUT

log = logging.getLogger(__name__)

T = TypeVar("T")
CONNECTION_ERRORS = (ConnectionError, TimeoutError, ClientError)
"""What sending raises when the connection fails; discord.py repeats only some of these itself."""
AGAIN_AFTER = 0.3
NOTICE_AGAIN = 5.0
SHOWN_FOR = 20.0
"""Seconds: until a failed request is repeated, between two notices to a member, and that a notice stays in a channel."""
ACKNOWLEDGED, UNKNOWN_MESSAGE = 40060, 10008
"""Discord's codes for what can happen when a request is repeated, or is about a message that was deleted."""


async def respond(interaction: Interaction[Any], ticket: Ticket[T], to_card: Callable[[T], Card], *, is_private: bool) -> None:
    """Answer an interaction with a message: at once if it is ready, else Discord shows that it is being thought about.

    Raises what the answer raises, and discord.HTTPException.
    """
    if await ticket.is_ready():
        view = layout(to_card(await ticket.result))
        await _first(lambda: interaction.response.send_message(view=view, ephemeral=is_private, suppress_embeds=True))
        return
    with ticket.desk.first_response():
        await _first(lambda: interaction.response.defer(ephemeral=is_private, thinking=True))
    await edit(interaction, to_card(await ticket.result))


async def turn(interaction: Interaction[Any], ticket: Ticket[Card]) -> None:
    """Show another card in the message whose button was pressed. Raises as `respond` does."""
    if await ticket.is_ready():
        view = layout(await ticket.result)
        await _first(lambda: interaction.response.edit_message(view=view))
        return
    with ticket.desk.first_response():
        await _first(interaction.response.defer)
    await edit(interaction, await ticket.result)


async def notify(interaction: Interaction[Any], words: str) -> None:
    """Tell whoever caused an interaction something, and nobody else. Raises discord.HTTPException."""
    view = layout(notice_card(words))
    if not interaction.response.is_done():
        await _first(lambda: interaction.response.send_message(view=view, ephemeral=True))
        return
    if interaction.response.type is not discord.InteractionResponseType.deferred_channel_message:
        with sending():
            await interaction.followup.send(view=view, ephemeral=True)
        return
    # Whoever asked sees that it is being thought about, and maybe others do. The next message would take its place, and be
    # as public; so it gets a face first, and goes when the private message is there.
    with suppress(discord.NotFound):
        await edit(interaction, notice_card(CUT))
    with sending():
        await interaction.followup.send(view=view, ephemeral=True)
    with suppress(discord.NotFound):
        await interaction.delete_original_response()


class Notices:
    """What the bot says to authors of messages besides answers; to each of them only so often, however much they write."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._cooldown = Cooldown(NOTICE_AGAIN, clock)

    async def tell(self, message: discord.Message, words: str) -> None:
        """Tell the author something: in private if they take direct messages, else briefly in the channel.

        Raises discord.HTTPException.
        """
        if self._cooldown.wait_for(message.author.id):
            return
        view = layout(notice_card(words))
        if message.guild is None:
            await message.reply(view=view, mention_author=False)
            return
        try:
            await message.author.send(view=view)
        except discord.Forbidden:
            if bot_may_write(message):
                await message.channel.send(view=view, delete_after=SHOWN_FOR)


async def reply(message: discord.Message, card: Card) -> None:
    """Answer a message below it. Raises discord.HTTPException.

    It is sent once more if the connection fails; by the nonce, Discord knows it for the same.
    """
    if message.guild and not _permissions(message).read_message_history:  # without it, replying is not allowed
        await post(message.channel, card, message.id)
        return
    view, nonce = layout(card), str(message.id)
    await _in_channel(lambda: message.reply(view=view, mention_author=False, suppress_embeds=True, nonce=nonce))


async def post(channel: discord.abc.Messageable, card: Card, answered: int) -> None:
    """Show a card in a channel; `answered` is the ID of what it answers, once. Raises discord.HTTPException."""
    view, nonce = layout(card), str(answered)
    await _in_channel(lambda: channel.send(view=view, suppress_embeds=True, nonce=nonce))


def bot_may_write(message: discord.Message) -> bool:
    """Whether the bot may write where a message stands."""
    if message.guild is None:
        return True
    allowed = _permissions(message)
    is_thread = isinstance(message.channel, discord.Thread)
    return allowed.view_channel and (allowed.send_messages_in_threads if is_thread else allowed.send_messages)


def _permissions(message: discord.Message) -> discord.Permissions:
    """What the bot may do where a message stands; nothing where Discord has not told of its place."""
    me = message.guild.me if message.guild else None
    if me is None or (isinstance(message.channel, discord.Thread) and message.channel.parent is None):
        return discord.Permissions.none()
    return message.channel.permissions_for(me)


async def think(interaction: Interaction[Any]) -> None:
    """Let Discord show, to whoever called and nobody else, that it is being thought about. Raises discord.HTTPException."""
    await _first(lambda: interaction.response.defer(ephemeral=True, thinking=True))


async def acknowledge(interaction: Interaction[Any]) -> None:
    """Tell Discord that a press of a button has been noticed. Raises discord.HTTPException."""
    await _first(interaction.response.defer)


async def edit(interaction: Interaction[Any], card: Card) -> None:
    """Show a card in the message of an interaction that has had its first response. Raises discord.HTTPException."""
    view = layout(card)
    await _steadily(lambda: interaction.edit_original_response(view=view))


async def _first(response: Callable[[], Awaitable[Any]]) -> None:
    """Give the first response. One that is repeated, after an error of Discord's, may have counted the first time."""
    try:
        await _steadily(response)
    except discord.HTTPException as error:
        if error.code != ACKNOWLEDGED:
            raise


async def _steadily(request: Callable[[], Awaitable[Any]]) -> None:
    """Send a request, once more if the connection fails. Only for what does no harm when Discord gets it twice."""
    with sending():
        try:
            await request()
        except CONNECTION_ERRORS:
            await asyncio.sleep(AGAIN_AFTER)
            await request()


async def _in_channel(request: Callable[[], Awaitable[Any]]) -> None:
    """The same for messages in channels; also if Discord is away for a moment, where discord.py gives up only with these."""
    try:
        await _steadily(request)
    except discord.DiscordServerError as error:
        if error.status != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        await asyncio.sleep(AGAIN_AFTER)
        await _steadily(request)
