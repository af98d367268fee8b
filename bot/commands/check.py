"""`footnote check`: verify every file of the index."""

import argparse
import json
import sys

from bot.commands.project import settings_of
from bot.terminal.output import show
from index.building.checking import Checkup, check_index
from index.text.characters import pluralize


def run(options: argparse.Namespace) -> int:
    """Print a line for each file that is damaged, and return 1 if there is one, else 0."""
    found = check_index(settings_of(options))
    if options.json:
        print(json.dumps(_values(found), ensure_ascii=False))
    else:
        intact = f"intact: {pluralize(found.files, 'file')}"
        show([(str(error), "red") for error in found.damage] or [(intact, "")], sys.stdout)
    return 1 if found.damage else 0


def _values(found: Checkup) -> dict[str, object]:
    """Return the result as `--json` prints it."""
    damaged = [{"file": error.where, "problem": error.what, "fix": error.fix} for error in found.damage]
    return {"files": found.files, "damaged": damaged}
