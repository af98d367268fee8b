"""`footnote init`: create a project from documents, build its index, and ask the first question."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import index
from bot.terminal.answers import show_answer
from bot.terminal.builds import describe_size
from bot.terminal.outlines import show_outline
from bot.terminal.output import Styled, note, show
from bot.terminal.progress import terminal_progress
from bot.terminal.prompts import EXIT_WORDS, ask_for, can_ask
from index.building.outlining import Outline, outline_file
from index.errors import FootnoteError, UsageError
from index.files.paths import follow_links
from index.scaffolding.choosing import Choice, choose_documents, starter_handbook, typed_path
from index.scaffolding.example import EXAMPLE_QUESTIONS, example_handbook
from index.scaffolding.ignoring import IGNORE_FILE
from index.scaffolding.planning import Plan, check_address, check_folder, check_title, plan_project, write_project
from index.scaffolding.suggesting import suggest_question
from index.searching.questions import clean_question
from index.settings import Language, Settings, load_settings
from index.settings.hints import language_fix
from index.text.characters import fold, list_first, pluralize

SKIPPING = frozenset({"", *EXIT_WORDS})
"""What skips the first question."""
MAX_FAILURES = 8
"""Maximum number of unreadable files to name with their reasons, and then without; any others are counted."""
MAX_OUTLINED = 5
"""Maximum number of documents to list and outline; for the rest, a line says how to outline them."""


def run(options: argparse.Namespace) -> int:
    """Prompt for missing options, write the project, outline its documents, build the index and ask the first question."""
    if options.config:
        fix = "remove it, and choose the location with --folder"
        raise UsageError("init writes a new config.yaml", where="--config or FOOTNOTE_CONFIG", fix=fix)
    check_folder(options.folder)
    question = clean_question(options.question) if options.question is not None else None
    try:
        choice, plan = _plan(options)
    except EOFError:
        raise KeyboardInterrupt from None  # Ctrl-D before anything is written
    write_project(plan)
    _show_written(choice, plan)
    try:
        settings = load_settings(plan.config)
        outlines = _show_outlines(choice, settings)
        _build(settings, outlines)
    except (FootnoteError, KeyboardInterrupt):
        note(f"the project is written; continue with: {_command('build', folder=options.folder)}")
        raise
    suggested = suggest_question((rows for each in outlines for rows in each.sections), settings.language)
    if question is None and _is_interactive(options):
        question = _ask_question(suggested)
    if question:
        searcher = index.Searcher.open(settings)
        show([("", "")], sys.stdout)
        show_answer(searcher.ask(question, top=settings.top))
        show([("", "")], sys.stdout)
    questions = EXAMPLE_QUESTIONS if options.example else (suggested,)
    _show_next_steps(options.folder, [each for each in questions if each and not question])
    return 0


def _is_interactive(options: argparse.Namespace) -> bool:
    return not options.yes and can_ask()


def _plan(options: argparse.Namespace) -> tuple[Choice, Plan]:
    """Choose the documents and plan the project, prompting if interactive. Raises FootnoteError, or EOFError on Ctrl-D."""
    title, url, language = options.title, options.url, options.language
    if title is not None:
        title = check_title(title, "--title")
    if url is not None:
        url = check_address(url, "--url")
    if language is not None:
        _check_language(language)
    choice = _choose(options)
    _note_left_out(choice)
    if _is_interactive(options) and len(choice.documents) == 1 and choice.documents[0].source:
        [document] = choice.documents
        if title is None and not document.has_own_title:
            title = ask_for(f"Title in answers (Enter for “{document.title}”): ", _title_or_none)
        if url is None:
            url = ask_for("Address where members can read it (Enter for none): ", _address_or_none)
    return choice, plan_project(options.folder, choice.documents, title=title, url=url, language=language)


def _note_left_out(choice: Choice) -> None:
    """Print which files of the folders are left out, and why."""
    for failure in choice.failures[:MAX_FAILURES]:
        note(f"left out: {failure}")
    more = [failure.where or failure.what for failure in choice.failures[MAX_FAILURES:]]
    if more:
        note(f"also left out, because they cannot be read: {list_first(more, MAX_FAILURES)}")
    for line in choice.left_out:
        note(line)
    if choice.failures:
        note("to add one of these later, copy it to the folder of the others, and list it under `documents` in config.yaml")


def _check_language(language: str) -> None:
    if language not in get_args(Language):
        raise UsageError(f"unknown language {language!r}", where="--language", fix=language_fix(language))


def _choose(options: argparse.Namespace) -> Choice:
    """Return the documents that were given as arguments or typed, the example or the starter document. Raises UsageError."""
    if options.example:
        if options.files:
            raise UsageError("writes its own document", where="--example", fix="leave it out to use yours")
        return example_handbook()
    if options.files:
        return choose_documents(options.files, options.folder)
    if options.yes:
        return starter_handbook()
    if not _is_interactive(options):
        fix = "name one, as in `footnote init handbook.md`, or use --example for a club's handbook to try"
        raise UsageError("no document", where="init", fix=fix)
    show([("Choose a document to answer from: a Markdown, plain text or HTML file, or a folder of them.", "")], sys.stderr)
    return ask_for(
        "Path (Enter for a short document to replace): ",
        lambda typed: choose_documents([typed_path(typed)], options.folder) if typed else starter_handbook(),
    )


def _title_or_none(typed: str) -> str | None:
    return check_title(typed, "the title") if typed else None


def _address_or_none(typed: str) -> str | None:
    return check_address(typed, "the address") if typed else None


def _show_written(choice: Choice, plan: Plan) -> None:
    """Print where each document and config.yaml were written."""
    lines: list[Styled] = []
    for document in choice.documents[:MAX_OUTLINED]:
        target = plan.folder / document.path
        if document.source and follow_links(document.source) != follow_links(target):
            lines.append((f"{target}: a copy of {document.source}; from now on, edit the copy", ""))
        else:
            lines.append((f"{target}: {'used in place' if document.source else choice.supplied_as}", ""))
    more = len(choice.documents) - MAX_OUTLINED
    if more > 0:
        lines.append((f"and copies of {more:,} more", ""))
    lines += [(f"{plan.folder / pattern}: includes any that you add later", "") for pattern in plan.patterns]
    lines.append((f"{plan.config}: all settings, explained", ""))
    if plan.ignored:
        done = "created, so that git leaves out" if plan.ignore_file is None else "exists; added the lines for"
        lines.append((f"{plan.folder / IGNORE_FILE}: {done} the index and files with the bot's token", ""))
    show([*lines, ("", "")], sys.stdout)


def _show_outlines(choice: Choice, settings: Settings) -> tuple[Outline, ...]:
    """Show how the first documents are read, how to fix uncertain structure, and how to outline the others."""
    outlines = tuple(outline_file(settings.root / document.path, settings) for document in choice.documents[:MAX_OUTLINED])
    for outline in outlines:
        show_outline(outline)
    more = len(choice.documents) - len(outlines)
    if more > 0:
        show([(f"and {pluralize(more, 'more document')}; `footnote outline FILE` shows how each is read", "dim")], sys.stdout)
    if any(not section.is_sure for outline in outlines for section in outline.document.sections):
        line = f"`documents` in {settings.file} has an example of `outline`; run `footnote build` after editing it."
        show([(line, "dim")], sys.stdout)
    show([("", "")], sys.stdout)
    return outlines


def _build(settings: Settings, outlines: Sequence[Outline]) -> None:
    """Build the index, and print the notes that the outlines have not shown yet."""
    with terminal_progress() as progress:
        report = index.build(settings, progress, is_strict=True)
    shown = {remark for outline in outlines for remark in outline.document.notes}
    for remark in report.notes:
        if remark not in shown:
            note(remark)
    show([(f"{describe_size(report.passages, report.documents)}, indexed in {report.seconds:.1f} s", "bold green")], sys.stdout)


def _ask_question(suggested: str | None) -> str | None:
    """Prompt for the first question; return None if none is typed."""
    hint = f", for example: {suggested}" if suggested else ""
    show([("", ""), (f"Ask a question (Enter to skip){hint}", "")], sys.stdout)
    try:
        return ask_for("? ", lambda typed: clean_question(typed) if fold(typed).casefold() not in SKIPPING else None)
    except EOFError:
        show([("", "")], sys.stdout)
        return None


def _show_next_steps(folder: Path, suggested: Sequence[str]) -> None:
    """Print the commands to run next, with the questions to ask, if any."""
    asking = [(f"footnote ask {shlex.quote(question)}", "") for question in suggested]
    steps = [
        *([(f"cd {shlex.quote(str(folder))}", "")] if folder != Path() else []),
        *(asking or [("footnote ask", "ask more questions")]),
        ("footnote doctor", "check what is missing before the bot can answer in Discord"),
        ("footnote serve", "answer questions in Discord"),
    ]
    show([("Next:", "bold"), *((f"  {command:<18} {effect}".rstrip(), "") for command, effect in steps)], sys.stdout)


def _command(name: str, *, folder: Path) -> str:
    """Return the command line that runs a command on the project in `folder`."""
    config = f" --config {shlex.quote(str(folder / 'config.yaml'))}" if folder != Path() else ""
    return f"footnote {name}{config}"
