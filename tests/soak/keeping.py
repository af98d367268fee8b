"""Edits: the rooms document is changed, broken, taken away and mended, and the bot has to follow.

Each edit waits for the one before to be taken in, so that it is known which one a new index holds.
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

TAKEN_IN = 30.0
"""Seconds within which an edit has to be answered from."""
BROKEN = b"\xff\xfe\xfd no UTF-8"


class Keeper:
    """Edits the rooms document by chance."""

    def __init__(self, page: Path, members: Members, witness: Witness, chance: random.Random) -> None:
        self.page, self.members, self.witness, self.chance = page, members, witness, chance
        self.documents = witness.ledger.documents
        self.edits: Counter[str] = Counter()
        self.seconds: list[float] = []
        self._broken_until = 0.0
        self._is_broken = False
        witness.may_fail = self._may_fail
        page.write_text(self.documents.latest.text(), encoding="utf-8")

    async def edit(self) -> None:
        """One edit of some kind, until the bot answers from it."""
        doing = self.chance.choices(
            (self._once, self._twice, self._by_command, self._break, self._move_away, self._touch), (8, 3, 3, 3, 3, 1)
        )[0]
        self.edits[doing.__name__.strip("_").replace("_", " ")] += 1
        await doing()

    async def _once(self) -> None:
        """As most editors do: in place, or by a new file of that name."""
        await self._until_taken_in(self._write)

    async def _twice(self) -> None:
        """Another edit while the first is being taken in; only the second is waited for."""
        self._write()
        await asyncio.sleep(self.chance.choice((0.02, 0.2, 0.6, 1.0)))
        self._write()
        await self._until_answered()

    async def _by_command(self) -> None:
        """An edit that somebody asks to be taken in at once."""

        def write() -> None:
            self._write()
            self.members.rebuild()

        await self._until_taken_in(write)

    async def _break(self) -> None:
        """The document cannot be read for a while; the bot answers from what it knew."""
        with self._breaking():
            self.page.write_bytes(BROKEN)
            await asyncio.sleep(self.chance.uniform(0.2, 5.0))
            if self.chance.random() < 0.4:
                self.members.rebuild(frozenset({"not_rebuilt", "rebuilt"}))
            await asyncio.sleep(0.5)
            await self._until_taken_in(self._write)

    async def _move_away(self) -> None:
        """The document is gone: for a moment, as with some editors, or for longer."""
        with self._breaking():
            self.page.unlink()
            await asyncio.sleep(self.chance.choice((0.05, 0.3, 0.9, 4.0)))
            await self._until_taken_in(self._write)

    async def _touch(self) -> None:
        """Nothing changes but the time of the file."""
        self.page.touch()
        self.members.rebuild()
        await asyncio.sleep(2.0)

    def _write(self) -> None:
        rooms = [*self.chance.sample(ROOMS, self.chance.randint(1, 4))]
        if self.chance.random() < 0.3:
            rooms.append(EXTRA)
        text = self.documents.write(tuple(rooms), time.monotonic()).text()
        if self.chance.random() < 0.5:
            self.page.write_text(text, encoding="utf-8")
            return
        beside = self.page.with_suffix(".tmp")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.page)

    async def _until_taken_in(self, write: Callable[[], None]) -> None:
        """Write, and wait until the log tells of a new index: there is no other edit that it could hold."""
        before, started = self.witness.new_indexes, time.monotonic()
        write()
        number = len(self.documents.editions) - 1
        while self.witness.new_indexes == before:
            if time.monotonic() - started > TAKEN_IN:
                self.witness.ledger.find("not taken in", f"edition {number}, after {TAKEN_IN:.0f} s", started)
                return
            await asyncio.sleep(0.05)
        now = time.monotonic()
        self.documents.is_in_use(number, now)
        self.seconds.append(now - started)
        self._ask_of_latest()

    async def _until_answered(self) -> None:
        """Ask again and again, until an answer is from the latest edition."""
        number, started = len(self.documents.editions) - 1, time.monotonic()
        while self.documents.latest.known is None:
            if time.monotonic() - started > TAKEN_IN:
                self.witness.ledger.find("not taken in", f"edition {number}, after {TAKEN_IN:.0f} s", started)
                return
            self._ask_of_latest()
            await asyncio.sleep(2.0)

    def _ask_of_latest(self) -> None:
        number = len(self.documents.editions) - 1
        room = next(room for room, since in self.documents.latest.words.items() if since == number and room != EXTRA)
        self.members.slash("ask of an edit", Input(f"What is the code word of the {room} room?", topic=room), {})

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        """Meanwhile, and a moment longer, the bot may complain of the document."""
        self._is_broken = True
        try:
            yield
        finally:
            self._is_broken, self._broken_until = False, time.monotonic() + 3.0

    def _may_fail(self, line: str) -> bool:
        return self.page.name in line and (self._is_broken or time.monotonic() < self._broken_until)
