"""A short memory of which message of the bot answers which question: only IDs, for at most a day, lost at a restart.

An answer is edited when its question is, and deleted with it. Discord does not say which messages reply to a deleted one, and
by then the question can no longer be asked for.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

MAX_REMEMBERED = 1000
"""Questions remembered, the newest."""
MEMORY_SECONDS = 24 * 3600.0
"""Time after which a question is forgotten."""
EDIT_SECONDS = 10 * 60.0
"""Time for which an answer follows edits of its question."""
EDIT_PAUSE_SECONDS = 5.0
"""Time between two edits of an answer, so that many edits of its question lead to few."""


@dataclass(slots=True)
class RecentAnswer:
    """The answer to one question: its channel and ID once it is sent, and what has happened to the question.

    `edited_at` is the time of the newest edit of the question, which the answer ignores unless `follows_edits`. `turn` is held
    while the answer is being sent or edited, and `free_at` ends the pause after an edit. `is_withdrawn` is True if the question
    or the answer was deleted. `recorded_as` is the id of the question in the record.
    """

    asked_at: float
    follows_edits: bool = True
    channel: int | None = None
    message: int | None = None
    edited_at: datetime | None = None
    free_at: float = 0.0
    is_withdrawn: bool = False
    recorded_as: str | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def place(self, channel: int, message: int) -> None:
        """Remember the message that contains the answer."""
        self.channel, self.message = channel, message

    def wait_before_edit(self, now: float) -> float | None:
        """Return the seconds until the answer may follow an edit of its question; None if it may not any more."""
        if self.is_withdrawn or not self.follows_edits or now - self.asked_at > EDIT_SECONDS:
            return None
        return max(0.0, self.free_at - now)

    def rest(self, now: float) -> None:
        """Start the pause after an edit."""
        self.free_at = now + EDIT_PAUSE_SECONDS


class RecentAnswers:
    """The answers to recent questions, by the ID of the message that asked."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._answers: OrderedDict[int, RecentAnswer] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of questions remembered."""
        return len(self._answers)

    def start(self, question: int, *, follows_edits: bool = True) -> RecentAnswer:
        """Remember a question that is about to be answered."""
        answer = self._answers[question] = RecentAnswer(self.clock(), follows_edits)
        self._forget_old()
        return answer

    def find(self, question: int) -> RecentAnswer | None:
        """Return the answer to a question, or None if it is not remembered."""
        self._forget_old()
        return self._answers.get(question)

    def withdraw(self, question: int) -> RecentAnswer | None:
        """Forget a question that was deleted, and return its answer. One that is still to be sent is told so."""
        answer = self.find(question)
        if answer:
            del self._answers[question]
            answer.is_withdrawn = True
        return answer

    def _forget_old(self) -> None:
        """Forget questions beyond the limits, oldest first."""
        oldest = self.clock() - MEMORY_SECONDS
        while self._answers:
            first, answer = next(iter(self._answers.items()))
            if answer.asked_at >= oldest and len(self._answers) <= MAX_REMEMBERED:
                break
            del self._answers[first]
