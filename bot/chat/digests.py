"""Post a digest of the week's questions to the channel for reports, once a week for all processes of a bot together."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord

from bot.chat.asked_in_vain import AskedInVain
from bot.chat.desk import BusyError
from bot.chat.exchanges import CONNECTION_ERRORS, ThreadClosedError, post
from bot.chat.failures import sending_hint
from bot.chat.reports import WritableChannel, find_channel
from bot.chat.services import Services
from bot.record.entries import RecordError
from bot.rendering.question_cards import Period, digest_card
from index.errors import FootnoteError

if TYPE_CHECKING:
    from bot.record.store import Record

log = logging.getLogger(__name__)

DAYS = 7
FIRST_HOUR = 8
"""The hour (UTC) of a Monday from which the digest of the past week is due."""
CHECK_SECONDS = 1800.0
"""Time between two checks of whether it is due."""


class Digests:
    """Posts digests. A claim in the record says that the one of a week is taken care of, also after a restart."""

    def __init__(self, client: discord.Client, services: Services, record: "Record", in_vain: AskedInVain) -> None:
        self.client = client
        self.services = services
        self.record = record
        self.in_vain = in_vain

    async def run(self, to: int) -> None:
        """Post a digest to a channel whenever one is due."""
        await self.client.wait_until_ready()
        while True:
            try:
                await self.post_if_due(datetime.now(UTC), to)
            except (RecordError, BusyError):  # the record logs its own problems; the next check may be luckier
                pass
            except FootnoteError as error:
                log.warning("no digest was posted: %s", error)
            await asyncio.sleep(CHECK_SECONDS)

    async def post_if_due(self, now: datetime, to: int) -> None:
        """Post the digest of the past week to a channel, unless it is too early, or done. Raises RecordError and BusyError."""
        year, week, weekday = now.isocalendar()
        name = f"digest:{year}-{week}"
        if self.services.membership.shares_servers and self.client.get_channel(to) is None:
            return  # the process that serves the channel's server posts it
        if (weekday == 1 and now.hour < FIRST_HOUR) or not await asyncio.wrap_future(self.record.claim(name)):
            return
        is_done = False
        try:
            is_done = await self._post(to, name)
        finally:
            if not is_done:
                self.record.release(name)

    async def _post(self, to: int, nonce: str) -> bool:
        """Post a digest unless nothing was asked; return False if it may be possible later."""
        channel = await find_channel(self.client, to, is_elsewhere=False)
        if channel is None:
            return True
        period = await self.in_vain.of(channel.guild.id, DAYS)
        return not period.asked or await self._send(channel, period, nonce)

    async def _send(self, channel: WritableChannel, period: Period, nonce: str) -> bool:
        texts = self.services.wording.texts(channel.guild.preferred_locale)
        command = self.services.wording.mention_command("corpus_name", "questions_name")
        with self.services.open_work:
            try:
                await post(channel, digest_card(period, texts, command), nonce)
            except (ThreadClosedError, discord.HTTPException, *CONNECTION_ERRORS) as error:
                log.warning("could not post a digest in channel %s (%s)%s", channel.id, error, sending_hint(error))
                return not isinstance(error, CONNECTION_ERRORS)
        return True
