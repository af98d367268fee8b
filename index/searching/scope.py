"""Scope: the passages that a question may see, such as those of one section or document.

Everything that returns passages takes a scope: asking, quoting, showing neighbours, ranking, and completing section names.
"""

import difflib
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import PurePosixPath

from index.errors import UnknownNameError
from index.passages.passage import SectionRows
from index.storing.generation import Generation
from index.storing.manifest import IndexedDocument
from index.storing.titles import distinct_titles
from index.text.characters import fold

PATH_SEPARATOR = " > "
"""The separator between the headings of a nested section, as people type it."""
MAX_LISTED = 8
"""Maximum number of documents listed in an error."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A set of rows of an index: `ranges`, ascending and without overlaps, or all rows if None."""

    ranges: tuple[range, ...] | None = None

    def __contains__(self, row: int) -> bool:
        """Return whether the scope contains a row."""
        return self.ranges is None or self._first_ending_after(row).start <= row

    def __and__(self, other: "Scope") -> "Scope":
        """Return the intersection of two scopes."""
        if self.ranges is None or other.ranges is None:
            return other if self.ranges is None else self
        return Scope(tuple(_common(self.ranges, other.ranges)))

    def overlaps(self, rows: range) -> bool:
        """Return whether any of these rows is in the scope."""
        return bool(rows) and (self.ranges is None or self._first_ending_after(rows.start).start < rows.stop)

    def _first_ending_after(self, row: int) -> range:
        """Return the first range that ends after a row, or an empty one far behind all rows."""
        ranges = self.ranges or ()
        position = bisect_right(ranges, row, key=lambda rows: rows.stop)
        return ranges[position] if position < len(ranges) else NOWHERE


def _common(ranges: Sequence[range], others: Sequence[range]) -> Iterator[range]:
    """Yield the rows that are in both of two ascending sequences of ranges, in one pass over both."""
    place = 0
    for rows in ranges:
        while place < len(others) and others[place].stop <= rows.start:
            place += 1
        at = place
        while at < len(others) and others[at].start < rows.stop:
            both = range(max(rows.start, others[at].start), min(rows.stop, others[at].stop))
            if both:
                yield both
            at += 1


EVERYTHING = Scope()
NOWHERE = range(sys.maxsize, sys.maxsize)


def scope_of_documents(generation: Generation, paths: Set[str]) -> Scope:
    """Return the scope of the documents with these paths."""
    documents = generation.manifest.documents
    if all(document.path in paths for document in documents):
        return EVERYTHING
    return Scope(_merge(rows for document, rows in _document_rows(documents) if document.path in paths and rows))


def scope_of(
    generation: Generation, *, section: str | None = None, document: str | None = None, within: Scope = EVERYTHING
) -> Scope:
    """Return the scope of a section, of a document, or of a section of a document; `within` if neither is named.

    Only what is visible within another scope can be named. Raises UnknownNameError if nothing there has the name, or if the
    section is empty.
    """
    if section is None and document is None:
        return within
    named = {found.path for found in find_documents(visible_documents(generation, within), document)}
    if section is None:
        return scope_of_documents(generation, named)
    sections = [rows for rows in generation.sections if rows.document in named]
    found = tuple(each.rows for each in find_sections(sections, section) if each.rows)
    if not found:
        raise UnknownNameError("section", section, f"section {section!r} is empty in the document", fix="name another")
    return Scope(_merge(found))


def _merge(ranges: Iterable[range]) -> tuple[range, ...]:
    """Join ascending ranges that touch."""
    merged: list[range] = []
    for rows in ranges:
        if merged and merged[-1].stop == rows.start:
            merged[-1] = range(merged[-1].start, rows.stop)
        else:
            merged.append(rows)
    return tuple(merged)


def visible_sections(generation: Generation, scope: Scope) -> list[SectionRows]:
    """Return the sections that contain at least one passage in scope."""
    return [each for each in generation.sections if scope.overlaps(each.rows)]


def visible_documents(generation: Generation, scope: Scope) -> list[IndexedDocument]:
    """Return the documents that contain at least one passage in scope."""
    return [document for document, rows in _document_rows(generation.manifest.documents) if scope.overlaps(rows)]


def _document_rows(documents: Sequence[IndexedDocument]) -> Iterator[tuple[IndexedDocument, range]]:
    bounds = pairwise(accumulate((document.passages for document in documents), initial=0))
    return zip(documents, (range(*rows) for rows in bounds), strict=True)


def find_documents(documents: Sequence[IndexedDocument], name: str | None) -> Sequence[IndexedDocument]:
    """Return the documents with this path, file name (with or without suffix) or title, ignoring case; all if None.

    A title that tells apart documents of the same title, as answers show it, names one of them.

    Raises UnknownNameError if there is none.
    """
    if name is None:
        return documents
    titles = distinct_titles(documents)
    found = [document for document in documents if _fold(name) in _names(document, titles.get(document.path, ""))]
    if not found:
        known = documents[:MAX_LISTED]
        fix = f"the documents are {', '.join(document.path for document in known)}"
        near = [titles.get(document.path, document.title) for document in known]
        raise UnknownNameError("document", name, f"no document {name!r}", fix=fix, near=near)
    return found


def _names(document: IndexedDocument, distinct_title: str) -> set[str]:
    path = PurePosixPath(document.path)
    return {_fold(name) for name in (document.path, path.name, path.stem, document.title, distinct_title or document.title)}


def find_sections(sections: Sequence[SectionRows], name: str) -> list[SectionRows]:
    """Return the sections whose path contains the heading `name`, or the consecutive headings `Outer > Inner`.

    Raises UnknownNameError with the closest names if there is none.
    """
    found: list[SectionRows] = []
    for wanted in ([_fold(name)], [_fold(part) for part in name.split(PATH_SEPARATOR)]):
        found = found or [rows for rows in sections if _has_run([_fold(part) for part in rows.path], wanted)]
    if not found:
        known = {_fold(part): part for rows in sections for part in rows.path}
        near = [known[match] for match in difflib.get_close_matches(_fold(name), known, n=3, cutoff=0.5)]
        fix = f"did you mean {', '.join(near)}?" if near else "`footnote outline FILE` lists the sections of a document"
        raise UnknownNameError("section", name, f"no section {name!r}", fix=fix, near=near)
    return found


def _has_run(path: list[str], wanted: list[str]) -> bool:
    return any(path[start : start + len(wanted)] == wanted for start in range(len(path)))


def _fold(text: str) -> str:
    return fold(text).casefold()
