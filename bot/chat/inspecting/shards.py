"""Check what Discord says about the bot's shards, and whether the record is this bot's."""

import discord

from bot.chat.sharding.identifying import StartLimits
from bot.doctor.checks import Check, Finding, failed, ok, warning
from index.settings import DiscordSettings

SHARDS, RECORD = "Shards in Discord", "Record in Discord"


async def check_recommended(bot: discord.Client, settings: DiscordSettings | None) -> Finding[None]:
    """Check that the bot has enough shards and may still connect them today; no check for a bot that needs only one."""
    recommended, _, start = await bot.http.get_bot_gateway()
    limits = StartLimits(recommended, start["max_concurrency"], start["remaining"])
    configured = settings.shards.chosen() if settings and settings.shards else None
    if configured is None and recommended == 1:
        return Finding(())
    ids, total = (configured.ids, configured.total) if configured else (range(recommended), recommended)
    if found := limits.warnings(ids, total):
        return Finding((warning(SHARDS, *found[0]),))
    at_once = f"{limits.at_once} of them can connect every five seconds"
    return Finding((ok(SHARDS, f"{total}, Discord recommends {recommended}; {at_once}"),))


def check_owner(application: int, owner: int | None) -> list[Check]:
    """Check that the record is not another bot's; no check if nothing says whose it is, or it is this bot's."""
    if owner in {None, application}:
        return []
    what = f"config.yaml names the record of another bot (application {owner}; this is {application})"
    return [failed(RECORD, what, "name another database, or run `footnote record hand-over` if this bot takes its place")]
