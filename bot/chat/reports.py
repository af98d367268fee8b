"""Post to a channel what automatic rebuilds changed, or why they failed."""

import asyncio
import logging
import time
from collections.abc import Callable

import discord

from bot.chat.exchanges import CONNECTION_ERRORS, ThreadClosedError, post
from bot.chat.failures import sending_hint
from bot.chat.messages.names import ServerNames
from bot.chat.services import Services
from bot.rendering.cards import Card
from bot.rendering.corpus_cards import difference_card, failure_card
from bot.rendering.texts import Texts
from bot.upkeep.keeping import Failure
from bot.upkeep.messages import Built

log = logging.getLogger(__name__)

WritableChannel = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


async def find_channel(client: discord.Client, channel: int, *, is_elsewhere: bool) -> WritableChannel | None:
    """Return the channel for reports, or log that there is none. If its server may be another process's, ask Discord for it."""
    found: object = client.get_channel(channel)
    if found is None and is_elsewhere:
        try:
            found = await client.fetch_channel(channel)
        except (discord.HTTPException, discord.InvalidData, *CONNECTION_ERRORS) as error:
            log.debug("channel %s cannot be fetched (%s)", channel, error)
    if isinstance(found, WritableChannel):
        return found
    log.warning("channel %s was not found or does not accept messages; fix discord.report_to", channel)
    return None


class Reports:
    """Posts to a channel which edits were indexed, and which could not be."""

    def __init__(self, client: discord.Client, services: Services, channel: int) -> None:
        self.client = client
        self.services = services
        self.channel = channel
        self._tasks: set[asyncio.Task[None]] = set()

    def post_build(self, built: Built) -> None:
        """Post what an edit changed."""
        self._post(lambda texts, names: difference_card(built, texts.took_in, texts, names))

    def post_failure(self, failure: Failure) -> None:
        """Post why an edit could not be indexed."""
        self._post(lambda texts, _names: failure_card(failure.reason, texts.not_taken_in))

    def _post(self, to_card: Callable[[Texts, ServerNames], Card]) -> None:
        task = asyncio.create_task(self._send(to_card))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, to_card: Callable[[Texts, ServerNames], Card]) -> None:
        await self.client.wait_until_ready()
        with self.services.open_work:
            channel = await find_channel(self.client, self.channel, is_elsewhere=self.services.membership.shares_servers)
            if channel is None:
                return
            card = to_card(self.services.wording.texts(channel.guild.preferred_locale), ServerNames(channel.guild))
            try:
                await post(channel, card, str(time.time_ns()))
            except (ThreadClosedError, discord.HTTPException, *CONNECTION_ERRORS) as error:
                log.warning("could not post a report in channel %s (%s)%s", self.channel, error, sending_hint(error))
