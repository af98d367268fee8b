"""Register commands with Discord when they have changed, and remove leftovers from trial servers."""

import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.comparing import compare, fetch_commands
from bot.chat.exchanges import CONNECTION_ERRORS

log = logging.getLogger(__name__)


async def register(tree: app_commands.CommandTree[Any], guild: int | None) -> dict[str, int]:
    """Register the commands of a tree, in one guild or everywhere, if they have changed; return their IDs by name.

    If Discord rejects them, log that and return an empty dict; the registered commands stay unchanged.
    """
    try:
        comparison = await compare(tree, guild)
        if comparison.is_up_to_date:
            log.info("commands are already registered")
            return comparison.ids
        registered = await tree.sync(guild=discord.Object(guild) if guild else None)
    except discord.HTTPException as error:
        if guild and isinstance(error, discord.Forbidden):
            log.warning("cannot register commands in server %s: the bot is not in it; invite it, or fix discord.guild", guild)
        else:
            log.warning("Discord rejected the commands (%s); they stay unchanged", error)
        return {}
    log.info("registered %d commands %s", len(registered), f"in server {guild}" if guild else "everywhere")
    return {command.name: command.id for command in registered}


async def remove_leftovers(tree: app_commands.CommandTree[Any], guilds: Sequence[discord.Guild]) -> None:
    """Remove commands still registered in single guilds; now that they are registered everywhere, they would show twice."""
    for guild in guilds:
        try:
            if await fetch_commands(tree, guild.id):
                await tree.sync(guild=guild)  # the tree has no commands for single guilds, so this clears them
                log.info("removed leftover commands from server %s", guild.id)
        except (discord.HTTPException, *CONNECTION_ERRORS) as error:
            log.warning("could not check server %s for leftover commands (%s)", guild.id, error)
