"""The Discord client: intents, cogs, command registration, and the state of the connection."""

import logging
import sys
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat import failures
from bot.chat.cogs import add_cogs
from bot.chat.messages.threads import MAY_OPEN
from bot.chat.registration import register, remove_leftovers
from bot.chat.reports import Reports
from bot.chat.services import Services
from bot.chat.stale_autocompletes import quiet_stale_autocompletes
from index.settings import DiscordSettings

log = logging.getLogger(__name__)

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""The permissions that the bot needs in a server, besides its commands."""
MAX_SEARCHED_SERVERS = 10
"""Servers checked for leftover commands; a bot in more servers is past the trial stage."""


def invite_link(application: int, settings: DiscordSettings) -> str:
    """Return the URL that adds an application's bot to a server, with its commands and the permissions that it needs."""
    permissions = PERMISSIONS | MAY_OPEN if settings.threads else PERMISSIONS
    return discord.utils.oauth_url(application, permissions=permissions)


class FootnoteBot(commands.AutoShardedBot):
    """The bot. Requests no privileged intent unless `discord.message_content` is set, and caches no messages."""

    def __init__(self, services: Services) -> None:
        content = services.settings.message_content
        intents = discord.Intents(
            guilds=True,
            guild_messages=True,
            dm_messages=True,
            guild_reactions=True,
            dm_reactions=True,
            message_content=content,
        )
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=_CommandTree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.services = services
        quiet_stale_autocompletes()
        self._has_been_ready = False
        self._connected: set[int] = set()
        if services.settings.report_to:
            reports = Reports(self, services.wording, services.open_work, services.settings.report_to)
            services.keeper.on_built, services.keeper.on_failed = reports.post_build, reports.post_failure

    async def setup_hook(self) -> None:
        """Add the cogs, and register their commands if they have changed."""
        await add_cogs(self, self.services)
        self.services.wording.command_ids = await register(self.tree, self.services.settings.guild)

    @property
    def is_connected(self) -> bool:
        """True while every shard is connected and the bot is not shutting down."""
        return bool(self.shards) and self.shards.keys() <= self._connected and not self.services.answering.desk.is_closed

    async def finish(self, seconds: float) -> None:
        """Refuse new questions, stop a running rebuild, and wait at most `seconds` for open requests."""
        self.services.answering.desk.close()
        await self.services.keeper.stop()
        await self.services.open_work.wait_until_idle(seconds)

    async def on_ready(self) -> None:
        """Log the login and the invite link, and remove leftover commands; only the first time."""
        if self._has_been_ready:
            return
        self._has_been_ready = True
        manifest = self.services.answering.desk.searcher.generation.manifest
        log.info("signed in as %s; servers: %d; passages: %d", self.user, len(self.guilds), manifest.passages)
        log.info("invite it with %s", invite_link(self.application_id or 0, self.services.settings))
        if self.services.wording.command_ids and not self.services.settings.guild:
            if len(self.guilds) > MAX_SEARCHED_SERVERS:
                log.info("checking only the first %d servers for leftover commands", MAX_SEARCHED_SERVERS)
            await remove_leftovers(self.tree, self.guilds[:MAX_SEARCHED_SERVERS])

    async def on_shard_connect(self, shard: int) -> None:
        """Mark a shard as connected."""
        self._connected.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """Mark a shard as connected again."""
        self._connected.add(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """Mark a shard as disconnected; discord.py reconnects it."""
        self._connected.discard(shard)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Log the new server."""
        log.info("added to server %s", guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Log the removal."""
        log.info("removed from server %s", guild.id)

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no text commands, and `Listening` answers messages."""

    async def on_error(self, _event_method: str, /, *args: Any, **_: Any) -> None:
        """Report an error that a cog did not handle."""
        error = sys.exception()
        source = args[0] if args else None
        if isinstance(source, discord.RawMessageUpdateEvent):
            source = source.message
        if error and isinstance(source, Interaction | discord.Message):
            with self.services.open_work:
                await failures.report(source, error, self.services.wording.texts_for(source), self.services.notices)
        else:
            with self.services.open_work as request:
                request.end("failed", failures.failure_reason(error))
                failures.log_error(error)


class _CommandTree(app_commands.CommandTree[FootnoteBot]):
    """A command tree that reports errors of commands."""

    async def on_error(self, interaction: Interaction[FootnoteBot], error: app_commands.AppCommandError, /) -> None:
        services = self.client.services
        with services.open_work:
            await failures.report(interaction, error, services.wording.texts_for(interaction), services.notices)
