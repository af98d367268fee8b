"""The buttons that ask whether an answer helped, their state, and the messages that follow a press.

As with the other buttons, all that they need is in their ids and in the message. An id names the recorded question and not the
member who asked it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.rendering.cards import Button
from bot.rendering.texts import Texts

Press = Literal["helpful", "unhelpful", "people"]
"""The answer helped, or was not what was asked; the people who know are to be asked."""
LETTERS: dict[Press, str] = {"helpful": "h", "unhelpful": "n", "people": "p"}
PATTERN = re.compile(r"v1(?P<press>[hnp]):(?P<asked>[\w-]{1,64})(?::(?P<answer>[0-9]{1,20}))?", re.ASCII)
"""Button ids of this version; they fit into the 100 characters that Discord allows."""
MAX_MESSAGE_ID = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Ballot:
    """What the buttons of an answer ask about it: the id of the recorded question.

    `is_doubted` is True for what a member sees after "Not what I asked"; `answer` is then the ID of the message that was
    doubted, or 0 if nobody else can open it.
    """

    asked: str
    is_doubted: bool = False
    answer: int = 0

    def button_id(self, press: Press) -> str:
        """Encode the id of a button."""
        return f"v1{LETTERS[press]}:{self.asked}" + (f":{self.answer}" if press == "people" else "")

    def buttons(self, texts: Texts, *, asks_people: bool) -> Sequence[Button]:
        """Return two buttons for an answer; for a doubted one, that which asks the people who know, if that is possible."""
        if not self.is_doubted:
            return [Button(texts.helpful, self.button_id("helpful")), Button(texts.unhelpful, self.button_id("unhelpful"))]
        return [Button(texts.ask_people, self.button_id("people"))] if asks_people else []


def read_press(button_id: str) -> tuple[Press, Ballot] | None:
    """Decode an id from `Ballot.button_id`; None if it is not one."""
    match = PATTERN.fullmatch(button_id)
    if not match or (match["press"] == "p") != bool(match["answer"]) or int(match["answer"] or 0) > MAX_MESSAGE_ID:
        return None
    press = next(press for press, letter in LETTERS.items() if letter == match["press"])
    return press, Ballot(match["asked"], press == "people", int(match["answer"] or 0))
