"""SIGTERM at any moment: the bot exits promptly with code 0 and without a traceback, and loses nothing."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat import serving as chat_serving
from bot.chat.bot_token import Token
from bot.chat.client import FootnoteBot
from bot.chat.lessons import Lessons
from bot.chat.observing.service_manager import ServiceManager
from bot.chat.stopping import StopSignals
from index.answering.searcher import Searcher
from index.building.teaching import Teacher, Undo
from index.settings import Settings, load_settings
from tests import local_discord
from tests.conftest import QUESTION, ROOT, running_processes, share_model, write_project
from tests.local_discord import QUOTE, SERVE, Open, environment, eventually, new_discord, own_project, unbold, write_config
from tests.local_discord import town as running_town

pytestmark = pytest.mark.skipif(os.name != "posix", reason="this system has no SIGTERM")
PROMPT_SECONDS = 45.0
"""Seconds within which the bot exits, at most. It takes up to 7, and more on a busy machine; what hangs here, hangs for 60."""
TOKEN = "a.b.c"  # noqa: S105  # only looks like one
CALLBACK = r"^/interactions/\d+/[^/]+/callback$"
MANY = "# Rules\n\n" + "".join(f"- Rule {number} is about the number {number}.\n" for number in range(4000))
"""A document that takes seconds to build."""

needs_discord, open_town = local_discord.needs_discord, local_discord.open_town


class Serving:
    """A process of `footnote serve`, and the lines that it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout
        while line := await self.process.stdout.readline():
            self.lines.append(line.decode().rstrip("\n"))

    async def writes(self, words: str) -> None:
        """Wait until a line contains these words."""
        await eventually(lambda: any(words in line for line in self.lines), 30)

    async def exit_code(self) -> int:
        """Return the exit code of the process, which must end soon."""
        code = await asyncio.wait_for(self.process.wait(), PROMPT_SECONDS)
        await self._reading
        return code


@contextlib.asynccontextmanager
async def serving(folder: Path, command: str = "serve", **variables: str) -> AsyncIterator[Serving]:
    """Start `footnote serve`, or another command, in a folder."""
    # A process that ends inside a signal handler can wait forever for coverage, which saves its data under a lock then.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_PROCESS_")}
    process = await asyncio.create_subprocess_exec(
        *SERVE[:-1],
        command,
        cwd=folder,
        env={**inherited, **environment(**{"DISCORD_TOKEN": TOKEN, **variables})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Serving(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def silent_server() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Yield the address of a server that accepts connections and never answers, and whether it has been asked."""
    asked, over = asyncio.Event(), asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        asked.set()
        await over.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v10", asked
        over.set()


def install(folder: Path, code: str) -> dict[str, str]:
    """Write code that Python runs before the bot, and return the variables that make it."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}


ON_IMPORT = """
import os, signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}" and "bot.commands.serve" in sys.modules:
            sys.meta_path.remove(self)
            for _ in range({times}):
                os.kill(os.getpid(), signal.SIGTERM)

sys.meta_path.insert(0, Finder())
"""
NO_RESOLVER = """
import socket, time

def getaddrinfo(*_, **__):
    print("looking up an address", flush=True)
    time.sleep(60)

socket.getaddrinfo = getaddrinfo
"""


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("module", ["bot.chat.serving", "discord", "onnxruntime"])
async def test_sigterm_while_a_library_is_imported(shipped: Settings, tmp_path: Path, module: str, times: int):
    write_config(tmp_path, shipped)
    variables = install(tmp_path / "site", ON_IMPORT.format(module=module, times=times))
    async with serving(tmp_path, **variables) as bot:
        assert await bot.exit_code() == 0
        assert bot.lines == []


@pytest.mark.parametrize("times", [1, 2])
async def test_sigterm_while_the_first_index_is_built(shipped: Settings, tmp_path: Path, times: int):
    settings = write_project(tmp_path, {"rules.md": MANY})
    share_model(shipped, settings.index_folder)
    async with serving(tmp_path) as bot:
        await bot.writes("Encoding the passages")
        for _ in range(times):
            bot.process.send_signal(signal.SIGTERM)
        assert await bot.exit_code() == 0
        assert [line for line in bot.lines if "Traceback" in line or "rror" in line] == []
    (tmp_path / "rules.md").write_text("# Rules\n\n- No shoes in the hall.\n", encoding="utf-8")
    build = subprocess.run(
        [sys.executable, "-m", "bot", "build"], cwd=tmp_path, env={**os.environ, **environment()}, check=False
    )
    assert build.returncode == 0
    assert Searcher.open(load_settings(tmp_path / "config.yaml")).ask("shoes").hits


async def test_sigterm_during_a_build_by_hand_leaves_the_index_as_it_was(shipped: Settings, tmp_path: Path):
    settings = own_project(tmp_path / "own", shipped)
    (settings.root / "page.md").write_text(MANY, encoding="utf-8")
    async with serving(settings.root, "build") as build:
        await build.writes("Encoding the passages")
        build.process.send_signal(signal.SIGTERM)
        assert await build.exit_code() == -signal.SIGTERM  # 143 in a shell
        assert [line for line in build.lines if "Traceback" in line or "rror" in line] == []
    assert QUOTE in unbold(Searcher.open(settings).ask(QUESTION).hits[0].passage.text)


async def test_sigterm_while_another_build_holds_the_index(shipped: Settings, tmp_path: Path):
    settings = write_project(tmp_path, {"rules.md": MANY})
    share_model(shipped, settings.index_folder)
    async with serving(tmp_path) as builder:
        await builder.writes("Encoding the passages")
        async with serving(tmp_path) as bot:
            await bot.writes("Waiting for another build")
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.exit_code() == 0
        builder.process.send_signal(signal.SIGTERM)
        assert await builder.exit_code() == 0


async def test_sigterm_while_discord_does_not_answer(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    async with silent_server() as (address, asked), serving(tmp_path, FOOTNOTE_DISCORD_API=address) as bot:
        await asyncio.wait_for(asked.wait(), 60)
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.exit_code() == 0
        assert [line for line in bot.lines if " INFO " not in line] == []


async def test_sigterm_while_the_resolver_does_not_answer(shipped: Settings, tmp_path: Path):
    write_config(tmp_path, shipped)
    variables = install(tmp_path / "site", NO_RESOLVER)
    async with serving(tmp_path, FOOTNOTE_DISCORD_API="http://discord.invalid/api/v10", **variables) as bot:
        await bot.writes("looking up an address")
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.exit_code() == 0
        assert [line for line in bot.lines if " INFO " not in line and line != "looking up an address"] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_open_answers_are_finished_even_if_sigterm_comes_twice(open_town: Open, number: signal.Signals):
    async with open_town() as town:
        slow = town.fail(CALLBACK, status=0, delay=1.5)
        asking = asyncio.create_task(town.ask(QUESTION))
        await eventually(lambda: not slow["times"])
        town.discord.bot.send_signal(number)
        await eventually(lambda: any("shutting down" in line for line in town.log()))
        town.discord.bot.send_signal(signal.SIGTERM)
        assert QUOTE in unbold((await asking).text)
        assert await town.end() == 0


async def test_a_second_ctrl_c_does_not_wait_for_open_answers(open_town: Open):
    async with open_town() as town:
        town.fail(CALLBACK, status=0, delay=60)
        asking = asyncio.create_task(town.ask(QUESTION, owed=0, timeout=1.0))
        await eventually(lambda: not town.discord.faults[-1]["times"])
        town.discord.bot.send_signal(signal.SIGINT)
        await eventually(lambda: any("shutting down" in line for line in town.log()))
        town.discord.bot.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(town.discord.bot.wait(), 60) == 0
        await asking


async def test_sigterm_during_a_rebuild_leaves_the_index_as_it_was(shipped: Settings, tmp_path: Path):
    own = own_project(tmp_path / "own", shipped, watch=True)
    async with running_town(new_discord(), own, tmp_path) as town:
        page = own.root / "page.md"
        page.write_text(page.read_text(encoding="utf-8") + MANY, encoding="utf-8")
        await eventually(lambda: builds_of(tmp_path), 30)
        assert await town.end() == 0
        assert builds_of(tmp_path) == []
    assert "indexed an edit" not in "\n".join(town.log())
    assert QUOTE in unbold(Searcher.open(own).ask(QUESTION).hits[0].passage.text)


def builds_of(folder: Path) -> list[int]:
    """Return the processes that build a project in this folder."""
    return [process for process, command in running_processes() if b"bot.upkeep" in command and os.fsencode(folder) in command]


def test_the_end_waits_until_what_a_member_teaches_is_written(shipped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, written = threading.Event(), threading.Event()

    def take_back(_teacher: Teacher, _undo: Undo) -> None:
        begun.set()
        time.sleep(0.5)
        written.set()

    async def end_in_the_middle(bot: FootnoteBot, *_: object) -> None:
        lesson = asyncio.create_task(Lessons(bot.services).take_back(Undo(None, None), 1))
        await eventually(begun.is_set)
        assert not lesson.done()

    monkeypatch.setattr(Teacher, "take_back", take_back)
    monkeypatch.setattr(chat_serving, "_run", end_in_the_middle)
    monkeypatch.setattr(StopSignals, "_listen", lambda *_: None)
    for name in ("configure_logging", "choose_api", "install_yielding_websocket", "use_standard_json"):
        monkeypatch.setattr(chat_serving, name, lambda *_: None)
    searcher = Searcher.open(shipped, threads=1)
    chat_serving.serve(shipped, searcher, Token(TOKEN, "the test"), StopSignals(), ServiceManager())
    assert written.is_set()
