"""Neighbours: a passage with those before and after it in its section."""

from dataclasses import dataclass

from index.passages.passage import Passage
from index.searching.scope import EVERYTHING, Scope
from index.storing.generation import Generation


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage with its neighbours in the section, in reading order.

    `earlier` and `later` count further passages of the section, before `before` and after `after`.
    """

    passage: Passage
    title: str
    url: str | None
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    earlier: int
    later: int


def surroundings(generation: Generation, row: int, reach: int, scope: Scope = EVERYTHING) -> Surroundings:
    """Return a passage with up to `reach` neighbours on each side, from its own section (not subsections) and in scope."""
    passages = generation.passages
    section = generation.section_at(row)
    before = [other for other in range(section.start, row) if other in scope]
    after = [other for other in range(row + 1, section.stop) if other in scope]
    first = max(0, len(before) - reach)
    document = generation.document_of(passages[row])
    return Surroundings(
        passage=passages[row],
        title=generation.title_of(document),
        url=document.url,
        before=tuple(passages[other] for other in before[first:]),
        after=tuple(passages[other] for other in after[:reach]),
        earlier=first,
        later=max(0, len(after) - reach),
    )
