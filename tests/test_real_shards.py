"""Several shards in real processes: every event is answered once, one leads, and what cannot be right is refused."""

import asyncio
import itertools
import re
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.record.places import Place
from bot.record.store import Record
from index.settings import Settings, load_settings
from tests import databases, local_discord
from tests.conftest import QUESTION
from tests.local_discord import QUOTE, eventually, unbold, words_in, write_config
from tests.sharded_discord import ShardTown, new_places, shard_towns

WORDS = words_in("en")
needs_discord = local_discord.needs_discord
named, postgres = databases.named, databases.postgres
MEMBERS = (f"member{number}" for number in itertools.count())
COMEBACK_SECONDS = 60.0
"""Far more than a killed process needs until it answers again: it waits some seconds to be sure that it is alone."""


async def ask_everywhere(towns: list[ShardTown]) -> None:
    """Ask in each server by a command and a mention, each by another member, and check that each gets one answer."""
    asked = [ask(QUESTION, next(MEMBERS)) for town in towns for ask in (town.ask, town.mention)]
    for answer in await asyncio.gather(*asked):
        assert [QUOTE in unbold(answer.text), len(answer.messages)] == [True, 1]


async def all_recorded(folder: Path, towns: list[ShardTown]) -> None:
    """Wait until every question is recorded once, apart from the one that was refused; a killed process no longer can."""
    with closing(Record.open(load_settings(folder / "config.yaml"))) as record:
        await eventually(lambda: record.contents().asked == sum(town.owed for town in towns) - 1, COMEBACK_SECONDS)


async def end_all(towns: list[ShardTown]) -> None:
    """End the processes, and check that no member got too much or too little, and that no rule of Discord was broken."""
    for town in towns:
        assert await town.end() == 0
    for town in towns:
        town.check_ledger()


async def test_each_event_is_answered_once_while_one_process_is_killed_and_comes_back(
    shipped: Settings, tmp_path: Path, named: str
):
    async with shard_towns(shipped, tmp_path, new_places(), named, cooldown=60) as towns:
        first, second = towns
        await first.start(tmp_path, "--shards", "0/2")
        await first.until_ready()
        await second.start(tmp_path, FOOTNOTE_SHARDS="1/2")
        await second.until_ready()
        await ask_everywhere(towns)
        assert QUOTE in unbold((await first.write(QUESTION, next(MEMBERS))).text)  # direct messages belong to shard 0

        hasty = next(MEMBERS)
        both = await asyncio.gather(first.ask(QUESTION, hasty), second.ask(QUESTION, hasty))
        assert sorted(QUOTE in unbold(answer.text) for answer in both) == [False, True]
        assert sum(
            re.fullmatch(re.escape(WORDS["cooldown"]).replace(r"\{when\}", ".*"), each.text) is not None for each in both
        )

        await all_recorded(tmp_path, towns)
        await second.kill()
        await ask_everywhere([first])
        await second.start(tmp_path, FOOTNOTE_SHARDS="1/2")
        await second.until_ready(COMEBACK_SECONDS)
        await ask_everywhere(towns)

        await all_recorded(tmp_path, towns)
        await first.kill()  # the leader, because it came first
        await eventually(lambda: second.has_logged("this process leads now"), COMEBACK_SECONDS)
        await ask_everywhere([second])
        await first.start(tmp_path, "--shards", "0/2")
        await first.until_ready(COMEBACK_SECONDS)
        await ask_everywhere(towns)
        assert len(first.calls("PUT", "/commands$")) == 1
        assert [shard for _, shard in first.discord.identified] == [0, 1, 1, 0]
        await end_all(towns)
        await all_recorded(tmp_path, towns)


@pytest.mark.parametrize(
    ("shards", "what"),
    [
        ("0-1/2", r"shards 0-1/2: process \d+ on \S+ serves shards 0/2 already; give each process other shards"),
        ("3/4", r"process \d+ on \S+ serves shards 0/2, but this process counts 4 in all"),
        ("", r"process \d+ on \S+ serves shards 0/2 of this bot, so this one cannot serve all servers"),
    ],
)
async def test_a_process_whose_servers_another_serves_ends_with_one_line(
    shipped: Settings, tmp_path: Path, shards: str, what: str
):
    async with shard_towns(shipped, tmp_path, new_places(), "record.db") as towns:
        first, second = towns
        await first.start(tmp_path, "--shards", "0/2")
        await first.until_ready()
        await second.start(tmp_path, FOOTNOTE_SHARDS=shards)
        assert await second.exit_code() == 78
        assert re.search(what, second.log()[-1])
        assert not any("Traceback" in line for line in second.log())
        await ask_everywhere([first])
        await end_all([first])


async def test_one_process_opens_as_many_shards_as_discord_recommends(shipped: Settings, tmp_path: Path):
    async with shard_towns(shipped, tmp_path, new_places(2, recommended=2)) as towns:
        first = towns[0]
        await first.start(tmp_path, "--port", "0")
        await first.until_ready()
        await ask_everywhere(towns)
        assert [shard for _, shard in first.discord.identified] == [0, 1]
        [port] = [found[1] for line in first.log() if (found := re.search(r"/metrics on port (\d+)", line))]
        health, metrics = await fetch(port, "healthz"), await fetch(port, "metrics")
        assert '"is_connected":true' in health
        assert re.search(r'"shards":\[\{"id":0,"is_connected":true,"latency":[\d.]+\},\{"id":1,"is_connected":true', health)
        assert '"total_shards":2' in health
        for shard in (0, 1):
            assert f'footnote_shard_connected{{shard="{shard}"}} 1.0' in metrics
            [latency] = re.findall(rf'^footnote_shard_latency_seconds{{shard="{shard}"}} (.*)$', metrics, re.MULTILINE)
            assert 0 < float(latency) < COMEBACK_SECONDS
        assert await first.end() == 0
        for town in towns:
            town.check_ledger()


async def fetch(port: str, page: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/{page}") as response:
        return await response.text()


async def test_without_a_record_processes_work_side_by_side_and_say_what_they_cannot_see(shipped: Settings, tmp_path: Path):
    async with shard_towns(shipped, tmp_path, new_places(), cooldown=60) as towns:
        for number, town in enumerate(towns):
            await town.start(tmp_path, "--shards", f"{number}/2")
        for town in towns:
            await town.until_ready()
            await town.expect_log("WARNING .*without a record .*do not know of each other")
        await ask_everywhere(towns)
        hasty = next(MEMBERS)
        for town in towns:
            assert QUOTE in unbold((await town.ask(QUESTION, hasty)).text)  # the documented limit
        assert len(towns[0].calls("PUT", "/commands$")) == 1
        for violation in towns[0].discord.violations:  # they cannot ask each other, only wait; Discord lets them try again
            violation["expected"] = violation["rule"] == "identified_too_early"
        await end_all(towns)


async def test_the_record_of_another_bot_is_refused_before_anything_is_done(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped, "record.db")
    with closing(Record(Place.of_file(tmp_path / "record.db"), 90)) as record:
        record.database.belong_to(4711)
        record.delete_before(None)
    [place] = new_places(1)
    async with shard_towns(shipped, tmp_path, [place], "record.db") as [town]:
        await town.start(tmp_path)
        assert await town.exit_code() == 78
        line = town.log()[-1]
        assert re.search(
            r"record\.db: is the record of another bot \(application 4711; this is \d+\); name another database", line
        )
        assert town.discord.identified == []
        assert town.calls("PUT", "/commands") == []


async def test_discord_says_too_few_shards(shipped: Settings, tmp_path: Path):
    async with shard_towns(shipped, tmp_path, new_places(1, recommended=6)) as [town]:
        await town.start(tmp_path, "--shards", "0-1/2")
        await town.until_ready()
        await town.expect_log("WARNING Discord recommends 6 shards for this bot, and 2 are configured")
