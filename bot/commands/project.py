"""The project that commands work on: what config.yaml says, and an index that is there and as new as is wished."""

import argparse

import index
from bot.commands.locating import config_file
from bot.terminal.builds import show_report
from bot.terminal.output import note
from bot.terminal.progress import shown_progress
from index.errors import FootnoteError, NoIndexError
from index.settings import Settings, load_settings


def settings_of(options: argparse.Namespace) -> Settings:
    """What config.yaml says. Raises SettingsError."""
    return load_settings(config_file(options))


def run_build(settings: Settings, *, is_full: bool = False, is_strict: bool = False) -> index.BuildReport:
    """Build, showing how it goes, what was unsure, and which documents are left out."""
    with shown_progress() as progress:
        report = index.build(settings, progress, is_full=is_full, is_strict=is_strict)
    for remark in report.notes:
        note(remark)
    for failure in report.failures:
        note(f"{failure} (left out)")
    return report


def open_index(settings: Settings, *, threads: int | None = None) -> "index.Searcher":
    """Open the index, built first if there is none or, with `watch`, if documents have changed; else say what has."""
    if settings.watch:
        _take_in_changes(settings)
    try:
        searcher = index.Searcher.open(settings, threads=threads)
    except NoIndexError:
        note("no index yet: building it")
        show_report(run_build(settings), to_error=True)
        searcher = index.Searcher.open(settings, threads=threads)
    try:
        for change in index.pending_changes(settings, searcher.generation.manifest):
            note(f"{change}; run `footnote build`")
    except FootnoteError as error:
        note(str(error))
    return searcher


def _take_in_changes(settings: Settings) -> None:
    """Build if the documents have changed, unless that would undo a rollback; if one cannot be read, all stays as it was."""
    try:
        if not index.is_behind(settings):
            return
        show_report(run_build(settings, is_strict=True), to_error=True)
    except FootnoteError as error:
        note(f"{error} (the index stays as it was)")
