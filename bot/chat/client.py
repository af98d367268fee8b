"""The bot: its connection to Discord."""

import logging
import sys
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat import failures
from bot.chat.cogs import add_cogs
from bot.chat.registration import register, remove_leftovers
from bot.chat.reports import Reports
from bot.chat.services import Services

log = logging.getLogger(__name__)

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""What the bot needs in a server, besides its commands."""
MOST_SEARCHED = 10
"""Servers that are looked at for commands that were tried out there; a bot in more of them is past that."""


def invite_link(application: int) -> str:
    """The address that adds the bot of an application to a server, with its commands and the permissions that it needs."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS)


class FootnoteBot(commands.AutoShardedBot):
    """The bot. It asks for no privileged intent unless the settings want forum posts read, and keeps no messages."""

    def __init__(self, services: Services) -> None:
        content = services.settings.message_content
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=content)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=_Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.services = services
        self._has_been_ready = False
        self._connected: set[int] = set()
        if services.settings.report_to:
            reports = Reports(self, services.wording, services.open_work, services.settings.report_to)
            services.keeper.on_built, services.keeper.on_failed = reports.tell_built, reports.tell_failed

    async def setup_hook(self) -> None:
        """Add the cogs, and register their commands with Discord if they have changed."""
        await add_cogs(self, self.services)
        self.services.wording.command_ids = await register(self.tree, self.services.settings.guild)

    @property
    def is_connected(self) -> bool:
        """Whether all that comes from Discord arrives, and is answered."""
        return bool(self.shards) and self.shards.keys() <= self._connected and not self.services.answering.desk.is_closed

    async def finish(self, seconds: float) -> None:
        """Take nothing new, end a rebuild, and finish what else is open, within so many seconds."""
        self.services.answering.desk.close()
        await self.services.keeper.stop()
        await self.services.open_work.finish(seconds)

    async def on_ready(self) -> None:
        """Say in the log that all is well, and how the bot gets into a server."""
        if self._has_been_ready:
            return
        self._has_been_ready = True
        manifest = self.services.answering.desk.searcher.generation.manifest
        log.info("signed in as %s; servers: %d; passages: %d", self.user, len(self.guilds), manifest.passages)
        log.info("invite it with %s", invite_link(self.application_id or 0))
        if self.services.wording.command_ids and not self.services.settings.guild:
            if len(self.guilds) > MOST_SEARCHED:
                log.info("looking for commands that were tried out in %d servers only", MOST_SEARCHED)
            await remove_leftovers(self.tree, self.guilds[:MOST_SEARCHED])

    async def on_shard_connect(self, shard: int) -> None:
        """A part of the connection is new."""
        self._connected.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """A part of the connection is there again."""
        self._connected.add(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """A part of the connection is lost; discord.py connects again by itself."""
        self._connected.discard(shard)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note it in the log."""
        log.info("added to server %s", guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note it in the log."""
        log.info("removed from server %s", guild.id)

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing: there are no commands in messages; `Listening` answers them."""

    async def on_error(self, _event_method: str, /, *args: Any, **_: Any) -> None:
        """What a cog did not expect."""
        error = sys.exception()
        source = args[0] if args else None
        if error and isinstance(source, Interaction | discord.Message):
            with self.services.open_work:
                await failures.tell(source, error, self.services.wording.texts_for(source), self.services.notices)
        else:
            with self.services.open_work as request:
                request.end("failed", failures.kind_of(error))
                failures.note(error)


class _Tree(app_commands.CommandTree[FootnoteBot]):
    async def on_error(self, interaction: Interaction[FootnoteBot], error: app_commands.AppCommandError, /) -> None:
        services = self.client.services
        with services.open_work:
            await failures.tell(interaction, error, services.wording.texts_for(interaction), services.notices)
