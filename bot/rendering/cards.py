"""Cards: the content of a message as plain data.

Cards keep to the limits of Discord's Components V2: 40 parts, 4,000 characters of text in total, and button ids of at most
100 characters. Text written by documents or members is escaped before it gets here.
"""

from dataclasses import dataclass

MAX_CARD_LENGTH = 4_000
"""Characters of text in a card, at most."""
MAX_URL_LENGTH = 512
GREEN, AMBER, RED, GREY = 0x2E8B57, 0xD9A400, 0xC0392B, 0x7F8C8D


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of Markdown. Give it an `id` to find it again in a sent message."""

    markdown: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button that either calls the bot with its `id` or opens a `url`."""

    label: str
    id: str | None = None
    url: str | None = None
    is_primary: bool = False
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class ButtonRow:
    """One to five buttons side by side."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class TextWithButton:
    """One to three pieces of Markdown with a button to their right."""

    pieces: tuple[str, ...]
    button: Button

    @property
    def markdown(self) -> str:
        """The pieces as one text."""
        return "\n".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Separator:
    """A horizontal line between two parts."""


Part = TextBlock | ButtonRow | TextWithButton | Separator


@dataclass(frozen=True, slots=True)
class Card:
    """A message: the colour of its edge, and its parts from top to bottom."""

    colour: int
    parts: tuple[Part, ...]
