"""Commands: those that Discord has, compared with those there should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

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


@dataclass(frozen=True, slots=True)
class Comparison:
    """The commands that Discord has, with their IDs by name, and the names of those that are not as they should be."""

    ids: dict[str, int]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether Discord has the commands that there should be, and no others."""
        return not (self.missing or self.changed or self.surplus)


async def compare(tree: app_commands.CommandTree[Any], guild: int | None) -> Comparison:
    """Compare the commands of a tree with those that Discord has, in one guild or everywhere. Raises discord.HTTPException."""
    place = discord.Object(guild) if guild else None
    if place:
        tree.copy_global_to(guild=place)
    there = await fetch_commands(tree, guild)
    compared = COMPARED if guild else COMPARED_EVERYWHERE
    found, wanted = comparable(there, compared), comparable(await payload(tree, place), compared)
    return Comparison(
        ids={command["name"]: int(command["id"]) for command in there},
        missing=tuple(name for kind, name in wanted if (kind, name) not in found),
        changed=tuple(name for kind, name in wanted if found.get((kind, name), wanted[kind, name]) != wanted[kind, name]),
        surplus=tuple(name for kind, name in found if (kind, name) not in wanted),
    )


async def fetch_commands(tree: app_commands.CommandTree[Any], guild: int | None) -> list[dict[str, Any]]:
    """The commands that Discord has, in one guild or everywhere. Raises discord.HTTPException."""
    application = tree.client.application_id
    if guild:
        path = "/applications/{application_id}/guilds/{guild_id}/commands"
        route = Route("GET", path, application_id=application, guild_id=guild)
    else:
        route = Route("GET", "/applications/{application_id}/commands", application_id=application)
    found: list[dict[str, Any]] = await tree.client.http.request(route, params={"with_localizations": "true"})
    return found


async def payload(tree: app_commands.CommandTree[Any], place: discord.Object | None) -> list[dict[str, Any]]:
    """The commands of a tree as Discord is told of them, those of one guild or those of everywhere."""
    translator = tree.translator
    commands = [command for kind in discord.AppCommandType for command in tree.get_commands(guild=place, type=kind)]
    return [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree) for command in commands
    ]


def comparable(commands: list[dict[str, Any]], compared: Sequence[str]) -> dict[tuple[int, str], Any]:
    """What commands say, by type and name, in a form that is the same whoever wrote it."""
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
