"""Delete answers: with their question, or at the wish of the member who asked or of members who manage messages."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import discord
from discord import Interaction
from discord.ext import commands

from bot.chat.exchanges import CONNECTION_ERRORS, acknowledge, delete, notify
from bot.chat.layout import addressee_of, paging_of, pressed_button
from bot.chat.requests import sending
from bot.chat.services import Services

log = logging.getLogger(__name__)

DELETE_REACTION = "❌"
"""The reaction that deletes an answer."""


class TakingBack(commands.Cog):
    """Deletes answers by button, by reaction, and together with their questions."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        """Delete an answer whose button says so, if the member who pressed it may."""
        if interaction.type is not discord.InteractionType.component or not interaction.message:
            return
        button = pressed_button(interaction)
        if not button or button[0] != "delete":
            return
        with self.services.open_work as request:
            owners = {button[1].asker, *_owners(interaction.message)}
            if interaction.user.id in owners or interaction.permissions.manage_messages:
                await acknowledge(interaction)
                with sending(), suppress(discord.NotFound):
                    await interaction.delete_original_response()
                request.end("answered", "deleted")
            else:
                request.end("refused", "not allowed")
                await notify(interaction, self.services.wording.texts_for(interaction).may_not_delete)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, reaction: discord.RawReactionActionEvent) -> None:
        """Delete an answer that gets a cross from a member who may delete it. Everybody else's cross means nothing."""
        me = self.bot.user
        if me is None or reaction.user_id == me.id or reaction.message_author_id not in {None, me.id}:
            return
        if str(reaction.emoji).rstrip("\ufe0f") != DELETE_REACTION or (reaction.member and reaction.member.bot):
            return
        with self.services.open_work as request:
            message = await self._fetch(reaction)
            if message is None or message.author.id != me.id:
                return
            owners = set(_owners(message))
            if owners and (reaction.user_id in owners or self._may_manage_messages(reaction)):
                await self._delete(message.channel.id, message.id)
                request.end("answered", "deleted")

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Delete the answer to a question that was deleted."""
        await self._withdraw([event.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Delete the answers to questions that were deleted together."""
        await self._withdraw(event.message_ids)

    async def _withdraw(self, questions: Iterable[int]) -> None:
        for question in questions:
            answer = self.services.recent.withdraw(question)
            if answer and answer.channel and answer.message:
                with self.services.open_work:
                    await self._delete(answer.channel, answer.message)

    async def _fetch(self, reaction: discord.RawReactionActionEvent) -> discord.Message | None:
        """Fetch the message that got a reaction; None if it is gone or the bot may not read it."""
        channel = self.bot.get_partial_messageable(reaction.channel_id, guild_id=reaction.guild_id)
        try:
            return await channel.fetch_message(reaction.message_id)
        except (discord.HTTPException, *CONNECTION_ERRORS) as error:
            log.info("could not read a message in channel %s that got %s (%s)", reaction.channel_id, DELETE_REACTION, error)
            return None

    def _may_manage_messages(self, reaction: discord.RawReactionActionEvent) -> bool:
        """Return whether the member who reacted may delete anyone's messages in the channel."""
        guild = self.bot.get_guild(reaction.guild_id or 0)
        channel = guild.get_channel_or_thread(reaction.channel_id) if guild else None
        if channel is None or reaction.member is None or (isinstance(channel, discord.Thread) and channel.parent is None):
            return False
        return channel.permissions_for(reaction.member).manage_messages

    async def _delete(self, channel: int, message: int) -> None:
        """Delete a message of the bot. Errors are logged."""
        try:
            await delete(self.bot.get_partial_messageable(channel).get_partial_message(message))
        except (discord.HTTPException, *CONNECTION_ERRORS) as error:
            log.warning("could not delete an answer in channel %s (%s)", channel, error)


def _owners(message: discord.Message) -> Iterator[int]:
    """Yield the IDs of the members to whom a message of the bot belongs.

    They are the one who asked, the one whose message it replies to, and the one it is for.
    """
    if paging := paging_of(message):
        yield paging.asker
    elif message.interaction_metadata:
        yield message.interaction_metadata.user.id
    if message.reference and isinstance(message.reference.resolved, discord.Message):
        yield message.reference.resolved.author.id
    if addressee := addressee_of(message):
        yield addressee
