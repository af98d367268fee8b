"""`footnote report`: show what was asked in vain, and write it as a page or as a questions file."""

import argparse
import json
import sys
from contextlib import closing
from datetime import UTC, datetime

from bot.commands.project import open_index, settings_of
from bot.record.store import Record
from bot.report.page import check_page, write_page
from bot.report.questions_file import check_questions, write_questions
from bot.report.reporting import make_report
from bot.terminal.output import note
from bot.terminal.progress import terminal_progress
from bot.terminal.reports import show_report
from index.errors import UsageError
from index.text.characters import pluralize


def run(options: argparse.Namespace) -> int:
    """Make a report from the record and the index, and print or write it. Raises RecordError if nothing is recorded."""
    settings = settings_of(options)
    _check(options)
    with closing(Record.open(settings, is_read_only=True)) as record:
        record.contents()  # fails before the index is opened, which can take a build
        searcher = open_index(settings)
        with terminal_progress() as progress:
            report = make_report(record, searcher, options.since, None if options.all else options.limit, progress)
    if options.html:
        write_page(report, options.html)
        note(f"{options.html}: {pluralize(len(report.groups), 'group')}")
    if options.questions:
        count = write_questions(report, options.questions)
        note(f"{options.questions}: {pluralize(count, 'question')} to fill in")
    if options.json:
        print(json.dumps(report.to_dict(), ensure_ascii=False))
    elif not (options.html or options.questions):
        show_report(report)
        if sys.stdout:
            sys.stdout.flush()
    return 0


def _check(options: argparse.Namespace) -> None:
    """Raise UsageError for what would only fail after the report is made."""
    if options.since and options.since > datetime.now(UTC):
        raise UsageError(f"{options.since:%Y-%m-%d} is in the future", where="--since", fix="name a day that has been")
    if options.html:
        check_page(options.html)
    if options.questions:
        check_questions(options.questions)
