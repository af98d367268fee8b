"""Edits: the rooms document is changed, broken, removed and restored, and the bot has to follow.

Each edit waits until the previous one is indexed, so that it is known which edition a new index contains.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.soak.documents import EXTRA, ROOMS
from tests.soak.inputs import Input
from tests.soak.members import Members
from tests.soak.witness import Witness

INDEXED_WITHIN = 30.0
"""Seconds within which the bot must answer from an edit."""
BROKEN = b"\xff\xfe\xfd no UTF-8"


class Keeper:
    """Edits the rooms document at random."""

    def __init__(self, page: Path, members: Members, witness: Witness, rng: random.Random) -> None:
        self.page, self.members, self.witness, self.rng = page, members, witness, rng
        self.documents = witness.ledger.documents
        self.edits: Counter[str] = Counter()
        self.seconds: list[float] = []
        self._broken_until = 0.0
        self._is_broken = False
        witness.may_fail = self._may_fail
        page.write_text(self.documents.latest.text(), encoding="utf-8")

    async def edit(self) -> None:
        """Make a random kind of edit and wait until the bot answers from it."""
        doing = self.rng.choices(
            (self._once, self._twice, self._by_command, self._break, self._move_away, self._touch), (8, 3, 3, 3, 3, 1)
        )[0]
        self.edits[doing.__name__.strip("_").replace("_", " ")] += 1
        await doing()

    async def _once(self) -> None:
        """Save once, as most editors do: in place, or by replacing the file."""
        await self._until_indexed(self._write)

    async def _twice(self) -> None:
        """Edit again while the first edit is being indexed, and wait only for the second."""
        self._write()
        await asyncio.sleep(self.rng.choice((0.02, 0.2, 0.6, 1.0)))
        self._write()
        await self._until_answered()

    async def _by_command(self) -> None:
        """Edit, and index it at once by `/corpus rebuild`."""

        def write() -> None:
            self._write()
            self.members.rebuild()

        await self._until_indexed(write)

    async def _break(self) -> None:
        """Make the document unreadable for a while; the bot keeps answering from the old index."""
        with self._breaking():
            self.page.write_bytes(BROKEN)
            await asyncio.sleep(self.rng.uniform(0.2, 5.0))
            if self.rng.random() < 0.4:
                self.members.rebuild(frozenset({"not_rebuilt", "rebuilt"}))
            await asyncio.sleep(0.5)
            await self._until_indexed(self._write)

    async def _move_away(self) -> None:
        """Remove the document: for a moment, as some editors do, or for longer."""
        with self._breaking():
            self.page.unlink()
            await asyncio.sleep(self.rng.choice((0.05, 0.3, 0.9, 4.0)))
            await self._until_indexed(self._write)

    async def _touch(self) -> None:
        """Change only the modification time of the file."""
        self.page.touch()
        self.members.rebuild()
        await asyncio.sleep(2.0)

    def _write(self) -> None:
        rooms = [*self.rng.sample(ROOMS, self.rng.randint(1, 4))]
        if self.rng.random() < 0.3:
            rooms.append(EXTRA)
        text = self.documents.write(tuple(rooms), time.monotonic()).text()
        if self.rng.random() < 0.5:
            self.page.write_text(text, encoding="utf-8")
            return
        beside = self.page.with_suffix(".tmp")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.page)

    async def _until_indexed(self, write: Callable[[], None]) -> None:
        """Write, and wait until the log reports a new index, which can only contain this edit."""
        before, started = self.witness.new_indexes, time.monotonic()
        write()
        number = len(self.documents.editions) - 1
        while self.witness.new_indexes == before:
            if time.monotonic() - started > INDEXED_WITHIN:
                self.witness.ledger.add_finding("not taken in", f"edition {number}, after {INDEXED_WITHIN:.0f} s", started)
                return
            await asyncio.sleep(0.05)
        now = time.monotonic()
        self.documents.mark_in_use(number, now)
        self.seconds.append(now - started)
        self._ask_about_latest()

    async def _until_answered(self) -> None:
        """Keep asking until an answer quotes the latest edition."""
        number, started = len(self.documents.editions) - 1, time.monotonic()
        while self.documents.latest.known is None:
            if time.monotonic() - started > INDEXED_WITHIN:
                self.witness.ledger.add_finding("not taken in", f"edition {number}, after {INDEXED_WITHIN:.0f} s", started)
                return
            self._ask_about_latest()
            await asyncio.sleep(2.0)

    def _ask_about_latest(self) -> None:
        number = len(self.documents.editions) - 1
        room = next(room for room, since in self.documents.latest.words.items() if since == number and room != EXTRA)
        self.members.slash("ask of an edit", Input(f"What is the code word of the {room} room?", topic=room), {})

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        """Allow errors about the document within the block and shortly after it."""
        self._is_broken = True
        try:
            yield
        finally:
            self._is_broken, self._broken_until = False, time.monotonic() + 3.0

    def _may_fail(self, line: str) -> bool:
        return self.page.name in line and (self._is_broken or time.monotonic() < self._broken_until)
