"""The commands by name, each loading no more than it needs."""

import argparse
import json
from pathlib import Path

from index.errors import FootnoteError
from index.passages import Passage
from index.settings import Settings, load_settings

DEFAULT_CONFIG = Path("config.yaml")


def ask(options: argparse.Namespace) -> int:
    """Answer questions."""
    from bot import ask_command

    return ask_command.ask(options, _load_settings(options))


def build(options: argparse.Namespace) -> int:
    """Bring the index up to date."""
    from bot import build_command

    return build_command.build(options, _load_settings(options))


def serve(options: argparse.Namespace) -> int:
    """Answer in Discord."""
    from bot.build_command import open_index
    from bot.chat import serving

    settings = _load_settings(options)
    serving.read_token()
    serving.serve(settings, open_index(settings, threads=1))  # the other cores are for the connection
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure how well judged questions are answered."""
    from bot import eval_command
    from bot.build_command import open_index

    settings = _load_settings(options)
    return eval_command.evaluate(options, settings, lambda: open_index(settings))


def outline(options: argparse.Namespace) -> int:
    """Show how one document is read."""
    from bot.outline_view import show_outline
    from index.outlining import outline_file

    try:
        settings = _load_settings(options)
    except FootnoteError:
        if options.config or DEFAULT_CONFIG.exists():
            raise
        settings = None
    found = outline_file(options.file, settings)
    if options.json:
        print(json.dumps([_passage_values(passage) for passage in found.passages], ensure_ascii=False, indent=1))
    else:
        show_outline(found)
    return 0


def _load_settings(options: argparse.Namespace) -> Settings:
    return load_settings(options.config or DEFAULT_CONFIG)


def _passage_values(passage: Passage) -> dict[str, object]:
    values: dict[str, object] = {"id": passage.id, "line": passage.line, "section": list(passage.section)}
    if passage.context:
        values["context"] = list(passage.context)
    return {**values, "text": passage.text}
