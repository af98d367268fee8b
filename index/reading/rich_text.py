"""Text with links, as it is put together from the pieces of a document."""

from collections.abc import Iterable
from typing import NamedTuple

from index.text.characters import clean, fold

SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:", "xmpp:", "irc:", "ircs:", "ftp:", "discord:")
STRUCK = "~~"
"""Stands before and behind words that were struck out: without it, they would be quoted as if they held."""
PERMALINKS = {"#", "¶", "§", "🔗"}
"""Words of a link from a heading to itself, which are no part of it."""


class Link(NamedTuple):
    """A link in a text: `text[start:end]` are its words; ` (target)` is written behind them."""

    start: int
    end: int
    target: str

    @property
    def stop(self) -> int:
        """Where the target that is written behind the words ends."""
        return self.end + len(self.target) + 3


def without_targets(text: str, links: Iterable[Link]) -> str:
    """The text as a reader of the rendered document sees it."""
    pieces, position = [], 0
    for link in links:
        pieces.append(text[position : link.end])
        position = link.stop
    return "".join([*pieces, text[position:]])


def with_targets(span: tuple[int, int], links: Iterable[Link]) -> tuple[int, int]:
    """Positions in a text without the targets of its links, as positions in the text with them."""
    start, end = span
    for link in links:
        shift = link.stop - link.end
        start += shift if link.end <= start else 0
        end += shift if link.end <= end else 0
    return start, end


class RichText:
    """Text under construction, with its links. White space is folded to single blanks, control characters are dropped."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blank = False
        self._links: list[Link] = []
        self._link: tuple[int, int, str] | None = None
        self._strike_waits = False
        self._is_struck = False

    def __bool__(self) -> bool:
        """Whether there is any text yet."""
        return self._length > 0

    def add(self, words: str) -> None:
        """Append text as it stands in the source."""
        words = clean(words)
        folded = fold(words)
        self._blank = self._blank or words[:1].isspace()
        if folded:
            self._append_blank()
            if self._strike_waits:
                self._append(STRUCK)
                self._strike_waits, self._is_struck = False, True
            self._append(folded)
            self._blank = words[-1:].isspace()

    def open_strike(self) -> None:
        """Words that were struck out begin; the mark clings to the first of them."""
        self._strike_waits = not self._is_struck

    def close_strike(self) -> None:
        """Words that were struck out end."""
        if self._is_struck:
            self._append(STRUCK)
        self._strike_waits = self._is_struck = False

    def extend(self, other: "RichText") -> None:
        """Append another text with its links."""
        self._append_blank()
        shift = self._length
        self._links += [Link(link.start + shift, link.end + shift, link.target) for link in other.links]
        self._append(other.text)

    def open_link(self, target: str) -> None:
        """The words of a link begin; links do not nest, so another one that is open ends."""
        self.close_link()
        self._link = (len(self._parts), self._length, "".join(clean(target).split()))

    def close_link(self) -> None:
        """The words of a link end; its target is written behind them unless it says the same, or would run code."""
        if self._link is None:
            return
        (part, start, target), self._link = self._link, None
        written = "".join(self._parts[part:])
        words = written.lstrip()
        start += len(written) - len(words)
        scheme = target.split("/")[0].lower()
        if target.startswith("#") and words in PERMALINKS:
            del self._parts[part:]
            self._length -= len(written)
        elif not words or not target or (":" in scheme and not scheme.startswith(SAFE_SCHEMES)):
            return
        elif target not in {words, f"mailto:{words}", f"http://{words}", f"https://{words}"}:
            self._links.append(Link(start, self._length, target))
            self._append(f" ({target})")

    def _append_blank(self) -> None:
        if self._blank and self._length:
            self._append(" ")
        self._blank = False

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    @property
    def text(self) -> str:
        """The text so far."""
        if self._link is None:
            self._parts = ["".join(self._parts)]
        return "".join(self._parts)

    @property
    def words(self) -> str:
        """The text so far without the targets of its links."""
        return without_targets(self.text, self._links)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links so far, with positions in `text`."""
        return tuple(self._links)
