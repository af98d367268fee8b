"""Neighbours: a passage among those before and after it in its section."""

from dataclasses import dataclass

from index.passages.passage import Passage
from index.searching.scope import EVERYTHING, Scope
from index.storing.generation import Generation


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage with its neighbours in the section, in reading order.

    `earlier` and `later` count the passages of the section beyond `before` and `after`.
    """

    passage: Passage
    title: str
    url: str | None
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    earlier: int
    later: int


def surroundings(generation: Generation, row: int, reach: int, scope: Scope = EVERYTHING) -> Surroundings:
    """The passage of a row with up to `reach` neighbours on each side that are directly in its section and in scope."""
    passages = generation.passages
    inside = next(rows for rows in generation.sections if rows.start <= row < rows.stop)
    before = [place for place in range(inside.start, row) if place in scope]
    after = [place for place in range(row + 1, inside.stop) if place in scope]
    first = max(0, len(before) - reach)
    document = generation.document_of(passages[row])
    return Surroundings(
        passage=passages[row],
        title=document.title,
        url=document.url,
        before=tuple(passages[place] for place in before[first:]),
        after=tuple(passages[place] for place in after[:reach]),
        earlier=first,
        later=max(0, len(after) - reach),
    )
