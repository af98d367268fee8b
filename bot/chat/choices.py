"""What autocomplete offers: the documents and sections that there are."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.passages.passage import SectionRows
from index.searching.scope import STEP
from index.storing.manifest import IndexedDocument
from index.text.characters import fold

MOST_CHOICES = 25
LONGEST_CHOICE = 100
"""Discord's limits, in choices and in characters."""


def section_names(sections: Iterable[SectionRows]) -> list[str]:
    """Names of sections and of those around them, outermost first; `index.searching.scope` finds each."""
    paths: dict[tuple[str, ...], None] = {}
    for section in sections:
        paths.update(dict.fromkeys(section.path[:length] for length in range(1, len(section.path) + 1)))
    return list(dict.fromkeys(filter(None, (_name(path) for path in sorted(paths, key=len)))))


def document_names(documents: Iterable[IndexedDocument]) -> list[str]:
    """Titles of documents, or their paths where a title does not tell them apart."""
    found = list(documents)
    titles = Counter(fold(document.title).casefold() for document in found)
    names = [document.title if titles[fold(document.title).casefold()] == 1 else document.path for document in found]
    chosen = (name if len(name) <= LONGEST_CHOICE else path.path for name, path in zip(names, found, strict=True))
    return [name for name in chosen if 0 < len(name) <= LONGEST_CHOICE]


def _name(path: Sequence[str]) -> str:
    """The path of a section, or as much of its end as a choice has room for and can be read back."""
    headings = [fold(heading) for heading in path]
    for start in range(len(path)):
        name = STEP.join(headings[start:])
        is_readable = start == len(path) - 1 or name.split(STEP) == headings[start:]
        if is_readable and len(name) <= LONGEST_CHOICE:
            return name
    return ""


def matching(names: Iterable[str], typed: str) -> list[str]:
    """The first names that have each word that was typed: those that begin with it, then in a word's beginning, then within."""
    sought = fold(typed[:LONGEST_CHOICE]).casefold()
    words = dict.fromkeys(sought.split())
    ranked: list[tuple[int, str]] = []
    for name in names:
        folded = name.casefold()
        if not all(word in folded for word in words):
            continue
        beginnings = all(re.search(rf"\b{re.escape(word)}", folded) for word in words)
        ranked.append((0 if folded.startswith(sought) else 1 if beginnings else 2, name))
    return [name for _, name in sorted(ranked, key=lambda pair: pair[0])][:MOST_CHOICES]
