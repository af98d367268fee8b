"""`/corpus questions`: what members asked in vain, with a button that teaches an answer, and the weekly digest."""

import asyncio
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat.asked_in_vain import FRESH_SECONDS, KEEP_SECONDS, AskedInVain
from bot.chat.cogs.teaching import open_teaching
from bot.chat.desk import BusyError
from bot.chat.digests import Digests
from bot.chat.exchanges import acknowledge, defer_privately, edit, notify
from bot.chat.layout import owner_of_button, pressed_id
from bot.chat.requests import current_request
from bot.chat.services import Services
from bot.record.entries import RecordError
from bot.rendering.answer_cards import notice_card
from bot.rendering.cards import Card
from bot.rendering.markdown import ELLIPSIS
from bot.rendering.question_cards import MAX_DAYS, Turn, questions_card, read_question_line, read_questions_id
from bot.rendering.texts import Texts

if TYPE_CHECKING:
    from bot.record.store import Record

log = logging.getLogger(__name__)

DEFAULT_DAYS = 30


class Questions(commands.Cog):
    """Shows the questions of a server to those of its members who may use `/corpus`. Only with a record."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services, record: "Record") -> None:
        self.bot = bot
        self.services = services
        self.in_vain = AskedInVain(record, services.answering.desk, services.answering.clock)
        self._digests = Digests(bot, services, record, self.in_vain)
        self._sending: asyncio.Task[None] | None = None
        self._add_command()

    async def cog_load(self) -> None:
        """Start the weekly digest, if it is wanted."""
        to = self.services.settings.report_to
        if to and self.services.settings.digest == "weekly":
            self._sending = asyncio.create_task(self._digests.run(to))

    async def cog_unload(self) -> None:
        """End what runs beside the answers."""
        if self._sending:
            self._sending.cancel()
        self.in_vain.close()

    async def show(self, interaction: Interaction[Any], days: int) -> None:
        """Show the first page of the questions of the last days."""
        with self.services.open_work:
            texts = self.services.wording.texts_for(interaction)
            if await self._is_allowed(interaction, texts):
                await defer_privately(interaction)
                await edit(interaction, await self._page(interaction, Turn(0, days), texts, FRESH_SECONDS))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        """Turn a page, or open the form that teaches an answer."""
        if interaction.type is not discord.InteractionType.component or not interaction.message:
            return
        if owner_of_button(interaction) != "questions":
            return
        with self.services.open_work as request:
            texts = self.services.wording.texts_for(interaction)
            pressed = read_questions_id(pressed_id(interaction))
            question = self._question_beside(interaction, interaction.message) if isinstance(pressed, int) else None
            if not await self._is_allowed(interaction, texts):
                return
            if isinstance(pressed, Turn):
                await acknowledge(interaction)
                await edit(interaction, await self._page(interaction, pressed, texts, KEEP_SECONDS))
            elif question:
                await open_teaching(interaction, self.services, question)
            else:
                request.end("refused", "old button")
                await notify(interaction, texts.old_button)

    def _question_beside(self, interaction: Interaction[Any], message: discord.Message) -> str | None:
        """Return the question beside the button that was pressed; None if it is cut short and no longer known as a whole."""
        line = _line_beside(message, pressed_id(interaction))
        if line is None or not line.endswith(ELLIPSIS):
            return line
        return self.in_vain.whole(interaction.guild_id or 0, line)

    async def _page(self, interaction: Interaction[Any], turn: Turn, texts: Texts, max_age: float) -> Card:
        """Return a page, or a notice on why there is none."""
        try:
            period = await self.in_vain.of(interaction.guild_id or 0, turn.days, max_age)
        except BusyError:
            current_request().end("refused", "busy")
            return notice_card(texts.going_through)
        except RecordError as error:
            current_request().end("failed", "record")
            log.warning("%s", error)
            return notice_card(texts.record_unusable)
        current_request().end("answered", "questions")
        return questions_card(period, turn.page, texts)

    async def _is_allowed(self, interaction: Interaction[Any], texts: Texts) -> bool:
        """Return whether a member may see the questions, and tell those who may not."""
        if interaction.guild_id and self.services.roles.may_manage_corpus(interaction):
            return True
        current_request().end("refused", "not allowed")
        await notify(interaction, texts.not_allowed)
        return False

    def _add_command(self) -> None:
        """Add `/corpus questions` to the group."""
        string, english = self.services.wording.command_string, self.services.wording.english
        group = self.bot.tree.get_command(english.corpus_name)
        if not isinstance(group, app_commands.Group):
            return

        @app_commands.rename(days=string("days_name"))
        @app_commands.describe(days=string("days_description"))
        @group.command(name=string("questions_name"), description=string("questions_description"))
        async def questions(interaction: Interaction[Any], days: app_commands.Range[int, 1, MAX_DAYS] = DEFAULT_DAYS) -> None:
            await self.show(interaction, days)


def _line_beside(message: discord.Message, button: str) -> str | None:
    """Return the question beside a button of a page, maybe cut short; None if there is no such button."""
    for section in _sections(message):
        if getattr(section.accessory, "custom_id", None) == button and section.children:
            return read_question_line(section.children[0].content)
    return None


def _sections(message: discord.Message) -> Iterator[discord.SectionComponent]:
    for component in message.components:
        for part in getattr(component, "children", ()):
            if isinstance(part, discord.SectionComponent):
                yield part
