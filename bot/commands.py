"""What each command does, between the settings, the index and the terminal."""

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import index
from bot import terminal
from index.errors import FootnoteError, NoIndexError, UsageError
from index.questions import clean_question
from index.settings import Settings, load_settings

DEFAULT_CONFIG = Path("config.yaml")


def ask(options: argparse.Namespace) -> int:
    """Answer the question, or each line of a pipe, or whatever is typed at a prompt."""
    settings = _load_settings(options)
    given = clean_question(" ".join(options.question)) if options.question else None
    searcher = _open_current(settings)
    if given:
        _answer(searcher, given, options, settings)
        return 0
    failures = 0
    for question in _questions():
        try:
            _answer(searcher, question, options, settings)
        except UsageError as error:
            terminal.note(str(error))
            failures = error.exit_code
    return 0 if sys.stdin and sys.stdin.isatty() else failures


def build(options: argparse.Namespace) -> int:
    """Build the index."""
    terminal.show_report(_build(_load_settings(options)))
    return 0


def serve(options: argparse.Namespace) -> int:
    """Answer in Discord."""
    from bot.chat import serving

    settings = _load_settings(options)
    serving.read_token()
    serving.serve(settings, _open_current(settings, threads=1))  # the other cores are for the connection
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure how well judged questions are answered."""
    from bot import eval_command

    settings = _load_settings(options)
    return eval_command.evaluate(options, settings, lambda: _open_current(settings))


def outline(options: argparse.Namespace) -> int:
    """Show how one document is read."""
    from bot.outline_view import show_outline
    from index.outlining import outline_file

    try:
        settings = _load_settings(options)
    except FootnoteError:
        if options.config or DEFAULT_CONFIG.exists():
            raise
        settings = None
    found = outline_file(options.file, settings)
    if options.json:
        print(json.dumps([_passage_values(passage) for passage in found.passages], ensure_ascii=False, indent=1))
    else:
        show_outline(found)
    return 0


def _load_settings(options: argparse.Namespace) -> Settings:
    return load_settings(options.config or DEFAULT_CONFIG)


def _open_current(settings: Settings, *, threads: int | None = None) -> index.Searcher:
    """Open the index, and say what has changed since it was built."""
    searcher = _open(settings, threads)
    for change in _pending(settings, searcher):
        terminal.note(f"{change}; run `footnote build`")
    return searcher


def _open(settings: Settings, threads: int | None) -> index.Searcher:
    """Open the index; build it first if there is none yet."""
    try:
        return index.Searcher.open(settings, threads=threads)
    except NoIndexError:
        terminal.note("no index yet: building it")
        terminal.show_report(_build(settings), to_error=True)
        return index.Searcher.open(settings, threads=threads)


def _build(settings: Settings) -> index.BuildReport:
    """Build the index, showing how it goes and what was unsure."""
    from bot.build_view import BuildProgress

    with BuildProgress() as progress:
        report = index.build(settings, progress)
    for remark in report.notes:
        terminal.note(remark)
    return report


def _pending(settings: Settings, searcher: index.Searcher) -> list[str]:
    try:
        return index.pending_changes(settings, searcher.manifest)
    except FootnoteError as error:
        return [str(error)]


def _answer(searcher: index.Searcher, question: str, options: argparse.Namespace, settings: Settings) -> None:
    answer = searcher.ask(question, top=options.top or settings.top, section=options.section, document=options.document)
    if answer.is_cut:
        terminal.note("the question is longer than the model reads; its end was not used")
    if options.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False), flush=True)
    else:
        terminal.show_answer(answer)


def _questions() -> Iterator[str]:
    """Lines from a pipe, or from a prompt until Ctrl-D; blank ones are no questions."""
    if sys.stdin is None:
        raise UsageError("no question", fix='ask something, as in: footnote ask "Who can join?"')
    at_terminal = sys.stdin.isatty()
    if at_terminal:
        with contextlib.suppress(ModuleNotFoundError):  # as on Windows
            import readline  # noqa: F401  # gives input() its history and line editing
        terminal.note("ask, or press Ctrl-D to leave")
    while True:
        try:
            line = _prompt() if at_terminal else sys.stdin.readline()
        except EOFError:
            print(file=sys.stderr)
            return
        if not line and not at_terminal:
            return
        if line.strip():
            yield line


def _prompt() -> str:
    """A line from the keyboard; the prompt never gets into output that goes elsewhere."""
    if sys.stdout.isatty():
        return input("? ")
    print("? ", end="", file=sys.stderr, flush=True)
    return input()


def _passage_values(passage: index.Passage) -> dict[str, object]:
    values: dict[str, object] = {"id": passage.id, "line": passage.line, "section": list(passage.section)}
    if passage.context:
        values["context"] = list(passage.context)
    return {**values, "text": passage.text}
