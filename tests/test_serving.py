"""The real process as an operator sees it: its JSON log, its port, and how it exits."""

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
from tests import local_discord
from tests.conftest import QUESTION
from tests.local_discord import SERVE, Town, environment, eventually, new_discord, serve_until_exit, write_config

TOKEN = "a.b.c"  # noqa: S105  # only looks like one
ABSENT = "Is there a sauna for zanzibarian umbrellas?"
LISTENING = re.compile(r"serving /healthz and /metrics on port (\d+) of 127\.0\.0\.1")


needs_discord = local_discord.needs_discord


class MonitoredTown(Town):
    """A town whose bot writes a JSON log and serves a port for monitoring."""

    def lines(self) -> list[dict[str, Any]]:
        """Return the log, each line of which must be a JSON object."""
        return [json.loads(line) for line in self.discord.bot_log]

    def ended(self) -> list[dict[str, Any]]:
        """Return the lines of the log about requests that have ended."""
        return [line for line in self.lines() if "milliseconds" in line]

    async def get(self, path: str) -> tuple[int, str]:
        """Return the status and body of a page on the port."""
        (found,) = [match for line in self.lines() if (match := LISTENING.fullmatch(line["message"]))]
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{found[1]}{path}") as response:
            return response.status, await response.text()

    async def metrics(self) -> dict[tuple[str, ...], float]:
        """Return the metrics by name and labels."""
        _, body = await self.get("/metrics")
        families = text_string_to_metric_families(body)
        return {(found.name, *found.labels.values()): found.value for family in families for found in family.samples}


@contextlib.asynccontextmanager
async def monitored_town(shipped: Settings, folder: Path) -> AsyncIterator[MonitoredTown]:
    """Run the bot in a monitored town."""
    write_config(folder, shipped, cooldown=0)
    discord = new_discord()
    try:
        await discord.start()
        await discord.run_bot([*SERVE, "--logs", "json", "--port", "0"], env=environment(), cwd=str(folder))
        assert await discord.wait_ready(30), discord.bot_log
        yield MonitoredTown(discord)
    finally:
        await discord.stop()


async def test_the_json_log_and_the_metrics_agree(shipped: Settings, tmp_path: Path):
    async with monitored_town(shipped, tmp_path) as town:
        await town.ask(QUESTION)
        await town.mention(ABSENT, "bob")
        await town.ask("?!")
        await eventually(lambda: len(town.ended()) == 3)
        ended = town.ended()
        assert [line["message"].split(" (")[0] for line in ended] == [
            "answered: answer",
            "answered: none",
            "refused: no words",
        ]
        assert [(line["ending"], line["reason"]) for line in ended[1:]] == [("answered", "none"), ("refused", "no words")]
        assert len({line["request"] for line in ended}) == 3
        metrics = await town.metrics()
        assert [metrics["footnote_answers_total", outcome] for outcome in ("answer", "suggestions", "none")] == [1, 0, 1]
        assert metrics["footnote_refusals_total", "no words"] == 1
        assert [metrics["footnote_step_seconds_count", step] for step in ("waiting", "reading", "judging")] == [2, 2, 2]
        assert metrics["footnote_gateway_connected",] == 1
        assert metrics["footnote_queue",] == 0
        assert await town.end() == 0
        log = "\n".join(town.discord.bot_log)
        for secret in (town.discord.token, "farmers", "zanzibarian", "umbrellas"):
            assert secret not in log


@pytest.mark.parametrize("how", ["close", "forget"])
async def test_health_follows_the_connection(shipped: Settings, tmp_path: Path, how: str):
    async with monitored_town(shipped, tmp_path) as town:
        status, body = await town.get("/healthz")
        assert (status, json.loads(body)["status"]) == (200, "ok")
        await town.discord.drop(how)
        async with asyncio.timeout(20):
            for wanted in (503, 200):
                while (await town.get("/healthz"))[0] != wanted:
                    await asyncio.sleep(0.01)
        assert await town.end() == 0


async def test_an_error_at_startup_is_a_line_of_the_json_log(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    code, lines = await serve_until_exit(tmp_path, "--logs", "json")
    assert code == 78
    (line,) = map(json.loads, lines)
    assert line["level"] == "critical"
    assert line["message"].startswith("DISCORD_TOKEN: is not set; ")


async def test_messages_before_the_bot_connects_are_in_the_json_log(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    config = tmp_path / "config.yaml"
    config.write_text(re.sub("language: .*", "language: german", config.read_text()))
    code, lines = await serve_until_exit(
        tmp_path, "--logs", "json", DISCORD_TOKEN=TOKEN, FOOTNOTE_DISCORD_API="http://127.0.0.1:9/api/v10"
    )
    assert code == 1
    messages = [json.loads(line)["message"] for line in lines]
    assert messages[0] == "the index was built for the language english; run `footnote build`"
    assert messages[-1].startswith("http://127.0.0.1:9/api/v10: cannot be reached")


async def test_a_port_in_use_is_an_error_in_one_line_before_the_bot_connects(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, lines = await serve_until_exit(tmp_path, "--port", str(port), DISCORD_TOKEN=TOKEN)
    assert code == 78
    assert [line.split(" (")[0] for line in lines] == [f"footnote: 127.0.0.1:{port}: cannot listen on this address"]
