"""The Discord client: intents, cogs, command registration, and the state of the connection."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.chat import failures
from bot.chat.cogs import add_cogs
from bot.chat.messages.threads import MAY_OPEN
from bot.chat.registration import RegisteredCommands, remove_leftovers
from bot.chat.reports import Reports, find_channel
from bot.chat.services import Services
from bot.chat.sharding.identifying import StartLimits, Turns
from bot.chat.stale_autocompletes import quiet_stale_autocompletes
from index.errors import FootnoteError
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
        content, shards = services.settings.message_content, services.membership.shards
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
        if shards:
            self.shard_ids, self.shard_count = list(shards.ids), shards.total
        self.services = services
        self.failure: FootnoteError | None = None
        self._belonging: asyncio.Task[None] | None = None
        self._turns: Turns | None = None
        quiet_stale_autocompletes()
        self._has_been_ready = False
        self._connected: set[int] = set()
        self._commands = RegisteredCommands(self.tree, services)
        if services.settings.report_to:
            reports = Reports(self, services, services.settings.report_to)
            services.keeper.on_built, services.keeper.on_failed = reports.post_build, reports.post_failure

    async def setup_hook(self) -> None:
        """Join the other processes of this bot, add the cogs, and register their commands if they have changed."""
        await self.services.membership.join(self.application_id or 0)
        if self.services.record:
            self.services.record.start()
        await add_cogs(self, self.services)
        await self._commands.update()
        self.services.membership.on_leading = self._commands.update_soon
        self._belonging = asyncio.create_task(self._belong())

    async def _belong(self) -> None:
        """Be one of the bot's processes. If it turns out that this one must not be, close it, with the reason in `failure`."""
        try:
            await self.services.membership.run()
        except FootnoteError as error:
            self.failure = error
            await self.close()

    def take_turns(self, limits: StartLimits) -> None:
        """Prepare to connect shards in turn with those of other processes, as Discord allows."""
        shards = self.services.membership.shards
        if shards:
            self._turns = Turns(shards.ids, limits.at_once, self.services.membership.coordinator)
            for what, fix in limits.warnings(shards.ids, shards.total):
                log.warning("%s; %s", what, fix)

    async def launch_shard(self, gateway: Any, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard when it is its turn."""
        if self._turns:
            await self._turns.prepare(shard_id, is_first=initial)
        if self.is_closed():
            return
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until a shard may identify."""
        if self._turns and shard_id is not None:
            await self._turns.before_identify(shard_id)
        else:
            await super().before_identify_hook(shard_id, initial=initial)

    @property
    def own_shards(self) -> Sequence[int]:
        """The IDs of the shards that this process serves; none before Discord has said how many there are."""
        return self.shard_ids or range(self.shard_count or 0)

    @property
    def is_connected(self) -> bool:
        """True while every shard of this process is connected and the bot is not shutting down."""
        expected = {*self.own_shards, *self.shards}
        return bool(self.shards) and expected <= self._connected and not self.services.answering.desk.is_closed

    def is_shard_connected(self, shard: int) -> bool:
        """Return whether a shard is connected."""
        return shard in self._connected

    async def close(self) -> None:
        """Disconnect, and make room for another process with the same shards."""
        self._commands.close()
        if self._turns:
            self._turns.close()
        if self._belonging and not self.failure:
            self._belonging.cancel()
        await super().close()
        await self.services.membership.leave()

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
        if self.services.membership.shares_servers and self.services.membership.is_leader and self.services.settings.report_to:
            await find_channel(self, self.services.settings.report_to, is_elsewhere=True)  # logs if there is none
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
