"""The names that a server knows for mentions in questions and passages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.rendering.names import Kind


@dataclass(frozen=True, slots=True)
class ServerNames:
    """The names of a server's channels and roles, and those of the members, roles and channels in `mentioned`, by id.

    Discord tells a bot of members only where they do something, such as being mentioned. `hidden` ids, such as the bot's own,
    have no name.
    """

    guild: discord.Guild | None
    mentioned: Mapping[int, str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()

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
            return channel.name if channel else None
        if kind == "role":
            role = guild.get_role(number)
            return role.name.removeprefix("@") if role else None  # the name of @everyone starts with its sign
        member = guild.get_member(number)
        return member.display_name if member else None


def names_in_message(message: discord.Message, me: discord.ClientUser | None) -> ServerNames:
    """Return the names for a message to the bot `me`, which is not itself one of the names, and nor is its role."""
    mentioned = [message.author, *message.mentions, *message.role_mentions, *message.channel_mentions]
    own_role = message.guild.self_role if message.guild else None
    hidden = frozenset(each.id for each in (me, own_role) if each)
    return ServerNames(message.guild, {each.id: name_of(each) for each in mentioned}, hidden)


def names_in_command(interaction: discord.Interaction[Any]) -> ServerNames:
    """Return the names for the text of a command: those that Discord sends along, and those of its server."""
    data: dict[str, Any] = {**(interaction.data or {})}
    resolved: dict[str, Any] = data.get("resolved") or {}
    named = {interaction.user.id: name_of(interaction.user)}
    for kind in ("users", "members", "roles", "channels"):
        named |= dict(_payload_names(resolved.get(kind) or {}))
    me = interaction.client.user
    own_role = interaction.guild.self_role if interaction.guild else None
    return ServerNames(interaction.guild, named, frozenset(each.id for each in (me, own_role) if each))


def _payload_names(payloads: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[int, str]]:
    """Yield the ids and names in data that discord.py has not read."""
    for number, payload in payloads.items():
        name = next((payload[key] for key in ("nick", "global_name", "name", "username") if payload.get(key)), None)
        if name:
            yield int(number), str(name)


def name_of(named: Any) -> str:
    """Return the name under which Discord shows a member, role or channel."""
    return getattr(named, "display_name", None) or str(named.name)
