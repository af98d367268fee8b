"""How a document was read, as a tree in the terminal."""

import sys

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from bot.terminal.output import WIDEST, console_for
from index.building.outlining import Outline
from index.passages.passage import SectionRows
from index.text.characters import clean, counted


def show_outline(outline: Outline) -> None:
    """Print a document as a tree of its sections, with the number of passages in each, and what was unsure."""
    console = console_for(sys.stdout)
    document = outline.document
    count = len(outline.passages)
    tree = Tree(Text.assemble((clean(document.title), "bold"), (clean(f"  {document.path}, {_passages(count)}"), "dim")))
    branches: dict[tuple[str, ...], Tree] = {(): tree}
    for section, rows in zip(document.sections, outline.sections, strict=True):
        label = _section_label(rows, section.line, unsure=not section.sure)
        branch = _closest(branches, rows.path[:-1]).add(label)
        if rows.path:
            branches[rows.path] = branch
    console.print(tree)
    _show_settings(console, outline)
    for remark in document.notes:
        console.print(Text(clean(remark), style="yellow"))
    if any(not section.sure for section in document.sections):
        console.print(Text("Say in config.yaml which headings are below which: `outline`.", style="dim"))


def _closest(branches: dict[tuple[str, ...], Tree], path: tuple[str, ...]) -> Tree:
    """The branch of a section, or of the closest one above it that has a branch."""
    while path not in branches:
        path = path[:-1]
    return branches[path]


def _section_label(rows: SectionRows, line: int, *, unsure: bool) -> Text:
    name = rows.path[-1] if rows.path else "(before the first heading)"
    mark = ("  ?", "bold yellow") if unsure else ("", "")
    return Text.assemble(
        (name, "" if rows.path else "dim"), mark, (f"  line {line}, {_passages(rows.stop - rows.start)}", "dim")
    )


def _passages(count: int) -> str:
    return counted(count, "passage") if count else "empty"


def _show_settings(console: Console, outline: Outline) -> None:
    """What config.yaml says of the document, and what it left out."""
    said = outline.settings
    if said is None:
        console.print(Text("config.yaml does not name this document.", style="dim"))
    else:
        keys = [key for key in ("title", "url", "outline", "omit") if getattr(said, key)]
        console.print(Text(f"config.yaml gives its path{''.join(f', {key}' for key in keys)}.", style="dim"))
    for omission in outline.document.omissions:
        shown = omission.text if len(omission.text) <= WIDEST // 2 else f"{omission.text[: WIDEST // 2].rstrip()}…"
        console.print(Text(f"left out: line {omission.line}, “{shown}”", style="dim"))
    if not outline.is_split:
        console.print(Text("Long passages are shown whole: the model that splits them is not here yet.", style="dim"))
