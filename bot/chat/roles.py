"""The configured roles: the one to ask when the documents do not answer, and those that may use `/corpus`."""

from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import Interaction

from index.settings import DiscordSettings


@dataclass(frozen=True, slots=True)
class Roles:
    """The IDs of the roles named in config.yaml."""

    ask_role: int | None
    corpus_roles: tuple[int, ...]

    @classmethod
    def from_settings(cls, settings: DiscordSettings) -> Self:
        """Return the roles named in the settings."""
        return cls(settings.ask_role, tuple(settings.corpus_roles))

    def find_ask_role(self, guild: discord.Guild | None) -> discord.Role | None:
        """Return the role to ask, or None if the server does not have it."""
        return guild.get_role(self.ask_role) if guild and self.ask_role else None

    def mention_ask_role(self, guild: discord.Guild | None) -> str | None:
        """Return a mention of the role to ask, or None if the server does not have it."""
        role = self.find_ask_role(guild)
        return role.mention if role else None

    def may_manage_corpus(self, interaction: Interaction[Any]) -> bool:
        """Return whether a member may use `/corpus`. Checked here because server admins can show the command to anyone."""
        if interaction.permissions.manage_guild or interaction.permissions.administrator:
            return True
        return self._has_corpus_role(interaction.user)

    def may_teach(self, source: Interaction[Any] | discord.Message) -> bool:
        """Return whether a member is offered the buttons that teach the bot; each press is checked again."""
        if isinstance(source, Interaction):  # not where a member has installed the bot for themselves
            return source.client.get_guild(source.guild_id or 0) is not None and self.may_manage_corpus(source)
        author = source.author
        if not isinstance(author, discord.Member):
            return False
        allowed = author.guild_permissions
        return allowed.manage_guild or allowed.administrator or self._has_corpus_role(author)

    def _has_corpus_role(self, member: discord.Member | discord.User) -> bool:
        return isinstance(member, discord.Member) and any(map(member.get_role, self.corpus_roles))
