"""One process among others: when it may not run, what it does without the database, and what it says about missing shards."""

import asyncio
import logging
import threading
import time
from contextlib import closing

import pytest

from bot.chat.answering import AskedQuestion, CooldownError
from bot.chat.sharding import identifying, membership, shared_cooldown
from bot.chat.sharding.identifying import StartLimits, Turns
from bot.chat.sharding.membership import Membership, OverlapError
from bot.chat.sharding.shared_cooldown import DatabaseCooldown
from bot.record import coordinating
from bot.record.coordinating import Coordinator
from bot.record.entries import RecordError
from bot.record.owners import OtherBotError
from bot.record.places import Place
from bot.record.store import Record
from index.errors import UnknownNameError
from index.settings.shards import parse_shards
from tests import discord_bot
from tests.discord_bot import STAMP, STAMP_PASSAGE, prompt_record

handbook, town = discord_bot.handbook, discord_bot.town
BOT, ANN = 4711, 42


@pytest.fixture(autouse=True)
def brisk(monkeypatch):
    monkeypatch.setattr(coordinating, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(coordinating, "BEATS_TO_DEATH", 10)
    monkeypatch.setattr(membership, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(membership, "MISSING_SECONDS", 0.1)


@pytest.fixture
def new(tmp_path):
    """Make the membership of another process that uses the same record."""
    records = []

    def new(shards):
        records.append(Record(Place.of_file(tmp_path / "record.db"), 90))
        return Membership(parse_shards(shards) if shards else None, records[-1])

    yield new
    for record in records:
        record.close()


async def started(member):
    """Join, and keep saying so until the test ends."""
    await member.join(BOT)
    return asyncio.create_task(member.run())


async def eventually(is_so):
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.02)


async def test_a_process_with_the_shards_of_one_that_runs_is_refused_and_of_one_that_died_waits(new, caplog):
    caplog.set_level(logging.INFO)
    running = await started(new("0-1/3"))
    with pytest.raises(OverlapError, match=r"shards 1/3: process \d+ on .* serves shards 0-1/3 already"):
        await new("1/3").join(BOT)
    running.cancel()
    again = new("0-1/3")
    await again.join(BOT)  # as soon as the other one has missed its heartbeats
    assert again.is_leader
    assert "waiting to see whether it still runs" in caplog.text


async def test_a_process_that_leaves_makes_room_at_once(new, monkeypatch):
    monkeypatch.setattr(coordinating, "BEATS_TO_DEATH", 10_000)
    first = new("0/2")
    running = await started(first)
    running.cancel()
    await first.leave()
    async with asyncio.timeout(10):
        await new("0/2").join(BOT)


async def test_the_leader_hands_over_when_it_dies_and_the_next_is_told(new):
    first, second = new("0/2"), new("1/2")
    told = []
    second.on_leading = lambda: told.append(second.is_leader)
    running = [await started(first), await started(second)]
    assert [first.is_leader, second.is_leader] == [True, False]
    running[0].cancel()
    await eventually(lambda: second.is_leader)
    assert told == [True]
    running[1].cancel()


async def test_shards_that_no_process_serves_are_named_once_and_so_is_that_they_are_served(new, caplog):
    caplog.set_level(logging.INFO)
    first, second = new("0/4"), new("1/4")
    running = [await started(first), await started(second)]
    await eventually(lambda: "no process serves" in caplog.text)
    await asyncio.sleep(0.5)
    assert caplog.text.count("no process serves shards 2-3; start one with --shards 2-3/4") == 1
    assert first.missing == (2, 3)
    running.append(await started(new("2-3/4")))
    await eventually(lambda: "all 4 shards are served" in caplog.text)
    for task in running:
        task.cancel()


async def test_a_process_that_was_taken_for_dead_and_replaced_must_not_go_on(new):
    first = new("0/2")
    await first.join(BOT)  # and then it hangs
    second = new("0/2")
    other = await started(second)
    with pytest.raises(OverlapError):
        await first.run()
    other.cancel()


async def test_without_a_database_the_process_with_shard_0_leads_and_the_log_says_what_is_not_known(caplog):
    for shards, leads in (("0-1/4", True), ("2-3/4", False)):
        alone = Membership(parse_shards(shards))
        await alone.join(BOT)
        assert alone.is_leader is leads
    assert caplog.text.count("do not know of each other") == 2
    whole = Membership(None)
    await whole.join(BOT)
    await Membership(parse_shards("0-1/2")).join(BOT)
    assert whole.is_leader
    assert caplog.text.count("do not know of each other") == 2


async def test_a_database_that_cannot_be_used_does_not_keep_a_process_from_starting(new, monkeypatch, caplog):
    caplog.set_level(logging.WARNING)
    fails = [True]

    def join(self):
        if fails:
            raise RecordError("is away", where="the database")
        return joined(self)

    joined = Coordinator.join
    monkeypatch.setattr(Coordinator, "join", join)
    late = new("0/2")
    await late.join(BOT)
    assert late.is_leader
    assert "the other processes of this bot are not known" in caplog.text
    running = asyncio.create_task(late.run())
    fails.clear()
    other = new("1/2")
    await started(other)
    await eventually(lambda: [each.shards.ids for each in late.others] == [(1,)])
    running.cancel()


async def test_a_database_that_hangs_is_not_waited_for(new, monkeypatch):
    monkeypatch.setattr(membership, "PATIENCE_SECONDS", 0.05)
    answers = threading.Event()
    monkeypatch.setattr(Coordinator, "join", lambda _: answers.wait(60))
    await new("0/2").join(BOT)
    assert not answers.is_set()
    answers.set()


async def test_another_bot_is_refused_at_the_start_or_as_soon_as_the_database_can_be_asked(new, monkeypatch):
    await new("0/2").join(BOT)
    with pytest.raises(OtherBotError, match="is the record of another bot"):
        await new("1/2").join(BOT + 1)
    late = new(None)
    with monkeypatch.context() as patch:
        patch.setattr(Coordinator, "join", lambda _: (_ for _ in ()).throw(RecordError("is away")))
        await late.join(BOT + 1)
    late.coordinator.beat_seconds = 0.01
    with pytest.raises(OtherBotError):
        await late.run()


async def test_only_the_leader_deletes_old_questions(tmp_path):
    with closing(prompt_record(tmp_path)) as record:
        member = Membership(parse_shards("1/2"), record)
        deleted = []
        record.delete_before = deleted.append
        record.tidy()
        assert deleted == []
        member._is_leader = True
        record.tidy()
        assert len(deleted) == 1


# Turns


class Clock:
    """Sleeps without waiting, and notes for how long."""

    def __init__(self, monkeypatch):
        self.slept = []
        monkeypatch.setattr(identifying.asyncio, "sleep", self.sleep)

    async def sleep(self, seconds):
        self.slept.append(seconds)


@pytest.mark.parametrize(
    ("ids", "at_once", "expected"),
    [((0, 1, 2), 1, [0, 5, 5]), ((2, 3), 1, [14, 5]), ((16, 17), 16, [7, 5]), ((100, 101), 1, [60, 5])],
)
async def test_without_a_database_a_process_waits_for_those_before_it(monkeypatch, ids, at_once, expected):
    clock = Clock(monkeypatch)
    turns = Turns(ids, at_once, None)
    for shard in ids:
        await turns.prepare(shard, is_first=shard == ids[0])
        await turns.before_identify(shard)
    assert clock.slept == expected
    await turns.before_identify(ids[0])  # again, because Discord has ended the session
    assert clock.slept[-1] == 5


async def test_with_a_database_a_shard_waits_as_long_as_others_have_the_turn_and_if_that_fails_the_usual_time(monkeypatch):
    answers = [3.0, 0.5, 0.0]

    class Others:
        def may_identify(self, bucket):
            assert bucket == 5 % 2
            if not answers:
                raise RecordError("is away")
            return answers.pop(0)

    clock = Clock(monkeypatch)
    turns = Turns((5,), 2, Others())
    await turns.prepare(5, is_first=True)
    await turns.before_identify(5)
    assert clock.slept == [3.0, 0.5]
    await turns.before_identify(5)
    assert clock.slept == [3.0, 0.5, 5.0]
    turns.close()


def test_too_few_shards_and_too_few_connections_are_worth_a_warning():
    assert StartLimits(recommended=4, at_once=1, left=900).warnings((0, 1), 4) == []
    assert ["recommends 9 shards" in what for what, _ in StartLimits(9, 1, 900).warnings((0, 1), 4)] == [True]
    assert ["only 3 more times" in what for what, _ in StartLimits(4, 1, 3).warnings((0, 1), 4)] == [True]


# The cooldown of all processes


async def test_a_question_to_another_process_counts_and_one_that_fails_does_not(town, new):
    mine, other = new("0/2"), new("1/2")
    running = [await started(mine), await started(other)]
    await eventually(lambda: mine.others and other.others)
    answering = town.bot.services.answering
    answering._cooldown.seconds = 60
    answering.shared = DatabaseCooldown(mine, str)
    elsewhere = DatabaseCooldown(other, str)
    assert await elsewhere.claim(ANN, 60) == 0
    with pytest.raises(CooldownError) as refused:
        await answering.ask(AskedQuestion(STAMP, ANN)).result
    assert time.time() + 50 < refused.value.until < time.time() + 61
    answer = await answering.ask(AskedQuestion(STAMP, ANN + 1)).result
    assert STAMP_PASSAGE in answer.hits[0].passage.text
    assert await elsewhere.claim(ANN + 1, 60) > 50
    with pytest.raises(UnknownNameError):
        await answering.ask(AskedQuestion(STAMP, ANN + 2, section="Nowhere")).result
    async with asyncio.timeout(10):
        while await elsewhere.claim(ANN + 2, 60):
            await asyncio.sleep(0.05)
    for task in running:
        task.cancel()


async def test_a_database_that_is_slow_or_away_delays_an_answer_little_and_forbids_nothing(new, monkeypatch):
    mine, other = new("0/2"), new("1/2")
    running = [await started(mine), await started(other)]
    await eventually(lambda: mine.others)
    shared = DatabaseCooldown(mine, str)
    monkeypatch.setattr(shared_cooldown, "LONGEST_WAIT_SECONDS", 0.05)
    answers = threading.Event()
    monkeypatch.setattr(Coordinator, "cool_down", lambda *_: answers.wait(60))
    assert await shared.claim(ANN, 60) == 0
    assert not answers.is_set()
    answers.set()
    assert shared.claim(ANN, 60) is None  # not asked again at once
    for task in running:
        task.cancel()


async def test_a_process_that_is_alone_asks_no_database(new):
    alone = new("0-1/2")
    running = await started(alone)
    assert DatabaseCooldown(alone, str).claim(ANN, 60) is None
    running.cancel()
