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
ENDING = 1.0
"""Seconds that a build has to end when it is told to."""
HOME = Path(__file__).parents[2]
CHILD = """
import sys
sys.path.append(sys.argv[1])
from pathlib import Path
from bot.upkeep.__main__ import main
sys.exit(main(Path(sys.argv[2])))
"""
"""What the building process runs; -P keeps it from finding modules in the working folder, where a `bot.py` may be."""
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
    """At most one build at a time. Who asks while one goes on may have edited since it began, and waits for one more."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._running: asyncio.Task[Built] | None = None
        self._next: asyncio.Task[Built] | None = None
        self._is_stopped = False
        self.stage = Stage()

    @property
    def is_running(self) -> bool:
        """Whether a build is going on."""
        return self._running is not None and not self._running.done()

    async def run(self) -> Built:
        """Build, after the build that is going on if there is one. Raises RebuildError when the index stays as it was."""
        if self._is_stopped:
            raise RebuildError("the bot is about to end", fix="build again when it is back")
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._build())
            return await asyncio.shield(self._running)
        if self._next is None:
            self._next = asyncio.create_task(self._build_after(self._running))
        return await asyncio.shield(self._next)

    async def stop(self) -> None:
        """End a build that is going on, and begin none any more; the index stays as it was."""
        self._is_stopped = True
        tasks = [task for task in (self._next, self._running) if task and not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _build_after(self, running: "asyncio.Task[Built]") -> Built:
        """One more build, for all who asked while another one was going on."""
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
