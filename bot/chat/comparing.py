"""Compare the commands registered with Discord to the commands that the bot defines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

OMITTED_VALUES: tuple[Any, ...] = (None, False, "", [], {})
"""Values that Discord omits from its responses, or fills in as defaults."""
GUILD_FIELDS = (
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "type",
    "options",
    "default_member_permissions",
    "nsfw",
)
"""Fields compared for the commands of one guild."""
GLOBAL_FIELDS = (*GUILD_FIELDS, "contexts", "integration_types")
"""Fields compared for global commands. For commands of one guild, Discord returns no contexts, whatever was sent."""
PERMISSIONS_FIELD = "default_member_permissions"
"""Discord returns permissions as a string; discord.py sends a number."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The IDs of the registered commands by name, and the names of commands that are missing, changed or surplus."""

    ids: dict[str, int]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def is_up_to_date(self) -> bool:
        """True if exactly the expected commands are registered."""
        return not (self.missing or self.changed or self.surplus)


async def compare(tree: app_commands.CommandTree[Any], guild: int | None) -> Comparison:
    """Compare a tree with the commands registered in one guild or everywhere. Raises discord.HTTPException.

    The commands of the tree are first copied to the guild, and stay there, so that `tree.sync` for that guild registers them.
    """
    place = discord.Object(guild) if guild else None
    if place:
        tree.copy_global_to(guild=place)
    registered = await fetch_commands(tree, guild)
    fields = GUILD_FIELDS if guild else GLOBAL_FIELDS
    actual, expected = to_comparable(registered, fields), to_comparable(await build_payload(tree, place), fields)
    return Comparison(
        ids={command["name"]: int(command["id"]) for command in registered},
        missing=tuple(name for kind, name in expected if (kind, name) not in actual),
        changed=tuple(
            name for kind, name in expected if actual.get((kind, name), expected[kind, name]) != expected[kind, name]
        ),
        surplus=tuple(name for kind, name in actual if (kind, name) not in expected),
    )


async def fetch_commands(tree: app_commands.CommandTree[Any], guild: int | None) -> list[dict[str, Any]]:
    """Fetch the commands registered in one guild or everywhere. Raises discord.HTTPException."""
    application = tree.client.application_id
    if guild:
        path = "/applications/{application_id}/guilds/{guild_id}/commands"
        route = Route("GET", path, application_id=application, guild_id=guild)
    else:
        route = Route("GET", "/applications/{application_id}/commands", application_id=application)
    fetched: list[dict[str, Any]] = await tree.client.http.request(route, params={"with_localizations": "true"})
    return fetched


async def build_payload(tree: app_commands.CommandTree[Any], place: discord.Object | None) -> list[dict[str, Any]]:
    """Return the commands of a tree as sent to Discord, for one guild or for everywhere."""
    translator = tree.translator
    commands = [command for kind in discord.AppCommandType for command in tree.get_commands(guild=place, type=kind)]
    return [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree) for command in commands
    ]


def to_comparable(commands: list[dict[str, Any]], fields: Sequence[str]) -> dict[tuple[int, str], Any]:
    """Return the compared fields of commands by type and name, in one form for Discord's and discord.py's versions."""
    return {
        (command["type"], command["name"]): _drop_omitted({key: _field_value(command, key) for key in fields})
        for command in commands
    }


def _field_value(command: dict[str, Any], key: str) -> Any:
    value = command.get(key)
    return value if value is None or key != PERMISSIONS_FIELD else str(value)


def _drop_omitted(value: Any) -> Any:
    """Return a value without the parts that Discord may omit, at any depth."""
    if isinstance(value, dict):
        plain = {key: _drop_omitted(inner) for key, inner in value.items()}
        return {key: inner for key, inner in plain.items() if inner not in OMITTED_VALUES}
    if isinstance(value, list):
        return [_drop_omitted(inner) for inner in value]
    return value
