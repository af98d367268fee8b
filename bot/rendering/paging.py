"""What a button knows: which passages an answer showed, to whom, and what to do with them.

It is all in the button's own id, so that a button works after a restart, on any machine, without a store of who asked what.
"""

import base64
import binascii
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.answering.answers import Hit, Outcome

Action = Literal["show", "context", "list", "share", "share_list"]
"""Show a passage, its context, or the first message again; or show one of these to everyone."""
ACTIONS: dict[Action, str] = {"show": "s", "context": "c", "list": "l", "share": "x", "share_list": "o"}
OUTCOMES: dict[Outcome, str] = {"answer": "a", "suggestions": "s", "none": "n"}
MOST_PAGES = 5
"""Passages that fit into an id, which Discord limits to 100 characters."""
PATTERN = r"f1(?P<action>[sclxo])(?P<outcome>[asn])(?P<place>[0-4]):(?P<packed>[\w-]{27,91})"
"""Ids of this version. Another one will have another number, so that old buttons can say that they are old."""
ASKER = struct.Struct(">Q")
PAGE = struct.Struct(">I6sH")
"""Row, content, and which of the passages with this content it is, as `index.passages.splitting` numbers them."""
MOST_COPIES = 2**16 - 1
"""What there is room for; of more passages that say the same, this one stands for the rest."""


@dataclass(frozen=True, slots=True)
class Page:
    """A passage as it was found: the row where it stood, and its id, which it keeps when it moves."""

    row: int
    passage_id: str

    def pack(self) -> bytes:
        """As it stands in an id."""
        content, _, copy = self.passage_id.partition("-")
        return PAGE.pack(self.row, bytes.fromhex(content), min(int(copy or 1), MOST_COPIES))

    @classmethod
    def unpack(cls, row: int, content: bytes, copy: int) -> "Page":
        """What `pack` wrote."""
        return cls(row, f"{content.hex()}-{copy}" if copy > 1 else content.hex())


@dataclass(frozen=True, slots=True)
class Paging:
    """The passages of an answer, the place of the one in sight, counted from 0, and who asked."""

    asker: int
    outcome: Outcome
    pages: tuple[Page, ...]
    place: int = 0

    @classmethod
    def of(cls, asker: int, outcome: Outcome, hits: Sequence[Hit]) -> "Paging":
        """For an answer that is shown for the first time."""
        return cls(asker, outcome, tuple(Page(hit.row, hit.passage.id) for hit in hits[:MOST_PAGES]))

    @property
    def page(self) -> Page:
        """The passage in sight."""
        return self.pages[self.place]

    def at(self, place: int) -> "Paging":
        """The same with another passage in sight."""
        return replace(self, place=place)

    def button_id(self, action: Action) -> str:
        """The id of a button that does something with the passage in sight; at most 100 characters."""
        data = ASKER.pack(self.asker) + b"".join(page.pack() for page in self.pages)
        packed = base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")
        return f"f1{ACTIONS[action]}{OUTCOMES[self.outcome]}{self.place}:{packed}"


def read_button_id(button_id: str) -> tuple[Action, Paging] | None:
    """What `Paging.button_id` wrote; None when it is no such id."""
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
    place = int(match["place"])
    if place >= len(pages):
        return None
    action = next(action for action, letter in ACTIONS.items() if letter == match["action"])
    outcome = next(outcome for outcome, letter in OUTCOMES.items() if letter == match["outcome"])
    return action, Paging(asker, outcome, pages, place)
