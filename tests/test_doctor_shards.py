"""What `footnote doctor` says about shards: those of this process, of the others, and those that Discord recommends."""

import asyncio
from contextlib import closing

import pytest

from bot.chat.inspecting import application
from bot.doctor.shards import check_shards
from bot.record.coordinating import Coordinator
from bot.record.store import Record
from bot.rendering.texts import Translations
from index.settings import DiscordSettings, ShardSettings, parse_settings
from index.settings.shards import parse_shards
from tests import databases
from tests.local_discord import new_discord

named, postgres = databases.named, databases.postgres


def settings_in(folder, shards, record=None):
    lines = ["documents: a.md", f"discord: {{shards: {shards}}}", *([f"record: {{database: '{record}'}}"] if record else [])]
    return parse_settings("\n".join(lines), root=folder, file=folder / "config.yaml")


def check(settings):
    [found] = check_shards(settings).checks
    return found.state, found.found, found.fix


def test_a_process_with_all_servers_has_no_check_of_shards(tmp_path):
    assert check_shards(settings_in(tmp_path, "no")).checks == ()


def test_the_variable_is_checked_and_counts(tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTNOTE_SHARDS", "0-1/2")
    assert check(settings_in(tmp_path, "no")) == ("ok", "this process serves all 2", None)
    monkeypatch.setenv("FOOTNOTE_SHARDS", "7/2")
    assert check(settings_in(tmp_path, "no"))[:2] == (
        "failed",
        "FOOTNOTE_SHARDS: there is no shard 7: with 2 in all, IDs are 0-1",
    )


def test_without_a_record_nobody_knows_the_other_processes(tmp_path):
    state, found, fix = check(settings_in(tmp_path, "{ids: 0-1, total: 4}"))
    assert state == "warning"
    assert found.startswith("0-1/4 here; without a record, nobody checks")
    assert "record.database" in fix


def test_the_processes_that_run_are_compared_with_the_configured_shards(tmp_path, named):
    settings = settings_in(tmp_path, "{ids: 0-1, total: 4}", named)
    assert check(settings) == ("ok", "0-1/4 here; no process runs now", None)
    with closing(Record.open(settings)) as record:
        first, second, third = (Coordinator(record.database, parse_shards(ids)) for ids in ("0-1/4", "2/4", "3/4"))
        assert [first.join(), second.join()] == [(), ()]
        assert check(settings) == ("warning", "no process serves 3 of 4 now", "start a process with --shards 3/4")
        third.join()
        assert check(settings) == ("ok", "0-1/4 here; all 4 are served by 3 processes", None)
        state, found, fix = check(settings_in(tmp_path, "{ids: 0, total: 2}", named))
        assert state == "failed"
        assert "which conflicts with 0/2 here" in found
        assert fix == "start all processes with the same total"


@pytest.mark.parametrize(
    ("ids", "found"),
    [("0/1", "0/1 here; the only shard is served by 1 process"), ("0-1/2", "0-1/2 here; all 2 are served by 1 process")],
)
def test_one_process_that_serves_all_shards_is_one(tmp_path, ids, found):
    shards, total = ids.split("/")
    settings = settings_in(tmp_path, f"{{ids: {shards}, total: {total}}}", "record.db")
    with closing(Record.open(settings)) as record:
        Coordinator(record.database, parse_shards(ids)).join()
        assert check(settings) == ("ok", found, None)


@pytest.mark.parametrize(
    ("recommended", "shards", "state", "what"),
    [
        (1, None, None, ""),
        (3, None, "ok", "3, Discord recommends 3; 1 of them can connect every five seconds"),
        (3, 4, "ok", "4, Discord recommends 3"),
        (6, 4, "warning", "Discord recommends 6 shards for this bot, and 4 are configured"),
    ],
)
async def test_discord_is_asked_how_many_shards_it_recommends(monkeypatch, recommended, shards, state, what):
    discord = new_discord()
    answer = discord.r_gateway_bot(None, None)
    discord.r_gateway_bot = lambda *_: {**answer, "shards": recommended}
    async with discord:
        monkeypatch.setenv("DISCORD_TOKEN", discord.token)
        monkeypatch.setattr("discord.http.Route.BASE", discord.api_base)
        settings = DiscordSettings(shards=ShardSettings(total=shards) if shards else None)
        found = await asyncio.to_thread(application.inspect, settings, Translations.load(), owner=int(discord.app_id))
        other = await asyncio.to_thread(application.inspect, settings, Translations.load(), owner=4711)
    checks = {check.name: check for check in found.checks}
    assert "Record in Discord" not in checks
    assert (checks["Shards in Discord"].state if "Shards in Discord" in checks else None) == state
    assert state is None or checks["Shards in Discord"].found.startswith(what)
    [owned] = [check for check in other.checks if check.name == "Record in Discord"]
    assert owned.state == "failed"
    assert "application 4711" in owned.found
