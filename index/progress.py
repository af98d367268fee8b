"""How a long task tells what it is doing to whoever watches."""

from typing import Protocol


class Progress(Protocol):
    """Told what a build is doing. The command line draws it; others may ignore it."""

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins; `total` is its number of passages, where that is known."""
        ...

    def advance(self, count: int) -> None:
        """So many more passages of the step are done."""
        ...


class NoProgress:
    """For those who do not watch."""

    def step(self, name: str, total: int | None = None) -> None:
        """Ignore it."""

    def advance(self, count: int) -> None:
        """Ignore it."""
