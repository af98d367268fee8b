"""The buttons below answers. What they are about is in their ids and in the message, so they outlive the bot."""

import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord
from discord import Interaction
from discord.ext import commands

from bot.chat.cooldown import Cooldown
from bot.chat.exchanges import acknowledge, edit, notify, respond, turn
from bot.chat.layout import kept_parts, layout
from bot.chat.requests import current_request, sending
from bot.chat.services import Services
from bot.rendering.answer_cards import SHARER_ID, Frame, sharer_part
from bot.rendering.paging import Action, read_button_id

SHARED_ONCE_IN = 60.0
"""Seconds in which the same page of a message is not shared again, for those who press twice."""


class Pages(commands.Cog):
    """Turns pages: in place for whoever asked, in a private copy for others."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        self._shared = Cooldown(SHARED_ONCE_IN, time.monotonic)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        """Do what a button says."""
        if interaction.type is not discord.InteractionType.component or not interaction.message:
            return
        with self.services.open_work as request:
            found = read_button_id(str(dict(interaction.data or {}).get("custom_id")))
            top = kept_parts(interaction.message)
            texts = self.services.wording.texts_for(interaction)
            if not found or not top:
                request.end("refused", "old button")
                await notify(interaction, texts.old_button)
                return
            action, paging = found
            is_private = interaction.message.flags.ephemeral or interaction.user.id != paging.asker
            if is_private:
                top = tuple(part for part in top if part.id != SHARER_ID)
            frame = Frame(paging, top, texts, is_private)
            if action in {"share", "share_list"}:
                await self._share(interaction, action, frame)
            else:
                await self._turn(interaction, action, frame)

    async def _turn(self, interaction: Interaction[Any], action: Action, frame: Frame) -> None:
        role = self.services.roles.mention_to_ask(interaction.guild)
        if interaction.user.id == frame.paging.asker:
            await turn(interaction, self.services.answering.turn(action, frame, role))
            return
        own = replace(frame, paging=replace(frame.paging, asker=interaction.user.id))
        await respond(interaction, self.services.answering.turn(action, own, role), lambda card: card, is_private=True)

    async def _share(self, interaction: Interaction[Any], action: Action, frame: Frame) -> None:
        """Show to everyone in the channel what only one has seen, and take the button away."""
        pressed = (interaction.message.id if interaction.message else 0, action, frame.paging.place)
        if not _member_may_write(interaction):
            current_request().end("refused", "may not write")
            await notify(interaction, frame.texts.may_not_write)
            return
        if self._shared.wait_for(pressed):
            current_request().end("refused", "already shared")
            await notify(interaction, frame.texts.already_shared)
            return
        role = self.services.roles.mention_to_ask(interaction.guild)
        mine = replace(frame, is_private=False)
        public = replace(mine, top=(*frame.top, sharer_part(interaction.user.mention, frame.texts)))
        try:
            ticket = self.services.answering.turn(action, public, role)
            await acknowledge(interaction)
            view = layout(await ticket.result)
            with sending():
                await interaction.followup.send(view=view, ephemeral=False, suppress_embeds=True)
        except Exception:
            self._shared.forget(pressed)
            raise
        with suppress(discord.NotFound):  # closed by now, maybe
            await edit(interaction, await self.services.answering.turn(action, mine, role).result)


def _member_may_write(interaction: Interaction[Any]) -> bool:
    """Whether whoever pressed may write there: the bot does not lend its voice to those who may not."""
    if not interaction.guild_id:
        return True
    allowed = interaction.permissions
    return allowed.send_messages_in_threads if isinstance(interaction.channel, discord.Thread) else allowed.send_messages
