"""Who has to wait, and what they see meanwhile: too soon, too many, too slow, too late."""

import asyncio
import logging
import re
import threading
import time

import discord
import pytest

from bot.chat.requests import OpenWork
from tests import discord_bot
from tests.discord_bot import STAMP, STAMP_PASSAGE

handbook, town, log = discord_bot.handbook, discord_bot.town, discord_bot.log


async def test_whoever_asks_again_too_soon_is_told_until_when_to_wait(town):
    await town.restart(cooldown=3.0)
    await town.ask()
    said = town.shown((refused := await town.ask()).response).text
    until = int(re.search(r"<t:(\d+):R>", said)[1])
    assert town.is_refusal(refused, town.texts.cooldown.format(when=f"<t:{until}:R>"))
    assert time.time() < until <= time.time() + 5
    assert STAMP_PASSAGE in town.shown((await town.ask(by=town.ben)).response).words
    town.now += 3
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


async def test_mistakes_do_not_make_anyone_wait(town):
    await town.restart(cooldown=3.0)
    await town.ask("?!")
    await town.ask(section="no such section")
    await town.ann.send(town.channel, town.me)
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


async def test_a_mention_too_soon_is_told_in_private(town):
    await town.restart(cooldown=3.0)
    for _ in range(2):
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert len(town.said()) == 1
    [told] = town.told(town.ann)
    assert re.sub(r"<t:\d+:R>", "{when}", told) == town.texts.cooldown


async def test_notices_to_one_member_are_not_sent_as_fast_as_they_write(town):
    for _ in range(5):
        await town.ann.send(town.channel, town.me)
    await town.ben.send(town.channel, town.me)
    assert (len(town.told(town.ann)), len(town.told(town.ben))) == (1, 1)
    town.now += 60
    await town.ann.send(town.channel, town.me)
    assert len(town.told(town.ann)) == 2


async def test_what_went_wrong_with_the_last_answer_is_told_before_the_bot_ends():
    work = OpenWork()
    told = []

    async def fail():
        with work:
            await asyncio.sleep(0.01)
        with work:  # as on_error does
            await asyncio.sleep(0.01)
            told.append("sorry")

    failing = asyncio.create_task(fail())
    await asyncio.sleep(0)
    assert await work.finish(5)
    assert told == ["sorry"]
    await failing


async def test_where_as_many_wait_as_may_the_bot_is_busy_and_no_answer_comes_late(town):
    await town.restart(waiting=1, observed=True, cooldown=3.0)
    with town.waiting():
        first = await town.ask()
        refused = await town.ask(by=town.ben)
        await town.ben.send(town.channel, f"{town.me} {STAMP}")
        assert town.is_refusal(refused, town.texts.busy)
        assert town.told(town.ben) == [town.texts.busy]
    await town.arrival()
    assert town.is_refusal(refused, town.texts.busy)
    assert [message.id for message in town.said()] == [first.response.id]
    await town.ask(by=town.ben)  # who was refused need not wait
    await town.arrival()
    assert len(town.said()) == 2


async def test_before_it_ends_the_bot_finishes_what_it_has_begun_and_takes_nothing_new(town):
    await town.restart(observed=True)
    with town.waiting():
        first = await town.ask()
        await town.patience()
        town.bot.services.answering.desk.close()
        assert town.is_refusal(await town.ask(by=town.ben), town.texts.stopping)
        assert not await town.bot.services.open_work.finish(0.01)
    await town.arrival()
    assert await town.bot.services.open_work.finish(0.01)
    assert STAMP_PASSAGE in town.shown(first.response).words


async def test_a_slow_answer_is_announced_and_then_comes_once(town):
    await town.restart(observed=True)
    with town.waiting():
        asked = await town.ask()
        await town.patience()
        assert asked.deferred
        assert not asked.ephemeral
        await town.ben.send(town.channel, f"{town.me} {STAMP}")
        await town.patience()
        assert len(town.requests("POST", "/typing")) == 1
    await town.arrival()
    assert not asked.deferred
    assert [STAMP_PASSAGE in town.shown(message).words for message in town.said()] == [True, True]
    assert len(town.said()) == 2


@pytest.mark.parametrize("private", [True, False])
async def test_a_failure_after_the_announcement_takes_it_back_and_is_told_in_private(town, private):
    await town.restart(observed=True)
    gate = threading.Event()
    town.fail(RuntimeError("nobody thought of this"), gate)
    asked = await town.ask(private=private)
    await town.patience()
    assert asked.deferred
    assert asked.ephemeral is private
    gate.set()
    await town.arrival()
    assert asked.response is None
    assert town.is_refusal(asked, town.texts.failed)
    assert town.said() == []


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015)])
async def test_an_answer_that_comes_after_its_interaction_has_ended_is_only_a_line_in_the_log(town, log, status, code):
    await town.restart(observed=True)
    town.expected = (discord.HTTPException,)
    town.env.inject_error("PATCH", "/webhooks/*", status=status, code=code)
    with town.waiting():
        asked = await town.ask()
        await town.patience()
    await town.arrival()
    [noted] = log(logging.WARNING)
    assert "expired" in noted.getMessage()
    assert (asked.followups, log(logging.ERROR)) == ([], [])
