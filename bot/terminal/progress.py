"""Show the progress of a long task on standard error: bars in a terminal, one line per step elsewhere."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from bot.terminal.output import console_for

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

BARS_PER_WIDTH = 5
"""Bars that would fit beside each other."""
MIN_NAME_LENGTH = 12
OTHER_COLUMNS = 30
"""Columns of the mark, the count of up to nine digits, the time, and the gaps between them."""


class ShownProgress(Protocol):
    """An `index.progress.Progress` that is displayed while its `with` block runs."""

    def __enter__(self) -> Self:
        """Start the display."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop the display; the last state stays on the screen."""
        ...

    def step(self, name: str, total: int | None = None) -> None:
        """Begin a new step, with `total` passages if that is known."""
        ...

    def advance(self, count: int) -> None:
        """Count passages of the current step as done."""
        ...


def terminal_progress() -> ShownProgress:
    """Return the kind of progress display that suits standard error."""
    return _Bars() if sys.stderr and sys.stderr.isatty() else _Lines()


class _Lines:
    """Prints one line per step."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def step(self, name: str, total: int | None = None) -> None:
        del total
        print(f"footnote: {name}", file=sys.stderr, flush=True)

    def advance(self, count: int) -> None:
        pass


class _Bars:
    """Shows a bar for steps that count passages, and a spinner for the others."""

    def __init__(self) -> None:
        self._bars = _new_bars()
        width = self._bars.console.width
        self._name_length = max(MIN_NAME_LENGTH, width - width // BARS_PER_WIDTH - OTHER_COLUMNS)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._finish()
        self._bars.stop()

    def step(self, name: str, total: int | None = None) -> None:
        self._finish()
        is_long = len(name) > self._name_length  # rich would drop the other columns instead
        self._bars.add_task(f"{name[: self._name_length - 1]}…" if is_long else name, total=total, count="")

    def advance(self, count: int) -> None:
        for task in self._bars.tasks[-1:]:
            self._bars.advance(task.id, count)
            self._bars.update(task.id, count=f"{task.completed:,.0f}/{task.total or 0:,.0f}")

    def _finish(self) -> None:
        for task in self._bars.tasks[-1:]:
            self._bars.update(task.id, total=task.total or 1, completed=task.total or 1)


def _new_bars() -> "Bars":
    from rich.progress import BarColumn, Progress, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    console = console_for(sys.stderr)

    class CountedBar(BarColumn):
        """A bar that is hidden for steps without a count."""

        def render(self, task: Task) -> ProgressBar | Text:  # type: ignore[override]
            return super().render(task) if task.fields["count"] else Text()

    return Progress(
        SpinnerColumn(finished_text="[green]✓"),
        TextColumn("{task.description}", markup=False),
        CountedBar(bar_width=console.width // BARS_PER_WIDTH),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
        console=console,
    )
