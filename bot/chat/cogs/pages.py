"""The buttons below answers. What they are about is in their ids and in the message, so they outlive the bot."""

import time
from typing import TYPE_CHECKING, Any

import discord
from discord import Interaction
from discord.ext import commands

from bot.chat.cooldown import Cooldown
from bot.chat.exchanges import notify, respond, turn
from bot.chat.layout import kept_parts, layout
from bot.rendering.answer_cards import Frame
from bot.rendering.paging import Action, Paging, read_button_id

if TYPE_CHECKING:
    from bot.chat.client import FootnoteBot

SHARED_ONCE_IN = 600.0
"""Seconds in which a second press of Share does nothing; after the first, the button is gone."""


class Pages(commands.Cog):
    """Turns pages: in place for whoever asked, in a private copy for others."""

    def __init__(self, bot: "FootnoteBot") -> None:
        self.bot = bot
        self._shared = Cooldown(SHARED_ONCE_IN, time.monotonic)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        """Do what a button says."""
        if interaction.type is not discord.InteractionType.component or not interaction.message:
            return
        with self.bot.open_work:
            found = read_button_id(str(dict(interaction.data or {}).get("custom_id")))
            top = kept_parts(interaction.message)
            texts = self.bot.texts_for(interaction)
            if not found or not top:
                await notify(interaction, texts.old_button)
                return
            action, paging = found
            is_private = interaction.message.flags.ephemeral or interaction.user.id != paging.asker
            frame = Frame(paging, top, texts, is_private)
            if action == "share":
                await self._share(interaction, frame)
            else:
                await self._turn(interaction, action, frame)

    async def _turn(self, interaction: Interaction[Any], action: Action, frame: Frame) -> None:
        asker = frame.paging.asker
        if interaction.user.id == asker:
            future = self.bot.answering.turn(action, frame, self.bot.role_to_ask(interaction.guild))
            await turn(interaction, future)
            return
        own = Frame(_owned_by(frame.paging, interaction.user.id), frame.top, frame.texts, is_private=True)
        future = self.bot.answering.turn(action, own, self.bot.role_to_ask(interaction.guild))
        await respond(interaction, future, lambda card: card, is_private=True)

    async def _share(self, interaction: Interaction[Any], frame: Frame) -> None:
        """Show the passage to everyone in the channel, and take the button away."""
        message = interaction.message.id if interaction.message else 0
        if not _may_write(interaction):
            await notify(interaction, frame.texts.may_not_write)
            return
        if self._shared.wait_for(message):
            await notify(interaction, frame.texts.already_shared)
            return
        public = self.bot.answering.turn("show", frame, sharer=interaction.user.mention)
        private = self.bot.answering.turn("show", Frame(frame.paging, frame.top, frame.texts))
        try:
            await turn(interaction, private)
            await interaction.followup.send(view=layout(await public), ephemeral=False, suppress_embeds=True)
        except BaseException:
            self._shared.forget(message)
            raise


def _owned_by(paging: Paging, member: int) -> Paging:
    return Paging(member, paging.outcome, paging.pages, paging.place)


def _may_write(interaction: Interaction[Any]) -> bool:
    """Whether whoever pressed may write there: the bot does not lend its voice to those who may not."""
    if not interaction.guild_id:
        return True
    allowed = interaction.permissions
    return allowed.send_messages_in_threads if isinstance(interaction.channel, discord.Thread) else allowed.send_messages
