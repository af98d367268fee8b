"""Discord's markup for things with an id, and the names that a server knows for them."""

import re
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["member", "role", "channel"]
"""Things that a mention names by their id."""
SIGNS: dict[str, Kind] = {"@": "member", "@!": "member", "@&": "role", "#": "channel"}
PAGES = {
    "customize": "Channels & Roles",
    "browse": "Browse Channels",
    "guide": "Server Guide",
    "home": "Server Guide",
    "linked-roles": "Linked Roles",
}
"""Names of the pages that `<id:...>` leads to."""
LATEST_SECONDS = 8_640_000_000_000
"""The last moment, in seconds since 1970, that Discord shows as a time; markup for a later one stays text."""


class Names(Protocol):
    """The names that a server knows."""

    @property
    def has_links(self) -> bool:
        """True if a mention of a channel can be clicked: in a server, not in a direct message."""
        ...

    def find(self, kind: Kind, number: int, /) -> str | None:
        """Return the name of a member, role or channel by its id; None if it is unknown."""
        ...


@dataclass(frozen=True, slots=True)
class NoNames:
    """Knows no names; for readers outside of a server."""

    has_links: bool = False

    def find(self, _kind: Kind, _number: int, /) -> str | None:
        """Return None."""
        return None


def describe(tag: re.Match[str], names: Names) -> str | None:
    """Return what Discord shows for a tag, in words; None for unknown names, and for times, which depend on the reader."""
    if tag["id"] or tag["place"]:
        sign = tag["sign"] or "#"
        name = names.find(SIGNS[sign], int(tag["id"] or tag["place"]))
        return f"{sign[0]}{name}" if name else None
    if tag["emoji"]:
        return f":{tag['emoji']}:"
    if tag["command"]:
        return f"/{tag['command'].strip()}"
    return PAGES.get(tag["page"]) if tag["page"] else None


def is_time(tag: re.Match[str]) -> bool:
    """Return whether a tag is a time that Discord shows, in each reader's own time zone."""
    return bool(tag["seconds"]) and abs(int(tag["seconds"])) <= LATEST_SECONDS
