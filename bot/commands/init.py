"""`footnote init`: make a project of one's own documents, build its index, and ask the first question."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import get_args

import index
from bot.commands.project import run_build
from bot.terminal.answers import show_answer
from bot.terminal.builds import size_of
from bot.terminal.outlines import show_outline
from bot.terminal.output import Styled, counted, note, show
from bot.terminal.prompts import ask_for
from index.choosing import Choice, choose, starter, typed_path
from index.errors import FootnoteError, UsageError
from index.outlining import Outline, outline_file
from index.questions import clean_question
from index.settings import Language, Settings, load_settings
from index.starting import Plan, check_address, check_title, plan_project, require_room, write_project
from index.suggesting import suggest_question

MOST_OUTLINED = 5
"""Documents whose outlines are shown; of more, how to see the others is said."""


def run(options: argparse.Namespace) -> int:
    """Ask for what was not given, write the project, show its outline, build it and ask the first question."""
    if options.config:
        fix = "leave it out, and say where with --folder"
        raise UsageError("init writes a config.yaml of its own", where="--config or FOOTNOTE_CONFIG", fix=fix)
    require_room(options.folder)
    question = clean_question(options.question) if options.question is not None else None
    try:
        choice, plan = _plan(options)
    except EOFError:
        raise KeyboardInterrupt from None  # Ctrl-D: nothing is written yet
    write_project(plan)
    _tell_written(choice, plan)
    try:
        settings = load_settings(plan.config)
        suggested = _show_outlines(choice, settings)
        _build(settings)
    except (FootnoteError, KeyboardInterrupt):
        note(f"the project is written; go on with: {_command('build', folder=options.folder)}")
        raise
    if question is None and _is_asking(options):
        question = _ask_question(suggested)
    if question:
        searcher = index.Searcher.open(settings)
        show_answer(searcher.ask(question, top=settings.top))
    _tell_next(options.folder, question or suggested)
    return 0


def _is_asking(options: argparse.Namespace) -> bool:
    return not options.yes and sys.stdin is not None and sys.stdin.isatty()


def _plan(options: argparse.Namespace) -> tuple[Choice, Plan]:
    """What is to be written, with what was typed at the terminal. Raises FootnoteError, or EOFError on Ctrl-D."""
    title, url, language = options.title, options.url, options.language
    if title is not None:
        title = check_title(title, "--title")
    if url is not None:
        url = check_address(url, "--url")
    if language is not None and language not in get_args(Language):
        raise UsageError(f"no language {language!r}", where="--language", fix=f"one of {', '.join(get_args(Language))}")
    choice = _choose(options)
    for failure in choice.failures:
        note(f"{failure} (left out)")
    if _is_asking(options) and len(choice.documents) == 1 and choice.documents[0].source:
        [document] = choice.documents
        if title is None and not document.is_named:
            title = ask_for(f"Its title in answers (Enter for “{document.title}”): ", _title_or_none)
        if url is None:
            url = ask_for("The address where members can read it (Enter for none): ", _address_or_none)
    return choice, plan_project(options.folder, choice.documents, title=title, url=url, language=language)


def _choose(options: argparse.Namespace) -> Choice:
    """The documents that were given, or typed, or the starter."""
    if options.files:
        return choose(options.files, options.folder)
    if options.yes:
        return starter()
    if not _is_asking(options):
        fix = "name one, as in `footnote init handbook.md`, or begin with a short one to replace: --yes"
        raise UsageError("no document", where="init", fix=fix)
    return ask_for(
        "Your document: Markdown, plain text or HTML, or a folder (Enter for a short one to replace): ",
        lambda typed: choose([typed_path(typed)], options.folder) if typed else starter(),
    )


def _title_or_none(typed: str) -> str | None:
    return check_title(typed, "the title") if typed else None


def _address_or_none(typed: str) -> str | None:
    return check_address(typed, "the address") if typed else None


def _tell_written(choice: Choice, plan: Plan) -> None:
    lines: list[Styled] = []
    for document in choice.documents[:MOST_OUTLINED]:
        target = plan.folder / document.path
        if document.source and document.source.resolve() != target.resolve():
            lines.append((f"{target}: a copy of {document.source}; from now on, edit the copy", ""))
        else:
            lines.append((f"{target}: {'left where it is' if document.source else 'a short one, to be replaced'}", ""))
    more = len(choice.documents) - MOST_OUTLINED
    if more > 0:
        lines.append((f"and copies of {more:,} more", ""))
    lines.append((f"{plan.config}: every setting, explained", ""))
    show([*lines, ("", "")], sys.stdout)


def _show_outlines(choice: Choice, settings: Settings) -> str | None:
    """Show how the documents are read; returns a question to begin with."""
    shown: list[Outline] = []
    for document in choice.documents[:MOST_OUTLINED]:
        shown.append(outline_file(settings.root / document.path, settings))
        show_outline(shown[-1])
    more = len(choice.documents) - MOST_OUTLINED
    if more > 0:
        show([(f"and {counted(more, 'document')} more; `footnote outline FILE` shows how each is read", "dim")], sys.stdout)
    show([("", "")], sys.stdout)
    sections = (rows for outline in shown for rows in outline.sections)
    return suggest_question(sections, settings.language)


def _build(settings: Settings) -> None:
    report = run_build(settings, is_strict=True)
    show([(f"{size_of(report.passages, report.documents)}, indexed in {report.seconds:.1f} s", "bold green")], sys.stdout)


def _ask_question(suggested: str | None) -> str | None:
    """The first question, if one is typed."""
    hint = f", as in: {suggested}" if suggested else ""
    show([("", ""), (f"Ask it something (Enter to leave it){hint}", "")], sys.stdout)
    try:
        return ask_for("? ", lambda typed: clean_question(typed) if typed else None)
    except EOFError:
        show([("", "")], sys.stdout)
        return None


def _tell_next(folder: Path, question: str | None) -> None:
    """The commands that come next."""
    asking = f"footnote ask {shlex.quote(question)}" if question else "footnote ask"
    show(
        [
            ("Next:", "bold"),
            *([(f"  cd {shlex.quote(str(folder))}", "")] if folder != Path() else []),
            (f"  {asking}", ""),
            ("  footnote doctor    what is still missing before it can answer in Discord", ""),
            ("  footnote serve     answer in Discord, with the token in $DISCORD_TOKEN", ""),
        ],
        sys.stdout,
    )


def _command(name: str, *, folder: Path) -> str:
    config = f" --config {shlex.quote(str(folder / 'config.yaml'))}" if folder != Path() else ""
    return f"footnote {name}{config}"
