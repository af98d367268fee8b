"""Rebuild: the index is built in a process of its own, so that neither answers nor memory feel it."""

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

LONGEST_LINE = 2**25
"""Bytes of a line that the building process tells something in."""
ENDING = 2.0
"""Seconds that a build has to end when it is told to."""
SECRETS = ("DISCORD_TOKEN",)
"""Variables that building has no use for."""


class RebuildError(FootnoteError):
    """The index stays as it was; the reason says what to mend."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a build has come: the name of its step, and how many passages of it are done, of how many."""

    name: str = ""
    done: int = 0
    total: int | None = None


class Rebuilding:
    """At most one build at a time; whoever asks for another one meanwhile waits for the same."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._running: asyncio.Task[Built] | None = None
        self._is_stopped = False
        self.stage = Stage()

    @property
    def is_running(self) -> bool:
        """Whether a build is going on."""
        return self._running is not None and not self._running.done()

    async def run(self) -> Built:
        """Build, or wait for the build that is going on. Raises RebuildError when the index stays as it was."""
        if self._is_stopped:
            raise RebuildError("the bot is about to end", fix="build again when it is back")
        if self._running is None or self._running.done():
            self.stage = Stage()
            self._running = asyncio.create_task(self._build())
        return await asyncio.shield(self._running)

    async def stop(self) -> None:
        """End a build that is going on, and begin none any more; the index stays as it was."""
        self._is_stopped = True
        if self._running and not self._running.done():
            self._running.cancel()
            with suppress(asyncio.CancelledError, RebuildError):
                await self._running

    async def _build(self) -> Built:
        environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
        environment.setdefault("OPENBLAS_NUM_THREADS", "1")
        command = (sys.executable, "-m", "bot.upkeep", str(self._config))
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdout=PIPE, limit=LONGEST_LINE, env=environment, start_new_session=True
            )
        except OSError as error:
            raise RebuildError(f"no build can be started ({error.strerror})", fix="run `footnote build`") from None
        try:
            return await self._listen(process)
        finally:
            await _end(process)

    async def _listen(self, process: Process) -> Built:
        """Follow what a build tells until its end."""
        while process.stdout and (line := await process.stdout.readline()):
            try:
                message = from_line(line)
            except msgspec.DecodeError:
                continue  # a library that prints
            if isinstance(message, Built):
                await process.wait()
                return message
            if isinstance(message, Failed):
                raise RebuildError(message.reason)
            self.stage = _next(self.stage, message)
        raise RebuildError(f"the build ended with exit code {await process.wait()}", fix="run `footnote build` to see why")


async def _end(process: Process) -> None:
    """End a process that may have ended: a build can be ended at any moment."""
    for end in (process.terminate, process.kill):
        if process.returncode is None:
            with suppress(ProcessLookupError):
                end()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), ENDING)


def _next(stage: Stage, message: Step | Advanced) -> Stage:
    if isinstance(message, Step):
        return Stage(message.name, 0, message.total)
    return Stage(stage.name, stage.done + message.count, stage.total)
