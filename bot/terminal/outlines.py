"""Print the outline of a document as a tree."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from bot.terminal.output import BEFORE_HEADINGS, MAX_WIDTH, console_for
from index.building.outlining import Outline
from index.passages.passage import SectionRows
from index.reading.blocks import Omission
from index.text.characters import clean, pluralize, shorten

MAX_OMISSIONS = 20
"""Parts left out of a document that are listed; a page with more has the same part in many places."""


def show_outline(outline: Outline) -> None:
    """Print a document as a tree of sections with their passage counts, its settings, and any doubtful headings."""
    console = console_for(sys.stdout)
    document = outline.document
    count = len(outline.passages)
    tree = Tree(Text.assemble((clean(document.title), "bold"), (clean(f"  {document.path}, {_passages(count)}"), "dim")))
    branches: dict[tuple[str, ...], Tree] = {(): tree}
    for section, rows in zip(document.sections, outline.sections, strict=True):
        label = _section_label(rows, section.line, unsure=not section.is_sure)
        branch = _nearest_branch(branches, rows.path[:-1]).add(label)
        if rows.path:
            branches[rows.path] = branch
    console.print(tree)
    _show_settings(console, outline)
    for remark in document.notes:
        console.print(Text(clean(remark), style="yellow"))
    if any(not section.is_sure for section in document.sections):
        console.print(Text("Set `outline` in config.yaml to say which headings are below which.", style="dim"))


def _nearest_branch(branches: dict[tuple[str, ...], Tree], path: tuple[str, ...]) -> Tree:
    """Return the branch of a section, or of its nearest ancestor that has one."""
    while path not in branches:
        path = path[:-1]
    return branches[path]


def _section_label(rows: SectionRows, line: int, *, unsure: bool) -> Text:
    name = rows.path[-1] if rows.path else BEFORE_HEADINGS
    mark = ("  ?", "bold yellow") if unsure else ("", "")
    return Text.assemble((name, "" if rows.path else "dim"), mark, (f"  line {line}, {_passages(len(rows.rows))}", "dim"))


def _passages(count: int) -> str:
    return pluralize(count, "passage") if count else "empty"


def _show_settings(console: Console, outline: Outline) -> None:
    """Print which keys config.yaml sets for the document, and the lines left out."""
    settings = outline.settings
    if settings is None:
        console.print(Text("config.yaml does not list this document.", style="dim"))
    else:
        keys = [key for key in ("title", "url", "outline", "omit") if getattr(settings, key)]
        console.print(Text(f"Settings in config.yaml: {', '.join(('path', *keys))}.", style="dim"))
    _show_omissions(console, outline.document.omissions)
    if not outline.is_split:
        console.print(
            Text(
                "Long passages are shown whole because the model that splits them is not on this machine yet.",
                style="dim",
            )
        )


def _show_omissions(console: Console, omissions: Sequence[Omission]) -> None:
    """Print where each part starts that was left out, and how many more there are."""
    for omission in omissions[:MAX_OMISSIONS]:
        console.print(Text(f"left out: line {omission.line}, “{shorten(omission.text, MAX_WIDTH // 2)}”", style="dim"))
    if len(omissions) > MAX_OMISSIONS:
        console.print(Text(f"left out: {len(omissions) - MAX_OMISSIONS} more places", style="dim"))
