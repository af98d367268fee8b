"""Questions that come too soon or too many at once, and answers that come slowly or too late."""

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


async def test_a_member_who_asks_too_soon_is_told_when_to_ask_again(town):
    await town.restart(cooldown=3.0)
    await town.ask()
    text = town.shown((refused := await town.ask()).response).text
    until = int(re.search(r"<t:(\d+):R>", text)[1])
    assert town.is_refusal(refused, town.texts.cooldown.format(when=f"<t:{until}:R>"))
    assert time.time() < until <= time.time() + 5
    assert STAMP_PASSAGE in town.shown((await town.ask(by=town.ben)).response).words
    town.now += 3
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


async def test_mistakes_do_not_start_the_cooldown(town):
    await town.restart(cooldown=3.0)
    await town.ask("?!")
    await town.ask(section="no such section")
    await town.ann.send(town.channel, town.me)
    assert STAMP_PASSAGE in town.shown((await town.ask()).response).words


async def test_a_mention_that_comes_too_soon_gets_a_direct_message(town):
    await town.restart(cooldown=3.0)
    for _ in range(2):
        await town.ann.send(town.channel, f"{town.me} {STAMP}")
    assert len(town.messages()) == 1
    [notice] = town.dms_to(town.ann)
    assert re.sub(r"<t:\d+:R>", "{when}", notice) == town.texts.cooldown


async def test_direct_messages_to_one_member_are_rate_limited(town):
    for _ in range(5):
        await town.ann.send(town.channel, town.me)
    await town.ben.send(town.channel, town.me)
    assert (len(town.dms_to(town.ann)), len(town.dms_to(town.ben))) == (1, 1)
    town.now += 60
    await town.ann.send(town.channel, town.me)
    assert len(town.dms_to(town.ann)) == 2


async def test_an_error_in_the_last_answer_is_reported_before_the_bot_stops():
    work = OpenWork()
    sent = []

    async def fail():
        with work:
            await asyncio.sleep(0.01)
        with work:  # as on_error does
            await asyncio.sleep(0.01)
            sent.append("sorry")

    failing = asyncio.create_task(fail())
    await asyncio.sleep(0)
    assert await work.wait_until_idle(5)
    assert sent == ["sorry"]
    await failing


async def test_with_a_full_queue_the_bot_is_busy_and_sends_no_answer_later(town):
    await town.restart(waiting=1, observed=True, cooldown=3.0)
    with town.holding_answers():
        first = await town.ask()
        refused = await town.ask(by=town.ben)
        await town.ben.send(town.channel, f"{town.me} {STAMP}")
        assert town.is_refusal(refused, town.texts.busy)
        assert town.dms_to(town.ben) == [town.texts.busy]
    await town.wait_for_answers()
    assert town.is_refusal(refused, town.texts.busy)
    assert [message.id for message in town.messages()] == [first.response.id]
    await town.ask(by=town.ben)  # a refusal does not start the cooldown
    await town.wait_for_answers()
    assert len(town.messages()) == 2


async def test_before_stopping_the_bot_finishes_open_questions_and_accepts_no_new_ones(town):
    await town.restart(observed=True)
    with town.holding_answers():
        first = await town.ask()
        await town.wait_for_deferral()
        town.bot.services.answering.desk.close()
        assert town.is_refusal(await town.ask(by=town.ben), town.texts.stopping)
        assert not await town.bot.services.open_work.wait_until_idle(0.01)
    await town.wait_for_answers()
    assert await town.bot.services.open_work.wait_until_idle(0.01)
    assert STAMP_PASSAGE in town.shown(first.response).words


async def test_a_slow_answer_is_announced_and_sent_once(town):
    await town.restart(observed=True)
    with town.holding_answers():
        asked = await town.ask()
        await town.wait_for_deferral()
        assert asked.deferred
        assert not asked.ephemeral
        await town.ben.send(town.channel, f"{town.me} {STAMP}")
        await town.wait_for_deferral()
        assert len(town.requests("POST", "/typing")) == 1
    await town.wait_for_answers()
    assert not asked.deferred
    assert [STAMP_PASSAGE in town.shown(message).words for message in town.messages()] == [True, True]
    assert len(town.messages()) == 2


@pytest.mark.parametrize("private", [True, False])
async def test_a_failure_after_the_announcement_withdraws_it_and_is_reported_in_private(town, private):
    await town.restart(observed=True)
    gate = threading.Event()
    town.fail(RuntimeError("nobody thought of this"), gate)
    asked = await town.ask(private=private)
    await town.wait_for_deferral()
    assert asked.deferred
    assert asked.ephemeral is private
    gate.set()
    await town.wait_for_answers()
    assert asked.response is None
    assert town.is_refusal(asked, town.texts.failed)
    assert town.messages() == []


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015)])
async def test_an_answer_to_an_expired_interaction_is_only_a_log_line(town, log, status, code):
    await town.restart(observed=True)
    town.expected = (discord.HTTPException,)
    town.env.inject_error("PATCH", "/webhooks/*", status=status, code=code)
    with town.holding_answers():
        asked = await town.ask()
        await town.wait_for_deferral()
    await town.wait_for_answers()
    [noted] = log(logging.WARNING)
    assert "expired" in noted.getMessage()
    assert (asked.followups, log(logging.ERROR)) == ([], [])
