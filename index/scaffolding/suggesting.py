"""Suggests a first question that the documents probably answer."""

from collections.abc import Iterable, Sequence

from index.passages.passage import SectionRows
from index.text.characters import clean, fold

MAX_HEADING_LENGTH = 80
"""Characters of a heading that is short enough to be part of a question."""


def suggest_question(sections: Iterable[SectionRows], language: str) -> str | None:
    """Return the first heading that is a question, or else a question about the first heading.

    Only short headings with passages directly below them count; returns None if there are none.
    """
    headings = [rows.path[-1] for rows in sections if rows.path and rows.stop > rows.start]
    return _first_question(headings) or _ask_about_first(headings, language)


def _first_question(headings: Sequence[str]) -> str | None:
    return next(
        (_one_line(heading) for heading in headings if heading.endswith(("?", "？")) and len(heading) <= MAX_HEADING_LENGTH),
        None,
    )


def _ask_about_first(headings: Sequence[str], language: str) -> str | None:
    """Ask about the first short heading; without English around it unless the documents are in English."""
    heading = next((_one_line(heading) for heading in headings if len(heading) <= MAX_HEADING_LENGTH), None)
    if heading is None:
        return None
    return f"What does it say about {heading}?" if language == "english" else f"{heading}?"


def _one_line(heading: str) -> str:
    return clean(fold(heading))
