"""The servers that the bot is in: what it may do there, and whether what config.yaml names is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import discord

from bot.chat.client import MOST_SEARCHED, PERMISSIONS
from bot.doctor.checks import Check, Finding, failed, ok, warning
from index.settings import DiscordSettings

MOST_LISTED = 200
"""Servers that Discord tells of at once."""
MOST_TOLD = 10
"""Servers where something is missing, and that are listed."""
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
TITLES = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
}
"""What Discord calls the permissions that the bot needs."""
COPY = "copy it anew (Copy ID, with Developer Mode on)"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that the bot is in, and its permissions there before those of single channels."""

    id: int
    name: str
    permissions: discord.Permissions


async def fetch_servers(bot: discord.Client) -> Finding[tuple[Server, ...]]:
    """The servers that the bot is in, `MOST_LISTED` at most. Raises discord.HTTPException."""
    found = await bot.http.get_guilds(MOST_LISTED, with_counts=False)
    return Finding((), tuple(Server(int(each["id"]), each["name"], _permissions(each)) for each in found))


def _permissions(guild: Mapping[str, object]) -> discord.Permissions:
    permissions = discord.Permissions(int(str(guild.get("permissions") or 0)))
    return discord.Permissions.all() if permissions.administrator else permissions


def check_servers(servers: Sequence[Server]) -> Iterator[Check]:
    """Whether the bot may do in each server what it needs to."""
    name = "Servers"
    if not servers:
        yield warning(name, "it is in none", "open the invite link")
        return
    poor = [server for server in servers if not server.permissions.is_superset(PERMISSIONS)]
    first = "the first " if len(servers) == MOST_LISTED else ""
    if not poor:
        one = servers[0]
        where = f"{one.name} ({one.id})" if len(servers) == 1 else f"{first}{len(servers)} servers"
        yield ok(name, f"in {where}, with the permissions that it needs")
    for server in poor[:MOST_TOLD]:
        what = f"in {server.name} ({server.id}) it lacks: {_lacking(server.permissions, PERMISSIONS)}"
        yield failed(name, what, "give them to the bot's role (Server Settings, Roles), or open the invite link again")
    if len(poor) > MOST_TOLD:
        yield failed(name, f"{len(poor) - MOST_TOLD} more that lack some", "mend these first")


def _lacking(there: discord.Permissions, needed: discord.Permissions) -> str:
    return ", ".join(title for name, title in TITLES.items() if getattr(needed, name) and not getattr(there, name))


_Named = tuple[str, int, Sequence[discord.ChannelType], str]
"""A key of config.yaml, the ID of a channel, the types that it may have, and how they are called."""


async def check_named(bot: discord.Client, settings: DiscordSettings, servers: Sequence[Server]) -> Finding[None]:
    """Whether the servers, channels and roles are there that config.yaml names. Raises discord.HTTPException."""
    looking = _Looking(bot, settings, servers)
    checks = [*looking.check_guild()]
    named: list[_Named] = [("discord.forums", forum, FORUMS, "a forum") for forum in settings.forums]
    if settings.report_to:
        named.insert(0, ("discord.report_to", settings.report_to, WRITABLE, "a channel to write in"))
    checks += [await looking.check_channel(*each) for each in named]
    checks += await looking.check_roles()
    return Finding(tuple(checks))


@dataclass(frozen=True, slots=True)
class _Looking:
    """A look for what config.yaml names, which asks for each server once."""

    bot: discord.Client
    settings: DiscordSettings
    servers: Sequence[Server]
    _known: dict[int, discord.Guild] = field(default_factory=dict)

    def check_guild(self) -> Iterator[Check]:
        """The one server that commands are registered in."""
        name, guild = "discord.guild", self.settings.guild
        if not guild:
            return
        found = next((server for server in self.servers if server.id == guild), None)
        if found:
            yield ok(name, f"{found.name} ({guild})")
        elif len(self.servers) < MOST_LISTED:
            yield failed(name, f"the bot is not in server {guild}", "open the invite link, or mend discord.guild")

    async def check_channel(self, key: str, channel_id: int, kinds: Sequence[discord.ChannelType], kind: str) -> Check:
        """Whether a channel is there, is of one of those kinds, and may be written in."""
        try:
            channel = await self.bot.http.get_channel(channel_id)
        except discord.NotFound:
            return failed(key, f"there is no channel {channel_id}", COPY)
        except discord.Forbidden:
            return failed(key, f"the bot may not see channel {channel_id}", "let the bot's role view it, or mend the ID")
        found = discord.utils.get(discord.ChannelType, value=channel["type"])
        guild = int(str(channel.get("guild_id") or 0))
        label = f"#{channel.get('name')} ({channel_id})"
        if found not in kinds or not guild:
            return failed(key, f"{label} is not {kind}", COPY)
        is_thread = found in THREADS
        there = await self._permissions(guild, int(str(channel.get("parent_id"))) if is_thread else channel_id)
        needed = IN_THREAD if is_thread or found in FORUMS else IN_CHANNEL
        if there.is_superset(needed):
            return ok(key, label)
        return failed(key, f"in {label} it lacks: {_lacking(there, needed)}", "give them to the bot's role in that channel")

    async def _permissions(self, guild_id: int, channel_id: int) -> discord.Permissions:
        """What the bot may do in a channel."""
        guild = await self._guild(guild_id)
        me = await guild.fetch_member(self.bot.user.id if self.bot.user else 0)
        channel = await guild.fetch_channel(channel_id)
        return channel.permissions_for(me)

    async def check_roles(self) -> list[Check]:
        """The roles, looked for in the first servers."""
        named = [
            ("discord.ask_role", self.settings.ask_role),
            *(("discord.corpus_roles", role) for role in self.settings.corpus_roles),
        ]
        wanted = [(key, role) for key, role in named if role]
        if not wanted or not self.servers:
            return []
        looked = self.servers[:MOST_SEARCHED]
        roles = {role.id: role for server in looked for role in (await self._guild(server.id)).roles}
        return [self._check_role(key, role, roles, is_all=len(looked) == len(self.servers)) for key, role in wanted]

    def _check_role(self, key: str, role: int, roles: Mapping[int, discord.Role], *, is_all: bool) -> Check:
        if role in roles:
            return ok(key, f"@{roles[role].name.lstrip('@')} ({role})")
        if is_all:
            return failed(key, f"no server that the bot is in has a role {role}", COPY)
        return warning(key, f"the first {MOST_SEARCHED} servers have no role {role}", "make sure that another one has it")

    async def _guild(self, guild: int) -> discord.Guild:
        if guild not in self._known:
            self._known[guild] = await self.bot.fetch_guild(guild, with_counts=False)
        return self._known[guild]
