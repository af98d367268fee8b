"""Autocomplete choices: names of the indexed documents and sections."""

import re
from collections.abc import Iterable, Sequence

from index.passages.passage import SectionRows
from index.searching.scope import PATH_SEPARATOR
from index.storing.manifest import IndexedDocument
from index.storing.titles import distinct_titles
from index.text.characters import fold

MAX_CHOICES = 25
MAX_CHOICE_LENGTH = 100
"""Discord's limits: choices per response, and characters per choice."""


def section_names(sections: Iterable[SectionRows]) -> list[str]:
    """Return the names of sections and their ancestors, outermost first; `index.searching.scope` resolves each name."""
    paths: dict[tuple[str, ...], None] = {}
    for section in sections:
        paths.update(dict.fromkeys(section.path[:length] for length in range(1, len(section.path) + 1)))
    return list(dict.fromkeys(filter(None, (_name(path) for path in sorted(paths, key=len)))))


def document_names(documents: Iterable[IndexedDocument]) -> list[str]:
    """Return a name per document: its title, told apart from others of the same, or its path if that is too long for a choice.

    Documents whose path is too long as well are left out.
    """
    listed = list(documents)
    titles = distinct_titles(listed)
    names = [titles.get(document.path, document.title) for document in listed]
    chosen = (name if len(name) <= MAX_CHOICE_LENGTH else document.path for name, document in zip(names, listed, strict=True))
    return [name for name in chosen if 0 < len(name) <= MAX_CHOICE_LENGTH]


def _name(path: Sequence[str]) -> str:
    """Return the section path, shortened from the front until it fits a choice and splits back into the same headings."""
    headings = [fold(heading) for heading in path]
    for start in range(len(path)):
        name = PATH_SEPARATOR.join(headings[start:])
        is_readable = start == len(path) - 1 or name.split(PATH_SEPARATOR) == headings[start:]
        if is_readable and len(name) <= MAX_CHOICE_LENGTH:
            return name
    return ""


def match_names(names: Iterable[str], typed: str) -> list[str]:
    """Return the best matches that contain every typed word: prefixes of the name first, then of words, then the rest."""
    query = fold(typed[:MAX_CHOICE_LENGTH]).casefold()
    words = dict.fromkeys(query.split())
    ranked: list[tuple[int, str]] = []
    for name in names:
        folded = name.casefold()
        if not all(word in folded for word in words):
            continue
        starts_words = all(re.search(rf"\b{re.escape(word)}", folded) for word in words)
        ranked.append((0 if folded.startswith(query) else 1 if starts_words else 2, name))
    return [name for _, name in sorted(ranked, key=lambda pair: pair[0])][:MAX_CHOICES]
