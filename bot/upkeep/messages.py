"""Messages from the build process to the bot, one line of JSON each."""

from dataclasses import replace

import msgspec

from index.building import BuildReport, Difference

MAX_CHANGES = 50
"""Changed passages to send, at most; any others are only counted."""


class Step(msgspec.Struct, frozen=True, tag="step"):
    """A new step has begun; `total` is its number of units (passages, questions or megabytes), if known."""

    name: str
    total: int | None = None


class Advanced(msgspec.Struct, frozen=True, tag="advanced"):
    """`count` more units of the current step are done."""

    count: int


class Built(msgspec.Struct, frozen=True, tag="built"):
    """The build succeeded: the size of the new index, and how it differs from the previous one."""

    documents: int
    passages: int
    difference: Difference
    embedded: int
    seconds: float
    notes: tuple[str, ...] = ()

    @classmethod
    def from_report(cls, report: BuildReport) -> "Built":
        """Convert a build report, keeping only the first `MAX_CHANGES` changes."""
        difference = replace(report.difference, changes=report.difference.changes[:MAX_CHANGES])
        return cls(report.documents, report.passages, difference, report.embedded, report.seconds, report.notes)


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The index is unchanged, for a reason that an admin can fix."""

    reason: str


Message = Step | Advanced | Built | Failed


def to_line(message: Message) -> bytes:
    """Encode a message as a line of JSON."""
    return msgspec.json.encode(message) + b"\n"


def from_line(line: bytes) -> Message:
    """Decode a message. Raises msgspec.DecodeError if the line is not one."""
    message: Message = msgspec.json.decode(line, type=Step | Advanced | Built | Failed)
    return message
