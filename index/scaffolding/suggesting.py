"""A first question that a document probably answers, for somebody who does not know yet what to ask."""

from collections.abc import Iterable, Sequence

from index.passages.passage import SectionRows
from index.text.characters import clean, fold

LONGEST = 80
"""Characters of a heading that still reads as a question."""


def suggest_question(sections: Iterable[SectionRows], language: str) -> str | None:
    """A heading that is a question, or else a question about the first heading with passages below it."""
    headings = [rows.path[-1] for rows in sections if rows.path and rows.stop > rows.start]
    return _first_question(headings) or _about_first(headings, language)


def _first_question(headings: Sequence[str]) -> str | None:
    return next((_plain(heading) for heading in headings if heading.endswith(("?", "？")) and len(heading) <= LONGEST), None)


def _about_first(headings: Sequence[str], language: str) -> str | None:
    """In the words of the heading alone, where the language is not the one of these words."""
    heading = next((_plain(heading) for heading in headings if len(heading) <= LONGEST), None)
    if heading is None:
        return None
    return f"What does it say about {heading}?" if language == "english" else f"{heading}?"


def _plain(heading: str) -> str:
    return clean(fold(heading))
