"""Find the one item of a numbered list that a question asks for by its place: *the fourth step*, *what comes after …*."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answering.evidence import mean_by_word, medians
from index.answering.item_lists import ItemList
from index.answering.list_finding import ListReader
from index.answering.list_terms import Asked
from index.searching.candidates import Candidates
from index.searching.late_interaction import nearness
from index.searching.opening import OpenIndex
from index.searching.question_reading import Question
from index.searching.scope import EVERYTHING, Scope
from index.text.list_numbers import list_numbers
from index.text.list_places import LAST, OF_ANY, ListPlace, list_place
from index.text.numbered import NOUN_LENGTH

POOL = 16
"""Candidates whose lists are looked at."""
NAMED = 0.9
"""The least cosine that counts for a word that the texts above a list contain."""
SURE = 0.5
"""The least mean cosine of the words of the question with a list, from which its item is an answer."""
DESCRIBED, MARGIN = 0.55, 0.05
"""The least mean cosine of the words with the item before the one asked for, and how far the texts above must be behind it."""


@dataclass(frozen=True, slots=True)
class Step:
    """The row of the first passage of an item, its list, and whether the question surely asks for that."""

    found: ItemList
    row: int
    is_sure: bool


def find_step(
    index: OpenIndex, question: Question, candidates: Candidates, reader: ListReader, scope: Scope = EVERYTHING
) -> Step | None:
    """Return the item whose place a question asks about, or None if it asks about none or no list has it."""
    place = list_place(question.text)
    if place is None or not len(candidates.rows):
        return None
    lists = [*_numbered_lists(candidates, reader, place, scope)]
    if not lists:
        return None
    asked = Asked.of(question, index.generation.manifest.language, outside=range(place.start, place.stop))
    fits = [_Compared(index, question, asked, reader, each) for each in lists]
    return _beside(fits, place) if place.beside else _counted(fits, place, reader)


def _numbered_lists(candidates: Candidates, reader: ListReader, place: ListPlace, scope: Scope) -> Iterator[ItemList]:
    """Yield the numbered lists around the first candidates, best first, that are called by the noun of a place."""
    seen = set()
    best = int(candidates.rows[0])
    rows = [*candidates.rows[:POOL].tolist(), *([best + 1] if reader.is_parent(best) else []), *reader.first_items(best)]
    for row in rows:
        for found in reader.lists_of(row).values():
            if found.is_numbered and found.rows not in seen and all(each in scope for each in found.rows):
                seen.add(found.rows)
                if _is_called(found, place.noun, reader):
                    yield found


def _is_called(found: ItemList, noun: str, reader: ListReader) -> bool:
    """Return whether the items of a list may be called by a noun, as *rule* below *House rules*."""
    if noun in OF_ANY:
        return True
    first = _numbered_text(found, found.items[0], reader)
    names = [found.lead_in, *found.section[-1:], first[: NOUN_LENGTH + 2], reader.title_of(found.document)]
    return any(noun[:NOUN_LENGTH] in name.casefold() for name in names)


class _Compared:
    """A list compared with what a question says beside the place."""

    def __init__(self, index: OpenIndex, question: Question, asked: Asked, reader: ListReader, found: ItemList) -> None:
        self.found = found
        names = (found.lead_in, *found.section, reader.title_of(found.document))
        starts = np.array([item.start for item in found.items], dtype=np.int64)
        near = nearness(question.encoding.token_vectors, index.retriever.tokens.token_vectors(starts))
        self._weights = asked.weights(question)
        above = medians(mean_by_word(question, near.lead))[asked.positions]
        is_named = asked.named_by(names)
        self._above: NDArray[np.float32] = np.where(is_named, np.maximum(above, NAMED), above)
        inside = near.anywhere if found.kind == "headings" else near.text
        self._inside: NDArray[np.float32] = mean_by_word(question, inside)[:, asked.positions]
        self.is_asked_about = bool(len(asked.positions))

    @property
    def above(self) -> float:
        """How near the words come to what is above the list."""
        return float(self._weights @ self._above)

    @property
    def anywhere(self) -> float:
        """How near the words come to what is above the list or to one of its items."""
        return float(self._weights @ np.maximum(self._above, self._inside.max(axis=0)))

    @property
    def by_item(self) -> NDArray[np.float32]:
        """How near the words come to each item."""
        return np.asarray(self._inside @ self._weights, dtype=np.float32)


def _counted(fits: list[_Compared], place: ListPlace, reader: ListReader) -> Step | None:
    """Return the item with the number that is asked for, of the list that comes nearest to the question."""
    having = [(fit, item) for fit in fits if (item := _item_at(fit.found, place.number, reader))]
    if not having:
        return None
    best, item = max(having, key=lambda pair: pair[0].above + pair[0].anywhere)  # if equal, that of the best candidate
    is_sure = best.anywhere >= SURE if best.is_asked_about else len(fits) == 1
    return Step(best.found, item.start, is_sure)


def _item_at(found: ItemList, number: int, reader: ListReader) -> range | None:
    """Return the item with a number, or None if there is none."""
    if number == LAST:
        return found.items[-1]
    return next((item for item in found.items if number in list_numbers(_numbered_text(found, item, reader)).values()), None)


def _numbered_text(found: ItemList, item: range, reader: ListReader) -> str:
    """Return the text or heading of an item that starts with its number."""
    passage = reader.passage(item.start)
    if found.kind == "headings":
        return passage.section[len(found.section)]
    path = (*passage.context, passage.text)
    return path[path.index(found.lead_in) + 1] if found.lead_in in path[:-1] else path[0]


def _beside(fits: list[_Compared], place: ListPlace) -> Step | None:
    """Return the item before or after the one that the question describes."""
    described = [fit for fit in fits if fit.is_asked_about and float(fit.by_item.max()) >= max(DESCRIBED, fit.above + MARGIN)]
    if not described:
        return None
    best = max(described, key=lambda fit: float(fit.by_item.max()))
    at = int(best.by_item.argmax()) + place.beside
    return Step(best.found, best.found.items[at].start, is_sure=True) if 0 <= at < len(best.found.items) else None
