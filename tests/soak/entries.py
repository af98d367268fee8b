"""Records of the ledger: actions and their responses, broken connections, and findings."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.soak.cards import Shown

if TYPE_CHECKING:
    from tests.soak.faults import Fault

FIRST_WITHIN = 3.0
"""Seconds within which Discord wants the first response to an interaction."""
INTERACTIONS = frozenset({"interaction", "click", "corpus", "typing"})


@dataclass(slots=True)
class Gap:
    """A time without connection to the gateway, and how it was broken; it lasts until `end`."""

    how: str
    start: float
    end: float = float("inf")

    @property
    def is_resumed(self) -> bool:
        """True if the session is resumed afterwards, with the events that were missed."""
        return self.how in {"reconnect", "close"}


@dataclass(frozen=True, slots=True)
class Response:
    """What a member saw, and when."""

    at: float
    shown: Shown


@dataclass(slots=True)
class Entry:
    """An action of a member.

    `way` is how it reaches the bot (interaction, click, corpus, typing, message, forum), `kind` its name in the report. `wants`
    holds the keys of valid responses; `echo` is the text that an answer must repeat, or start with unless `is_echo_whole`.
    Times are those of `time.monotonic`.
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
    """How often the fault has hit."""
    first_hit: float = 0.0
    """Time of the first call that the fault hit."""
    is_late: bool = False
    """True if the bot's first response came too late for Discord."""
    responses: list[Response] = field(default_factory=list)
    edits: int = 0
    outcome: Any = None
    """The local Discord's record of the interaction."""
    message: dict[str, Any] | None = None
    """The message that asked, or the one whose button was pressed."""

    @property
    def answered(self) -> float | None:
        """Time of the first response, if any."""
        return self.responses[0].at if self.responses else None

    @property
    def is_hit(self) -> bool:
        """True if its fault has hit at least once."""
        return self.fault is not None and self.hits > 0

    @property
    def is_silenced(self) -> bool:
        """True if its fault makes an answer impossible, or used up so much of the three seconds that it came too late."""
        if self.fault is None or not self.hits:
            return False
        return self.way in self.fault.silences.split() or (self.is_late and self.was_in_time)

    @property
    def was_in_time(self) -> bool:
        """True if the first call that its fault hit would have been in time."""
        return self.hits > 0 and self.first_hit - self.asked < FIRST_WITHIN


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem; `kind` is lost, doubled, wrong, misordered, stale, broken rule, error, ..."""

    kind: str
    what: str
    after: float = 0.0
    """Seconds since the start."""
