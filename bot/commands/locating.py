"""Locate config.yaml. A module of its own, because `footnote doctor` must run in an installation where imports fail."""

import argparse
from pathlib import Path

DEFAULT_CONFIG = Path("config.yaml")


def config_file(options: argparse.Namespace) -> Path:
    """Return the path given by --config or FOOTNOTE_CONFIG, or else config.yaml in the current folder."""
    named: Path | None = options.config
    return named or DEFAULT_CONFIG
