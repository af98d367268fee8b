"""Answers and progress in a terminal: coloured when it is one, plain when piped.

Documents and questions are shown as text, never as markup; their control characters are gone since they were read.
"""

import sys
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console, Group
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.style import Style
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from index.answers import Answer
from index.building import BuildReport
from index.outlining import Outline
from index.passages import SectionRows

ARROW = " › "
WIDEST = 100
"""Columns of text that the eye still follows from line to line."""


def _console(stream: TextIO) -> Console:
    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=not stream.isatty())
    console.width = min(console.width, WIDEST)
    return console


def note(message: str) -> None:
    """Say something beside the answer, on standard error."""
    _console(sys.stderr).print(Text(f"footnote: {message}", style="yellow"))


def show_answer(answer: Answer) -> None:
    """Print the passages, each with its document, section path, line and score."""
    console = _console(sys.stdout)
    for hit in answer.hits:
        passage = hit.passage
        lines = [
            Text(ARROW.join(passage.context), style="dim"),
            Text(passage.text),
            Text(ARROW.join((hit.title, *passage.section)), style=Style(color="green", link=hit.url)),
            Text(f"{passage.location}  {hit.score:.2f}", style="dim"),
        ]
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_row(Text(f"{hit.rank}.", style="bold cyan"), Group(*(line for line in lines if line)))
        console.print()
        if console.is_terminal:
            console.print(grid)
        else:
            rank, shown = f"{hit.rank}. ", "\n".join(line.plain for line in lines if line)
            print(rank + shown.replace("\n", "\n" + " " * len(rank)))
    console.print()


def show_report(report: BuildReport, *, to_error: bool = False) -> None:
    """Say what a build made."""
    documents = "1 document" if report.documents == 1 else f"{report.documents} documents"
    message = f"{report.passages} passages of {documents}, in {report.seconds:.1f} s"
    _console(sys.stderr if to_error else sys.stdout).print(Text(message, style="green"))


def show_outline(outline: Outline) -> None:
    """Print a document as a tree of its sections, with the number of passages in each, and what was unsure."""
    console = _console(sys.stdout)
    document = outline.document
    count = len(outline.passages)
    tree = Tree(Text.assemble((document.title, "bold"), (f"  {document.path}, {_passages(count)}", "dim")))
    branches: list[tuple[tuple[str, ...], Tree]] = [((), tree)]
    unsure = {section.line for section in document.sections if not section.sure}
    for section, rows in zip(document.sections, outline.sections, strict=True):
        while branches[-1][0] != section.path[: len(branches[-1][0])] or len(branches[-1][0]) >= max(1, len(section.path)):
            if len(branches) == 1:
                break
            branches.pop()
        label = _section_label(rows, section.line, unsure=section.line in unsure)
        branches.append((section.path, branches[-1][1].add(label)))
    console.print(tree)
    _show_settings(console, outline)
    for remark in document.notes:
        console.print(Text(remark, style="yellow"))
    if unsure:
        console.print(Text("Say in config.yaml which headings are below which: `outline`.", style="dim"))


def _section_label(rows: SectionRows, line: int, *, unsure: bool) -> Text:
    name = rows.path[-1] if rows.path else "(before the first heading)"
    mark = ("  ?", "bold yellow") if unsure else ("", "")
    return Text.assemble(
        (name, "" if rows.path else "dim"), mark, (f"  line {line}, {_passages(rows.stop - rows.start)}", "dim")
    )


def _passages(count: int) -> str:
    return "empty" if not count else "1 passage" if count == 1 else f"{count} passages"


def _show_settings(console: Console, outline: Outline) -> None:
    """What config.yaml says of the document, and what it left out."""
    said = outline.settings
    if said is None:
        console.print(Text("config.yaml does not name this document.", style="dim"))
    else:
        keys = [key for key in ("title", "url", "outline", "omit") if getattr(said, key)]
        console.print(Text(f"config.yaml gives its path{''.join(f', {key}' for key in keys)}.", style="dim"))
    for omission in outline.document.omissions:
        shown = omission.text if len(omission.text) <= WIDEST // 2 else f"{omission.text[: WIDEST // 2].rstrip()}…"
        console.print(Text(f"left out: line {omission.line}, “{shown}”", style="dim"))
    if not outline.is_split:
        console.print(Text("Long passages are shown whole: the model that splits them is not here yet.", style="dim"))


class BuildProgress:
    """Shows what a build is doing: a bar in a terminal, a line a step elsewhere. On standard error."""

    def __init__(self) -> None:
        self._console = _console(sys.stderr)
        self._bars = Bars(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
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
