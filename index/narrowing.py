"""Narrow a search to a document or a section, by the names that people use for them."""

import difflib
from collections.abc import Sequence
from pathlib import PurePosixPath

from index.characters import fold
from index.errors import UnknownNameError
from index.manifest import IndexedDocument
from index.passages import SectionRows


def find_rows(
    documents: Sequence[IndexedDocument], sections: Sequence[SectionRows], section: str | None, document: str | None
) -> list[range] | None:
    """The rows that a search is limited to, or None for all.

    Raises UnknownNameError when no document or section has that name, or nothing stands there.
    """
    if section is None and document is None:
        return None
    named = {found.path for found in find_documents(documents, document)}
    below = [rows for rows in sections if rows.document in named]
    if section is not None:
        below = _below(section, below)
    found = [range(rows.start, rows.stop) for rows in below if rows.start < rows.stop]
    if not found:
        raise UnknownNameError("section", section or "", f"section {section!r} is empty in the document", fix="name another")
    return found


def find_documents(documents: Sequence[IndexedDocument], name: str | None) -> Sequence[IndexedDocument]:
    """Documents by path, file name, with or without its suffix, or title, in any case."""
    if name is None:
        return documents
    found = [document for document in documents if _fold(name) in _names(document)]
    if not found:
        known = documents[:8]
        fix = f"the documents are {', '.join(document.path for document in known)}"
        near = [document.title for document in known]
        raise UnknownNameError("document", name, f"no document {name!r}", fix=fix, near=near)
    return found


def _names(document: IndexedDocument) -> set[str]:
    path = PurePosixPath(document.path)
    return {_fold(name) for name in (document.path, path.name, path.stem, document.title)}


def _below(name: str, sections: Sequence[SectionRows]) -> list[SectionRows]:
    """Sections whose path has the heading of that name, or the run of headings `Outer > Inner`, anywhere.

    Raises UnknownNameError with the nearest names when there is none.
    """
    found: list[SectionRows] = []
    for wanted in ([_fold(name)], [_fold(part) for part in name.split(" > ")]):
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
