"""The buttons below answers. Their state is in their ids and in the message, so they survive restarts."""

import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord
from discord import Interaction
from discord.ext import commands

from bot.chat.answering import GoneError
from bot.chat.cooldown import Cooldown
from bot.chat.desk import BusyError, ClosedError
from bot.chat.exchanges import acknowledge, edit, member_may_write, notify, replace_card, respond
from bot.chat.layout import addressee_of, ballot_of, kept_parts, owner_of_button, pressed_button, to_view
from bot.chat.messages.past_turns import find_question
from bot.chat.requests import current_request, sending
from bot.chat.services import Services
from bot.rendering.answer_cards import ADDRESSEE_ID, DOUBT_ID, QUESTION_ID, SHARER_ID, Frame, question_part, sharer_part
from bot.rendering.paging import Action

SHARE_COOLDOWN_SECONDS = 60.0
"""Time before the same page of a message can be shared again, so that a double press shares it once."""


class Pages(commands.Cog):
    """Turns and shares pages: in place for the member who asked and the addressee, in a private copy for others."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        self._shared = Cooldown(SHARE_COOLDOWN_SECONDS, time.monotonic)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        """Handle a button press."""
        if interaction.type is not discord.InteractionType.component or not interaction.message:
            return
        owner = owner_of_button(interaction)
        if owner == "questions" and not self.services.record:
            owner = "pages"  # the record was turned off since, so nobody else answers
        if owner != "pages":
            return
        button = pressed_button(interaction)
        if button and button[0] == "delete":  # `TakingBack` handles it
            return
        with self.services.open_work as request:
            reader = self.services.reader_for(interaction)
            if not button:
                request.end("refused", "old button")
                await notify(interaction, reader.texts.old_button)
                return
            action, paging = button
            is_owner = interaction.user.id in {paging.asker, addressee_of(interaction.message)}
            is_private = interaction.message.flags.ephemeral or not is_owner
            kept, asked = kept_parts(interaction.message), await find_question(interaction.message, self.bot.user)
            if is_private:
                kept = tuple(part for part in kept if part.id != SHARER_ID and (is_owner or part.id != ADDRESSEE_ID))
                if asked and not any(part.id == QUESTION_ID for part in kept):  # a copy is no reply to the question
                    kept = (question_part(asked), *kept)
            ballot = ballot_of(interaction.message) if self.services.record else None
            frame = Frame(paging, kept, reader, is_private, asked, ballot=ballot)
            if action in {"share", "share_list", "share_whole"}:
                await self._share(interaction, action, frame)
            else:
                await self._turn_page(interaction, action, frame, is_owner=is_owner)

    async def _turn_page(self, interaction: Interaction[Any], action: Action, frame: Frame, *, is_owner: bool) -> None:
        """Show another page, in place or as a private copy that belongs to the member who pressed."""
        if is_owner:
            await replace_card(interaction, self.services.answering.turn_page(action, frame))
            return
        private_copy = replace(frame, paging=replace(frame.paging, asker=interaction.user.id))
        await respond(interaction, self.services.answering.turn_page(action, private_copy), lambda card: card, is_private=True)

    async def _share(self, interaction: Interaction[Any], action: Action, frame: Frame) -> None:
        """Post a private page to the channel, and remove the button from the private message."""
        share_key = (interaction.message.id if interaction.message else 0, action, frame.paging.position)
        if not member_may_write(interaction):
            current_request().end("refused", "may not write")
            await notify(interaction, frame.texts.may_not_write)
            return
        if self._shared.claim(share_key):
            current_request().end("refused", "already shared")
            await notify(interaction, frame.texts.already_shared)
            return
        sharer = sharer_part(interaction.user.mention, frame.texts)
        kept = tuple(part for part in frame.kept if part.id != DOUBT_ID)
        ballot = None if frame.ballot and frame.ballot.is_doubted else frame.ballot
        public = replace(frame, is_private=False, kept=(*kept, sharer), ballot=ballot)
        try:
            ticket = self.services.answering.turn_page(action, public)
            await acknowledge(interaction)
            view = to_view(await ticket.result)
            with sending():
                await interaction.followup.send(view=view, ephemeral=False, suppress_embeds=True)
        except Exception:
            self._shared.reset(share_key)
            raise
        with suppress(discord.NotFound, BusyError, ClosedError, GoneError):  # it is shared; the button may stay
            await edit(interaction, await self.services.answering.turn_page(action, replace(frame, is_shared=True)).result)
