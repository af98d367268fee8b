"""`footnote build`, and what other commands need of it: an index that is there, and up to date where that is wished."""

import argparse
import json
import sys

import index
from bot.build_view import show_report, size_of
from bot.progress_view import shown_progress
from bot.terminal import note, show
from index.checksums import verify
from index.errors import FootnoteError, NoIndexError, UsageError
from index.settings import Settings
from index.storage import IndexFolder


def build(options: argparse.Namespace, settings: Settings) -> int:
    """Bring the index up to date, or do what is asked instead; 1 if a document is left out, or if anything is to be done."""
    if options.json and (options.check or options.rollback):
        raise UsageError("only a build is told as JSON", where="--json", fix="leave it out")
    if options.strict and (options.check or options.rollback):
        raise UsageError("nothing is read", where="--strict", fix="leave it out")
    if options.check:
        return _check(settings)
    if options.rollback:
        return _roll_back(settings)
    report = run_build(settings, is_full=options.full, is_strict=options.strict)
    if options.json:
        print(json.dumps(_values(report)))
    else:
        show_report(report)
    return 1 if report.failures else 0


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
        for change in index.pending_changes(settings, searcher.manifest):
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


def _check(settings: Settings) -> int:
    folder = IndexFolder(settings.index_folder)
    manifest = folder.load_manifest()
    verify(folder.path, manifest.files)
    changes = [*index.pending_changes(settings, manifest), *index.model_changes(settings, manifest)]
    up_to_date = f"up to date: {size_of(manifest.passages, len(manifest.documents))}"
    show([(line, "") for line in changes or [up_to_date]], sys.stdout)
    return 1 if changes else 0


def _roll_back(settings: Settings) -> int:
    manifest = index.roll_back(settings)
    size = size_of(manifest.passages, len(manifest.documents))
    print(f"back to the index of {manifest.built}: {size}")
    note("--rollback once more goes forth again; a build takes the documents as they are")
    return 0


def _values(report: index.BuildReport) -> dict[str, float]:
    difference = report.difference
    return {
        "documents": report.documents,
        "passages": report.passages,
        "added": difference.added,
        "changed": difference.changed,
        "removed": difference.removed,
        "embedded": report.embedded,
        "seconds": round(report.seconds, 3),
    }
