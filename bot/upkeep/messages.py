"""What a build in a process of its own tells the bot, a line of JSON each."""

from dataclasses import replace

import msgspec

from index.building import BuildReport, Difference

MOST_CHANGES = 50
"""Changed passages that are told one by one."""


class Step(msgspec.Struct, frozen=True, tag="step"):
    """A new step begins; `total` is its number of passages, where that is known."""

    name: str
    total: int | None = None


class Advanced(msgspec.Struct, frozen=True, tag="advanced"):
    """So many more passages of the step are done."""

    count: int


class Built(msgspec.Struct, frozen=True, tag="built"):
    """The index is up to date: what it is now, and what differs from the one before."""

    documents: int
    passages: int
    difference: Difference
    embedded: int
    seconds: float
    notes: tuple[str, ...] = ()

    @classmethod
    def from_report(cls, report: BuildReport) -> "Built":
        """The same, with as many changes as are told one by one."""
        difference = replace(report.difference, changes=report.difference.changes[:MOST_CHANGES])
        return cls(report.documents, report.passages, difference, report.embedded, report.seconds, report.notes)


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The index is as it was, for a reason that whoever runs the bot can mend."""

    reason: str


Message = Step | Advanced | Built | Failed


def to_line(message: Message) -> bytes:
    """A message as a line."""
    return msgspec.json.encode(message) + b"\n"


def from_line(line: bytes) -> Message:
    """Read a line. Raises msgspec.DecodeError when it is none of these."""
    message: Message = msgspec.json.decode(line, type=Step | Advanced | Built | Failed)
    return message
