"""Tells documents of the same title apart, by what differs in their paths: `Handbook (2024)` and `Handbook (2025)`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import PurePosixPath

from index.storing.manifest import IndexedDocument
from index.text.characters import fold, shorten

MAX_TITLE_LENGTH, MAX_PLACE_LENGTH = 40, 30
"""Characters of a title and of what tells it apart, which is more important, so that both fit wherever titles are shown."""


def distinct_titles(documents: Sequence[IndexedDocument]) -> Mapping[str, str]:
    """Return titles that differ, by path, for the documents that share their title with another, ignoring case."""
    groups: dict[str, list[IndexedDocument]] = defaultdict(list)
    for document in documents:
        groups[_key(document.title)].append(document)
    taken = {*groups}
    found: dict[str, str] = {}
    for group in groups.values():
        if len(group) == 1:
            continue
        places = _places([document.path for document in group])
        for document, place in zip(group, places, strict=True):
            name = _join(document.title, place, MAX_PLACE_LENGTH)
            if _key(name) in taken:
                name = _join(document.title, document.path, len(document.path))
            taken.add(_key(name))
            found[document.path] = name
    return found


def _join(title: str, place: str, limit: int) -> str:
    shown = shorten(fold(title), MAX_TITLE_LENGTH)
    return f"{shown} ({place if len(place) <= limit else f'…{place[1 - limit :]}'})"


def _places(paths: Sequence[str]) -> list[str]:
    """Return what differs between paths: the folders between what they begin and end with, or else the names of the files."""
    split = [PurePosixPath(path).parts for path in paths]
    start = _shared(split)
    rest = [parts[start:] for parts in split]
    end = _shared([parts[::-1] for parts in rest])
    middle = [parts[: len(parts) - end] for parts in rest]
    if not end:
        stems = [(*parts[:-1], PurePosixPath(parts[-1]).stem) for parts in middle]
        middle = stems if len({*stems}) == len(stems) else middle
    return ["/".join(parts) for parts in middle]


def _shared(sequences: Sequence[Sequence[str]]) -> int:
    """Return how many first elements all sequences share; fewer than the shortest has."""
    shared = sum(1 for _ in takewhile(lambda each: len({*each}) == 1, zip(*sequences, strict=False)))
    return min(shared, min(map(len, sequences)) - 1)


def _key(title: str) -> str:
    return fold(title).casefold()
