"""Print the figures of several models in one table, and how sure the differences between them are."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.terminal.output import console_for
from index.evaluation.model_comparison import ModelComparison
from index.evaluation.paired import PairedDifference
from index.text.characters import clean, pluralize

BEST = "*"
"""The mark of the best figure in a column."""
MISSING = "–"
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of each model: its name in JSON, its heading in up to three lines, its decimals, and which values are better."""

    key: str
    heading: tuple[str, ...]
    decimals: int = 3
    is_lower_better: bool = False

    def format(self, figures: Mapping[str, float]) -> str:
        """Return the figure of a model as printed."""
        value = figures.get(self.key)
        return MISSING if value is None else f"{value:,.{self.decimals}f}"


COLUMNS = (
    Column("hit@1", ("hit@1",)),
    Column("hit@3", ("hit@3",)),
    Column("mrr@10", ("mrr@10",)),
    Column("auroc", ("auroc",)),
    Column("answered", ("rightly", "answered")),
    Column("answered_unanswerable", ("wrongly", "answered"), is_lower_better=True),
    Column("p50_ms", ("ms per", "question"), 1, is_lower_better=True),
    Column("passage_ms", ("ms per", "passage"), 1, is_lower_better=True),
    Column("model_mb", ("model", "MB"), 0, is_lower_better=True),
    Column("index_kb_per_passage", ("index", "kB per", "passage"), 1, is_lower_better=True),
)
"""The columns, which fit in 80 characters below the name of a model."""
DIFFERENCES = {"hit@1": "hit@1", "answered": "rightly answered", "answered_unanswerable": "wrongly answered"}
"""The names of the figures that are compared question by question."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """A column as printed: its width, and the cell of each model, with the mark of the best or a space behind the figure."""

    heading: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def width(self) -> int:
        return max(map(len, (*self.heading, *self.cells)))

    def heading_line(self, from_bottom: int) -> str:
        """Return a line of the heading, above the figures if there is space for that."""
        line = self.heading[-1 - from_bottom] if from_bottom < len(self.heading) else ""
        return f"{line} ".rjust(self.width) if len(line) < self.width else line


def show_models(found: ModelComparison) -> None:
    """Print the table, what it leaves out, and the differences from the first model."""
    console = console_for(sys.stdout)
    if found.models:
        names = [clean(model.name) for model in found.models]
        columns = list(_columns([model.to_dict() for model in found.models]))
        for group in _fold(columns, console.width - len(INDENT)):
            console.print()
            _show_group(console, names, group)
        console.print()
        _show_legend(console, found)
    for name, problem in found.failures.items():
        console.print(Text(clean(f"not measured: {name}: {problem}"), style="yellow"))
    for model in found.models[1:]:
        console.print()
        console.print(Text(clean(f"{model.name} instead of {found.models[0].name}"), style="bold"))
        for difference in model.differences:
            console.print(_difference_line(difference))


def _columns(figures: Sequence[Mapping[str, float]]) -> Iterator[_Cells]:
    """Yield the columns for which at least one model has a figure."""
    for column in COLUMNS:
        if all(column.key not in each for each in figures):
            continue
        texts = [column.format(each) for each in figures]
        values = [float(text.replace(",", "")) for text in texts if text != MISSING]
        best = min(values) if column.is_lower_better else max(values)
        is_compared = min(values) < max(values)
        marks = [text != MISSING and is_compared and float(text.replace(",", "")) == best for text in texts]
        cells = tuple(f"{text}{BEST if mark else ' '}" for text, mark in zip(texts, marks, strict=True))
        yield _Cells(column.heading, cells)


def _fold(columns: Sequence[_Cells], width: int) -> Iterator[Sequence[_Cells]]:
    """Yield groups of columns that fit beside each other."""
    group: list[_Cells] = []
    for column in columns:
        if group and sum(each.width + 1 for each in group) + column.width > width:
            yield group
            group = []
        group.append(column)
    yield group


def _show_group(console: Console, names: Sequence[str], columns: Sequence[_Cells]) -> None:
    """Print columns: the figures of a model beside its name, or below it if there is not enough space."""
    name_width = max(map(cell_len, names))
    figures_width = sum(column.width + 1 for column in columns)
    is_beside = name_width + 1 + figures_width <= console.width
    start = " " * (name_width + 1) if is_beside else INDENT
    for line in reversed(range(max(len(column.heading) for column in columns))):
        headings = " ".join(column.heading_line(line).rjust(column.width) for column in columns)
        console.print(Text(f"{start}{headings}".rstrip(), style="bold"))
    for row, name in enumerate(names):
        figures = Text(" ").join(_cell(column, row) for column in columns)
        if is_beside:
            console.print(Text(name + " " * (name_width + 1 - cell_len(name))) + figures)
        else:
            console.print(Text(name))
            console.print(Text(INDENT) + figures)


def _cell(column: _Cells, row: int) -> Text:
    cell = column.cells[row]
    return Text(cell.rjust(column.width), style="bold green" if cell.endswith(BEST) else "")


def _show_legend(console: Console, found: ModelComparison) -> None:
    """Print what the marks and figures mean."""
    metrics = found.models[0].metrics
    parts = [f"{pluralize(metrics.questions, 'question')}, {metrics.answerable:,} answerable"]
    if len(found.models) > 1:
        parts.append(f"{BEST} best of its column")
    if any(model.name == found.configured for model in found.models):
        parts.append(f"configured: {found.configured}")
    console.print(Text(clean("; ".join(parts)), style="dim"))


def _difference_line(difference: PairedDifference) -> Text:
    """Return a line on how often something is true with one model only, and whether that is more than chance."""
    name = DIFFERENCES[difference.metric].ljust(max(map(len, DIFFERENCES.values())))
    counts = f"{difference.more} more, {difference.fewer} fewer".ljust(len("100 more, 100 fewer"))
    verdict = "no difference"
    if difference.more + difference.fewer:
        verdict = f"{'clear' if difference.is_clear else 'may be chance'} (p {_probability(difference.chance)})"
    return Text(f"{INDENT}{name}  {difference.change:+.3f}  {counts}  {verdict}")


def _probability(chance: float) -> str:
    return "< 0.001" if chance < 0.001 else f"{chance:.3f}"  # noqa: PLR2004
