"""`footnote outline`: show how a document is read."""

import argparse
import json

from bot.commands.project import settings_if_any
from bot.terminal.outlines import show_outline
from index.building.outlining import outline_file
from index.passages.passage import Passage


def run(options: argparse.Namespace) -> int:
    """Print a document as a tree of its sections, or its passages as JSON."""
    outline = outline_file(options.file, settings_if_any(options))
    if options.json:
        print(json.dumps([_passage_values(passage) for passage in outline.passages], ensure_ascii=False, indent=1))
    else:
        show_outline(outline)
    return 0


def _passage_values(passage: Passage) -> dict[str, object]:
    """Return a passage as `--json` prints it."""
    values: dict[str, object] = {"id": passage.id, "line": passage.line, "section": list(passage.section)}
    if passage.context:
        values["context"] = list(passage.context)
    return {**values, "text": passage.text}
