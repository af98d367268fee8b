"""`footnote eval`: judged questions in, figures out, and an exit code that says whether they reach their floors."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.commands.project import open_index, settings_of
from bot.terminal.figures import show_evaluation
from bot.terminal.output import note
from bot.terminal.progress import shown_progress
from index import evaluation
from index.answering.searcher import Searcher
from index.errors import UsageError
from index.evaluation import Comparison, Evaluation
from index.evaluation.calibrating import judge_trials, recalibrate, require_enough
from index.evaluation.floors import Floor, Shortfall, find_shortfalls, parse_floor
from index.evaluation.judged import QuestionSet, load_questions
from index.evaluation.plotting import check_plot_file, plot
from index.evaluation.ranking_metrics import require_ranking_metrics
from index.progress import Progress
from index.settings import Settings

QUESTIONS = Path("corpus/questions.yaml")
"""The questions file when none is named, from the folder of config.yaml."""
OpenIndex = Callable[[], Searcher]
"""Opens the index of the documents."""


def run(options: argparse.Namespace) -> int:
    """Measure how well judged questions are answered."""
    settings = settings_of(options)
    return evaluate(options, settings, lambda: open_index(settings))


def evaluate(options: argparse.Namespace, settings: Settings, open_index: OpenIndex) -> int:
    """Ask the judged questions, print the figures, and return 1 if they miss a floor, else 0.

    Raises UsageError for what cannot be done before anything is asked, for asking can take minutes.
    """
    chosen = [_parse_floor(text) for text in options.floor]
    if options.calibrate and options.beir:
        raise UsageError("only the index of the documents can be calibrated", where="--calibrate", fix="use --questions FILE")
    require_ranking_metrics()
    if options.plot:
        check_plot_file(options.plot)
    searcher, judged, given = _open_beir(options, settings) if options.beir else _open_questions(options, settings, open_index)
    if options.calibrate:
        require_enough([question.is_answerable for question in judged.questions])
    floors = list({floor.figure: floor for floor in (*given, *chosen)}.values())
    with shown_progress() as progress:
        found = evaluation.evaluate(evaluation.ask_all(searcher, judged, progress))
        if options.calibrate:
            searcher, found = _calibrate(searcher, found, settings, judged, progress)
        comparisons = evaluation.compare(searcher, judged, progress) if options.compare else ()
    if options.plot:
        lines = searcher.judge.calibration.decision
        plot(found.trials, lines.answer_from, lines.suggest_from, options.plot)
    shortfalls = find_shortfalls(floors, found.figures.to_dict())
    for remark in found.notes:
        note(remark)
    if options.json:
        _print_json(found, comparisons, shortfalls)
    else:
        show_evaluation(found, comparisons, floors, shortfalls, judged.source)
    return 1 if shortfalls else 0


def _calibrate(
    searcher: Searcher, found: Evaluation, settings: Settings, judged: QuestionSet, progress: Progress
) -> tuple[Searcher, Evaluation]:
    """Fit the index to what was found, and ask again."""
    calibration = recalibrate(settings, judge_trials(searcher, found.trials))
    lines = calibration.decision
    note(
        f"fitted to {calibration.questions} questions: answers from confidence {lines.answer_from:.2f} on, suggestions from "
        f"{lines.suggest_from:.2f} on; the figures are of these same questions"
    )
    searcher = Searcher.open(settings)
    return searcher, evaluation.evaluate(evaluation.ask_all(searcher, judged, progress))


def _print_json(found: Evaluation, comparisons: Sequence[Comparison], shortfalls: Sequence[Shortfall]) -> None:
    """One object on standard output; what missed its floor on standard error."""
    values = found.to_dict()
    if comparisons:
        values["compare"] = {each.ranking: each.to_dict() for each in comparisons}
    print(json.dumps(values, ensure_ascii=False))
    for shortfall in shortfalls:
        note(str(shortfall))


Opened = tuple[Searcher, QuestionSet, tuple[Floor, ...]]


def _open_questions(options: argparse.Namespace, settings: Settings, open_index: OpenIndex) -> Opened:
    path = options.questions or settings.root / QUESTIONS
    if not options.questions and not path.exists():
        raise UsageError("no questions to ask", where=str(path), fix="name some with --questions FILE or --beir DIR")
    searcher = open_index()
    judged = load_questions(path, [*searcher.generation.passages])
    return searcher, judged, judged.floors


def _open_beir(options: argparse.Namespace, settings: Settings) -> Opened:
    from index.evaluation.beir import read_beir
    from index.evaluation.beir_index import open_beir

    judged = read_beir(options.beir)
    with shown_progress() as progress:
        return open_beir(settings, judged, progress), judged, ()


def _parse_floor(text: str) -> Floor:
    figure, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"no floor: {text!r}", where="--floor", fix="write it as in --floor hit@1=0.9")
    return parse_floor(figure.strip(), value.strip(), "--floor", UsageError)
