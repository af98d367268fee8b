"""The commands for those who keep the documents: to take in what has changed, and to see how things are."""

import asyncio
from contextlib import suppress
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat import failures
from bot.chat.desk import ClosedError
from bot.chat.exchanges import CONNECTION_ERRORS, edit, notify, think
from bot.chat.services import Services
from bot.rendering.answer_cards import notice_card
from bot.rendering.cards import Card
from bot.rendering.corpus_cards import difference_card, failure_card, progress_card, status_card
from bot.rendering.texts import Texts
from bot.upkeep.messages import Built
from index.errors import FootnoteError

BETWEEN = 1.5
"""Seconds between two looks how far a rebuild has come."""
FOLLOWED = 14 * 60.0
"""Seconds that a rebuild is followed; Discord lets a message of a command be edited for 15 minutes."""
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
BY_SERVERS = app_commands.AppInstallationType(guild=True, user=False)


class Corpus(commands.Cog):
    """`/corpus`, for members who may manage the server, or whose role the settings name."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services
        bot.tree.add_command(self._group())

    async def rebuild(self, interaction: Interaction[Any]) -> None:
        """Take in what has changed in the documents, and tell what that was."""
        with self.services.open_work as request:
            texts = self.services.wording.texts_for(interaction)
            if not self.services.roles.may_manage_corpus(interaction):
                request.end("refused", "not allowed")
                await notify(interaction, texts.not_allowed)
                return
            if self.services.answering.desk.is_closed:
                raise ClosedError
            await think(interaction)
            building = asyncio.create_task(self.services.keeper.rebuild())
            building.add_done_callback(_take_note)
            await self._follow(interaction, building, texts)

    async def status(self, interaction: Interaction[Any]) -> None:
        """Tell what the bot answers from, and how that stands to the documents."""
        with self.services.open_work as request:
            texts = self.services.wording.texts_for(interaction)
            if not self.services.roles.may_manage_corpus(interaction):
                request.end("refused", "not allowed")
                await notify(interaction, texts.not_allowed)
                return
            await think(interaction)
            status = await self.services.keeper.status()
            await edit(interaction, status_card(status, texts, self._mention("rebuild_name")))

    async def _follow(self, interaction: Interaction[Any], building: asyncio.Task[Built], texts: Texts) -> None:
        """Show how far a rebuild has come, and at its end what it led to."""
        clock = self.services.answering.clock
        until, shown = clock() + FOLLOWED, None
        while not (await asyncio.wait([building], timeout=BETWEEN))[0]:
            if clock() >= until:
                building.add_done_callback(_note_failure)
                await edit(interaction, notice_card(texts.goes_on.format(command=self._mention("status_name"))))
                return
            card = progress_card(self.services.keeper.rebuilding.stage, texts)
            if card != shown:
                shown = card
                with suppress(discord.HTTPException, *CONNECTION_ERRORS):  # no reason not to show the end
                    await edit(interaction, card)
        await edit(interaction, _outcome(building, texts))

    def _group(self) -> app_commands.Group:
        """The commands. Discord would hide those that need a permission from members who only have a role."""
        said = self.services.wording.said
        needed = None if self.services.settings.corpus_roles else discord.Permissions(manage_guild=True)
        group = app_commands.Group(
            name=said("corpus_name"),
            description=said("corpus_description"),
            allowed_contexts=IN_SERVERS,
            allowed_installs=BY_SERVERS,
            default_permissions=needed,
        )

        @group.command(name=said("rebuild_name"), description=said("rebuild_description"))
        async def rebuild(interaction: Interaction[Any]) -> None:
            await self.rebuild(interaction)

        @group.command(name=said("status_name"), description=said("status_description"))
        async def status(interaction: Interaction[Any]) -> None:
            await self.status(interaction)

        return group

    def _mention(self, key: str) -> str:
        """A mention of one of these commands."""
        return self.services.wording.mention_of("corpus_name", key)


def _outcome(building: asyncio.Task[Built], texts: Texts) -> Card:
    """What a rebuild led to. Raises what nobody expected of it."""
    if building.cancelled():
        return notice_card(texts.stopping)
    try:
        return difference_card(building.result(), texts.rebuilt, texts)
    except FootnoteError as error:
        return failure_card(str(error), texts.not_rebuilt)


def _take_note(building: asyncio.Task[Built]) -> None:
    """Whoever followed a rebuild may be gone; asyncio need not complain of it."""
    if not building.cancelled():
        building.exception()


def _note_failure(building: asyncio.Task[Built]) -> None:
    """Nobody is there any more to be told of what nobody expected; what was, the keeper has noted."""
    if not building.cancelled() and (error := building.exception()) and not isinstance(error, FootnoteError):
        failures.note(error)
