"""What discord.py does otherwise here: its gateway connection yields after each event, and its JSON is Python's own.

When many events arrive at once, discord.py reads all of them before any other task runs, so the first of 200 questions
waits for the last. Here other tasks run between events.
"""

import asyncio
import json
from functools import partial
from typing import Any

import discord
from discord import shard, utils
from discord.gateway import DiscordWebSocket
from yarl import URL

from bot.chat.sharding.identifying import StartLimits


class YieldingWebSocket(DiscordWebSocket):
    """A gateway connection that yields to the event loop after each event."""

    async def received_message(self, msg: Any, /) -> None:
        """Handle an event, then let other tasks run."""
        await super().received_message(msg)
        await asyncio.sleep(0)


async def find_gateway(client: discord.Client) -> StartLimits:
    """Connect every new session to the gateway the API names; discord.py asks once, then uses Discord's own address.

    Return what Discord says about connecting.
    """
    recommended, address, limits = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = URL(address)
    return StartLimits(recommended, limits["max_concurrency"], limits["remaining"])


def install_yielding_websocket() -> None:
    """Make discord.py's shards use `YieldingWebSocket`, by patching it: there is no setting for this."""
    shard.DiscordWebSocket = YieldingWebSocket  # type: ignore[misc]


def use_standard_json() -> None:
    """Make discord.py read and write JSON with Python's own module, by patching it: there is no setting for this.

    It would use orjson wherever that is installed, as it is with pymilvus. orjson refuses a message with half of a surrogate
    pair, and discord.py ends with an event that it cannot read.
    """
    utils._from_json = json.loads  # type: ignore[assignment]  # noqa: SLF001
    utils._to_json = partial(json.dumps, separators=(",", ":"))  # noqa: SLF001
