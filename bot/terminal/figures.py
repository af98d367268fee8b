"""The figures of an evaluation in the terminal, and the questions that they are short of."""

import sys
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.terminal.output import ARROW, WIDEST, console_for
from index.evaluation import Comparison, Evaluation, Trial
from index.evaluation.comparing import COMPARED
from index.evaluation.floors import Floor, Shortfall
from index.evaluation.judged import DEPTH
from index.text.characters import clean, counted, fold

LISTED = 30
"""Questions of one sort that a terminal shows; a file or a pipe gets all."""
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
"""The figures that a row of 80 characters has room for, and their headings."""
BELOW = {
    "answerable": "{:,} answerable",
    "hit@5": "hit@5 {:.3f}",
    "calibration_error": "calibration error {:.3f}",
    "p50_ms": "p50 {:.1f} ms",
    "p95_ms": "p95 {:.1f} ms",
}
"""The other figures of all questions, as a line below the table tells them."""


def show_evaluation(
    found: Evaluation,
    comparisons: Sequence[Comparison],
    floors: Sequence[Floor],
    shortfalls: Sequence[Shortfall],
    source: str,
) -> None:
    """Print the figures, of each ranking too if they were compared, the mistakes by their line in `source`, and the floors."""
    console = console_for(sys.stdout)
    figures = found.figures.to_dict()
    kinds = [(kind, each.to_dict()) for kind, each in found.kinds.items()]
    _show_table(console, [("all", figures), *kinds], COLUMNS)
    console.print(Text(", ".join(told.format(figures[name]) for name, told in BELOW.items() if name in figures), style="dim"))
    if comparisons:
        rankings = [(each.ranking, each.to_dict()) for each in comparisons]
        _show_table(console, rankings, {name: name for name in COMPARED})
    _show_mistakes(console, found.trials, source)
    console.print()
    for shortfall in shortfalls:
        console.print(Text(str(shortfall), style="bold red"))
    if floors and not shortfalls:
        console.print(Text(f"{counted(len(floors), 'floor')} reached", style="green"))


def _show_table(console: Console, rows: Sequence[tuple[str, Mapping[str, float]]], columns: Mapping[str, str]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    for heading in columns.values():
        table.add_column(heading, justify="right")
    for name, figures in rows:
        table.add_row(Text(clean(name)), *(_shown(figures.get(key)) for key in columns))
    console.print()
    console.print(table)


def _shown(figure: float | None) -> str:
    if figure is None:
        return "–"
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3f}"


def _show_mistakes(console: Console, trials: Sequence[Trial], source: str) -> None:
    """The questions behind the figures: missed, answered though unanswerable, refused though answerable."""
    answerable = [trial for trial in trials if trial.judged.is_answerable]
    missed = [trial for trial in answerable if not trial.is_hit]
    refused = [trial for trial in answerable if trial.outcome == "none"]
    answered = [trial for trial in trials if not trial.judged.is_answerable and trial.outcome == "answer"]
    _show_trials(console, "missed: another passage came first", missed, _right_place, source)
    _show_trials(console, "answered, though unanswerable", answered, _sureness, source)
    _show_trials(console, "refused, though answerable", refused, _sureness, source)


def _show_trials(console: Console, heading: str, trials: Sequence[Trial], remark: Callable[[Trial], str], source: str) -> None:
    if not trials:
        return
    console.print()
    console.print(Text(f"{len(trials):,} {heading}", style="bold"))
    room = min(console.width, WIDEST) - len("    ")
    shown = trials[:LISTED] if console.is_terminal else trials
    for trial in shown:
        console.print(Text(f"  {_short(trial.judged.question, room)}"))
        place = clean(f"{source}:{trial.judged.line}")
        console.print(Text(f"    {place}  {trial.problem or remark(trial)}", style="yellow"))
        for line in _first_lines(trial, room):
            console.print(Text(f"    {line}", style="dim"))
    if len(shown) < len(trials):
        console.print(Text(f"  and {len(trials) - len(shown):,} more, in a file or pipe", style="dim"))


def _right_place(trial: Trial) -> str:
    return f"a right one is ranked {trial.right_rank}" if trial.right_rank else f"no right one among the first {DEPTH}"


def _sureness(trial: Trial) -> str:
    return f"confidence {trial.confidence:.2f}"


def _first_lines(trial: Trial, room: int) -> list[str]:
    """What came first, and where it stands."""
    if not trial.hits:
        return []
    passage = trial.hits[0].passage
    return [_short(passage.text, room), clean(ARROW.join((*passage.section, passage.location)))]


def _short(text: str, room: int) -> str:
    """A text in one line of so many characters."""
    words = fold(clean(text))
    return words if len(words) <= room else f"{words[: room - 1].rstrip()}…"
