"""`footnote build`: bring the index up to date, check whether it is, or switch to the previous index."""

import argparse
import json
import sys
from itertools import chain

import index
from bot.commands.project import run_build, settings_of
from bot.terminal.builds import describe_size, show_report
from bot.terminal.output import note, show
from bot.terminal.progress import terminal_progress
from index.building.checking import check_store
from index.errors import UsageError
from index.reading import named_documents
from index.settings import Settings
from index.storing.index_folder import IndexFolder
from index.text.characters import list_first

MAX_NAMED = 5
"""Maximum number of files to list."""


def run(options: argparse.Namespace) -> int:
    """Build, check or roll back the index; return 1 if a document is left out, or if a check finds changes."""
    settings = settings_of(options)
    if options.json and (options.check or options.rollback):
        raise UsageError("cannot be used with --check or --rollback", where="--json", fix="remove it")
    if options.strict and (options.check or options.rollback):
        raise UsageError("cannot be used with --check or --rollback", where="--strict", fix="remove it")
    if options.check:
        return _check(settings)
    if options.rollback:
        return _roll_back(settings)
    report = run_build(settings, is_full=options.full, is_strict=options.strict)
    if settings.expand:
        from bot.commands.expanding import expand_index

        report = expand_index(settings, settings.expand, report)
    if unnamed := index.unnamed_documents(settings):
        note(f"not in {settings.file}, so never used in answers: {list_first(unnamed, MAX_NAMED)}")
    if options.json:
        print(json.dumps(_values(report)))
    else:
        show_report(report)
    return 1 if report.failures else 0


def _check(settings: Settings) -> int:
    """Verify the index, list what a build would change, and return 1 if there is anything to list, else 0."""
    folder = IndexFolder(settings.index_folder)
    manifest = folder.load_manifest()
    for damage in chain(folder.damage_of(manifest.files), check_store(settings, manifest)):
        raise damage
    changes = [*index.pending_changes(settings, manifest), *index.model_changes(settings, manifest)]
    up_to_date = f"up to date: {describe_size(manifest.passages, len(manifest.documents))}"
    show([(line, "") for line in changes or [up_to_date]], sys.stdout)
    return 1 if changes else 0


def _roll_back(settings: Settings) -> int:
    """Switch to the previous index and report which one it is."""
    with terminal_progress() as progress:
        manifest = index.roll_back(settings, progress)
    size = describe_size(manifest.passages, len(manifest.documents))
    print(f"switched to the index built at {manifest.built}: {size}")
    if unnamed := manifest.paths_outside(named_documents(settings)):
        note(f"never quoted, because {settings.file} does not name it: {list_first(unnamed, MAX_NAMED)}")
    edit = ", as does the next edit, because `watch` is on" if settings.watch else ""
    note(f"run --rollback again to undo; `footnote build` indexes the documents as they are now{edit}")
    return 0


def _values(report: index.BuildReport) -> dict[str, float | None]:
    """Return the report as `--json` prints it."""
    difference = report.difference
    is_known = difference.is_known
    return {
        "documents": report.documents,
        "passages": report.passages,
        "added": difference.added if is_known else None,
        "changed": difference.changed if is_known else None,
        "removed": difference.removed if is_known else None,
        "embedded": report.embedded,
        "seconds": round(report.seconds, 3),
    }
