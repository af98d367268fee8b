"""The record in the real process, connected to a local Discord: asked, exported, copied, forgotten, and gone from under it."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.record.entries import RecordError
from bot.record.store import Record
from index.settings import Settings, load_settings
from tests import databases, local_discord
from tests.conftest import QUESTION, ROOT
from tests.local_discord import ABSENT, QUOTE, Town, eventually, new_discord, text, unbold, words_in
from tests.local_discord import town as running_town

pytestmark = pytest.mark.asyncio(loop_scope="module")
needs_discord = local_discord.needs_discord
postgres = databases.postgres
WORDS = words_in("en")
in_a_file = pytest.mark.parametrize("named", ["sqlite"], indirect=True, scope="module")


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def named(request: pytest.FixtureRequest) -> str:
    """What config.yaml names as the database."""
    return "record.db" if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the bot's config.yaml."""
    return tmp_path_factory.mktemp("recording")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(shipped: Settings, folder: Path, named: str) -> AsyncIterator[Town]:
    """A bot that keeps a record."""
    async with running_town(new_discord(), shipped, folder, record=named) as town:
        yield town


def footnote(folder: Path, *arguments: str) -> str:
    """Run a command in the bot's folder while the bot runs, and return what it prints."""
    command = [sys.executable, "-m", "bot", "--config", str(folder / "config.yaml"), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout


def recorded(folder: Path) -> list[str]:
    """Return the questions that are recorded; none if there is no record yet."""
    with closing(Record.open(load_settings(folder / "config.yaml"))) as record:
        try:
            return [asked.question for asked, _, _ in record.asked()]
        except RecordError:
            return []


async def privacy(town: Town, action: str, user: str, **extra: Any) -> str:
    """Use a `/privacy` command, and return its private answer."""
    town.owed += 1
    seen = await town.discord.slash(f"privacy {action}", user=user, settle=0.1, **extra)
    await eventually(lambda: seen.messages and text(seen.messages[-1]))
    assert seen.ephemeral
    return text(seen.messages[-1])


async def test_questions_are_recorded_exported_and_forgotten_while_the_bot_runs(town: Town, folder: Path):
    answered = await town.ask(QUESTION, "alice")
    assert QUOTE in unbold(text(answered.message))
    await town.mention(ABSENT, "bob")
    await town.write(QUESTION, "alice")
    await eventually(lambda: len(recorded(folder)) == 3)
    first, second, third = map(json.loads, footnote(folder, "record", "export").splitlines())
    assert [(each["question"], each["outcome"]) for each in (first, second, third)] == [
        (QUESTION, "answer"),
        (ABSENT, "none"),
        (QUESTION, "answer"),
    ]
    assert first["member"] == third["member"] != second["member"]
    assert (first["server"], third["server"]) == (town.discord.guild_id, None)
    assert first["section"]
    assert (first["helpful"], first["unhelpful"]) == (0, 0)
    assert not any(user["id"] in json.dumps([first, second, third]) for user in map(town.discord.user, ("alice", "bob")))

    assert "3 questions" in footnote(folder, "record")
    assert WORDS["privacy_recorded"].format(days=90)[:40] in await privacy(town, "show", "alice")
    assert WORDS["privacy_forgotten"].format(count=2) in await privacy(town, "forget", "alice")
    assert recorded(folder) == [ABSENT]
    await privacy(town, "off", "alice", dm=True)
    await town.ask(QUESTION, "alice")
    await town.ask(QUESTION, "carl")
    await eventually(lambda: len(recorded(folder)) == 2)
    await town.restart()
    assert recorded(folder) == [ABSENT, QUESTION]
    assert not any(QUESTION in line or ABSENT in line for line in town.log())


@in_a_file
async def test_a_database_deleted_under_the_running_bot_costs_no_answer(town: Town, folder: Path):
    await town.ask(QUESTION, "dora")
    await eventually(lambda: QUESTION in recorded(folder))
    footnote(folder, "record", "backup", "--yes", str(folder / "copy.db"))
    copied = recorded(folder)
    (folder / "record.db").unlink()
    for number in (1, 2):
        answered = await town.ask(QUESTION, "erik")
        assert QUOTE in unbold(text(answered.message))
        await eventually(lambda: recorded(folder) == [QUESTION] * number)  # noqa: B023  # awaited before the next
    assert len([line for line in town.log() if re.search(r"record\.db: deleted or replaced", line)]) == 1
    footnote(folder, "record", "restore", "--yes", str(folder / "copy.db"))
    await town.ask(ABSENT, "erik")
    await eventually(lambda: recorded(folder) == [*copied, ABSENT])
    await town.expect_log(r"WARNING .*record\.db: deleted or replaced while in use")


@in_a_file
async def test_faults_at_the_start_cost_no_answer_and_one_line_each(town: Town, folder: Path):
    database, key = folder / "record.db", folder / "record.db.key"

    def is_newer() -> None:
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE footnote_version SET version_num = '99'")

    def is_truncated() -> None:
        database.write_bytes(database.read_bytes()[:5000])

    def has_no_key() -> None:
        key.write_bytes(b"0")

    def has_lost_its_key() -> None:
        key.unlink()

    for damage, line in (
        (is_newer, r"WARNING .*record\.db: it was written by a newer version of Footnote .* recorded only once this is fixed"),
        (is_truncated, r"WARNING .*record\.db: is damaged; .* recorded only once this is fixed"),
        (has_no_key, r"ERROR .*record\.db\.key: is not a key of the record; .* until the bot is restarted"),
        (has_lost_its_key, r"ERROR .*record\.db\.key: is missing, .*; restore it from a backup, .* until the bot is restarted"),
    ):
        with closing(Record.open(load_settings(folder / "config.yaml"))) as record:
            record.is_left_out("nobody").result(30)
        before = {path: path.read_bytes() for path in (database, key)}
        assert await town.end() == 0
        damage()
        damaged = database.read_bytes()
        await town.restart()
        for _ in range(2):
            answered = await town.ask(QUESTION, "fay")
            assert QUOTE in unbold(text(answered.message))
        await town.expect_log(line)
        assert len([each for each in town.log() if re.search(line, each)]) == 1
        assert await town.end() == 0
        assert database.read_bytes() == damaged
        for path, data in before.items():
            path.write_bytes(data)
        await town.restart()
    await town.ask(ABSENT, "gus")
    await eventually(lambda: recorded(folder)[-1:] == [ABSENT])
