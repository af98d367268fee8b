"""The state of a button: which passages an answer showed, who asked, and what the button does with them.

All of it is encoded in the button's id, so that buttons work after a restart and on any machine, and nobody has to store who
asked what.
"""

import base64
import binascii
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.answering.answers import Hit, Outcome
from index.answering.item_lists import Kind

Action = Literal["show", "context", "list", "more", "share", "share_list", "delete", "whole", "rest", "share_whole"]
"""Show a passage, its context, the first message or all suggestions; share a passage or the first message; delete it all.

`whole` shows the list that the passage is part of, `rest` the same list from the passage on that is the last of the pages, and
`share_whole` shares the list.
"""
ACTIONS: dict[Action, str] = {
    "show": "s",
    "context": "c",
    "list": "l",
    "more": "m",
    "share": "x",
    "share_list": "o",
    "delete": "d",
    "whole": "w",
    "rest": "r",
    "share_whole": "y",
}
LISTS: dict[Kind, str] = {
    "numbered": "n",
    "nested": "i",
    "headings": "h",
    "bulleted": "b",
    "run": "r",
    "section": "t",
    "subsections": "u",
}
OUTCOMES: dict[Outcome, str] = {"answer": "a", "suggestions": "s", "none": "n"}
MAX_PAGES = 5
"""Passages that fit into an id, which Discord limits to 100 characters."""
PATTERN = r"f1(?P<action>[sclmxodwry])(?P<outcome>[asn])(?P<position>[0-4])(?P<listed>[nihbrtu]?):(?P<packed>[\w-]{27,91})"
"""Button ids of this version; a new format gets a new number, so that outdated buttons can be recognised."""
ASKER = struct.Struct(">Q")
PAGE = struct.Struct(">I6sH")
"""Row, content hash, and the number among passages of the same content, as `index.passages.splitting` assigns it."""
MAX_COPY_NUMBER = 2**16 - 1
"""The highest number that fits; it stands for any further passages of the same content."""


@dataclass(frozen=True, slots=True)
class Page:
    """A passage of an answer: the row it had in the index, and its id, which it keeps if it moves."""

    row: int
    passage_id: str

    def pack(self) -> bytes:
        """Encode the page for a button id."""
        content, _, copy = self.passage_id.partition("-")
        return PAGE.pack(self.row, bytes.fromhex(content), min(int(copy or 1), MAX_COPY_NUMBER))

    @classmethod
    def unpack(cls, row: int, content: bytes, copy: int) -> "Page":
        """Rebuild a page from the fields that `pack` wrote."""
        return cls(row, f"{content.hex()}-{copy}" if copy > 1 else content.hex())


@dataclass(frozen=True, slots=True)
class Paging:
    """The passages of an answer, the position (from 0) of the one shown, and the member who asked.

    `listed` is the kind of the list that is shown, in which the passage is, if a list is.
    """

    asker: int
    outcome: Outcome
    pages: tuple[Page, ...]
    position: int = 0
    listed: Kind | None = None

    @classmethod
    def of(cls, asker: int, outcome: Outcome, hits: Sequence[Hit]) -> "Paging":
        """Return the paging of an answer that is shown for the first time."""
        return cls(asker, outcome, tuple(Page(hit.row, hit.passage.id) for hit in hits[:MAX_PAGES]))

    @property
    def page(self) -> Page:
        """The passage that is shown."""
        return self.pages[self.position]

    def at(self, position: int) -> "Paging":
        """Return the same paging with another passage shown."""
        return replace(self, position=position)

    def in_list(self, kind: Kind | None) -> "Paging":
        """Return the same paging with the list of a kind shown that the passage is part of, or with no list shown."""
        return replace(self, listed=kind)

    def until(self, hit: Hit) -> "Paging":
        """Return the same paging with a passage as the last page; pages for which there is no room are left out."""
        last = Page(hit.row, hit.passage.id)
        if self.position == MAX_PAGES - 1:
            return replace(self, pages=(self.page, last), position=0)
        return replace(self, pages=(*self.pages[: MAX_PAGES - 1], last))

    def without_last(self) -> "Paging":
        """Return the same paging without the last page, which `until` has added."""
        pages = self.pages[:-1] or self.pages
        return replace(self, pages=pages, position=min(self.position, len(pages) - 1))

    def button_id(self, action: Action) -> str:
        """Encode the id of a button that acts on the passage shown; at most 100 characters."""
        data = ASKER.pack(self.asker) + b"".join(page.pack() for page in self.pages)
        packed = base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")
        listed = LISTS[self.listed] if self.listed else ""
        return f"f1{ACTIONS[action]}{OUTCOMES[self.outcome]}{self.position}{listed}:{packed}"


def read_button_id(button_id: str) -> tuple[Action, Paging] | None:
    """Decode an id from `Paging.button_id`; None if it is not one."""
    match = re.fullmatch(PATTERN, button_id, re.ASCII)
    if not match:
        return None
    packed = match["packed"]
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        asker, *_ = ASKER.unpack_from(data)
        pages = tuple(Page.unpack(*fields) for fields in PAGE.iter_unpack(data[ASKER.size :]))
    except (binascii.Error, struct.error):
        return None
    position = int(match["position"])
    if position >= len(pages):
        return None
    action = next(action for action, letter in ACTIONS.items() if letter == match["action"])
    outcome = next(outcome for outcome, letter in OUTCOMES.items() if letter == match["outcome"])
    listed = next((kind for kind, letter in LISTS.items() if letter == match["listed"]), None)
    return action, Paging(asker, outcome, pages, position, listed)
