"""Text with links, built up from the pieces of a document."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from index.reading.redirects import unwrap
from index.text.characters import clean, fold, has_words
from index.text.lazy_patterns import lazy_pattern

Span = tuple[int, int]

SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:", "xmpp:", "irc:", "ircs:", "ftp:", "discord:")
ABSOLUTE = lazy_pattern(
    r"""(?ix)
    [a-z][a-z0-9+.-]*: | // | www\. | [^/?\#]*@                                   # a scheme, a host, a mailbox
    | \w[\w-]*(?:\.[\w-]+)+/                                                     # a host with a path: discord.gg/abc
    | \w[\w-]*(?:\.[\w-]+)*\.(?:com|org|net|io|gg|dev|app|me|tv|eu|uk|de)$
    """
)
"""The start of a link's target that names a host or a mailbox, also without a scheme."""
BOLD, STRUCK = {"b", "strong"}, {"del", "s", "strike"}
"""Names of HTML elements whose text is bold, and of those whose text is struck out."""
STRIKE_MARK = "~~"
"""The mark before and after struck-out words, which would otherwise be quoted as if they still applied."""


class Link(NamedTuple):
    """A link in a text: `text[start:end]` is its label, followed by ` (target)`."""

    start: int
    end: int
    target: str

    @property
    def stop(self) -> int:
        """The end of the link in the text, including its target."""
        return self.end + len(self.target) + 3

    @property
    def is_relative(self) -> bool:
        """True if the target is a path in the same website or folder, without the name of a host."""
        return ABSOLUTE.match(self.target) is None

    def shifted(self, characters: int) -> "Link":
        """Return the same link in a text with more characters before it."""
        return Link(self.start + characters, self.end + characters, self.target)


def without_targets(text: str, links: Iterable[Link]) -> str:
    """Remove link targets from a text, leaving what a reader of the rendered document sees."""
    pieces, position = [], 0
    for link in links:
        pieces.append(text[position : link.end])
        position = link.stop
    return "".join([*pieces, text[position:]])


def without_relative_targets(text: str, links: Iterable[Link], spans: Iterable[Span] = ()) -> tuple[str, tuple[Span, ...]]:
    """Remove the targets of relative links from a text, and move spans of it that have no target in them."""
    cuts = [(link.end, link.stop) for link in links if link.is_relative]
    if not cuts:
        return text, tuple(spans)
    kept = [(stop, start) for (_, stop), (start, _) in pairwise([(0, 0), *cuts, (len(text), len(text))])]

    def moved(position: int) -> int:
        return position - sum(stop - start for start, stop in cuts if stop <= position)

    return "".join(text[start:stop] for start, stop in kept), tuple((moved(start), moved(end)) for start, end in spans)


def with_targets(span: tuple[int, int], links: Iterable[Link]) -> tuple[int, int]:
    """Convert a span of a text without link targets to a span of the same text with them."""
    start, end = span
    for link in links:
        shift = link.stop - link.end
        start += shift if link.end <= start else 0
        end += shift if link.end <= end else 0
    return start, end


class LineStart(NamedTuple):
    """The position in a text at which a line of the source starts; `is_break` if the rendered document breaks there too.

    `is_hard` means that the writer marked the break, which is otherwise only shown by some programs.
    """

    position: int
    line: int
    is_break: bool
    is_hard: bool = False


POSITION = attrgetter("position")
LINK_START, LINK_STOP = attrgetter("start"), attrgetter("stop")


class RichText:
    """A text under construction, with its links, its lines, and its bold words.

    White space is collapsed, and control characters are dropped. `bold` holds the spans of bold words, and `anchors` those of
    links to a place in the same document, whose targets are not part of the text.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blank = False
        self._links: list[Link] = []
        self._link: tuple[int, int, str] | None = None
        self._strike_waits = False
        self._is_struck = False
        self._line_starts: list[LineStart] = []
        self._bold_depth = 0
        self.bold: list[tuple[int, int]] = []
        self.anchors: list[tuple[int, int]] = []

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
            if self._bold_depth:
                self.bold.append((self._length, self._length + len(folded)))
            self._append(folded)
            self._blank = words[-1:].isspace()

    def drop_blank(self) -> None:
        """Forget a blank before what comes next."""
        self._blank = False

    def start_line(self, line: int, *, is_break: bool = False, is_hard: bool = False) -> None:
        """Continue on another line of the source, after a space; a line break inside a link is never shown as one."""
        self._blank = True
        if self._length:
            self._line_starts.append(LineStart(self._length, line, is_break and self._link is None, is_hard))

    def open_bold(self, levels: int = 1) -> None:
        """Start bold text, inside of as many elements as there are levels."""
        self._bold_depth += levels

    def close_bold(self) -> None:
        """End bold text."""
        self._bold_depth = max(0, self._bold_depth - 1)

    def open_strike(self) -> None:
        """Start struck-out text; its mark is added together with its first word."""
        self._strike_waits = not self._is_struck

    def close_strike(self) -> None:
        """End struck-out text."""
        if self._is_struck:
            self._append(STRIKE_MARK)
        self._strike_waits = self._is_struck = False

    def extend(self, other: "RichText") -> None:
        """Append another text with its links, anchors, lines and bold words."""
        self._append_blank()
        shift = self._length
        self._links += [link.shifted(shift) for link in other.links]
        self._line_starts += [start._replace(position=start.position + shift) for start in other.line_starts]
        self.bold += [(start + shift, end + shift) for start, end in other.bold]
        self.anchors += [(start + shift, end + shift) for start, end in other.anchors]
        self._append(other.text)

    def open_link(self, target: str) -> None:
        """Start a link; links do not nest, so this closes any open one."""
        self.close_link()
        self._link = (len(self._parts), self._length, "".join(clean(target).split()))  # unwrapped when it is closed

    def close_link(self) -> None:
        """End the open link, adding its target after its label unless both are the same or the target's scheme is unsafe.

        A link to a place in the same document keeps only its label, or nothing if that is a sign such as ¶ or ↑. A link
        through a page that counts clicks leads to its true target.
        """
        if self._link is None:
            return
        (part, start, target), self._link = self._link, None
        if (unwrapped := unwrap(target)) != target:
            self._replace(part, target, unwrapped)
            target = unwrapped
        written = "".join(self._parts[part:])
        words = written.lstrip()
        start += len(written) - len(words)
        scheme = target.split("/")[0].lower()
        if target.startswith("#") and words and not has_words(words):
            del self._parts[part:]
            self._length -= len(written)
        elif target.startswith("#") and words:
            self.anchors.append((start, self._length))
        elif not words or not target or (":" in scheme and not scheme.startswith(SAFE_SCHEMES)):
            return
        elif target not in {words, f"mailto:{words}", f"http://{words}", f"https://{words}"}:
            self._links.append(Link(start, self._length, target))
            self._append(f" ({target})")

    def _replace(self, part: int, words: str, new: str) -> None:
        """Replace the label of a link if it is its own target."""
        written = "".join(self._parts[part:])
        if written.strip() == words:
            self._parts[part:] = [written.replace(words, new)]
            self._length += len(new) - len(words)
            self.bold = [(start, min(end, self._length)) for start, end in self.bold if start < self._length]

    def _append_blank(self) -> None:
        if self._blank and self._length:
            self._append(" ")
        self._blank = False

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def line_at(self, position: int, first: int) -> int:
        """Return the line of the source at a position of a text that starts at line `first`."""
        mark = bisect_right(self._line_starts, position, key=POSITION) - 1
        return self._line_starts[mark].line if mark >= 0 else first

    def part(self, start: int, end: int) -> "RichText":
        """Return the text from position `start` up to `end`, with the links, lines and bold words that are inside."""
        text = self.text[start:end]
        end = start + len(text.rstrip())
        start += len(text) - len(text.lstrip())
        part = RichText()
        if start < end:
            part._append(self.text[start:end])
        links = self._links[bisect_left(self._links, start, key=LINK_START) : bisect_right(self._links, end, key=LINK_STOP)]
        part._links = [link.shifted(-start) for link in links]
        marks = self._line_starts
        marks = marks[bisect_right(marks, start, key=POSITION) : bisect_left(marks, end, key=POSITION)]
        part._line_starts = [mark._replace(position=mark.position - start) for mark in marks]
        bold = self.bold[bisect_right(self.bold, start, key=itemgetter(1)) : bisect_left(self.bold, end, key=itemgetter(0))]
        part.bold = [(max(first, start) - start, min(last, end) - start) for first, last in bold]
        inside = bisect_left(self.anchors, start, key=itemgetter(0)), bisect_right(self.anchors, end, key=itemgetter(1))
        part.anchors = [(first - start, last - start) for first, last in self.anchors[inside[0] : inside[1]]]
        return part

    @property
    def text(self) -> str:
        """The text so far."""
        if self._link is None:
            self._parts = ["".join(self._parts)]
        return "".join(self._parts)

    @property
    def last_character(self) -> str:
        """The last character so far, found without joining the text; "" if there is none."""
        return self._parts[-1][-1:] if self._parts else ""

    @property
    def words(self) -> str:
        """The text so far, without link targets."""
        return without_targets(self.text, self._links)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links so far, with positions in `text`."""
        return tuple(self._links)

    @property
    def line_starts(self) -> tuple[LineStart, ...]:
        """The lines of the source after the first, with positions in `text`."""
        return tuple(self._line_starts)

    @property
    def is_bold(self) -> bool:
        """True if all words are bold; a number or bullet before them and punctuation marks need not be."""
        if not self.bold:
            return False
        text, position = self.text, 0
        ignored = sorted([*self.bold, *((link.end, link.stop) for link in self._links)])
        for start, end in [*ignored, (len(text), len(text))]:
            outside = text[position:start]
            if any(character.isalpha() for character in outside) or (position and has_words(outside)):
                return False
            position = max(position, end)
        return any(has_words(text[start:end]) for start, end in self.bold)

    @property
    def starts_bold(self) -> bool:
        """True if the first word is bold."""
        return bool(self.bold) and not has_words(self.text[: self.bold[0][0]])
