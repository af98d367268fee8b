"""`footnote ask`: answer one question, each line of a pipe, or questions at a prompt, always from the current index."""

import argparse
import json
import sys
from collections.abc import Iterator

import index
from bot.commands.project import note_left_out, open_index, run_build, settings_of
from bot.talk.kinds import ABOUT_THE_BOT
from bot.talk.recognizing import small_talk
from bot.talk.sections import is_section_name
from bot.terminal.answers import show_answer
from bot.terminal.builds import show_report
from bot.terminal.output import note
from bot.terminal.prompts import read_line
from bot.terminal.small_talk import respond_to
from index.errors import FootnoteError, UsageError
from index.searching.questions import clean_question
from index.searching.scope import scope_of
from index.settings import Settings, reload_settings
from index.text.characters import pluralize


def run(options: argparse.Namespace) -> int:
    """Answer the given question, or else each line of a pipe or prompt."""
    settings = settings_of(options)
    typed = " ".join(options.question) if options.question else None
    if typed is not None:
        clean_question(typed)  # so that a mistake in it is reported even if there is no index
    searcher = open_index(settings)
    if typed is not None:
        _respond(searcher, typed, options, settings)
        return 0
    exit_code = 0
    live = _LiveIndex(searcher, settings)
    for question in _questions():
        try:
            _respond(live.refresh(), question, options, settings)
        except UsageError as error:
            note(str(error))
            exit_code = error.exit_code
    return 0 if sys.stdin and sys.stdin.isatty() else exit_code


def _respond(searcher: index.Searcher, typed: str, options: argparse.Namespace, settings: Settings) -> None:
    """Answer a question. Small talk gets at most a note, unless the question is limited to part of the documents.

    Programs that read JSON get an answer to everything. Raises UsageError for what is neither.
    """
    at_prompt = not options.question and bool(sys.stdin) and sys.stdin.isatty()
    question = typed if at_prompt else clean_question(typed)
    is_limited = options.section is not None or options.document is not None
    kind = None if options.json or is_limited else small_talk(question)
    if kind is None or (kind in ABOUT_THE_BOT and is_section_name(searcher.generation, question)):
        _answer(searcher, clean_question(question), options, settings)
    elif line := respond_to(kind, at_prompt=at_prompt):
        note(line)


def _answer(searcher: index.Searcher, question: str, options: argparse.Namespace, settings: Settings) -> None:
    """Answer a question in the scope of the options, and print the answer."""
    scope = scope_of(searcher.generation, section=options.section, document=options.document, within=searcher.named)
    answer = searcher.ask(question, top=options.top or settings.top, scope=scope)
    if answer.is_cut:
        note("the question is longer than the model can read; its end was ignored")
    if options.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False), flush=True)
    else:
        show_answer(answer)


class _LiveIndex:
    """Keeps the searcher up to date between questions. On an error, reports it once and keeps the searcher it has."""

    def __init__(self, searcher: index.Searcher, settings: Settings) -> None:
        self._searcher = searcher
        self._settings = settings
        self._failed_at: str | None = None
        self._reported: set[str] = set()

    def refresh(self) -> index.Searcher:
        """Return a searcher for the current index, after building it if `watch` is set and the documents have changed."""
        errors: set[str] = set()
        for step in (self._build_if_changed, self._open_current):
            try:
                step()
            except FootnoteError as error:
                errors.add(str(error))
                if str(error) not in self._reported:
                    note(f"{error} (still answering from the old index)")
        self._reported = errors
        return self._searcher

    def _build_if_changed(self) -> None:
        """With `watch`, build if the documents or config.yaml changed, unless a build of the same state has already failed."""
        self._settings = reload_settings(self._settings)  # documents removed from config.yaml must not come back
        if not self._settings.watch or not index.is_behind(self._settings):
            self._failed_at = None
            return
        state = index.corpus_state(self._settings)
        if state == self._failed_at:
            return  # the build would fail in the same way
        self._failed_at = state
        show_report(run_build(self._settings, is_strict=True), to_error=True)
        self._failed_at = None

    def _open_current(self) -> None:
        before = self._searcher
        if not before.is_current:
            self._searcher = index.Searcher.open(self._settings, before=before)
            if self._searcher.generation.name != before.generation.name:
                note(f"switched to the new index: {pluralize(self._searcher.generation.manifest.passages, 'passage')}")
        self._searcher = self._searcher.limited_to(self._settings)
        note_left_out(self._searcher, before)


def _questions() -> Iterator[str]:
    """Yield the lines of a pipe, or of a prompt until Ctrl-D, except blank ones. Raises UsageError without standard input."""
    if sys.stdin is None:
        raise UsageError("no question", fix='ask one, for example: footnote ask "Who can join?"')
    at_terminal = sys.stdin.isatty()
    if at_terminal:
        note("type a question, or press Ctrl-D to quit")
    while True:
        try:
            line = read_line("? ") if at_terminal else sys.stdin.readline()
        except EOFError:
            print(file=sys.stderr)
            return
        if not line and not at_terminal:
            return
        if line.strip():
            yield line
