"""The documents: one that stays, and one about rooms whose code words change from edition to edition.

A code word names the edition it came with (`zq0012amber`), so an answer tells which edition it was quoted from. What an edition
says is current from just before it was written until a later one that says otherwise is *known to be in use*: the bot's log
said so, or an answer was quoted from it.
"""

import re
from dataclasses import dataclass

from tests.soak.cards import letters

ROOMS = ("amber", "birch", "coral", "denim", "ember", "fjord", "grape", "hazel", "indigo", "jade", "khaki", "lilac")
WORD = re.compile(r"zq(\d{4})([a-z]+)")
EXTRA = "extra"
"""What stands for the bullet that comes and goes."""


@dataclass(slots=True)
class Edition:
    """The rooms document at one time: which edition each code word came with; when it was written, and known to be in use."""

    words: dict[str, int]
    written: float
    known: float | None = None

    def text(self) -> str:
        """The document."""
        bullets = [bullet(room, edition) for room, edition in self.words.items()]
        return "# The House\n\n## Rooms\n\n" + "".join(f"- {each}\n" for each in bullets)


def bullet(room: str, edition: int) -> str:
    """A sentence of the rooms document."""
    word = f"zq{edition:04d}{room}"
    if room == EXTRA:
        return f"Notice {word}: the corridor was painted."
    return f"The code word of the {room} room is {word}."


class Documents:
    """All that the documents have ever said, and when."""

    def __init__(self, lasting: str, now: float) -> None:
        self.editions = [Edition(dict.fromkeys(ROOMS, 0), now, now)]
        self._said = {letters(lasting)}
        self._remember(self.editions[0])

    @property
    def latest(self) -> Edition:
        """What was written last."""
        return self.editions[-1]

    def write(self, rooms: tuple[str, ...], now: float) -> Edition:
        """Another edition: `rooms` get new code words; the extra bullet comes, or goes."""
        number = len(self.editions)
        words = dict(self.latest.words)
        for room in rooms:
            if room == EXTRA and room in words:
                del words[room]
            else:
                words[room] = number
        self.editions.append(Edition(words, now))
        self._remember(self.latest)
        return self.latest

    def is_in_use(self, number: int, at: float) -> None:
        """An edition, and with it all before it, is known to be in use."""
        for edition in self.editions[: number + 1]:
            edition.known = at if edition.known is None else min(edition.known, at)

    def in_use_at(self, at: float) -> int:
        """How many editions were known to be in use, or replaced, at some time."""
        return sum(1 for edition in self.editions if edition.known is not None and edition.known <= at)

    def fault_in(self, quote: str, asked: float, answered: float) -> tuple[str, str] | None:
        """What is wrong with a quote: `wrong` if nothing ever said that, `stale` if it was replaced before the question."""
        for number, room in WORD.findall(quote):
            fault = self._fault_in_word(int(number), room, asked, answered)
            if fault:
                return fault
        said = letters(quote)
        if said and not any(said in each for each in self._said):
            return "wrong", f"no document ever said {quote[:200]!r}"
        return None

    def _fault_in_word(self, number: int, room: str, asked: float, answered: float) -> tuple[str, str] | None:
        if number >= len(self.editions) or self.editions[number].words.get(room) != number:
            return "wrong", f"no edition ever had zq{number:04d}{room}"
        if answered < self.editions[number].written:
            return "wrong", f"edition {number} was quoted before it was written"
        later = next((each for each in self.editions[number:] if each.words.get(room) != number), None)
        if later and later.known is not None and asked > later.known:
            return "stale", f"zq{number:04d}{room} had been replaced {asked - later.known:.2f} s before the question"
        return None

    def take_note(self, quotes: tuple[str, ...], at: float) -> None:
        """An answer shows which edition is in use by now."""
        for quote in quotes:
            for number, room in WORD.findall(quote):
                if int(number) < len(self.editions) and self.editions[int(number)].words.get(room) == int(number):
                    self.is_in_use(int(number), at)

    def _remember(self, edition: Edition) -> None:
        self._said.update(letters(bullet(room, number)) for room, number in edition.words.items())
