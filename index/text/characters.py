"""Text for people: characters that have no place in what is shown, and numbers of things."""

import re

BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
"""Breaks that no editor counts as a new line."""
UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufeff]")
"""What no reader sees and can steer a terminal, reverse what it shows, or not be written at all."""


def clean(text: str) -> str:
    """The text with line feeds and tabs, but without other control characters."""
    return UNSEEN.sub("", BREAKS.sub(" ", text))


def fold(text: str) -> str:
    """The text with its white space folded to single blanks."""
    return " ".join(text.split())


def says_something(text: str) -> bool:
    """Whether there is a letter or digit in it."""
    return any(character.isalnum() for character in text)


def common_start(first: str, second: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(second)))


def counted(count: int, name: str) -> str:
    """`1 passage`, `2 passages`."""
    return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"
