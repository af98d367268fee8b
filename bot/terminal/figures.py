"""Print the metrics of an evaluation, and the questions behind its mistakes."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.terminal.output import ARROW, MAX_WIDTH, UNWRAPPED_WIDTH, console_for
from index.evaluation import Comparison, Evaluation, Trial
from index.evaluation.comparing import COMPARED
from index.evaluation.floors import Floor, Shortfall
from index.evaluation.judged import DEPTH
from index.passages.passage import Passage
from index.text.characters import clean, fold, pluralize, shorten

MAX_LISTED = 30
"""Questions of each kind to list in a terminal; a file or pipe gets all of them."""
COLUMNS = {
    "questions": "questions",
    "hit@1": "hit@1",
    "hit@3": "hit@3",
    "mrr@10": "mrr@10",
    "ndcg@10": "ndcg@10",
    "auroc": "auroc",
    "answered_unanswerable": "wrongly\nanswered",
    "refused_answerable": "wrongly\nrefused",
}
"""Metrics that fit in 80 columns, with their headings."""
SUMMARY = {
    "answerable": "{:,} answerable",
    "hit@5": "hit@5 {:.3f}",
    "calibration_error": "calibration error {:.3f}",
    "p50_ms": "p50 {:.1f} ms",
    "p95_ms": "p95 {:.1f} ms",
}
"""Formats of the other metrics, which appear in the line below the table."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake: the questions, with their line in the file, what is wrong, and the passage that ranked first.

    `read_as` is how the last question was read, if that differs.
    """

    questions: tuple[str, ...]
    line: int
    remark: str
    first: Passage | None
    read_as: str | None = None


def show_evaluation(found: Evaluation, comparisons: Sequence[Comparison], source: str) -> None:
    """Print the metrics, any comparison of rankings, and the mistakes with their line in `source`."""
    console = console_for(sys.stdout)
    figures = found.metrics.to_dict()
    kinds = [(kind, each.to_dict()) for kind, each in found.kinds.items()]
    unaided = [("all, none known", found.unaided.to_dict())] if found.unaided else []
    show_table(console, [("all", figures), *unaided, *kinds], COLUMNS)
    console.print(Text(", ".join(form.format(figures[name]) for name, form in SUMMARY.items() if name in figures), style="dim"))
    if comparisons:
        rankings = [(each.ranking, each.to_dict()) for each in comparisons]
        show_table(console, rankings, {name: name for name in COMPARED})
    _show_mistakes(console, found.trials, source)


def show_floors(floors: Sequence[Floor], shortfalls: Sequence[Shortfall]) -> None:
    """Print the missed floors, or that all are met."""
    console = console_for(sys.stdout)
    console.print()
    for shortfall in shortfalls:
        console.print(Text(str(shortfall), style="bold red"))
    if floors and not shortfalls:
        console.print(Text(f"{pluralize(len(floors), 'floor')} met", style="green"))


def show_table(console: Console, rows: Sequence[tuple[str, Mapping[str, float]]], columns: Mapping[str, str]) -> None:
    """Print a table with a row for each group of questions and a column for each metric, under its heading.

    In a narrow terminal, it becomes several tables, none wider than that.
    """
    left = dict(columns)
    while left:
        count = next((count for count in range(len(left), 1, -1) if _fits(console, _table(rows, _first(left, count)))), 1)
        console.print()
        console.print(_table(rows, _first(left, count)))
        left = dict(list(left.items())[count:])


def _first(columns: Mapping[str, str], count: int) -> dict[str, str]:
    return dict(list(columns.items())[:count])


def _fits(console: Console, table: Table) -> bool:
    return console.measure(table, options=console.options.update(width=UNWRAPPED_WIDTH)).maximum <= console.width


def _table(rows: Sequence[tuple[str, Mapping[str, float]]], columns: Mapping[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    for heading in columns.values():
        table.add_column(heading, justify="right")
    for name, figures in rows:
        table.add_row(Text(clean(name)), *(_format(figures.get(key)) for key in columns))
    return table


def _format(figure: float | None) -> str:
    if figure is None:
        return "–"
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3f}"


def _show_mistakes(console: Console, trials: Sequence[Trial], source: str) -> None:
    """List the mistakes: missed, answered although unanswerable, refused although answerable."""
    answerable = [trial for trial in trials if trial.judged.is_answerable]
    missed = [trial for trial in answerable if not trial.is_hit]
    refused = [trial for trial in answerable if trial.outcome == "none"]
    answered = [trial for trial in trials if not trial.judged.is_answerable and trial.outcome == "answer"]
    _show_trials(console, "missed: another passage ranked first", missed, _right_rank, source)
    _show_trials(console, "answered although unanswerable", answered, _confidence, source)
    _show_trials(console, "refused although answerable", refused, _confidence, source)


def _show_trials(console: Console, heading: str, trials: Sequence[Trial], remark: Callable[[Trial], str], source: str) -> None:
    mistakes = [
        Mistake(
            (trial.judged.question,),
            trial.judged.line,
            trial.problem or remark(trial),
            trial.hits[0].passage if trial.hits else None,
        )
        for trial in trials
    ]
    show_mistakes(console, heading, mistakes, source)


def show_mistakes(console: Console, heading: str, mistakes: Sequence[Mistake], source: str) -> None:
    """Print the number of mistakes of a kind, and each with its line in `source`; nothing if there are none."""
    if not mistakes:
        return
    console.print()
    console.print(Text(f"{len(mistakes):,} {heading}", style="bold"))
    width = min(console.width, MAX_WIDTH) - len("    ")
    shown = mistakes[:MAX_LISTED] if console.is_terminal else mistakes
    for mistake in shown:
        for question in mistake.questions:
            console.print(Text(f"  {_shorten(question, width)}"))
        location = clean(f"{source}:{mistake.line}")
        console.print(Text(f"    {location}  {mistake.remark}", style="yellow"))
        for line in _details(mistake, width):
            console.print(Text(f"    {line}", style="dim"))
    if len(shown) < len(mistakes):
        console.print(Text(f"  and {len(mistakes) - len(shown):,} more; redirect the output to list all", style="dim"))


def _details(mistake: Mistake, width: int) -> list[str]:
    """Return the reading, if it differs from the question, and the first passage and its location, if there is one."""
    passage = mistake.first
    lines = [_shorten(f"read as: {mistake.read_as}", width)] if mistake.read_as else []
    if passage:
        lines += [_shorten(passage.text, width), clean(ARROW.join((*passage.section, passage.location)))]
    return lines


def _right_rank(trial: Trial) -> str:
    return f"right passage at rank {trial.right_rank}" if trial.right_rank else f"no right passage in the first {DEPTH}"


def _confidence(trial: Trial) -> str:
    return f"confidence {trial.confidence:.2f}"


def _shorten(text: str, width: int) -> str:
    """Fold a text to one line of at most `width` characters."""
    return shorten(fold(clean(text)), width)
