"""The project that a command works on: load its settings, build its index, and open the index."""

import argparse

import index
from bot.commands.locating import config_file
from bot.terminal.builds import show_report
from bot.terminal.output import note
from bot.terminal.progress import terminal_progress
from index.errors import FootnoteError, NoIndexError
from index.settings import Settings, load_settings


def settings_of(options: argparse.Namespace) -> Settings:
    """Load the settings from config.yaml. Raises SettingsError."""
    return load_settings(config_file(options))


def run_build(settings: Settings, *, is_full: bool = False, is_strict: bool = False) -> index.BuildReport:
    """Build the index with a progress display, and print notes and the documents that are left out."""
    with terminal_progress() as progress:
        report = index.build(settings, progress, is_full=is_full, is_strict=is_strict)
    for remark in report.notes:
        note(remark)
    for failure in report.failures:
        note(f"{failure} (left out)")
    return report


def open_index(settings: Settings, *, threads: int | None = None) -> "index.Searcher":
    """Open the index, after a build if there is none; if documents changed, build with `watch` set, else print what changed."""
    if settings.watch:
        _build_if_changed(settings)
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


def _build_if_changed(settings: Settings) -> None:
    """Build if the documents have changed, unless that would undo a rollback; on an error, keep the index as it is."""
    try:
        if not index.is_behind(settings):
            return
        show_report(run_build(settings, is_strict=True), to_error=True)
    except FootnoteError as error:
        note(f"{error} (the index was not updated)")
