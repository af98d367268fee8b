"""Roles: who may be asked instead of the documents, and who may manage them."""

from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import Interaction

from index.settings import DiscordSettings


@dataclass(frozen=True, slots=True)
class Roles:
    """The IDs of the roles that config.yaml names."""

    to_ask: int | None
    corpus: tuple[int, ...]

    @classmethod
    def of(cls, settings: DiscordSettings) -> Self:
        """The roles in settings."""
        return cls(settings.ask_role, tuple(settings.corpus_roles))

    def mention_to_ask(self, guild: discord.Guild | None) -> str | None:
        """The mention of the role to ask, in servers that have it."""
        role = guild.get_role(self.to_ask) if guild and self.to_ask else None
        return role.mention if role else None

    def may_manage_corpus(self, interaction: Interaction[Any]) -> bool:
        """True for whoever may use `/corpus`, whatever Discord let through: admins can show the commands to others."""
        if interaction.permissions.manage_guild or interaction.permissions.administrator:
            return True
        member = interaction.user
        return isinstance(member, discord.Member) and any(map(member.get_role, self.corpus))
