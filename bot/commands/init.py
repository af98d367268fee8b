"""`footnote init`: make a project of one's own documents, build its index, and ask the first question."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

import index
from bot.terminal.answers import show_answer
from bot.terminal.builds import size_of
from bot.terminal.outlines import show_outline
from bot.terminal.output import Styled, note, show
from bot.terminal.progress import shown_progress
from bot.terminal.prompts import ask_for
from index.building.outlining import Outline, outline_file
from index.errors import FootnoteError, UsageError
from index.scaffolding.choosing import Choice, choose, starter, typed_path
from index.scaffolding.planning import Plan, check_address, check_title, plan_project, require_room, write_project
from index.scaffolding.suggesting import suggest_question
from index.searching.questions import clean_question
from index.settings import Language, Settings, load_settings
from index.text.characters import counted

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
        outlines = _show_outlines(choice, settings)
        _build(settings, outlines)
    except (FootnoteError, KeyboardInterrupt):
        note(f"the project is written; go on with: {_command('build', folder=options.folder)}")
        raise
    suggested = suggest_question((rows for each in outlines for rows in each.sections), settings.language)
    if question is None and _is_asking(options):
        question = _ask_question(suggested)
    if question:
        searcher = index.Searcher.open(settings)
        show_answer(searcher.ask(question, top=settings.top))
    _tell_next(options.folder, None if question else suggested)
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
    if language is not None:
        _check_language(language)
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


def _check_language(language: str) -> None:
    known = get_args(Language)
    if language not in known:
        near = get_close_matches(language.lower(), known, n=1)
        fix = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(known)}"
        raise UsageError(f"no language {language!r}", where="--language", fix=fix)


def _choose(options: argparse.Namespace) -> Choice:
    """The documents that were given, or typed, or the starter."""
    if options.files:
        return choose(options.files, options.folder)
    if options.yes:
        return starter()
    if not _is_asking(options):
        fix = "name one, as in `footnote init handbook.md`, or begin with a short one to replace: --yes"
        raise UsageError("no document", where="init", fix=fix)
    show([("A document to answer from: a Markdown, plain text or HTML file, or a folder of them.", "")], sys.stderr)
    return ask_for(
        "Its path (Enter for a short one to replace): ",
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


def _show_outlines(choice: Choice, settings: Settings) -> tuple[Outline, ...]:
    """Show how the first documents are read, what to do where that was unsure, and how to see the others."""
    outlines = tuple(outline_file(settings.root / document.path, settings) for document in choice.documents[:MOST_OUTLINED])
    for outline in outlines:
        show_outline(outline)
    more = len(choice.documents) - len(outlines)
    if more > 0:
        show([(f"and {counted(more, 'more document')}; `footnote outline FILE` shows how each is read", "dim")], sys.stdout)
    if any(not section.sure for outline in outlines for section in outline.document.sections):
        line = f"An example of it stands at the document in {settings.file}; `footnote build` then takes it in."
        show([(line, "dim")], sys.stdout)
    show([("", "")], sys.stdout)
    return outlines


def _build(settings: Settings, outlines: Sequence[Outline]) -> None:
    """Build the index; what was unsure in a document is said, unless its outline has said it."""
    with shown_progress() as progress:
        report = index.build(settings, progress, is_strict=True)
    told = {remark for outline in outlines for remark in outline.document.notes}
    for remark in report.notes:
        if remark not in told:
            note(remark)
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


def _tell_next(folder: Path, suggested: str | None) -> None:
    """The commands that come next."""
    asking = (f"footnote ask {shlex.quote(suggested)}", "") if suggested else ("footnote ask", "ask more")
    steps = [
        *([(f"cd {shlex.quote(str(folder))}", "")] if folder != Path() else []),
        asking,
        ("footnote doctor", "see what is still missing before it can answer in Discord"),
        ("footnote serve", "answer in Discord"),
    ]
    show([("Next:", "bold"), *((f"  {command:<18} {what}".rstrip(), "") for command, what in steps)], sys.stdout)


def _command(name: str, *, folder: Path) -> str:
    config = f" --config {shlex.quote(str(folder / 'config.yaml'))}" if folder != Path() else ""
    return f"footnote {name}{config}"
