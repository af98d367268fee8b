"""Text with links, built up from the pieces of a document."""

from collections.abc import Iterable
from typing import NamedTuple

from index.text.characters import clean, fold

SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:", "xmpp:", "irc:", "ircs:", "ftp:", "discord:")
STRIKE_MARK = "~~"
"""The mark before and after struck-out words, which would otherwise be quoted as if they still applied."""
PERMALINKS = {"#", "¶", "§", "🔗"}
"""The text of a heading's link to itself, which is not part of the heading."""


class Link(NamedTuple):
    """A link in a text: `text[start:end]` is its label, followed by ` (target)`."""

    start: int
    end: int
    target: str

    @property
    def stop(self) -> int:
        """The end of the link in the text, including its target."""
        return self.end + len(self.target) + 3


def without_targets(text: str, links: Iterable[Link]) -> str:
    """Remove link targets from a text, leaving what a reader of the rendered document sees."""
    pieces, position = [], 0
    for link in links:
        pieces.append(text[position : link.end])
        position = link.stop
    return "".join([*pieces, text[position:]])


def with_targets(span: tuple[int, int], links: Iterable[Link]) -> tuple[int, int]:
    """Convert a span of a text without link targets to a span of the same text with them."""
    start, end = span
    for link in links:
        shift = link.stop - link.end
        start += shift if link.end <= start else 0
        end += shift if link.end <= end else 0
    return start, end


class RichText:
    """A text under construction, with its links. White space is collapsed, and control characters are dropped."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blank = False
        self._links: list[Link] = []
        self._link: tuple[int, int, str] | None = None
        self._strike_waits = False
        self._is_struck = False

    def __bool__(self) -> bool:
        """Return whether the text is not empty."""
        return self._length > 0

    def add(self, words: str) -> None:
        """Append text from the source."""
        words = clean(words)
        folded = fold(words)
        self._blank = self._blank or words[:1].isspace()
        if folded:
            self._append_blank()
            if self._strike_waits:
                self._append(STRIKE_MARK)
                self._strike_waits, self._is_struck = False, True
            self._append(folded)
            self._blank = words[-1:].isspace()

    def open_strike(self) -> None:
        """Start struck-out text; its mark is added together with its first word."""
        self._strike_waits = not self._is_struck

    def close_strike(self) -> None:
        """End struck-out text."""
        if self._is_struck:
            self._append(STRIKE_MARK)
        self._strike_waits = self._is_struck = False

    def extend(self, other: "RichText") -> None:
        """Append another text with its links."""
        self._append_blank()
        shift = self._length
        self._links += [Link(link.start + shift, link.end + shift, link.target) for link in other.links]
        self._append(other.text)

    def open_link(self, target: str) -> None:
        """Start a link; links do not nest, so this closes any open one."""
        self.close_link()
        self._link = (len(self._parts), self._length, "".join(clean(target).split()))

    def close_link(self) -> None:
        """End the open link, adding its target after its label unless both are the same or the target's scheme is unsafe.

        A permalink of a heading is removed together with its label.
        """
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
        """The text so far, without link targets."""
        return without_targets(self.text, self._links)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links so far, with positions in `text`."""
        return tuple(self._links)
