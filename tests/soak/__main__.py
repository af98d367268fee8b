"""Run a soak test: `python -m tests.soak --minutes 60`. Exits with 0 if nothing was wrong, with 1 otherwise."""

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.local_discord import ACK_SECONDS, ROOT, SERVE, SHARED, Town, environment, new_discord
from tests.soak.documents import Documents
from tests.soak.faults import Faults, Outages
from tests.soak.inputs import Inputs, generator, judged_questions, vocabulary
from tests.soak.keeping import Keeper
from tests.soak.ledger import BOUND, Ledger
from tests.soak.machine import Sample, open_files, sample
from tests.soak.members import Members
from tests.soak.port import Port
from tests.soak.report import Report
from tests.soak.sabotage import SABOTAGES, Sabotage
from tests.soak.witness import Witness

PLACES = 40
"""Size of the bot's queue; larger bursts check that it says it is busy."""
COOLDOWN = 0.5
WARM_UP = 100.0
BETWEEN_SAMPLES = 5.0
BETWEEN_EDITS = (6.0, 20.0)
BETWEEN_DROPS = (15.0, 40.0)
BETWEEN_BURSTS = (20.0, 50.0)
BURSTS = (15, 15, 15, 30, 30, 90)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1, help="seed of all random choices")
    parser.add_argument("--rate", type=float, default=3.0, help="member actions per second, besides bursts (at most 20)")
    parser.add_argument("--faults", type=float, default=0.12, help="share of questions hit by a fault of Discord")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report here")
    parser.add_argument(
        "--sabotage", choices=SABOTAGES, help="corrupt some answers behind the ledger's back, to check that it notices"
    )
    return parser.parse_args()


@dataclass
class Soak:
    """One run of the soak test."""

    options: argparse.Namespace
    folder: Path
    discord: Any = field(default_factory=lambda: new_discord(ACK_SECONDS))
    samples: list[Sample] = field(default_factory=list)
    port: Port = field(default_factory=Port)
    drops: Counter[str] = field(default_factory=Counter)
    lag: float = 0.0
    warm_up: float = WARM_UP
    """Seconds from the start until memory is compared: some time after every word was asked, and the largest burst."""
    files: tuple[Counter[str], Counter[str]] = (Counter(), Counter())

    async def run(self) -> Report:
        """Start the bot, run all activities, stop the bot, and return the report."""
        self._prepare()
        try:
            await self.discord.start()
            command = [*SERVE, "--port", str(self.port.number)]
            await self.discord.run_bot(command, env=environment(), cwd=str(self.folder))
            if not await self.discord.wait_ready(180):
                sys.exit("\n".join(["the bot did not start", *self.discord.bot_log]))
            await asyncio.sleep(3.0)
            before = sample(self.discord.bot.pid, 0.0)
            self.files = open_files(self.discord.bot.pid), Counter[str]()
            await self._run_activities()
            after = sample(self.discord.bot.pid, time.monotonic() - self.began)
            self.files = self.files[0], open_files(self.discord.bot.pid)
            code = await self.town.end()
            self.witness.collect()
            return self._report((before, after), code)
        finally:
            await self.discord.stop()

    def _prepare(self) -> None:
        """Create and build a project, and set up all participants."""
        self.began = time.monotonic()
        page, lasting = self.folder / "rooms.md", ROOT / "corpus" / "alibaba-covid19-support.md"
        self.town = Town(self.discord)
        self.ledger = Ledger(Documents(lasting.read_text(encoding="utf-8"), self.began), PLACES, self.began)
        self.witness = Witness(self.town, self.ledger)
        self.faults = Faults(self.discord, self.witness.entry_of)
        if self.options.sabotage:
            Sabotage(self.options.sabotage, self.discord, self.witness.entry_of, self._rng("sabotage"))
        self.outages = Outages(self.discord, self.ledger.gaps)
        inputs = Inputs(judged_questions(ROOT), self._rng("inputs"))
        self.members = Members(self.town, self.witness, inputs, self._rng("members"), self.options.faults)
        self.keeper = Keeper(page, self.members, self.witness, self._rng("edits"))
        news = self.discord.add_channel("news")
        self.witness.report_channel = news["id"]
        tree = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
        tree.update(documents=[{"path": str(lasting)}, {"path": page.name}], index="index", watch=True)
        tree["discord"].update(
            cooldown=COOLDOWN, waiting=PLACES, forums=[int(self.members.forum["id"])], report_to=int(news["id"])
        )
        (self.folder / "config.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
        self._build()

    def _build(self) -> None:
        """Build in a separate process: a bot that compiled a model at its start would keep that memory."""
        compiled = ROOT / ".footnote" / "encoders"
        if compiled.is_dir():
            shutil.copytree(compiled, self.folder / "index" / "encoders")
        variables = {**os.environ, **environment()}
        subprocess.run([sys.executable, "-m", "bot", "build"], cwd=self.folder, env=variables, check=True)

    def _rng(self, name: str) -> random.Random:
        return generator(self.options.seed, name)

    async def _run_activities(self) -> None:
        until = asyncio.get_running_loop().time() + self.options.minutes * 60
        self.began = self.ledger.began = time.monotonic()
        watchers = [asyncio.create_task(each) for each in (self._observe(), self._sample(), self._print_progress())]
        await self.members.ask_every_word(vocabulary(self.folder / "index" / "encoders"))
        self.members.burst(max(BURSTS))
        self.warm_up += time.monotonic() - self.began
        activities = (self._crowd(until), self._edits(until), self._bursts(until), self._drops(until))
        try:
            async with asyncio.TaskGroup() as group:
                for each in activities:
                    group.create_task(each)
            self._require_bot()
            end = time.monotonic() + 2 * BOUND + 5.0
            while self.ledger.open and time.monotonic() < end:
                await asyncio.sleep(0.2)
            await asyncio.sleep(2 * BETWEEN_SAMPLES)
        finally:
            for task in watchers:
                task.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)

    def _require_bot(self) -> None:
        if self.discord.bot.returncode is not None:
            sys.exit("\n".join([f"the bot ended with {self.discord.bot.returncode}", *self.discord.bot_log[-20:]]))

    async def _crowd(self, until: float) -> None:
        rng = self._rng("times")
        rate = min(20.0, self.options.rate)
        while asyncio.get_running_loop().time() < until:
            self._require_bot()
            await asyncio.gather(self.members.act(), asyncio.sleep(min(3.0, rng.expovariate(rate))))

    async def _edits(self, until: float) -> None:
        await self._now_and_then(BETWEEN_EDITS, until, self.keeper.edit)

    async def _bursts(self, until: float) -> None:
        rng = self._rng("bursts")

        async def burst() -> None:
            if self.discord.ready.is_set():
                self.members.burst(rng.choice(BURSTS))

        await self._now_and_then(BETWEEN_BURSTS, until, burst)

    async def _drops(self, until: float) -> None:
        async def drop() -> None:
            if not await self.outages.break_once():
                self.ledger.add_finding("gone", "the bot did not come back to the gateway within 30 s")
            self.drops[self.ledger.gaps[-1].how] += 1

        await self._now_and_then(BETWEEN_DROPS, until, drop)

    async def _now_and_then(
        self, between: tuple[float, float], until: float, do: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        rng, now = self._rng(do.__name__), asyncio.get_running_loop().time
        while (pause := rng.uniform(*between)) < until - now():
            await asyncio.sleep(pause)
            await do()

    async def _observe(self) -> None:
        loop, looks = asyncio.get_running_loop(), 0
        while True:
            before = loop.time()
            await asyncio.sleep(0.05)
            self.lag = max(self.lag, loop.time() - before - 0.05)
            self.witness.collect()
            looks += 1
            if looks % 100 == 0:
                self.witness.forget(self.members.kept_messages())

    async def _sample(self) -> None:
        while True:
            self.samples.append(sample(self.discord.bot.pid, time.monotonic() - self.began))
            await self.port.poll()
            await asyncio.sleep(BETWEEN_SAMPLES)

    async def _print_progress(self) -> None:
        """Print one line per minute with the progress, and the findings of that minute."""
        printed = 0
        while True:
            await asyncio.sleep(60.0)
            minute = (time.monotonic() - self.began) / 60
            for finding in self.ledger.findings[printed:]:
                print(f"{finding.kind}: {finding.what}")
            printed = len(self.ledger.findings)
            print(
                f"{minute:.0f}': {self.ledger.asked:,} asked, {len(self.ledger.open)} open, "
                f"{len(self.ledger.findings)} findings, {self.samples[-1].resident:.0f} MiB",
                flush=True,
            )

    def _report(self, idle: tuple[Sample, Sample], code: int) -> Report:
        return Report(
            self.options.seed, self.options.minutes, self.warm_up, self.ledger, self.samples, idle,
            self.faults.hits, self.drops, self.keeper.edits, self.keeper.seconds, self.witness.reports, self.witness.warnings,
            self.witness.errors, self.witness.calls, self.witness.excused, self.lag, code, self.files, self.port,
        )  # fmt: skip


def main() -> int:
    """Run the soak test and return the exit code."""
    options = arguments()
    if not (SHARED / "discord" / "fakediscord.py").is_file():
        sys.exit("../shared/discord is not here: there is no local Discord to run the bot in")
    with tempfile.TemporaryDirectory(prefix="footnote-soak-") as folder:
        report = asyncio.run(Soak(options, Path(folder)).run())
    print("\n".join(report.lines()))
    if options.json:
        report.write(options.json)
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
