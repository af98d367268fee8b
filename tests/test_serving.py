"""What whoever keeps the bot running sees of the real process: its log for programs, its port, and how it ends."""

import asyncio
import contextlib
import json
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from index.settings import Settings
from tests.conftest import QUESTION
from tests.local_discord import SERVE, Town, environment, fakediscord, new_discord, serve_until_exit, write_config

KEY = "a.b.c"
ABSENT = "Do you give refunds for zanzibarian umbrellas?"
PLACE = re.compile(r"serving /healthz and /metrics on port (\d+) of 127\.0\.0\.1")


@pytest.fixture(scope="session", autouse=True)
def _fakediscord() -> None:
    """Skips where there is no Discord to run the bot in."""
    fakediscord()


class Kept(Town):
    """A town whose bot is kept running by somebody who reads its log and its port."""

    def lines(self) -> list[dict[str, Any]]:
        """The log. Each line has to be an object."""
        return [json.loads(line) for line in self.discord.bot_log]

    async def get(self, path: str) -> tuple[int, str]:
        """What the port says."""
        (found,) = [match for line in self.lines() if (match := PLACE.fullmatch(line["message"]))]
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{found[1]}{path}") as response:
            return response.status, await response.text()

    async def figures(self) -> dict[tuple[str, ...], float]:
        """Each figure by its name and labels."""
        _, told = await self.get("/metrics")
        families = text_string_to_metric_families(told)
        return {(found.name, *found.labels.values()): found.value for family in families for found in family.samples}


@contextlib.asynccontextmanager
async def kept(shipped: Settings, folder: Path) -> AsyncIterator[Kept]:
    """Such a town, with the bot in it."""
    write_config(folder, shipped, cooldown=0)
    discord = new_discord()
    try:
        await discord.start()
        await discord.run_bot([*SERVE, "--logs", "json", "--port", "0"], env=environment(), cwd=str(folder))
        assert await discord.wait_ready(30), discord.bot_log
        yield Kept(discord)
    finally:
        await discord.stop()


async def test_the_log_for_programs_and_the_port_tell_the_same_story(shipped: Settings, tmp_path: Path):
    async with kept(shipped, tmp_path) as there:
        await there.ask(QUESTION)
        await there.mention(ABSENT, "bob")
        await there.ask("?!")
        ended = [line for line in there.lines() if "milliseconds" in line]
        assert [line["message"].split(" (")[0] for line in ended] == [
            "answered: answer",
            "answered: none",
            "refused: no words",
        ]
        assert [(line["ending"], line["reason"]) for line in ended[1:]] == [("answered", "none"), ("refused", "no words")]
        assert len({line["request"] for line in ended}) == 3
        figures = await there.figures()
        assert [figures["footnote_answers_total", outcome] for outcome in ("answer", "suggestions", "none")] == [1, 0, 1]
        assert figures["footnote_refusals_total", "no words"] == 1
        assert [figures["footnote_step_seconds_count", step] for step in ("waiting", "reading", "judging")] == [2, 2, 2]
        assert figures["footnote_gateway_connected",] == 1
        assert figures["footnote_queue",] == 0
        assert await there.end() == 0
        log = "\n".join(there.discord.bot_log)
        for secret in (there.discord.token, "farmers", "zanzibarian", "umbrellas"):
            assert secret not in log


@pytest.mark.parametrize("how", ["close", "forget"])
async def test_health_is_what_the_connection_is(shipped: Settings, tmp_path: Path, how: str):
    async with kept(shipped, tmp_path) as there:
        status, told = await there.get("/healthz")
        assert (status, json.loads(told)["status"]) == (200, "ok")
        await there.discord.drop(how)
        async with asyncio.timeout(20):
            for wanted in (503, 200):
                while (await there.get("/healthz"))[0] != wanted:
                    await asyncio.sleep(0.01)
        assert await there.end() == 0


async def test_what_keeps_it_from_starting_is_a_line_of_the_log_too(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    code, lines = await serve_until_exit(tmp_path, "--logs", "json")
    assert code == 1
    (told,) = map(json.loads, lines)
    assert told["level"] == "critical"
    assert told["message"].startswith("DISCORD_TOKEN: is not set; ")


async def test_what_is_said_before_it_connects_is_in_the_log_for_programs(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    config = tmp_path / "config.yaml"
    config.write_text(re.sub("language: .*", "language: german", config.read_text()))
    code, lines = await serve_until_exit(
        tmp_path, "--logs", "json", DISCORD_TOKEN=KEY, FOOTNOTE_DISCORD_API="http://127.0.0.1:9/api/v10"
    )
    assert code == 1
    messages = [json.loads(line)["message"] for line in lines]
    assert messages[0] == "the index was built for the language english; run `footnote build`"
    assert messages[-1].startswith("http://127.0.0.1:9/api/v10: cannot be reached")


async def test_a_port_that_is_taken_ends_it_in_one_line_before_it_is_in_discord(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, lines = await serve_until_exit(tmp_path, "--port", str(port), DISCORD_TOKEN=KEY)
    assert code == 1
    assert [line.split(" (")[0] for line in lines] == [f"footnote: 127.0.0.1:{port}: cannot listen on this address"]
