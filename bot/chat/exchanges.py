"""Send answers, notices and errors to the members who should see them."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, TypeVar

import discord
from aiohttp import ClientError
from discord import Interaction

from bot.chat.codes import ALREADY_ACKNOWLEDGED, NO_HISTORY
from bot.chat.cooldown import Cooldown
from bot.chat.desk import Ticket
from bot.chat.layout import to_view
from bot.chat.requests import sending
from bot.rendering.answer_cards import notice_card
from bot.rendering.cards import Card
from bot.rendering.markdown import ELLIPSIS

log = logging.getLogger(__name__)

T = TypeVar("T")
CONNECTION_ERRORS = (ConnectionError, TimeoutError, ClientError)
"""Exceptions for a failed connection; discord.py retries only some of them itself."""
IMMEDIATE_SECONDS = 0.9
"""Time in which nothing can have been sent twice by this process: discord.py waits for longer before it tries again."""
RETRY_AFTER_SECONDS = 0.3
"""Delay before a failed request is retried."""
NOTICE_COOLDOWN_SECONDS = 5.0
"""Time between two notices to the same author of messages."""
NOTICE_LIFETIME_SECONDS = 20.0
"""Time after which a notice in a channel is deleted."""
UNANSWERED_SIGN = "⚠️"
"""The reaction to a message that could not be answered, where the member cannot be told why."""


class ThreadClosedError(Exception):
    """The thread is archived, where a message would open it again, or locked."""


async def respond(  # noqa: PLR0913  # who sees it, and whom it pings, can depend on the result
    interaction: Interaction[Any],
    ticket: Ticket[T],
    to_card: Callable[[T], Card],
    *,
    is_private: bool,
    becomes_private: Callable[[T], bool] = lambda _: False,
    pings: discord.AllowedMentions | None = None,
) -> None:
    """Answer an interaction with a new message, deferring the response if the result takes longer.

    `becomes_private` says of a result that only the member may see it, even if `is_private` is False. `pings` says whom a
    public answer may ping, unless it was deferred: Discord never pings for edits. Raises the result's errors, and
    discord.HTTPException.
    """
    if await ticket.is_ready():
        result = await ticket.result
        view, is_private = to_view(to_card(result)), is_private or becomes_private(result)
        allowed = discord.AllowedMentions.none() if is_private or pings is None else pings
        await _send_first_response(
            lambda: interaction.response.send_message(
                view=view, ephemeral=is_private, suppress_embeds=True, allowed_mentions=allowed
            )
        )
        return
    with ticket.desk.hold_answers():
        await _send_first_response(lambda: interaction.response.defer(ephemeral=is_private, thinking=True))
    result = await ticket.result
    if becomes_private(result) and not is_private:
        await _replace_privately(interaction, to_view(to_card(result)))
    else:
        await edit(interaction, to_card(result))


async def replace_card(interaction: Interaction[Any], ticket: Ticket[Card]) -> None:
    """Replace the card in the message whose button was pressed. Raises the same errors as `respond`."""
    if await ticket.is_ready():
        view = to_view(await ticket.result)
        await _send_first_response(lambda: interaction.response.edit_message(view=view))
        return
    with ticket.desk.hold_answers():
        await _send_first_response(interaction.response.defer)
    await edit(interaction, await ticket.result)


async def notify(interaction: Interaction[Any], words: str) -> None:
    """Send the user of an interaction an ephemeral message. Raises discord.HTTPException."""
    view = to_view(notice_card(words))
    if not interaction.response.is_done():
        await _send_first_response(lambda: interaction.response.send_message(view=view, ephemeral=True))
        return
    if interaction.response.type is not discord.InteractionResponseType.deferred_channel_message:
        with sending():
            await interaction.followup.send(view=view, ephemeral=True)
        return
    await _replace_privately(interaction, view)


async def _replace_privately(interaction: Interaction[Any], view: discord.ui.LayoutView) -> None:
    """Replace a deferred response, which may be public, by an ephemeral message.

    The first followup would take the place of the response and inherit its visibility. So this gives the response some
    content, sends the ephemeral message, and then deletes the response.
    """
    with suppress(discord.NotFound):
        await edit(interaction, notice_card(ELLIPSIS))
    with sending():
        await interaction.followup.send(view=view, ephemeral=True)
    with suppress(discord.NotFound):
        await interaction.delete_original_response()


class Notices:
    """Sends notices to authors of messages, at most one per author in `NOTICE_COOLDOWN_SECONDS`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._cooldown = Cooldown(NOTICE_COOLDOWN_SECONDS, clock)

    async def send(self, message: discord.Message, words: str) -> None:
        """Send the author a direct message or, if they do not accept any, a short-lived message in the channel.

        Where the bot may not write either, it reacts to the author's message. Raises discord.HTTPException.
        """
        if self._cooldown.claim(message.author.id):
            return
        view = to_view(notice_card(words))
        if message.guild is None:
            await message.reply(view=view, mention_author=False)
            return
        try:
            await message.author.send(view=view)
        except discord.Forbidden:
            if bot_may_write(message) and not is_closed(message.channel):
                await message.channel.send(view=view, delete_after=NOTICE_LIFETIME_SECONDS)
            else:
                await mark_unanswered(message)


async def mark_unanswered(message: discord.Message) -> None:
    """React to a message that cannot be answered."""
    await react(message, UNANSWERED_SIGN)


async def react(message: discord.Message, emoji: str) -> None:
    """React to a message, if the bot may. Errors are ignored: nothing is left to try."""
    allowed = bot_permissions(message)
    if allowed is None or (allowed.add_reactions and allowed.read_message_history):
        with suppress(discord.HTTPException, *CONNECTION_ERRORS):
            await message.add_reaction(emoji)


def can_reply(message: discord.Message) -> bool:
    """Return whether the bot may reply to a message. Discord requires the permission to read the message history."""
    allowed = bot_permissions(message)
    return allowed is None or allowed.read_message_history


async def reply(message: discord.Message, card: Card, nonce: str) -> discord.Message:
    """Reply to a message with a card, or post the card in its channel if the bot may not reply; return the answer.

    `nonce` is that of `post`. Raises ThreadClosedError and discord.HTTPException.
    """
    if not can_reply(message):
        return await post(message.channel, card, nonce)
    _check_is_open(message.channel)
    view = to_view(card)
    try:
        return await _send_in_channel(lambda: message.reply(view=view, mention_author=False, suppress_embeds=True, nonce=nonce))
    except discord.HTTPException as error:
        if error.code != NO_HISTORY:
            raise
        return await post(message.channel, card, nonce)


async def post(channel: discord.abc.Messageable, card: Card, nonce: str) -> discord.Message:
    """Post a card in a channel and return the message.

    If the connection fails, it is sent again. For a few minutes, Discord posts nothing else with the same `nonce`, of at most
    25 characters, and returns the first message instead. Raises ThreadClosedError and discord.HTTPException.
    """
    _check_is_open(channel)
    view = to_view(card)
    return await _send_in_channel(lambda: channel.send(view=view, suppress_embeds=True, nonce=nonce))


async def update(answer: discord.PartialMessage, card: Card) -> None:
    """Replace the card in a message of the bot. Raises discord.HTTPException."""
    view = to_view(card)
    await _send_with_retry(lambda: answer.edit(view=view, allowed_mentions=discord.AllowedMentions.none()))


def member_may_write(interaction: Interaction[Any]) -> bool:
    """Return whether the member may write in the channel; if not, the bot must not write there for them."""
    if not interaction.guild_id:
        return True
    allowed = interaction.permissions
    return allowed.send_messages_in_threads if isinstance(interaction.channel, discord.Thread) else allowed.send_messages


async def delete(message: discord.PartialMessage | discord.Message) -> None:
    """Delete a message of the bot, unless it is gone already. Raises discord.HTTPException."""
    with suppress(discord.NotFound):
        await _send_with_retry(message.delete)


def bot_may_write(message: discord.Message) -> bool:
    """Return whether the bot may write in the channel of a message; True if only trying can tell."""
    allowed = bot_permissions(message)
    if allowed is None:
        return True
    is_thread = isinstance(message.channel, discord.Thread)
    return allowed.view_channel and (allowed.send_messages_in_threads if is_thread else allowed.send_messages)


def is_closed(channel: object) -> bool:
    """Return whether a channel is an archived or locked thread. The bot leaves them alone even where it may write."""
    return isinstance(channel, discord.Thread) and (channel.archived or channel.locked)


def _check_is_open(channel: object) -> None:
    if is_closed(channel):
        raise ThreadClosedError("the thread is archived or locked")


def bot_permissions(message: discord.Message) -> discord.Permissions | None:
    """Return the bot's permissions in the channel of a message; None in direct messages and where they are not known yet."""
    me, channel = message.guild.me if message.guild else None, message.channel
    if me is None or isinstance(channel, discord.PartialMessageable):
        return None
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return None
    return channel.permissions_for(me)


async def defer_privately(interaction: Interaction[Any]) -> None:
    """Defer the response, with an ephemeral "thinking" state. Raises discord.HTTPException."""
    await _send_first_response(lambda: interaction.response.defer(ephemeral=True, thinking=True))


async def show_form(interaction: Interaction[Any], form: discord.ui.Modal) -> None:
    """Open a form, as the first response. Raises discord.HTTPException."""
    await _send_first_response(lambda: interaction.response.send_modal(form))


async def acknowledge(interaction: Interaction[Any]) -> None:
    """Acknowledge a button press without changing the message. Raises discord.HTTPException."""
    await _send_first_response(interaction.response.defer)


async def edit(interaction: Interaction[Any], card: Card) -> None:
    """Replace the first response of an interaction with a card. Raises discord.HTTPException."""
    view = to_view(card)
    await _send_with_retry(lambda: interaction.edit_original_response(view=view))


async def _send_first_response(response: Callable[[], Awaitable[Any]]) -> None:
    """Send the first response. After a retry, Discord may report that the first attempt already arrived; ignore that.

    If there was no time for a retry, another process has answered: Discord sends every event to all of a bot's processes.
    """
    attempts, started = 0, time.monotonic()

    async def attempt() -> None:
        nonlocal attempts
        attempts += 1
        await response()

    try:
        await _send_with_retry(attempt)
    except discord.HTTPException as error:
        if error.code != ALREADY_ACKNOWLEDGED:
            raise
        if attempts == 1 and time.monotonic() - started < IMMEDIATE_SECONDS:
            log.warning("another process has answered with this bot's token; stop it, or reset the token")


async def _send_with_retry(request: Callable[[], Awaitable[T]]) -> T:
    """Send a request, and retry once if the connection fails. Only for requests that are safe to repeat."""
    with sending():
        try:
            return await request()
        except CONNECTION_ERRORS:
            await asyncio.sleep(RETRY_AFTER_SECONDS)
            return await request()


async def _send_in_channel(request: Callable[[], Awaitable[T]]) -> T:
    """Send a message to a channel, and retry after a 503 as well, which discord.py does not for messages."""
    try:
        return await _send_with_retry(request)
    except discord.DiscordServerError as error:
        if error.status != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        await asyncio.sleep(RETRY_AFTER_SECONDS)
        return await _send_with_retry(request)
