"""The ids of the buttons and forms with which members teach the bot and take that back.

As with other buttons, all that they need is in their ids and in the message, so they work after a restart.
"""

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.rendering.paging import PAGE, Page
from index.building.teaching import Undo

TIE = re.compile(r"t1a:(?P<page>[\w-]{16})", re.ASCII)
WRITE = "t1w"
"""The id of the button that opens the form for the question of a message."""
SAVE = re.compile(r"t1s:(?P<channel>[0-9]{1,20}):(?P<message>[0-9]{1,20})", re.ASCII)
"""The id of a form: the channel and the message that is the source of the answer, or zeros if there is none."""
TAKE_BACK = re.compile(
    r"t1u:(?P<minute>[0-9]{1,12}):(?P<answer>[0-9a-f]{12})?:(?P<entry>[0-9a-f]{12})?(?::(?P<headings>[0-9a-f]{12}))?", re.ASCII
)
UNDO_TIME = timedelta(days=1)


def tie_id(page: Page) -> str:
    """Return the id of the button that ties the question of a message to a passage."""
    return f"t1a:{base64.urlsafe_b64encode(page.pack()).decode('ascii')}"


def read_tie(button_id: str) -> Page | None:
    """Decode an id from `tie_id`; None if it is not one."""
    match = TIE.fullmatch(button_id)
    try:
        return Page.unpack(*PAGE.unpack(base64.urlsafe_b64decode(match["page"]))) if match else None
    except (binascii.Error, struct.error):
        return None


def save_id(channel: int, message: int) -> str:
    """Return the id of a form."""
    return f"t1s:{channel}:{message}"


def read_save(form_id: str) -> tuple[int, int] | None:
    """Return the channel and the message in the id of a form; None if it is not one."""
    match = SAVE.fullmatch(form_id)
    return (int(match["channel"]), int(match["message"])) if match else None


@dataclass(frozen=True, slots=True)
class TakeBack:
    """What a button takes back, and when that was taught."""

    undo: Undo
    taught: datetime

    @property
    def button_id(self) -> str:
        """The id of the button."""
        minute = int(self.taught.timestamp() // 60)
        headings = f":{self.undo.headings}" if self.undo.headings else ""
        return f"t1u:{minute}:{self.undo.answer or ''}:{self.undo.entry or ''}{headings}"

    def is_late(self, now: datetime) -> bool:
        """Return whether it can no longer be taken back."""
        return now - self.taught >= UNDO_TIME

    @classmethod
    def read(cls, button_id: str) -> "TakeBack | None":
        """Decode the id of a button; None if it is not one."""
        match = TAKE_BACK.fullmatch(button_id)
        if not match or not (match["answer"] or match["entry"]):
            return None
        try:
            taught = datetime.fromtimestamp(int(match["minute"]) * 60, UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return cls(Undo(match["answer"], match["entry"], match["headings"]), taught)
