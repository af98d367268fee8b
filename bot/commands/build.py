"""`footnote build`: bring the index up to date, or tell whether it is, or go back to the one before."""

import argparse
import json
import sys

import index
from bot.commands.project import run_build, settings_of
from bot.terminal.builds import show_report, size_of
from bot.terminal.output import note, show
from index.errors import UsageError
from index.files.checksums import verify
from index.settings import Settings
from index.storing.index_folder import IndexFolder

MOST_NAMED = 5
"""Files that are not documents of the project and are named."""


def run(options: argparse.Namespace) -> int:
    """Bring the index up to date, or do what is asked instead; 1 if a document is left out, or if anything is to be done."""
    settings = settings_of(options)
    if options.json and (options.check or options.rollback):
        raise UsageError("only a build is told as JSON", where="--json", fix="leave it out")
    if options.strict and (options.check or options.rollback):
        raise UsageError("nothing is read", where="--strict", fix="leave it out")
    if options.check:
        return _check(settings)
    if options.rollback:
        return _roll_back(settings)
    report = run_build(settings, is_full=options.full, is_strict=options.strict)
    if unnamed := index.unnamed_documents(settings):
        more = f" and {len(unnamed) - MOST_NAMED} more" if len(unnamed) > MOST_NAMED else ""
        note(f"not named in {settings.file}, so that nothing is answered from them: {', '.join(unnamed[:MOST_NAMED])}{more}")
    if options.json:
        print(json.dumps(_values(report)))
    else:
        show_report(report)
    return 1 if report.failures else 0


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
