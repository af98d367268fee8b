"""The buttons that ask whether an answer helped: note what a member says, and show the next passages or ask people."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import discord
from discord import Interaction
from discord.ext import commands

from bot.chat.answering import CooldownError, GoneError
from bot.chat.awaiting import wait_for_record
from bot.chat.cooldown import Cooldown
from bot.chat.desk import BusyError, ClosedError
from bot.chat.doubting import doubt
from bot.chat.exchanges import acknowledge, edit, is_closed, member_may_write, notify, respond
from bot.chat.layout import kept_parts, owner_of_button, paging_of, pressed_ballot, shows_list, to_view
from bot.chat.messages.past_turns import find_asked
from bot.chat.requests import current_request, sending
from bot.chat.services import Services
from bot.record.entries import Feedback, RecordError
from bot.rendering.answer_cards import DOUBT_ID, QUESTION_ID, Frame, question_part, read_question
from bot.rendering.cards import Card, TextBlock
from bot.rendering.doubt_cards import doubt_card, doubt_part, people_card
from bot.rendering.feedback import Ballot
from bot.rendering.paging import Action, Paging
from bot.rendering.texts import Texts

PATIENCE_SECONDS = 1.0
"""Time to wait for the record before a member is answered without it; Discord expects a response within three seconds."""
PEOPLE_COOLDOWN_SECONDS = 60.0
"""Time before the same member can ask the people who know again."""
ANSWER_COOLDOWN_SECONDS = 24 * 3600.0
"""Time for which it is remembered without the record that people were asked about an answer."""


class Verdicts(commands.Cog):
    """Handles the presses, each of which only the member who pressed sees, apart from a question to people."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        self._people = Cooldown(PEOPLE_COOLDOWN_SECONDS, services.answering.clock)
        self._answers = Cooldown(ANSWER_COOLDOWN_SECONDS, services.answering.clock)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        """Handle a button press."""
        if interaction.type is not discord.InteractionType.component or not interaction.message:
            return
        if owner_of_button(interaction) != "feedback":
            return
        with self.services.open_work as request:
            pressed = pressed_ballot(interaction)
            texts = self.services.wording.texts_for(interaction)
            if not pressed:
                request.end("refused", "old button")
                await notify(interaction, texts.old_button)
                return
            press, ballot = pressed
            if press == "people":
                await self._ask_people(interaction, interaction.message, ballot, texts)
                return
            words = await self._note(interaction, ballot, texts, helpful=press == "helpful")
            if press == "helpful":
                request.end("answered", "feedback")
                await notify(interaction, words)
            else:
                await self._doubt(interaction, interaction.message, ballot, words)

    async def _note(self, interaction: Interaction[Any], ballot: Ballot, texts: Texts, *, helpful: bool) -> str:
        """Record what a member says of an answer, in place of what they said before; return what to say of it."""
        record = self.services.record
        if record is None:
            return texts.no_record
        member = record.hash(interaction.user.id)
        try:
            if await wait_for_record(record.is_left_out(member), PATIENCE_SECONDS):
                return texts.not_noted
            if not await wait_for_record(record.has_asked(ballot.asked), PATIENCE_SECONDS):
                return texts.thanked  # whoever asked is left out, or had the question deleted
        except RecordError:
            if record.problem:
                return texts.record_unusable
        record.feedback(Feedback(asked=ballot.asked, member=member, helpful=helpful, time=datetime.now(UTC)))
        return texts.noted_helpful if helpful else texts.noted_unhelpful

    async def _doubt(self, interaction: Interaction[Any], message: discord.Message, ballot: Ballot, words: str) -> None:
        """Show the next passages privately, below `words`."""
        doubted = paging_of(message)
        if doubted is None:
            await notify(interaction, words)
            return
        reader = self.services.reader_for(interaction)
        asked = await find_asked(interaction, message, self.services.wording)
        kept = (*([question_part(asked)] if asked else []), doubt_part(words, reader.role if asked else None, reader.texts))
        answer = 0 if message.flags.ephemeral else message.id
        frame = Frame(
            Paging(interaction.user.id, "suggestions", ()),
            kept,
            reader,
            is_private=True,
            asked=asked,
            ballot=Ballot(ballot.asked, is_doubted=True, answer=answer),
        )
        ticket = doubt(self.services.answering.desk, doubted, frame, sees_all=shows_list(message))
        await respond(interaction, ticket, lambda card: card, is_private=True)

    async def _ask_people(self, interaction: Interaction[Any], message: discord.Message, ballot: Ballot, texts: Texts) -> None:
        """Post a member's question to the role that may know, once for each answer."""
        question = next((part.markdown for part in kept_parts(message) if part.id == QUESTION_ID), None)
        guild, role = interaction.guild, self.services.roles.find_ask_role(interaction.guild)
        if guild is None or role is None or question is None:
            await self._refuse(interaction, "old button", texts.old_button)
        elif not member_may_write(interaction) or is_closed(interaction.channel):
            await self._refuse(interaction, "may not write", texts.may_not_write)
        elif wait := self._people.claim(interaction.user.id):
            raise CooldownError(time.time() + wait)
        elif not await self._claim(ballot):
            self._people.reset(interaction.user.id)
            await self._refuse(interaction, "already asked", texts.already_asked)
        else:
            channel = interaction.channel_id
            link = f"https://discord.com/channels/{guild.id}/{channel}/{ballot.answer}" if ballot.answer else None
            in_server = self.services.reader_in(guild).texts
            card = people_card(read_question(question), interaction.user.mention, role.mention, link, in_server)
            try:
                await self._post(interaction, card, role)
            except Exception:
                self._people.reset(interaction.user.id)
                self._release(ballot)
                raise
            current_request().end("answered", "people asked")
            await self._close(interaction, message, doubt_part(texts.were_asked.format(role=role.mention), None, texts))

    async def _post(self, interaction: Interaction[Any], card: Card, role: discord.Role) -> None:
        """Post a question to people in the channel. It pings them only if the settings and the server both allow that."""
        may_ping = role.mentionable or interaction.app_permissions.mention_everyone
        pings = [role] if self.services.settings.ping_ask_role and may_ping and not role.is_default() else False
        allowed = discord.AllowedMentions(everyone=False, users=False, roles=pings, replied_user=False)
        await acknowledge(interaction)
        with sending():
            await interaction.followup.send(view=to_view(card), suppress_embeds=True, allowed_mentions=allowed)

    async def _close(self, interaction: Interaction[Any], message: discord.Message, said: TextBlock) -> None:
        """Put what was done in place of the button; errors are ignored, because the question is posted."""
        kept = tuple(said if part.id == DOUBT_ID else part for part in kept_parts(message))
        paging = paging_of(message) or Paging(interaction.user.id, "suggestions", ())
        frame = Frame(paging, kept, self.services.reader_for(interaction), is_private=True)
        action: Action = "more" if shows_list(message) else "show"
        with suppress(discord.NotFound, BusyError, ClosedError, GoneError):
            done = await self.services.answering.turn_page(action, frame).result if paging.pages else doubt_card((), frame)
            await edit(interaction, done)

    async def _claim(self, ballot: Ballot) -> bool:
        """Return whether nobody has asked people about an answer yet, as far as this process and the record know."""
        if self._answers.claim(ballot.asked):
            return False
        if self.services.record:
            with suppress(RecordError):
                return await wait_for_record(self.services.record.claim(_claim_name(ballot)), PATIENCE_SECONDS)
        return True

    def _release(self, ballot: Ballot) -> None:
        self._answers.reset(ballot.asked)
        if self.services.record:
            self.services.record.release(_claim_name(ballot))

    async def _refuse(self, interaction: Interaction[Any], reason: str, words: str) -> None:
        current_request().end("refused", reason)
        await notify(interaction, words)


def _claim_name(ballot: Ballot) -> str:
    """Return the name under which the record knows that people were asked about an answer."""
    return f"people:{ballot.asked}"
