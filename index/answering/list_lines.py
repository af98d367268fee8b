"""Lay out a list as lines: its items, the headings and parents above them, and how deep each is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.answering.answers import Hit, Listing
from index.text.list_numbers import list_numbers


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a list: a passage, or a heading or parent of the passages below it, which has no `hit`.

    `item` is the position of the item that it belongs to, and `depth` counts the lines that it is inside of. `has_bullet` is
    True if it has no number of its own.
    """

    item: int
    depth: int
    text: str
    hit: Hit | None
    has_bullet: bool


def list_lines(listing: Listing) -> list[ListLine]:
    """Return the lines of a list in document order."""
    lines: list[ListLine] = []
    before: tuple[str, ...] = ()
    for item, hits in enumerate(listing.items):
        for hit in hits:
            path = (*hit.passage.section[len(listing.section) :], *_parents(listing, hit))
            lines += _new_parents(item, path, before)
            lines.append(ListLine(item, len(path), hit.shown[0], hit, not list_numbers(hit.passage.text)))
            before = (*path, hit.passage.text)
    return lines


def _parents(listing: Listing, hit: Hit) -> tuple[str, ...]:
    """Return the context of a passage below the lead-in of its list."""
    context = hit.passage.context
    return context[context.index(listing.lead_in) + 1 :] if listing.lead_in in context else context


def _new_parents(item: int, path: Sequence[str], before: Sequence[str]) -> Iterator[ListLine]:
    """Yield a line for each parent that is not shown yet."""
    is_new = False
    for depth, text in enumerate(path):
        is_new = is_new or depth >= len(before) or before[depth] != text
        if is_new:
            yield ListLine(item, depth, text, None, not list_numbers(text))
