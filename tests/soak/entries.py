"""What stands in the books: a question and what came of it, breaks of the connection, and what was found to be wrong."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.soak.cards import Shown

if TYPE_CHECKING:
    from tests.soak.faults import Fault

FIRST_WITHIN = 3.0
"""Seconds that Discord gives for the first response to an interaction."""
INTERACTIONS = frozenset({"interaction", "click", "corpus", "typing"})


@dataclass(slots=True)
class Gap:
    """When the connection to the gateway was broken, and how; without an end it is still."""

    how: str
    start: float
    end: float = float("inf")

    @property
    def goes_on(self) -> bool:
        """Whether the session goes on afterwards, with what was missed."""
        return self.how in {"reconnect", "close"}


@dataclass(frozen=True, slots=True)
class Response:
    """What somebody saw, and when."""

    at: float
    shown: Shown


@dataclass(slots=True)
class Entry:
    """Something that a member did.

    `way` is how it gets to the bot (interaction, click, corpus, typing, message, forum), `kind` its name in the report. `wants`
    are the keys of what may come; `echo` is what an answer has to repeat, or to begin with if `is_echo_whole` is not so. Times
    are those of `time.monotonic`.
    """

    number: int
    kind: str
    way: str
    user: str
    place: str
    asked: float
    wants: frozenset[str]
    echo: str = ""
    is_echo_whole: bool = True
    topic: str | None = None
    is_owed: bool = True
    is_typed: bool = True
    edition: int = 0
    fault: "Fault | None" = None
    hits: int = 0
    """How often the fault has hit it."""
    first_hit: float = 0.0
    """When the bot made the first call that the fault hit."""
    is_late: bool = False
    """Whether the bot gave a first response, but too late for Discord."""
    responses: list[Response] = field(default_factory=list)
    edits: int = 0
    outcome: Any = None
    """What the local Discord keeps of an interaction."""
    message: dict[str, Any] | None = None
    """The message it was asked in, or the one whose button was pressed."""

    @property
    def answered(self) -> float | None:
        """When the first thing came."""
        return self.responses[0].at if self.responses else None

    @property
    def is_hit(self) -> bool:
        """Whether its fault has come to pass."""
        return self.fault is not None and self.hits > 0

    @property
    def is_silenced(self) -> bool:
        """Whether its fault makes an answer impossible, or took so much of the three seconds that it came too late."""
        if self.fault is None or not self.hits:
            return False
        return self.way in self.fault.silences.split() or (self.is_late and self.was_in_time)

    @property
    def was_in_time(self) -> bool:
        """Whether the first call that its fault hit would have been in time."""
        return self.hits > 0 and self.first_hit - self.asked < FIRST_WITHIN


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: `kind` is lost, doubled, wrong, misordered, stale, broken rule, error, ..."""

    kind: str
    what: str
    after: float = 0.0
    """Seconds since the beginning."""
