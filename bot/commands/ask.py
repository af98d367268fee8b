"""`footnote ask`: answer one question, each line of a pipe, or questions at a prompt, always from the current index."""

import argparse
import json
import sys
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Literal

import index
from bot.commands.project import note_left_out, open_index, run_build, settings_of
from bot.talk.kinds import ABOUT_THE_BOT
from bot.talk.recognizing import small_talk
from bot.talk.sections import is_section_name
from bot.terminal.answers import show_answer
from bot.terminal.builds import show_report
from bot.terminal.history import History, history_file
from bot.terminal.output import note
from bot.terminal.prompts import can_ask, read_question
from bot.terminal.small_talk import respond_to
from bot.upkeep.verifying import BackgroundCheck
from index.answering.answers import Outcome
from index.errors import FootnoteError, StoredIndexError, UsageError
from index.searching.questions import clean_question
from index.searching.scope import scope_of
from index.settings import Settings, reload_settings
from index.text.characters import pluralize

Source = Literal["argument", "prompt", "pipe"]
"""Where questions come from."""
FAILED = 3
"""The exit code if an outcome is one that `--fail-on` names."""
FAILING: dict[str | None, frozenset[Outcome]] = {
    "none": frozenset({"none"}),
    "suggestions": frozenset({"none", "suggestions"}),
}
"""The outcomes that fail for each value of `--fail-on`."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """How to answer: the options, the settings, and where questions come from."""

    options: argparse.Namespace
    settings: Settings
    source: Source

    @property
    def is_limited(self) -> bool:
        """True if only part of the documents is searched."""
        return self.options.section is not None or self.options.document is not None

    @property
    def shows_questions(self) -> bool:
        """True if answers repeat their question, because it would not be seen with them otherwise."""
        return self.source == "pipe" or (self.source == "prompt" and not sys.stdout.isatty())

    def exit_code(self, outcomes: Collection[Outcome]) -> int:
        """Return the exit code after these outcomes: 3 if one of them is to fail, else 0."""
        return FAILED if FAILING.get(self.options.fail_on, frozenset()).intersection(outcomes) else 0


def run(options: argparse.Namespace) -> int:
    """Answer the given question, or else each line of a pipe or prompt."""
    if not options.question and sys.stdin is None:
        raise UsageError("no question", fix='ask one, for example: footnote ask "Who can join?"')
    source: Source = "argument" if options.question else "prompt" if can_ask() else "pipe"
    asking = _Asking(options, settings_of(options), source)
    typed = " ".join(options.question)
    if typed or source == "argument":
        clean_question(typed)  # so that a mistake in it is reported even if there is no index
    searcher = open_index(asking.settings)
    if source == "argument":
        return asking.exit_code(_respond(searcher, typed, asking))
    live = _LiveIndex(searcher, asking.settings)
    return _answer_prompt(live, asking) if source == "prompt" else _answer_lines(live, asking)


def _answer_lines(live: "_LiveIndex", asking: _Asking) -> int:
    """Answer each line of standard input, and return the worst exit code: 2 for a usage error, 3 for an outcome, else 0."""
    outcomes: set[Outcome] = set()
    usage_error = 0
    for number, line in enumerate(iter(sys.stdin.readline, ""), start=1):
        if line.strip():
            try:
                found = _respond(live.refresh(), line, asking, is_first=not outcomes)
            except UsageError as error:
                note(f"line {number}: {error}")
                usage_error = error.exit_code
            else:
                outcomes.update(found)
                live.verify()
    return usage_error or asking.exit_code(outcomes)


def _answer_prompt(live: "_LiveIndex", asking: _Asking) -> int:
    """Answer the questions typed at a prompt until `exit`, `quit` or Ctrl-D."""
    note("type a question; `help` explains, `exit` or Ctrl-D ends")
    history = History(history_file() if asking.settings.history else None)
    for typed in iter(read_question, None):
        history.add(typed)
        try:
            if _respond(live.refresh(), typed, asking):
                print(flush=True)
                live.verify()
        except UsageError as error:
            note(str(error))
    return 0


def _respond(searcher: index.Searcher, typed: str, asking: _Asking, *, is_first: bool = True) -> tuple[Outcome, ...]:
    """Answer a question, and return the outcome. Small talk has none: it gets at most a note, unless the scope is limited.

    Programs that read JSON get an answer to everything. Raises UsageError for what is neither.
    """
    at_prompt = asking.source == "prompt"
    question = typed if at_prompt else clean_question(typed)
    kind = None if asking.options.json or asking.is_limited else small_talk(question)
    if kind is None or (kind in ABOUT_THE_BOT and is_section_name(searcher.generation, question)):
        return (_answer(searcher, clean_question(question), asking, is_first=is_first),)
    if line := respond_to(kind, at_prompt=at_prompt):
        note(line)
    return ()


def _answer(searcher: index.Searcher, question: str, asking: _Asking, *, is_first: bool) -> Outcome:
    """Answer a question in the scope of the options, print the answer, and return its outcome."""
    options = asking.options
    scope = scope_of(searcher.generation, section=options.section, document=options.document, within=searcher.named)
    answer = searcher.ask(question, top=options.top or asking.settings.top, scope=scope)
    if answer.is_cut:
        note("the question is longer than the model can read; its end was ignored")
    if options.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False), flush=True)
        return answer.outcome
    if not is_first:
        print()
    show_answer(answer, with_fillers=options.top is not None, with_question=asking.shows_questions)
    return answer.outcome


class _LiveIndex:
    """Keeps the searcher up to date between questions. On an error, reports it once and keeps the searcher it has."""

    def __init__(self, searcher: index.Searcher, settings: Settings) -> None:
        self._searcher = searcher
        self._settings = settings
        self._failed_at: str | None = None
        self._reported: set[str] = set()
        self._checking: BackgroundCheck | None = None
        self._damage: SimpleQueue[StoredIndexError] = SimpleQueue()

    def verify(self) -> None:
        """Verify the index in the background once it has answered; what is damaged is reported before the next question."""
        if self._checking is None:
            self._checking = BackgroundCheck(self._searcher.generation, self._damage.put)
            self._checking.start()

    def _report_damage(self) -> None:
        with suppress(Empty):
            while True:
                note(str(self._damage.get_nowait()))

    def refresh(self) -> index.Searcher:
        """Return a searcher for the current index, after building it if `watch` is set and the documents have changed."""
        self._report_damage()
        errors: set[str] = set()
        for step in (self._build_if_changed, self._open_current):
            try:
                step()
            except FootnoteError as error:
                errors.add(str(error))
                if str(error) not in self._reported:
                    note(f"still answering from the old index: {error}")
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

    def _stop_verifying(self) -> None:
        """Forget the index before, which is verified no further."""
        if self._checking is not None:
            self._checking.stop()
        self._checking, self._damage = None, SimpleQueue()

    def _open_current(self) -> None:
        before = self._searcher
        if not before.is_current:
            self._searcher = index.Searcher.open(self._settings, before=before)
            if self._searcher.generation.name != before.generation.name:
                self._stop_verifying()
                note(f"switched to the new index: {pluralize(self._searcher.generation.manifest.passages, 'passage')}")
        self._searcher = self._searcher.limited_to(self._settings)
        note_left_out(self._searcher, before)
