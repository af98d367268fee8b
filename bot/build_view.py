"""What a build is doing: a bar in a terminal, a line a step elsewhere. On standard error."""

import sys
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, SpinnerColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.progress_bar import ProgressBar
from rich.text import Text

from bot.terminal import console_for


class _CountedBar(BarColumn):
    """A bar only for what is counted."""

    def render(self, task: Task) -> ProgressBar | Text:  # type: ignore[override]
        """Draw it."""
        return super().render(task) if task.fields["count"] else Text()


class BuildProgress:
    """Draws the steps of a build; an `index.progress.Progress`."""

    def __init__(self) -> None:
        self._console = console_for(sys.stderr)
        self._bars = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description}", markup=False),
            _CountedBar(bar_width=30),
            TextColumn("{task.fields[count]}"),
            TimeElapsedColumn(),
            console=self._console,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Start drawing."""
        if self._console.is_terminal:
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop drawing; what was reached stays on the screen."""
        if kind is None:
            self._finish()
        self._bars.stop()

    def step(self, name: str, total: int | None = None) -> None:
        """A new step begins."""
        if self._console.is_terminal:
            self._finish()
            self._task = self._bars.add_task(name, total=total, count="")
        else:
            print(f"footnote: {name}", file=sys.stderr, flush=True)

    def advance(self, count: int) -> None:
        """So many more passages of the step are done."""
        if self._task is not None:
            self._bars.advance(self._task, count)
            task = self._bars.tasks[-1]
            self._bars.update(self._task, count=f"{task.completed:,.0f}/{task.total or 0:,.0f}")

    def _finish(self) -> None:
        if self._task is not None:
            total = self._bars.tasks[-1].total or 1
            self._bars.update(self._task, total=total, completed=total)
