"""The names that a server knows for mentions in questions and passages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.rendering.names import Kind


@dataclass(frozen=True, slots=True)
class ServerNames:
    """The names of a server's channels and roles, and those of the members, roles and channels in `mentioned`, by id.

    Discord tells a bot about members only when they do something or are mentioned. `hidden` ids, such as the bot's own, have no
    name, and neither do channels that the `viewer`, if given, may not see.
    """

    guild: discord.Guild | None
    mentioned: Mapping[int, str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    viewer: discord.Member | discord.Role | None = None

    @property
    def has_links(self) -> bool:
        """True in a server, where mentions of its channels can be clicked."""
        return self.guild is not None

    def find(self, kind: Kind, number: int, /) -> str | None:
        """Return the name of a member, role or channel by its id; None if it is unknown or hidden."""
        if number in self.hidden:
            return None
        if number in self.mentioned:
            return self.mentioned[number]
        guild = self.guild
        if guild is None:
            return None
        if kind == "channel":
            channel = guild.get_channel_or_thread(number)
            return channel.name if channel and _may_see(channel, self.viewer) else None
        if kind == "role":
            role = guild.get_role(number)
            return role.name.removeprefix("@") if role else None  # the name of @everyone starts with its sign
        member = guild.get_member(number)
        return member.display_name if member else None


def _may_see(channel: Any, viewer: discord.Member | discord.Role | None) -> bool:
    """Return whether a viewer may see a channel; False for private threads, because a bot does not know their members."""
    if viewer is None:
        return True
    if isinstance(channel, discord.Thread) and (channel.is_private() or channel.parent is None):
        return False
    return bool(channel.permissions_for(viewer).view_channel)


def names_in_message(
    message: discord.Message, me: discord.ClientUser | None, viewer: discord.Member | discord.User | None = None
) -> ServerNames:
    """Return the names for a message to the bot `me`, apart from those of the bot and its role.

    `viewer` is who sees them, by default the author of the message.
    """
    mentioned = [message.author, *message.mentions, *message.role_mentions]
    names = {each.id: name_of(each) for each in mentioned}
    return ServerNames(message.guild, names, _own_ids(me, message.guild), _as_viewer(viewer or message.author, message.guild))


def _as_viewer(user: discord.Member | discord.User, guild: discord.Guild | None) -> discord.Member | discord.Role | None:
    """Return the member or role whose permissions apply to a user: @everyone if the user's roles are not known."""
    if isinstance(user, discord.Member) and user.guild == guild:
        return user
    return guild.default_role if guild else None


def names_in_command(interaction: discord.Interaction[Any]) -> ServerNames:
    """Return the names for the text of a command: those that Discord sends along, and those of its server."""
    data: dict[str, Any] = {**(interaction.data or {})}
    resolved: dict[str, Any] = data.get("resolved") or {}
    named = {interaction.user.id: name_of(interaction.user)}
    for kind in ("users", "members", "roles", "channels"):
        named |= dict(_payload_names(resolved.get(kind) or {}))
    guild = interaction.guild
    return ServerNames(guild, named, _own_ids(interaction.client.user, guild), _as_viewer(interaction.user, guild))


def _own_ids(me: discord.ClientUser | None, guild: discord.Guild | None) -> frozenset[int]:
    """Return the ids of the bot and of its role in a server."""
    return frozenset(each.id for each in (me, guild.self_role if guild else None) if each)


def _payload_names(payloads: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[int, str]]:
    """Yield the ids and names in data that discord.py has not read."""
    for number, payload in payloads.items():
        name = next((payload[key] for key in ("nick", "global_name", "name", "username") if payload.get(key)), None)
        if name:
            yield int(number), str(name)


def name_of(named: Any) -> str:
    """Return the name under which Discord shows a member, role or channel."""
    return getattr(named, "display_name", None) or str(named.name)
