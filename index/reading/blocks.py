"""The output of a reader: headings and blocks of quotable text, in reading order."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.reading.rich_text import LineStart, Link
from index.text.characters import shorten


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the outermost. `inferred` means that the text has no markup for it and only looks like one.

    One without text ends the sections from its level on, where the part of a page that they are in ends.
    """

    text: str
    level: int
    line: int
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A bullet, paragraph, table row or step; `context` is the text of its parents, outermost first.

    `line_starts` are the lines after the first, with positions in `text`.
    `is_bold` is True if all its words are bold. `list_number` numbers the list whose item starts with this block; it is 0 for
    any other block. `anchors` are the spans of links to a place in the same document.
    """

    text: str
    line: int
    context: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    line_starts: tuple[LineStart, ...] = ()
    is_bold: bool = False
    list_number: int = 0
    anchors: tuple[tuple[int, int], ...] = ()

    def line_at(self, position: int) -> int:
        """Return the line of the document in which the character at a position of `text` is."""
        start, line = 0, self.line
        for mark in self.line_starts:
            if mark.position > position:
                break
            start, line = mark.position, mark.line
        return line + self.text.count("\n", start, position)


Item = Heading | Block


MAX_OMISSION_LENGTH = 200
"""Characters kept of a text that is left out, enough to recognise it."""


@dataclass(frozen=True, slots=True)
class Omission:
    """Text that was left out, and the line where it starts."""

    line: int
    text: str

    @classmethod
    def shortened(cls, line: int, text: str) -> "Omission":
        """Return an omission with only the start of a text that is long."""
        return cls(line, shorten(text, MAX_OMISSION_LENGTH))


@dataclass(frozen=True, slots=True)
class Reading:
    """The contents of one document before its settings are applied; `titles` are possible titles, the best first.

    `omissions` is what the reader left out because it is not content, such as the navigation of a page.
    """

    titles: tuple[str, ...]
    items: tuple[Item, ...]
    omissions: tuple[Omission, ...] = ()


def sole_top_heading(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the level 1 heading if there is exactly one, because that is the document's title."""
    tops = tuple(item.text for item in items if isinstance(item, Heading) and item.level == 1 and item.text)
    return tops if len(tops) == 1 else ()
