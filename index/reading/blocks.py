"""What a reader finds in a document, in reading order: headings, and blocks of text that will be quoted."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.reading.rich_text import Link


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the outermost. `inferred` where plain text only looks like one."""

    text: str
    level: int
    line: int
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A bullet, paragraph, table row or step; `context` holds the words of its parents, outermost first."""

    text: str
    line: int
    context: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


Item = Heading | Block


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as its markup tells it, before config.yaml has its say; `titles` are its names, the best first."""

    titles: tuple[str, ...]
    items: tuple[Item, ...]


def only_top_heading(items: Iterable[Item]) -> tuple[str, ...]:
    """The heading of level 1, if there is exactly one: then it is the document's title."""
    tops = tuple(item.text for item in items if isinstance(item, Heading) and item.level == 1)
    return tops if len(tops) == 1 else ()
