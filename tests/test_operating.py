"""The real process as its operator meets it: its token, its service manager, and a second bot with the same token."""

import asyncio
import contextlib
import json
import os
import pty
import select
import subprocess
from pathlib import Path
from typing import Any

import pytest

from index.settings import Settings
from tests import local_discord
from tests.conftest import QUESTION
from tests.local_discord import (
    QUOTE,
    SERVE,
    Open,
    Town,
    environment,
    eventually,
    new_discord,
    serve_until_exit,
    unbold,
    write_config,
)
from tests.test_service_manager import listening
from tests.test_stopping import install

pytestmark = pytest.mark.skipif(os.name != "posix", reason="this system has neither terminals nor sockets like these")

needs_discord, open_town = local_discord.needs_discord, local_discord.open_town


@contextlib.asynccontextmanager
async def town_with(shipped: Settings, folder: Path, *flags: str, **variables: str) -> Any:
    """Run the bot in a town, with these flags and variables, and with no token but the one they name."""
    write_config(folder, shipped, cooldown=0)
    discord = new_discord()
    try:
        await discord.start()
        for name in variables.pop("files", "").split():
            (folder / name).write_text(f"{discord.token}\n", encoding="utf-8")
            (folder / name).chmod(0o600)
        options = {"env": environment(**variables), "cwd": str(folder), "env_token": "NOT_THE_TOKEN"}
        await discord.run_bot([*SERVE, *flags], **options)
        assert await discord.wait_ready(30), discord.bot_log
        town = Town(discord)
        yield town
        assert await town.end() == 0
        town.check_ledger()
    finally:
        await discord.stop()


@pytest.mark.parametrize(
    "variables", [{"DISCORD_TOKEN_FILE": "discord-token"}, {"CREDENTIALS_DIRECTORY": "."}], ids=["file", "credential"]
)
async def test_a_token_in_a_file_that_ends_with_a_newline_signs_the_bot_in(shipped, tmp_path, variables):
    async with town_with(shipped, tmp_path, files="discord-token", **variables) as town:
        assert QUOTE in unbold((await town.ask(QUESTION)).text)


async def test_a_token_typed_at_the_prompt_is_not_shown(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    async with new_discord() as discord:
        screen, terminal = pty.openpty()
        variables = {**os.environ, **environment(FOOTNOTE_DISCORD_API=discord.api_base)}
        process = subprocess.Popen(
            SERVE, cwd=tmp_path, env=variables, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
        )
        os.close(terminal)
        shown = b""

        def read() -> bytes:
            nonlocal shown
            with contextlib.suppress(OSError):  # the process has ended
                while select.select([screen], [], [], 0)[0] and (part := os.read(screen, 4096)):
                    shown += part
            return shown

        try:
            await eventually(lambda: b"not shown" in read(), 30)
            os.write(screen, f"{discord.token}\n".encode())
            await eventually(lambda: b"signed in as" in read(), 30)
            process.terminate()
            await eventually(lambda: read() is not None and process.poll() is not None)
        finally:
            process.kill()
            process.wait()
            os.close(screen)
        assert process.returncode == 0
        assert discord.token.encode() not in shown


@pytest.mark.parametrize("kind", ["path", "abstract"])
async def test_systemd_is_told_when_the_bot_is_ready_alive_and_stopping(shipped, tmp_path, kind):
    address = f"{tmp_path}/notify" if kind == "path" else f"@footnote-{os.getpid()}"
    variables = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000", "DISCORD_TOKEN_FILE": "discord-token"}
    with listening(address) as listener:
        heard: list[str] = []

        def has_heard(message: str, times: int = 1) -> bool:
            heard.extend(listener.received())
            return heard.count(message) >= times

        async with town_with(shipped, tmp_path, files="discord-token", **variables) as town:
            await eventually(lambda: has_heard("STATUS=answering in 1 server"))
            assert heard[:2] == ["STATUS=opening the index", "STATUS=connecting to Discord"]
            assert [message for message in heard if not message.startswith("STATUS")][:2] == ["READY=1", "WATCHDOG=1"]
            await eventually(lambda: has_heard("WATCHDOG=1", 5))
            await town.discord.drop("forget")
            await eventually(lambda: has_heard("STATUS=not connected to Discord"))
            heard.clear()
            await eventually(lambda: has_heard("WATCHDOG=1", 2))  # a restart would not bring Discord back
            await town.discord.wait_ready(20, commands=False)
            assert not has_heard("STOPPING=1")
        assert has_heard("STOPPING=1")


HANGING = """
import sys, threading, time

def hang_answers():
    while not hasattr(sys.modules.get("index.answering.searcher"), "NAMED_SHARE"):
        time.sleep(0.01)
    while not hasattr(sys.modules["index.answering.searcher"], "Searcher"):
        time.sleep(0.01)
    sys.modules["index.answering.searcher"].Searcher.answer = lambda *_, **__: time.sleep(60)

threading.Thread(target=hang_answers, daemon=True).start()
"""


async def test_an_answer_that_hangs_stops_the_pings_but_not_a_shutdown(shipped: Settings, tmp_path: Path):
    variables = {"WATCHDOG_USEC": "400000", "DISCORD_TOKEN_FILE": "discord-token", **install(tmp_path / "site", HANGING)}
    with listening(f"{tmp_path}/notify") as listener:
        async with town_with(shipped, tmp_path, files="discord-token", NOTIFY_SOCKET=listener.address, **variables) as town:
            await eventually(lambda: "WATCHDOG=1" in listener.received())
            asking = await town.ask(QUESTION, timeout=1.0)
            assert asking.pending  # it says that the bot is thinking
            listener.received()
            await asyncio.sleep(1.5)  # fifteen pings are due
            assert "WATCHDOG=1" not in listener.received()
            assert await town.end() == 0
            town.discord.violations.clear()  # nobody gets an answer


async def test_systemd_is_told_why_the_bot_cannot_start(tmp_path: Path):
    with listening(f"{tmp_path}/notify") as listener:
        code, lines = await serve_until_exit(tmp_path, NOTIFY_SOCKET=listener.address)
        assert code == 78
        (line,) = lines
        assert listener.received() == [f"STATUS={line.removeprefix('footnote: ')}"]


async def test_a_token_that_is_reset_while_the_bot_runs_ends_it_for_good(open_town: Open, shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    discord = new_discord()
    try:
        await discord.start()
        await discord.run_bot([*SERVE, "--logs", "json"], env=environment(), cwd=str(tmp_path))
        assert await discord.wait_ready(30), discord.bot_log
        old, discord.token = discord.token, "ANOTHER.TOKEN.since-the-reset"
        await discord.drop("invalid")
        assert await asyncio.wait_for(discord.bot.wait(), 30) == 78
        await discord.stop_bot()
        assert json.loads(discord.bot_log[-1])["message"].startswith("DISCORD_TOKEN: Discord rejected this token; ")
        assert old not in "\n".join(discord.bot_log)
    finally:
        await discord.stop()


async def test_two_bots_with_one_token_give_one_answer_and_say_so_in_the_log(
    open_town: Open, shipped: Settings, tmp_path: Path
):
    async with open_town() as town:
        discord, own = town.discord, tmp_path / "other"
        own.mkdir()
        write_config(own, shipped, cooldown=0)
        variables = environment(DISCORD_TOKEN=discord.token, FOOTNOTE_DISCORD_API=discord.api_base)
        with (own / "log").open("wb") as file:
            other = await asyncio.create_subprocess_exec(*SERVE, cwd=own, env={**os.environ, **variables}, stderr=file)

        def warnings() -> list[str]:
            lines = [*town.log(), *(own / "log").read_text(encoding="utf-8").splitlines()]
            return [line for line in lines if "another process has answered with this bot's token" in line]

        try:
            await eventually(lambda: len(discord.conns) == 2 and all(conn["session"] for conn in discord.conns), 30)
            for asked in range(5):  # on a busy machine, a response can take so long that it may have been sent twice
                with town.breaking_rules("double_ack"):
                    answer = await town.ask(QUESTION, settle=1.0)
                assert QUOTE in unbold(answer.text)
                assert len(answer.messages) == 1
                assert len(warnings()) <= asked + 1
                if warnings():
                    break
            assert warnings()
        finally:
            other.terminate()
            await other.wait()
        assert other.returncode == 0
        if set(warnings()) & set(town.log()):
            await town.expect_log("WARNING another process has answered")
