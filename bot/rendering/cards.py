"""Cards: what a message shows, as plain data.

A card has the limits of Discord's Components V2: 40 parts, 4,000 characters of text in all, buttons with ids of at most 100
characters. Whatever a document or a member wrote is escaped before it gets here.
"""

from dataclasses import dataclass

MOST_TEXT = 4_000
LONGEST_ADDRESS = 512
GREEN, AMBER, RED, GREY = 0x2E8B57, 0xD9A400, 0xC0392B, 0x7F8C8D


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of Markdown. With an `id` it can be found again in a message that was sent."""

    markdown: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button that calls the bot, or opens an address."""

    label: str
    id: str | None = None
    address: str | None = None
    is_main: bool = False
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """One to five buttons side by side."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One to three pieces of Markdown with a button to the right of them."""

    words: tuple[str, ...]
    button: Button

    @property
    def markdown(self) -> str:
        """All its words."""
        return "\n".join(self.words)


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two parts."""


Part = Words | Buttons | Beside | Line


@dataclass(frozen=True, slots=True)
class Card:
    """A message: a coloured edge, and the parts from top to bottom."""

    colour: int
    parts: tuple[Part, ...]
