"""The output of a reader: headings and blocks of quotable text, in reading order."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.reading.rich_text import Link


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the outermost. `inferred` means that a line of plain text only looks like one."""

    text: str
    level: int
    line: int
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A bullet, paragraph, table row or step; `context` is the text of its parents, outermost first."""

    text: str
    line: int
    context: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


Item = Heading | Block


@dataclass(frozen=True, slots=True)
class Reading:
    """The contents of one document before its settings are applied; `titles` are possible titles, the best first."""

    titles: tuple[str, ...]
    items: tuple[Item, ...]


def sole_top_heading(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the level 1 heading if there is exactly one, because that is the document's title."""
    tops = tuple(item.text for item in items if isinstance(item, Heading) and item.level == 1)
    return tops if len(tops) == 1 else ()
