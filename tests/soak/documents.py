"""The documents: one that never changes, and one about rooms whose code words change from edition to edition.

A code word contains the number of the edition that introduced it (`zq0012amber`), so an answer shows which edition it quotes.
A code word is current from just before it was written until a later edition that replaces it is *known to be in use*: the log
said so, or an answer quoted it.
"""

import re
from dataclasses import dataclass

from tests.soak.cards import letters

ROOMS = ("amber", "birch", "coral", "denim", "ember", "fjord", "grape", "hazel", "indigo", "jade", "khaki", "lilac")
WORD = re.compile(r"zq(\d{4})([a-z]+)")
EXTRA = "extra"
"""Name of the bullet that is added and removed."""


@dataclass(slots=True)
class Edition:
    """One edition of the rooms document: the edition that introduced each code word, and when this one was written and first
    known to be in use.
    """

    words: dict[str, int]
    written: float
    known: float | None = None

    def text(self) -> str:
        """Return the document as Markdown."""
        bullets = [bullet(room, edition) for room, edition in self.words.items()]
        return "# The House\n\n## Rooms\n\n" + "".join(f"- {each}\n" for each in bullets)


def bullet(room: str, edition: int) -> str:
    """Return a sentence of the rooms document."""
    word = f"zq{edition:04d}{room}"
    if room == EXTRA:
        return f"Notice {word}: the corridor was painted."
    return f"The code word of the {room} room is {word}."


class Documents:
    """Everything the documents have ever said, and when."""

    def __init__(self, lasting: str, now: float) -> None:
        self.editions = [Edition(dict.fromkeys(ROOMS, 0), now, now)]
        self._said = {letters(lasting)}
        self._remember(self.editions[0])

    @property
    def latest(self) -> Edition:
        """The edition written last."""
        return self.editions[-1]

    def write(self, rooms: tuple[str, ...], now: float) -> Edition:
        """Create the next edition: `rooms` get new code words, and the extra bullet, if named, is added or removed."""
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

    def mark_in_use(self, number: int, at: float) -> None:
        """Record that an edition is in use, and so all before it have been."""
        for edition in self.editions[: number + 1]:
            edition.known = at if edition.known is None else min(edition.known, at)

    def in_use_at(self, at: float) -> int:
        """Return how many editions were known to be in use, or already replaced, at a time."""
        return sum(1 for edition in self.editions if edition.known is not None and edition.known <= at)

    def fault_in(self, quote: str, asked: float, answered: float) -> tuple[str, str] | None:
        """Return what is wrong with a quote, if anything: `wrong` if no edition said it, `stale` if it was replaced before
        the question.
        """
        for number, room in WORD.findall(quote):
            fault = self._fault_in_word(int(number), room, asked, answered)
            if fault:
                return fault
        plain = letters(quote)
        if plain and not any(plain in each for each in self._said):
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

    def record_quotes(self, quotes: tuple[str, ...], at: float) -> None:
        """Record the editions that an answer quotes as in use."""
        for quote in quotes:
            for number, room in WORD.findall(quote):
                if int(number) < len(self.editions) and self.editions[int(number)].words.get(room) == int(number):
                    self.mark_in_use(int(number), at)

    def _remember(self, edition: Edition) -> None:
        self._said.add(letters(edition.text()))  # a list is quoted as a whole
