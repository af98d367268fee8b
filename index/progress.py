"""Progress reports from long tasks."""

from typing import Protocol


class Progress(Protocol):
    """Receives the progress of a build. The command line draws it; other callers may ignore it."""

    def step(self, name: str, total: int | None = None) -> None:
        """Start a new step of `total` units (passages, questions or megabytes), or of an unknown number."""
        ...

    def advance(self, count: int) -> None:
        """Report that `count` more units of the current step are done."""
        ...


class NoProgress:
    """A `Progress` that ignores every report."""

    def step(self, name: str, total: int | None = None) -> None:
        """Ignore the step."""

    def advance(self, count: int) -> None:
        """Ignore the count."""
