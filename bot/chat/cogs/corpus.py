"""The `/corpus` commands: rebuild the index, and show its status."""

import asyncio
from contextlib import suppress
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat import failures
from bot.chat.cogs.contexts import BY_SERVERS, IN_SERVERS
from bot.chat.desk import ClosedError
from bot.chat.exchanges import CONNECTION_ERRORS, defer_privately, edit, notify
from bot.chat.messages.names import ServerNames
from bot.chat.services import Services
from bot.rendering.answer_cards import notice_card
from bot.rendering.cards import Card
from bot.rendering.corpus_cards import difference_card, failure_card, progress_card, status_card
from bot.rendering.texts import Texts
from bot.upkeep.messages import Built
from index.errors import FootnoteError

POLL_SECONDS = 1.5
"""Time between two checks of a rebuild's progress."""
FOLLOW_SECONDS = 14 * 60.0
"""Time for which progress is shown; Discord allows edits of a response for 15 minutes."""


class Corpus(commands.Cog):
    """`/corpus`, for members who manage the server or have a role from `discord.corpus_roles`."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        bot.tree.add_command(self._make_group())

    async def rebuild(self, interaction: Interaction[Any]) -> None:
        """Rebuild the index, and show progress and then what changed."""
        with self.services.open_work as request:
            texts = self.services.wording.texts_for(interaction)
            if not self.services.roles.may_manage_corpus(interaction):
                request.end("refused", "not allowed")
                await notify(interaction, texts.not_allowed)
                return
            if self.services.answering.desk.is_closed:
                raise ClosedError
            await defer_privately(interaction)
            building = asyncio.create_task(self.services.keeper.rebuild())
            building.add_done_callback(_retrieve_error)
            await self._follow(interaction, building, texts)

    async def status(self, interaction: Interaction[Any]) -> None:
        """Show what the bot answers from, and which changes to the documents are not indexed yet."""
        with self.services.open_work as request:
            texts = self.services.wording.texts_for(interaction)
            if not self.services.roles.may_manage_corpus(interaction):
                request.end("refused", "not allowed")
                await notify(interaction, texts.not_allowed)
                return
            await defer_privately(interaction)
            status = await self.services.keeper.status()
            await edit(interaction, status_card(status, texts, self._mention("rebuild_name")))

    async def _follow(self, interaction: Interaction[Any], building: asyncio.Task[Built], texts: Texts) -> None:
        """Show the progress of a rebuild, and its outcome at the end."""
        clock = self.services.answering.clock
        deadline, shown = clock() + FOLLOW_SECONDS, None
        while not (await asyncio.wait([building], timeout=POLL_SECONDS))[0]:
            if clock() >= deadline:
                building.add_done_callback(_log_unexpected_error)
                await edit(interaction, notice_card(texts.goes_on.format(command=self._mention("status_name"))))
                return
            card = progress_card(self.services.keeper.rebuilder.stage, texts)
            if card != shown:
                shown = card
                with suppress(discord.HTTPException, *CONNECTION_ERRORS):  # progress is optional; the outcome is still shown
                    await edit(interaction, card)
        await edit(interaction, _outcome_card(building, texts, ServerNames(interaction.guild)))

    def _make_group(self) -> app_commands.Group:
        """Return the command group.

        With `discord.corpus_roles`, it requires no permission, or Discord would hide it from members who only have a role.
        """
        string = self.services.wording.command_string
        required = None if self.services.settings.corpus_roles else discord.Permissions(manage_guild=True)
        group = app_commands.Group(
            name=string("corpus_name"),
            description=string("corpus_description"),
            allowed_contexts=IN_SERVERS,
            allowed_installs=BY_SERVERS,
            default_permissions=required,
        )

        @group.command(name=string("rebuild_name"), description=string("rebuild_description"))
        async def rebuild(interaction: Interaction[Any]) -> None:
            await self.rebuild(interaction)

        @group.command(name=string("status_name"), description=string("status_description"))
        async def status(interaction: Interaction[Any]) -> None:
            await self.status(interaction)

        return group

    def _mention(self, key: str) -> str:
        """Return a mention of a `/corpus` command."""
        return self.services.wording.mention_command("corpus_name", key)


def _outcome_card(building: asyncio.Task[Built], texts: Texts, names: ServerNames) -> Card:
    """Return the card for a finished rebuild. Raises its error if that is not a FootnoteError."""
    if building.cancelled():
        return notice_card(texts.stopping)
    try:
        return difference_card(building.result(), texts.rebuilt, texts, names)
    except FootnoteError as error:
        return failure_card(str(error), texts.not_rebuilt)


def _retrieve_error(building: asyncio.Task[Built]) -> None:
    """Mark the error of a rebuild as retrieved: asyncio logs errors that nobody awaits."""
    if not building.cancelled():
        building.exception()


def _log_unexpected_error(building: asyncio.Task[Built]) -> None:
    """Log an unexpected error of a rebuild that is no longer followed; the keeper logs the expected ones."""
    if not building.cancelled() and (error := building.exception()) and not isinstance(error, FootnoteError):
        failures.log_error(error)
