"""`footnote eval`: ask judged questions, print metrics, and fail if a metric misses its floor."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.commands.project import open_index, settings_of
from bot.terminal.figures import show_evaluation, show_floors
from bot.terminal.follow_up_figures import show_follow_ups
from bot.terminal.model_figures import show_models
from bot.terminal.output import note
from bot.terminal.progress import terminal_progress
from index import evaluation
from index.answering.calibration_file import describe_place
from index.answering.searcher import Searcher
from index.errors import UsageError
from index.evaluation import Comparison, Evaluation, model_comparison
from index.evaluation.beir import read_beir
from index.evaluation.calibrating import judge_trials, recalibrate, require_enough
from index.evaluation.floors import Floor, Shortfall, find_shortfalls, parse_floor
from index.evaluation.judged import QuestionSet, load_questions
from index.evaluation.plotting import check_plot_file, plot
from index.evaluation.ranking_metrics import require_ranking_metrics
from index.evaluation.turns import PairEvaluation, PairSet, ask_pairs, load_pairs
from index.progress import Progress
from index.settings import Settings

QUESTIONS = Path("corpus/questions.yaml")
"""The default questions file, relative to the folder of config.yaml."""
FOLLOW_UPS = Path("corpus/follow-ups.yaml")
"""The default file of judged pairs, which need not exist."""
OpenIndex = Callable[[], Searcher]
"""A function that opens the index of the documents."""


def run(options: argparse.Namespace) -> int:
    """Measure how well judged questions are answered; return 1 if a metric misses its floor, else 0."""
    settings = settings_of(options)
    if options.models is not None:
        return compare_models(options, settings)
    return evaluate(options, settings, lambda: open_index(settings))


def compare_models(options: argparse.Namespace, settings: Settings) -> int:
    """Compare models on the judged questions, and print their figures; return 1 if one of them could not be used, else 0."""
    for flag in ("calibrate", "compare", "floor", "follow_ups", "plot"):
        if getattr(options, flag):
            raise UsageError("cannot be used with --models", where=f"--{flag.replace('_', '-')}", fix="leave out one of them")
    require_ranking_metrics()
    path = options.questions if options.beir else _questions_path(options, settings)
    questions = (
        model_comparison.BeirQuestions(read_beir(options.beir)) if options.beir else model_comparison.FileQuestions(path)
    )
    models = model_comparison.list_models(settings, options.models, Path.cwd())
    with _cleaning_up_when_ended(), terminal_progress() as progress:
        found = model_comparison.compare_models(settings, models, questions, progress)
    for remark in found.notes:
        note(remark)
    if options.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False))
        for model, problem in found.failures.items():
            note(f"not measured: {model}: {problem}")
    else:
        show_models(found)
    return 1 if found.failures else 0


@contextmanager
def _cleaning_up_when_ended() -> Iterator[None]:
    """Let temporary folders be removed if a signal ends the process, as they are on Ctrl-C."""
    signals = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]
    before = {number: signal.signal(number, lambda number, _: sys.exit(128 + number)) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def evaluate(options: argparse.Namespace, settings: Settings, open_index: OpenIndex) -> int:
    """Ask the judged questions, print the metrics, and return 1 if a metric misses its floor, else 0.

    Raises UsageError for bad options before any question is asked, because asking can take minutes.
    """
    from_flags = [_parse_floor(text) for text in options.floor]
    _check(options)
    searcher, judged, from_file = (
        _open_beir(options, settings) if options.beir else _open_questions(options, settings, open_index)
    )
    pairs = _load_pairs(options, settings, searcher)
    if options.calibrate:
        require_enough([question.is_answerable for question in judged.questions])
    floors = list({floor.metric: floor for floor in (*from_file, *(pairs.floors if pairs else ()), *from_flags)}.values())
    with terminal_progress() as progress:
        searcher = searcher.leaving_out("same")
        found = evaluation.evaluate(evaluation.ask_all(searcher, judged, progress))
        if options.calibrate:
            searcher, found = _calibrate(searcher, found, settings, judged, progress)
        if searcher.known_questions:
            unaided = evaluation.evaluate(evaluation.ask_all(searcher.leaving_out("known"), judged, progress))
            found = replace(found, unaided=unaided.metrics)
        comparisons = evaluation.compare(searcher, judged, progress) if options.compare else ()
        follow_ups = ask_pairs(searcher, pairs, progress) if pairs else None
    if options.plot:
        thresholds = searcher.judge.calibration.decision
        plot(found.trials, thresholds.answer_from, thresholds.suggest_from, options.plot)
    shortfalls = find_shortfalls(floors, {**found.metrics.to_dict(), **(follow_ups.floored() if follow_ups else {})})
    for remark in found.notes:
        note(remark)
    if options.json:
        _print_json(found, comparisons, follow_ups, shortfalls)
    else:
        show_evaluation(found, comparisons, judged.source)
        show_follow_ups(follow_ups)
        show_floors(floors, shortfalls)
    return 1 if shortfalls else 0


def _check(options: argparse.Namespace) -> None:
    """Raise UsageError for options that do not go together, or that need something which is not there."""
    for flag, is_given in (("--calibrate", options.calibrate), ("--follow-ups", options.follow_ups)):
        if is_given and options.beir:
            raise UsageError("cannot be used with --beir", where=flag, fix="use --questions FILE")
    require_ranking_metrics()
    if options.plot:
        check_plot_file(options.plot)


def _calibrate(
    searcher: Searcher, found: Evaluation, settings: Settings, judged: QuestionSet, progress: Progress
) -> tuple[Searcher, Evaluation]:
    """Fit the confidence to the evaluation, and evaluate again with the new calibration."""
    calibration, path = recalibrate(settings, searcher.generation.manifest, judge_trials(searcher, found.trials))
    thresholds = calibration.decision
    note(
        f"fitted to {calibration.questions} questions: answers from confidence {thresholds.answer_from:.2f}, suggestions from "
        f"{thresholds.suggest_from:.2f}; the metrics are for these same questions"
    )
    note(f"written to {describe_place(settings, path)}; back it up with {settings.file}, because nothing else can restore it")
    searcher = Searcher.open(settings).leaving_out("same")
    return searcher, evaluation.evaluate(evaluation.ask_all(searcher, judged, progress))


def _print_json(
    found: Evaluation, comparisons: Sequence[Comparison], follow_ups: PairEvaluation | None, shortfalls: Sequence[Shortfall]
) -> None:
    """Print one JSON object to standard output, and the missed floors to standard error."""
    values = found.to_dict()
    if comparisons:
        values["compare"] = {each.ranking: each.to_dict() for each in comparisons}
    if follow_ups:
        values["follow_ups"] = follow_ups.to_dict()
    print(json.dumps(values, ensure_ascii=False))
    for shortfall in shortfalls:
        note(str(shortfall))


Opened = tuple[Searcher, QuestionSet, tuple[Floor, ...]]
"""A searcher, the questions to ask it, and the floors for their metrics."""


def _open_questions(options: argparse.Namespace, settings: Settings, open_index: OpenIndex) -> Opened:
    """Open the index of the documents and a questions file. Raises UsageError if there is none."""
    path = _questions_path(options, settings)
    searcher = open_index()
    judged = load_questions(path, [*searcher.generation.passages])
    return searcher, judged, judged.floors


def _questions_path(options: argparse.Namespace, settings: Settings) -> Path:
    """Return the questions file that a flag names, or the default one. Raises UsageError if there is none."""
    path: Path = options.questions or settings.root / QUESTIONS
    if not options.questions and not path.exists():
        raise UsageError(
            "no questions file", where=str(path), fix="name one with --questions FILE, or a BEIR folder with --beir DIR"
        )
    return path


def _load_pairs(options: argparse.Namespace, settings: Settings, searcher: Searcher) -> PairSet | None:
    """Load the judged pairs that a flag names, or the default ones with the default questions; None if there are none.

    Raises QuestionsError if the file cannot be read.
    """
    default = settings.root / FOLLOW_UPS
    is_default = not options.questions and not options.beir and default.exists()
    path = options.follow_ups or (default if is_default else None)
    return load_pairs(path, [*searcher.generation.passages]) if path else None


def _open_beir(options: argparse.Namespace, settings: Settings) -> Opened:
    """Open the index and the questions of a BEIR folder, building the index first if needed."""
    from index.evaluation.beir_index import open_beir

    judged = read_beir(options.beir)
    with terminal_progress() as progress:
        return open_beir(settings, judged, progress), judged, ()


def _parse_floor(text: str) -> Floor:
    """Parse the value of `--floor`. Raises UsageError."""
    figure, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"{text!r} is not NAME=VALUE", where="--floor", fix="write, for example, --floor hit@1=0.9")
    return parse_floor(figure.strip(), value.strip(), "--floor", UsageError)
