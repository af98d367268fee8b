"""Commands are registered once per change, and those that were tried out go when they are registered everywhere."""

import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.comparing import compare, fetch_commands
from bot.chat.exchanges import CONNECTION_ERRORS

log = logging.getLogger(__name__)


async def register(tree: app_commands.CommandTree[Any], guild: int | None) -> dict[str, int]:
    """Register the commands of a tree if they have changed, in one guild or everywhere; their names and IDs.

    When Discord refuses, the log says so, and the commands stay as they were.
    """
    try:
        found = await compare(tree, guild)
        if found.is_same:
            log.info("commands are registered already")
            return found.ids
        registered = await tree.sync(guild=discord.Object(guild) if guild else None)
    except discord.HTTPException as error:
        if guild and isinstance(error, discord.Forbidden):
            log.warning("cannot register commands in server %s: the bot is not in it; invite it, or mend discord.guild", guild)
        else:
            log.warning("Discord refused the commands (%s); they stay as they were", error)
        return {}
    log.info("registered %d commands %s", len(registered), f"in server {guild}" if guild else "everywhere")
    return {command.name: command.id for command in registered}


async def remove_leftovers(tree: app_commands.CommandTree[Any], guilds: Sequence[discord.Guild]) -> None:
    """Remove the commands that were tried out in some guilds, now that they are registered everywhere and would show twice."""
    for guild in guilds:
        try:
            if await fetch_commands(tree, guild.id):
                await tree.sync(guild=guild)  # of which the tree has none
                log.info("removed the commands that were tried out in server %s", guild.id)
        except (discord.HTTPException, *CONNECTION_ERRORS) as error:
            log.warning("could not look for commands in server %s (%s)", guild.id, error)
