"""The project that a command works on: load its settings, build its index, and open the index."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

import index
from bot.command_line.locating import is_there, locate, locate_config
from bot.terminal.builds import show_report
from bot.terminal.output import note
from bot.terminal.progress import terminal_progress
from index.errors import FootnoteError, NewerIndexError, NoIndexError, SettingsError
from index.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.building import PendingChange
    from index.passages.passage import Passage

QUIET = frozenset({"ask", "outline"})
"""Commands that do not say which config.yaml they found in a folder above, because they change nothing and do not last."""
MAX_CHANGES = 5
"""Changes that are not in the index yet to print; any others are counted."""


def settings_of(options: argparse.Namespace) -> Settings:
    """Load the settings from config.yaml, and say which it is if it was found in a folder above. Raises SettingsError."""
    found = locate(options)
    settings = load_settings(found.path)
    if found.is_above and options.command not in QUIET and getattr(options, "logs", None) != "json":
        note(f"using {found.path}")
    return settings


def settings_if_any(options: argparse.Namespace) -> Settings | None:
    """Load the settings from config.yaml, or return None if none is named and none exists. Raises SettingsError."""
    is_known = options.config or is_there(locate_config(None).path)
    return settings_of(options) if is_known else None


def run_build(settings: Settings, *, is_full: bool = False, is_strict: bool = False) -> index.BuildReport:
    """Build the index with a progress display, and print notes and the documents that are left out."""
    with terminal_progress() as progress:
        report = index.build(settings, progress, is_full=is_full, is_strict=is_strict)
    for remark in report.notes:
        note(remark)
    for failure in report.failures:
        note(f"left out: {failure}")
    return report


def load_passages(settings: Settings) -> "list[Passage]":
    """Return the passages of the index. Raises NoIndexError if there is none."""
    from index.storing.generation import open_passages
    from index.storing.index_folder import IndexFolder

    return [*open_passages(IndexFolder(settings.index_folder))]


def open_index(settings: Settings, *, threads: int | None = None, is_serving: bool = False) -> "index.Searcher":
    """Open the index, after a build if there is none, or if it contains documents that config.yaml does not name.

    If documents changed, build with `watch` set, else say what changed. If unnamed documents cannot be removed, they are left
    out of answers; but if nothing else is in the index, or if `is_serving`, that raises SettingsError.
    """
    if settings.watch:
        _build_if_changed(settings)
    try:
        searcher = index.Searcher.open(settings, threads=threads)
    except NoIndexError as error:
        note(f"{error.what}: building it")
        show_report(run_build(settings), to_error=True)
        searcher = index.Searcher.open(settings, threads=threads)
    if searcher.unnamed:
        searcher = _remove_unnamed(settings, searcher, threads=threads, is_serving=is_serving)
    if not is_serving:  # a bot logs it as a warning
        note_left_out(searcher)
    try:
        _note_changes(index.find_changes(settings, searcher.generation.manifest))
    except FootnoteError as error:
        note(str(error))
    return searcher


def _note_changes(changes: "Sequence[PendingChange]") -> None:
    """Print the first changes that are not in the index, each with what helps, and count the others."""
    for change in changes[:MAX_CHANGES]:
        note(str(change) if change.fix else f"{change}; run `footnote build`")
    if len(changes) > MAX_CHANGES:
        note(f"and {len(changes) - MAX_CHANGES:,} more, which `footnote build --check` lists")


def note_left_out(searcher: "index.Searcher", before: "index.Searcher | None" = None) -> None:
    """Print which calibration and documents are left out of answers, and why, except for what also applied to `before`."""
    known = before.left_out if before else ()
    for line in searcher.left_out:
        if line not in known:
            note(line)


def _remove_unnamed(
    settings: Settings, searcher: "index.Searcher", *, threads: int | None, is_serving: bool
) -> "index.Searcher":
    """Build an index without the documents that config.yaml does not name, and open it.

    Not if that would undo a rollback, or change an index in a store that another machine built.
    If that fails, return the same searcher, which leaves them out, or raise SettingsError as `open_index` does.
    """
    if searcher.documents and (searcher.generation.manifest.is_remote or searcher.generation.folder.is_rolled_back):
        return searcher
    unnamed = f"the index contains {searcher.unnamed_list}, which {settings.file} does not name"
    note(f"{unnamed}: rebuilding it without that first")
    try:
        show_report(run_build(settings, is_strict=True), to_error=True)
        return index.Searcher.open(settings, threads=threads)
    except FootnoteError as error:
        if is_serving or not searcher.documents:
            what = f"does not name {searcher.unnamed_list}, which the index contains, and the index cannot be rebuilt"
            raise SettingsError(what, where=str(settings.file), fix=f"fix this, then run `footnote build`: {error}") from None
        note(f"the index was not updated: {error}")
    return searcher


def _build_if_changed(settings: Settings) -> None:
    """Build if the documents have changed, unless that would undo a rollback; on an error, keep the index as it is.

    Raises NewerIndexError, because that index cannot be opened either.
    """
    try:
        if not index.is_behind(settings):
            return
        show_report(run_build(settings, is_strict=True), to_error=True)
    except NewerIndexError:
        raise
    except FootnoteError as error:
        note(f"the index was not updated: {error}")
