"""Show the progress of a long task on standard error, with an estimate of what is left.

Bars in a terminal; elsewhere one line for each step, and one for each tenth of a long one.
"""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from bot.terminal.output import console_for, one_line

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

BARS_PER_WIDTH = 5
"""Bars that would fit beside each other."""
MIN_NAME_LENGTH = 12
OTHER_COLUMNS = 42
"""Columns of the mark, the count of up to nine digits, the times, and the gaps between them."""
ESTIMATE_AFTER = 10.0
"""Seconds after which the time that is left can be told from how long the first passages took."""
SHOWN_IN_SECONDS, SHOWN_IN_MINUTES = 90, 5_400
"""Seconds that are left up to which they are shown in seconds, and in minutes."""
LONG_STEP = 2_000
"""Passages from which a step outside a terminal says how far it is."""
TENTHS = 10


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


class Estimate:
    """Tells from the passages that are done how long a step will still take."""

    def __init__(self, total: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Start the clock for a step of `total` passages, or of an unknown number."""
        self.total = total or 0
        self.done = 0
        self._clock = clock
        self._started = clock()

    def advance(self, count: int) -> None:
        """Count passages as done."""
        self.done += count

    @property
    def left(self) -> str:
        """The time that is left, in words, or nothing while it cannot be told."""
        elapsed = self._clock() - self._started
        if elapsed < ESTIMATE_AFTER or not 0 < self.done < self.total:
            return ""
        seconds = elapsed / self.done * (self.total - self.done)
        if seconds < SHOWN_IN_SECONDS:
            return f"{max(10, round(seconds, -1)):.0f} s left"
        return f"{seconds / 60:.0f} min left" if seconds < SHOWN_IN_MINUTES else f"{seconds / 3600:.1f} h left"


def terminal_progress() -> ShownProgress:
    """Return the kind of progress display that suits standard error."""
    return _Bars() if sys.stderr and sys.stderr.isatty() else _Lines()


class _Lines:
    """Prints one line per step, and one for each tenth of a long step."""

    def __init__(self) -> None:
        self._estimate = Estimate(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def step(self, name: str, total: int | None = None) -> None:
        self._estimate = Estimate(total)
        print(f"footnote: {one_line(name)}", file=sys.stderr, flush=True)

    def advance(self, count: int) -> None:
        estimate = self._estimate
        before = estimate.done
        estimate.advance(count)
        if estimate.total < LONG_STEP or before * TENTHS // estimate.total == estimate.done * TENTHS // estimate.total:
            return
        left = f", {estimate.left}" if estimate.left else ""
        print(f"footnote:   {estimate.done:,} of {estimate.total:,}{left}", file=sys.stderr, flush=True)


class _Bars:
    """Shows a bar for steps that count passages, and a spinner for the others."""

    def __init__(self) -> None:
        self._bars = _new_bars()
        self._estimate = Estimate(None)
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
        self._estimate = Estimate(total)
        name = one_line(name)
        is_long = len(name) > self._name_length  # rich would drop the other columns instead
        self._bars.add_task(f"{name[: self._name_length - 1]}…" if is_long else name, total=total, count="", left="")

    def advance(self, count: int) -> None:
        estimate = self._estimate
        estimate.advance(count)
        for task in self._bars.tasks[-1:]:
            self._bars.advance(task.id, count)
            self._bars.update(task.id, count=f"{estimate.done:,}/{estimate.total:,}", left=estimate.left)

    def _finish(self) -> None:
        for task in self._bars.tasks[-1:]:
            self._bars.update(task.id, total=task.total or 1, completed=task.total or 1, left="")


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
        TextColumn("{task.fields[left]}"),
        console=console,
    )
