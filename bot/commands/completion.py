"""`footnote completion`: print the script that completes commands, flags and names in a shell."""

import argparse
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[1] / "completion"


def run(options: argparse.Namespace) -> int:
    """Print the script of a shell, which the shell evaluates."""
    sys.stdout.write((SCRIPTS / f"footnote.{options.shell}").read_text(encoding="utf-8"))
    return 0
