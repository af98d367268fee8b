"""Where config.yaml is. By itself, for who looks after a broken installation cannot import much."""

import argparse
from pathlib import Path

DEFAULT_CONFIG = Path("config.yaml")


def config_file(options: argparse.Namespace) -> Path:
    """The config.yaml that was named, or else the one of the current folder."""
    named: Path | None = options.config
    return named or DEFAULT_CONFIG
