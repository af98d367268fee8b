"""Check the bot's permissions in its servers, and the servers, channels and roles named in config.yaml."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import discord

from bot.chat.client import MAX_SEARCHED_SERVERS, PERMISSIONS
from bot.chat.messages.threads import MAY_OPEN
from bot.doctor.checks import Check, Finding, failed, ok, warning
from index.settings import DiscordSettings

MAX_LISTED_SERVERS = 200
"""Servers that Discord lists in one response."""
MAX_REPORTED_SERVERS = 10
"""Servers with missing permissions that are reported one by one."""
TEXTS = (discord.ChannelType.text, discord.ChannelType.news)
FORUMS = (discord.ChannelType.forum, discord.ChannelType.media)
THREADS = (discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread)
WRITABLE = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
    *THREADS,
)
IN_CHANNEL = discord.Permissions(view_channel=True, send_messages=True)
IN_THREAD = discord.Permissions(view_channel=True, send_messages_in_threads=True)
PERMISSION_TITLES = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "create_public_threads": "Create Public Threads",
}
"""Discord's names for the permissions that the bot needs."""
THREADS_KEY = "discord.threads"
COPY_ID_FIX = "copy the ID again (Copy ID, with Developer Mode on)"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that the bot is in, with the bot's permissions there, before channel overrides."""

    id: int
    name: str
    permissions: discord.Permissions


async def fetch_servers(bot: discord.Client) -> Finding[tuple[Server, ...]]:
    """Fetch the bot's servers, at most `MAX_LISTED_SERVERS`. Raises discord.HTTPException."""
    guilds = await bot.http.get_guilds(MAX_LISTED_SERVERS, with_counts=False)
    return Finding((), tuple(Server(int(guild["id"]), guild["name"], _permissions(guild)) for guild in guilds))


def _permissions(guild: Mapping[str, object]) -> discord.Permissions:
    permissions = discord.Permissions(int(str(guild.get("permissions") or 0)))
    return discord.Permissions.all() if permissions.administrator else permissions


def check_servers(servers: Sequence[Server]) -> Iterator[Check]:
    """Check the bot's permissions in each server."""
    name = "Servers"
    if not servers:
        yield warning(name, "the bot is in no server", "open the invite link")
        return
    lacking = [server for server in servers if not server.permissions.is_superset(PERMISSIONS)]
    first = "the first " if len(servers) == MAX_LISTED_SERVERS else ""
    if not lacking:
        one = servers[0]
        where = f"{one.name} ({one.id})" if len(servers) == 1 else f"{first}{len(servers)} servers"
        yield ok(name, f"in {where}, with all required permissions")
    for server in lacking[:MAX_REPORTED_SERVERS]:
        what = f"missing permissions in {server.name} ({server.id}): {_missing_permissions(server.permissions, PERMISSIONS)}"
        yield failed(name, what, "grant them to the bot's role (Server Settings, Roles), or open the invite link again")
    if len(lacking) > MAX_REPORTED_SERVERS:
        yield failed(name, f"{len(lacking) - MAX_REPORTED_SERVERS} more servers with missing permissions", "fix these first")


def _missing_permissions(granted: discord.Permissions, required: discord.Permissions) -> str:
    return ", ".join(
        title for name, title in PERMISSION_TITLES.items() if getattr(required, name) and not getattr(granted, name)
    )


_NamedChannel = tuple[str, int, Sequence[discord.ChannelType], str]
"""A config key, the ID of a channel, its allowed types, and a description of these."""


async def check_ids(bot: discord.Client, settings: DiscordSettings, servers: Sequence[Server]) -> Finding[None]:
    """Check the servers, channels and roles named in config.yaml. Raises discord.HTTPException."""
    checker = _IdChecker(bot, settings, servers)
    checks = [*checker.check_guild()]
    named: list[_NamedChannel] = [("discord.forums", forum, FORUMS, "a forum") for forum in settings.forums]
    named += [(THREADS_KEY, channel, TEXTS, "a text channel") for channel in settings.threads]
    if settings.report_to:
        named.insert(0, ("discord.report_to", settings.report_to, WRITABLE, "a channel that accepts messages"))
    checks += [await checker.check_channel(*channel) for channel in named]
    checks += await checker.check_roles()
    return Finding(tuple(checks))


@dataclass(frozen=True, slots=True)
class _IdChecker:
    """Checks the IDs in config.yaml, fetching each server once."""

    bot: discord.Client
    settings: DiscordSettings
    servers: Sequence[Server]
    _guilds: dict[int, discord.Guild] = field(default_factory=dict)

    def check_guild(self) -> Iterator[Check]:
        """Check the one server in which commands are registered, if config.yaml names one."""
        name, guild = "discord.guild", self.settings.guild
        if not guild:
            return
        server = next((server for server in self.servers if server.id == guild), None)
        if server:
            yield ok(name, f"{server.name} ({guild})")
        elif len(self.servers) < MAX_LISTED_SERVERS:
            yield failed(name, f"the bot is not in server {guild}", "open the invite link, or fix discord.guild")

    async def check_channel(self, key: str, channel_id: int, kinds: Sequence[discord.ChannelType], kind: str) -> Check:
        """Check that a channel exists, has one of the types `kinds`, and lets the bot write."""
        try:
            channel = await self.bot.http.get_channel(channel_id)
        except discord.NotFound:
            return failed(key, f"channel {channel_id} does not exist", COPY_ID_FIX)
        except discord.Forbidden:
            return failed(key, f"the bot cannot see channel {channel_id}", "allow the bot's role to view it, or fix the ID")
        channel_type = discord.utils.get(discord.ChannelType, value=channel["type"])
        guild = int(str(channel.get("guild_id") or 0))
        label = f"#{channel.get('name')} ({channel_id})"
        if channel_type not in kinds or not guild:
            return failed(key, f"{label} is not {kind}", COPY_ID_FIX)
        is_thread = channel_type in THREADS
        granted = await self._permissions(guild, int(str(channel.get("parent_id"))) if is_thread else channel_id)
        required = IN_THREAD if is_thread or channel_type in FORUMS else IN_CHANNEL
        required = MAY_OPEN if key == THREADS_KEY else required
        if granted.is_superset(required):
            return ok(key, label)
        what = f"missing permissions in {label}: {_missing_permissions(granted, required)}"
        return failed(key, what, "grant them to the bot's role in that channel")

    async def _permissions(self, guild_id: int, channel_id: int) -> discord.Permissions:
        """Fetch the bot's permissions in a channel."""
        guild = await self._guild(guild_id)
        me = await guild.fetch_member(self.bot.user.id if self.bot.user else 0)
        channel = await guild.fetch_channel(channel_id)
        return channel.permissions_for(me)

    async def check_roles(self) -> list[Check]:
        """Check the roles, looked up in the first `MAX_SEARCHED_SERVERS` servers."""
        named = [
            ("discord.ask_role", self.settings.ask_role),
            *(("discord.corpus_roles", role) for role in self.settings.corpus_roles),
        ]
        configured = [(key, role) for key, role in named if role]
        if not configured or not self.servers:
            return []
        searched = self.servers[:MAX_SEARCHED_SERVERS]
        roles = {role.id: role for server in searched for role in (await self._guild(server.id)).roles}
        return [self._check_role(key, role, roles, is_all=len(searched) == len(self.servers)) for key, role in configured]

    def _check_role(self, key: str, role: int, roles: Mapping[int, discord.Role], *, is_all: bool) -> Check:
        if role in roles:
            return ok(key, f"@{roles[role].name.lstrip('@')} ({role})")
        if is_all:
            return failed(key, f"no server of the bot has a role {role}", COPY_ID_FIX)
        what = f"the first {MAX_SEARCHED_SERVERS} servers have no role {role}"
        return warning(key, what, "make sure that another server has it")

    async def _guild(self, guild: int) -> discord.Guild:
        if guild not in self._guilds:
            self._guilds[guild] = await self.bot.fetch_guild(guild, with_counts=False)
        return self._guilds[guild]
