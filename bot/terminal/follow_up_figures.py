"""Print the metrics of judged pairs of turns, and the pairs behind the mistakes."""

import sys
from collections.abc import Sequence

from rich.console import Console

from bot.terminal.figures import Mistake, show_mistakes, show_table
from bot.terminal.output import console_for
from index.evaluation.turns import PairEvaluation, PairTrial, Reply

COLUMNS = {
    "pairs": "pairs",
    "hit@1": "hit@1",
    "hit@1_alone": "\nalone",
    "answered": "answered",
    "answered_alone": "\nalone",
    "answered_wrongly": "wrongly\nanswered",
    "answered_wrongly_alone": "\nalone",
    "lost": "lost",
}
"""Metrics and their headings; *alone* is the figure on its left for the same question without the turn before."""


def show_follow_ups(found: PairEvaluation | None) -> None:
    """Print the metrics of follow-ups and of changes of subject, and the mistakes; nothing if no pairs were asked."""
    if found is None:
        return
    console = console_for(sys.stdout)
    groups = {"follow-ups": found.continuing, "changes of subject": found.changing}
    kinds = {f"  {kind}": each for kind, each in found.kinds.items()}
    show_table(console, [(name, each.to_dict()) for name, each in {**groups, **kinds}.items() if each], COLUMNS)
    continuing = [trial for trial in found.trials if not trial.pair.is_change and trial.pair.rows]
    missed = [trial for trial in continuing if not trial.followed.is_right]
    answered = [trial for trial in found.trials if trial.followed.is_wrong_answer and trial not in missed]
    lost = [trial for trial in found.trials if trial.pair.is_change and trial.is_lost]
    _show_pairs(console, "missed among the follow-ups: another passage ranked first", missed, found.source)
    _show_pairs(console, "answered with another passage", answered, found.source)
    _show_pairs(console, "lost: changes of subject that are answered worse than alone", lost, found.source)


def _show_pairs(console: Console, heading: str, trials: Sequence[PairTrial], source: str) -> None:
    show_mistakes(console, heading, [_mistake(trial) for trial in trials], source)


def _mistake(trial: PairTrial) -> Mistake:
    questions, reply = (trial.pair.earlier.question, trial.pair.question), trial.followed
    return Mistake(questions, trial.pair.line, _remark(reply), reply.first, reply.read_as)


def _remark(reply: Reply) -> str:
    outcome = "answered" if reply.is_answer else "not answered"
    return reply.problem or f"{outcome}, confidence {reply.confidence:.2f}"
