"""Rebuild the index in a separate process, so that builds neither slow answers nor use the bot's memory."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.upkeep.messages import Advanced, Built, Failed, Step, from_line
from index.errors import FootnoteError

MAX_LINE_BYTES = 2**25
"""Bytes in a message from the build process, at most."""
TERMINATE_TIMEOUT = 1.0
"""Seconds to wait for the build to exit after each signal."""
HOME = Path(__file__).parents[2]
CHILD = """
import sys
sys.path.append(sys.argv[1])
from pathlib import Path
from bot.upkeep.__main__ import main
sys.exit(main(Path(sys.argv[2])))
"""
"""Code for the build process; run it with -P, so that a `bot.py` in the working folder is not imported."""
SECRETS = ("DISCORD_TOKEN", "DISCORD_TOKEN_FILE", "CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET")
"""Environment variables that other processes do without: where the token is, and the bot's line to its service manager."""


class RebuildError(FootnoteError):
    """The rebuild failed and the index is unchanged; the message says why."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The progress of a build: the current step, and how many of its passages are done, out of how many."""

    name: str = ""
    done: int = 0
    total: int | None = None


class Rebuilder:
    """Runs one build at a time. Requests during a build may follow newer edits, so they share one more build after it."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._running: asyncio.Task[Built] | None = None
        self._next: asyncio.Task[Built] | None = None
        self._is_stopped = False
        self.stage = Stage()

    @property
    def is_running(self) -> bool:
        """True while a build is in progress."""
        return self._running is not None and not self._running.done()

    async def run(self) -> Built:
        """Build, after any build in progress. Raises RebuildError if the index could not be rebuilt."""
        if self._is_stopped:
            raise RebuildError("the bot is shutting down", fix="try again when it is back")
        if self._next is not None:  # even if the build before it has just ended
            return await asyncio.shield(self._next)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._build())
            return await asyncio.shield(self._running)
        self._next = asyncio.create_task(self._build_after(self._running))
        return await asyncio.shield(self._next)

    async def stop(self) -> None:
        """Stop any build in progress and refuse new ones; the index stays as it is."""
        self._is_stopped = True
        tasks = [task for task in (self._next, self._running) if task and not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _build_after(self, running: "asyncio.Task[Built]") -> Built:
        """Build once more, for every request made during the previous build."""
        await asyncio.wait([running])
        self._running, self._next = self._next, None
        return await self._build()

    async def _build(self) -> Built:
        self.stage = Stage()
        environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
        environment.setdefault("OPENBLAS_NUM_THREADS", "1")
        command = (sys.executable, "-P", "-c", CHILD, str(HOME), str(self._config))
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdout=PIPE, limit=MAX_LINE_BYTES, env=environment, start_new_session=True
            )
        except OSError as error:
            raise RebuildError(f"the build cannot be started ({error.strerror})", fix="run `footnote build`") from None
        try:
            return await self._read_messages(process)
        finally:
            await _terminate(process)

    async def _read_messages(self, process: Process) -> Built:
        """Follow the messages of a build until it ends. Raises RebuildError if it fails."""
        while process.stdout and (line := await process.stdout.readline()):
            try:
                message = from_line(line)
            except msgspec.DecodeError:
                continue  # printed by a library
            if isinstance(message, Built):
                await process.wait()
                return message
            if isinstance(message, Failed):
                raise RebuildError(message.reason)
            self.stage = _update(self.stage, message)
        raise RebuildError(f"the build ended with exit code {await process.wait()}", fix="run `footnote build` to see why")


async def _terminate(process: Process) -> None:
    """Terminate a process if it is still running. A build can be interrupted at any point without harm."""
    for send_signal in (process.terminate, process.kill):
        if process.returncode is None:
            with suppress(ProcessLookupError):
                send_signal()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), TERMINATE_TIMEOUT)


def _update(stage: Stage, message: Step | Advanced) -> Stage:
    if isinstance(message, Step):
        return Stage(message.name, 0, message.total)
    return Stage(stage.name, stage.done + message.count, stage.total)
