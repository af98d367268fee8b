"""Suggests a first question that the documents probably answer."""

import re
from collections.abc import Iterable, Sequence

from index.passages.passage import SectionRows
from index.text.characters import clean, fold

MAX_HEADING_LENGTH = 80
"""Characters of a heading that is short enough to be part of a question."""
NUMBER = re.compile(r"^(?:§\s*)?(?:\d{1,3}(?:\.\d{1,3})*[.:)]?|[ivx]+[.:)])\s+(?=\w)", re.IGNORECASE)
"""The number of a heading."""
SAYS_LITTLE = re.compile(
    r"(?:(?:any|more|other|further|still|general|have|got|useful|the|your|a|an|and|or|our|to|table|of|this|page|document|you|us|on"
    r"|questions?|faqs?|links?|contacts?|contents?|overview|introductions?|intro|about|notes?|help|info|information|resources|see"
    r"|also|summary|welcome|preface|foreword|index|home|start|here|getting|started|misc|miscellaneous|rules?)\b[\W_]*)+",
    re.IGNORECASE,
)
"""A heading such as *More questions?* or *Overview*, which names nothing to ask about."""


def suggest_question(sections: Iterable[SectionRows], language: str) -> str | None:
    """Return the first heading that is a question, or else a question about the first heading.

    Only short headings with passages directly below them count; returns None if there are none.
    """
    found = [_one_line(rows.path[-1]) for rows in sections if rows.path and rows.stop > rows.start]
    headings = [heading for heading in found if not SAYS_LITTLE.fullmatch(heading)] or found
    return _first_question(headings) or _ask_about_first(headings, language)


def _first_question(headings: Sequence[str]) -> str | None:
    return next(
        (heading for heading in headings if heading.endswith(("?", "？")) and len(heading) <= MAX_HEADING_LENGTH),
        None,
    )


def _ask_about_first(headings: Sequence[str], language: str) -> str | None:
    """Ask about the first short heading; without English around it unless the documents are in English."""
    heading = next((heading for heading in headings if len(heading) <= MAX_HEADING_LENGTH), None)
    if heading is None:
        return None
    heading = NUMBER.sub("", heading)
    return f"What does it say about {heading}?" if language == "english" else f"{heading}?"


def _one_line(heading: str) -> str:
    return clean(fold(heading))
