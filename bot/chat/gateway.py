"""discord.py's connection to the gateway, made to share the event loop.

When many events have arrived at once, discord.py reads all of them before anything else gets its turn, so that the first of
200 questions waits for the last. Here each event is followed by a turn for the others.
"""

import asyncio
from typing import Any

import discord
from discord import shard
from discord.gateway import DiscordWebSocket
from yarl import URL


class SharingWebSocket(DiscordWebSocket):
    """A connection that gives way after each event."""

    async def received_message(self, msg: Any, /) -> None:
        """Handle an event, then let others go first."""
        await super().received_message(msg)
        await asyncio.sleep(0)


async def find_gateway(client: discord.Client) -> None:
    """Let new sessions begin where the API says: discord.py itself asks it once, and then goes to Discord's own address."""
    _, address, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = URL(address)


def share_event_loop() -> None:
    """Let the shards of discord.py connect so; it has no setting for that."""
    shard.DiscordWebSocket = SharingWebSocket  # type: ignore[misc]
