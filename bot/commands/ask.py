"""`footnote ask`: one question, the lines of a pipe, or a prompt, where an index that is rebuilt answers the next question."""

import argparse
import json
import sys
from collections.abc import Iterator

import index
from bot.commands.project import open_index, run_build, settings_of
from bot.terminal.answers import show_answer
from bot.terminal.builds import show_report
from bot.terminal.output import note
from bot.terminal.prompts import read_line
from index.errors import FootnoteError, UsageError
from index.searching.questions import clean_question
from index.searching.scope import scope_of
from index.settings import Settings, reload_settings
from index.text.characters import counted


def run(options: argparse.Namespace) -> int:
    """Answer the question, or each line of a pipe, or whatever is typed at a prompt."""
    settings = settings_of(options)
    given = clean_question(" ".join(options.question)) if options.question else None
    searcher = open_index(settings)
    if given:
        _answer(searcher, given, options, settings)
        return 0
    failures = 0
    fresh = _Fresh(searcher, settings)
    for question in _questions():
        try:
            _answer(fresh.refreshed(), question, options, settings)
        except UsageError as error:
            note(str(error))
            failures = error.exit_code
    return 0 if sys.stdin and sys.stdin.isatty() else failures


def _answer(searcher: index.Searcher, question: str, options: argparse.Namespace, settings: Settings) -> None:
    scope = scope_of(searcher.generation, section=options.section, document=options.document)
    answer = searcher.ask(question, top=options.top or settings.top, scope=scope)
    if answer.is_cut:
        note("the question is longer than the model reads; its end was not used")
    if options.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False), flush=True)
    else:
        show_answer(answer)


class _Fresh:
    """Follows the index from question to question. What is wrong with it is said once, and the one there was answers on."""

    def __init__(self, searcher: index.Searcher, settings: Settings) -> None:
        self._searcher = searcher
        self._settings = settings
        self._failed_at: str | None = None
        self._told: set[str] = set()

    def refreshed(self) -> index.Searcher:
        """A searcher of the index as it is now; with `watch`, of the documents as they are now."""
        told: set[str] = set()
        for step in (self._take_in_changes, self._open_current):
            try:
                step()
            except FootnoteError as error:
                told.add(str(error))
                if str(error) not in self._told:
                    note(f"{error} (answering from the index as it was)")
        self._told = told
        return self._searcher

    def _take_in_changes(self) -> None:
        """Follow config.yaml too: documents that it no longer names are not to come back."""
        self._settings = reload_settings(self._settings)
        if not self._settings.watch or not index.is_behind(self._settings):
            self._failed_at = None
            return
        state = index.corpus_state(self._settings)
        if state == self._failed_at:
            return  # the same would be said again
        self._failed_at = state
        show_report(run_build(self._settings, is_strict=True), to_error=True)
        self._failed_at = None

    def _open_current(self) -> None:
        if not self._searcher.generation.is_current:
            self._searcher = index.Searcher.open(self._settings, before=self._searcher)
            note(f"the index is a new one: {counted(self._searcher.generation.manifest.passages, 'passage')}")


def _questions() -> Iterator[str]:
    """Lines from a pipe, or from a prompt until Ctrl-D; blank ones are no questions."""
    if sys.stdin is None:
        raise UsageError("no question", fix='ask something, as in: footnote ask "Who can join?"')
    at_terminal = sys.stdin.isatty()
    if at_terminal:
        note("ask, or press Ctrl-D to leave")
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
