"""Register commands with Discord when they have changed, and remove leftovers from trial servers."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.comparing import compare, fetch_commands
from bot.chat.exchanges import CONNECTION_ERRORS
from bot.chat.services import Services

log = logging.getLogger(__name__)


RETRY_SECONDS, RETRIES = 10.0, 30
"""Time between two attempts while Discord is away or another process has yet to register, and how many there are at most."""


class RegisteredCommands:
    """Keeps the commands registered: of several processes, the leader does, and the others look up their IDs."""

    def __init__(self, tree: app_commands.CommandTree[Any], services: Services) -> None:
        self._tree = tree
        self._services = services
        self._task: asyncio.Task[None] | None = None

    async def update(self) -> None:
        """Register the commands if they have changed, or leave that to the leader and look again later."""
        if not await self._register():
            self._start(self._keep_trying(RETRY_SECONDS))

    def update_soon(self) -> None:
        """Update the commands in the background, because this process leads now."""
        self._start(self._keep_trying(0.0))

    def close(self) -> None:
        """End what runs in the background."""
        if self._task:
            self._task.cancel()

    async def _keep_trying(self, pause: float) -> None:
        """Register the commands after a pause, and try again while Discord is away or another process has yet to do it."""
        problem: Exception | None = None
        for _ in range(RETRIES):
            await asyncio.sleep(pause)
            pause, problem = RETRY_SECONDS, None
            try:
                if await self._register():
                    return
            except CONNECTION_ERRORS as error:
                problem = error
        if problem:
            log.warning("could not ask Discord for the commands (%s); a restart tries again", problem)

    async def _register(self) -> bool:
        """Register the commands; return False if another process has yet to do so."""
        wording, is_leader = self._services.wording, self._services.membership.is_leader
        ids = await register(self._tree, self._services.settings.guild, is_leader=is_leader)
        if ids is None:
            return False
        wording.command_ids = ids or wording.command_ids
        return True

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self.close()
        self._task = asyncio.create_task(work)


async def register(tree: app_commands.CommandTree[Any], guild: int | None, *, is_leader: bool = True) -> dict[str, int] | None:
    """Register the commands of a tree, in one guild or everywhere, if they have changed; return their IDs by name.

    If Discord rejects them, log that and return an empty dict; the registered commands stay unchanged. If they have changed,
    but it is for another process to register them, return None.
    """
    try:
        comparison = await compare(tree, guild)
        if comparison.is_up_to_date:
            log.info("commands are already registered")
            return comparison.ids
        if not is_leader:
            return None
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
