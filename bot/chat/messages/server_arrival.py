"""Wait for what a message needs of its server. After a start, messages can arrive before Discord has described the server."""

import asyncio
from contextlib import suppress
from typing import Any

import discord
from discord.ext import commands

ARRIVAL_SECONDS = 5.0
"""Time to wait for a server before answering without knowing its channels and roles."""
CHECK_SECONDS = 0.1
"""Time between two looks for the server."""


async def wait_for_server(bot: commands.AutoShardedBot, message: discord.Message) -> None:
    """Wait until the server of a message is known, but not for long, and link the message to its channel and roles."""
    if message.guild is None or is_known(message.guild):
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(ARRIVAL_SECONDS):
            while not is_known(bot.get_guild(message.guild.id)):
                await asyncio.sleep(CHECK_SECONDS)
    guild = bot.get_guild(message.guild.id) or message.guild
    channel: Any = guild.get_channel_or_thread(message.channel.id)
    message.guild, message.channel = guild, channel or message.channel
    message.role_mentions = [role for role in map(guild.get_role, message.raw_role_mentions) if role]


def is_known(guild: discord.Guild | None) -> bool:
    """Return whether Discord has described a server that the bot is in, with its channels and roles."""
    return guild is not None and guild.me is not None
