"""Commands are registered once per change: those that Discord has are compared with those there should be."""

import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

from bot.chat.exchanges import CONNECTION_ERRORS

log = logging.getLogger(__name__)

LEFT_OUT: tuple[Any, ...] = (None, False, "", [], {})
"""What Discord leaves out of its answers, or says when it was not told."""
COMPARED = (
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "type",
    "options",
    "default_member_permissions",
    "nsfw",
)
COMPARED_EVERYWHERE = (*COMPARED, "contexts", "integration_types")
"""Commands of one guild have no contexts; Discord says so whatever it was told."""
PERMISSIONS = "default_member_permissions"
"""Discord writes them as text, discord.py as a number."""


async def register(tree: app_commands.CommandTree[Any], guild: int | None) -> dict[str, int]:
    """Register the commands of a tree if they have changed, in one guild or everywhere; their names and IDs.

    When Discord refuses, the log says so, and the commands stay as they were.
    """
    place = discord.Object(guild) if guild else None
    if place:
        tree.copy_global_to(guild=place)
    try:
        there = await _fetch(tree, guild)
        wanted = await _payload(tree, place)
        compared = COMPARED if guild else COMPARED_EVERYWHERE
        if _comparable(there, compared) == _comparable(wanted, compared):
            log.info("commands are registered already")
            return {command["name"]: int(command["id"]) for command in there}
        registered = await tree.sync(guild=place)
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
            if await _fetch(tree, guild.id):
                await tree.sync(guild=guild)  # of which the tree has none
                log.info("removed the commands that were tried out in server %s", guild.id)
        except (discord.HTTPException, *CONNECTION_ERRORS) as error:
            log.warning("could not look for commands in server %s (%s)", guild.id, error)


async def _fetch(tree: app_commands.CommandTree[Any], guild: int | None) -> list[dict[str, Any]]:
    application = tree.client.application_id
    if guild:
        path = "/applications/{application_id}/guilds/{guild_id}/commands"
        route = Route("GET", path, application_id=application, guild_id=guild)
    else:
        route = Route("GET", "/applications/{application_id}/commands", application_id=application)
    found: list[dict[str, Any]] = await tree.client.http.request(route, params={"with_localizations": "true"})
    return found


async def _payload(tree: app_commands.CommandTree[Any], place: discord.Object | None) -> list[dict[str, Any]]:
    translator = tree.translator
    commands = [command for kind in discord.AppCommandType for command in tree.get_commands(guild=place, type=kind)]
    return [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree) for command in commands
    ]


def _comparable(commands: list[dict[str, Any]], compared: Sequence[str]) -> dict[tuple[int, str], Any]:
    return {(command["type"], command["name"]): _plain({key: _said(command, key) for key in compared}) for command in commands}


def _said(command: dict[str, Any], key: str) -> Any:
    value = command.get(key)
    return value if value is None or key != PERMISSIONS else str(value)


def _plain(value: Any) -> Any:
    """A value without what may be left out, so that it says the same whoever wrote it."""
    if isinstance(value, dict):
        plain = {key: _plain(inner) for key, inner in value.items()}
        return {key: inner for key, inner in plain.items() if inner not in LEFT_OUT}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
