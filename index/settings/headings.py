"""The outline of a document in config.yaml: its headings, nested."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OutlineHeading:
    """One heading of an outline, with the headings below it."""

    text: str
    children: tuple["OutlineHeading", ...] = ()


class Outline:
    """The headings of a document, nested."""

    def __init__(self, headings: tuple[OutlineHeading, ...]) -> None:
        self.headings = headings

    @classmethod
    def parse(cls, value: Any) -> "Outline":
        """Parse nested mappings and lists of headings; a list entry is a heading, or a mapping of a heading to its own.

        Raises ValueError for anything else in place of a heading.
        """
        return cls(_headings(value))


def _headings(value: Any) -> tuple[OutlineHeading, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (_heading(value),)
    if isinstance(value, dict):
        return tuple(_heading(heading, _headings(below)) for heading, below in value.items())
    if isinstance(value, list):
        return tuple(heading for entry in value for heading in _headings(entry))
    raise ValueError("must be headings: a list, or a mapping of headings to the headings below them")


def _heading(text: str, children: tuple[OutlineHeading, ...] = ()) -> OutlineHeading:
    if not text.strip():
        raise ValueError("a heading must not be blank")
    return OutlineHeading(text, children)
