"""`footnote` without a command: say in a few lines what to run next."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.command_line.arguments import DESCRIPTION
from bot.command_line.locating import is_there, locate
from bot.terminal.output import Styled, show
from index.errors import FootnoteError, NoIndexError, UsageError

NEW = (
    ("footnote init", "create a project; prompts for what it needs"),
    ("footnote init handbook.md", "create one from a file, or a folder of files"),
    ("footnote init --example", "create one to try, from the handbook of a club"),
)
BROKEN = (
    ("footnote doctor", "find what is wrong, and how to fix it"),
    ("footnote settings --schema", "print what config.yaml may contain"),
    ("footnote build", "build the index, once config.yaml is right"),
)
UNBUILT = (
    ("footnote build", "build the index"),
    ("footnote outline FILE", "show how a document is read"),
    ("footnote doctor", "check that nothing is missing"),
)
READY = (
    ('footnote ask "Who can join?"', "ask a question; without one, a prompt"),
    ("footnote build", "update the index after an edit"),
    ("footnote serve", "answer in Discord"),
)
"""The commands that are likely next, by what exists so far, with what they do."""
WIDTH = max(len(command) for steps in (NEW, BROKEN, UNBUILT, READY) for command, _ in steps)


def run(options: argparse.Namespace) -> int:
    """Print the commands that are likely next, and return 2, because none was given."""
    where, steps = _situation(options)
    lines: list[Styled] = [(DESCRIPTION, ""), ("", ""), (where, "bold")]
    lines += [(f"  {command:<{WIDTH}}  {effect}", "") for command, effect in steps]
    lines += [("", ""), ("footnote help lists all commands, and footnote help COMMAND explains one.", "dim")]
    if sys.stderr:
        show(lines, sys.stderr)
    return UsageError.exit_code


def _situation(options: argparse.Namespace) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return what exists so far, in a line, and the commands that are likely next."""
    found = locate(options)
    if not options.config and not is_there(found.path):
        return "No config.yaml here or in a folder above yet. Next:", NEW
    try:
        documents = _count_documents(found.path)
    except NoIndexError:
        return f"{found.path} is set up, but has no index yet. Next:", UNBUILT
    except FootnoteError as error:
        return f"{error}. Next:", BROKEN
    return f"{found.path} is ready, with {documents}. Next:", READY


def _count_documents(config: Path) -> str:
    """Return how many documents the index has, in words. Raises FootnoteError if there is none or it cannot be read."""
    from index.settings import load_settings
    from index.storing.index_folder import IndexFolder
    from index.text.characters import pluralize

    manifest = IndexFolder(load_settings(config).index_folder).load_manifest()
    return pluralize(len(manifest.documents), "document")
