"""How a document was read, as a tree in the terminal."""

import sys

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from bot.terminal import WIDEST, console_for
from index.outlining import Outline
from index.passages import SectionRows


def show_outline(outline: Outline) -> None:
    """Print a document as a tree of its sections, with the number of passages in each, and what was unsure."""
    console = console_for(sys.stdout)
    document = outline.document
    count = len(outline.passages)
    tree = Tree(Text.assemble((document.title, "bold"), (f"  {document.path}, {_passages(count)}", "dim")))
    branches: list[tuple[tuple[str, ...], Tree]] = [((), tree)]
    unsure = {section.line for section in document.sections if not section.sure}
    for section, rows in zip(document.sections, outline.sections, strict=True):
        while branches[-1][0] != section.path[: len(branches[-1][0])] or len(branches[-1][0]) >= max(1, len(section.path)):
            if len(branches) == 1:
                break
            branches.pop()
        label = _section_label(rows, section.line, unsure=section.line in unsure)
        branches.append((section.path, branches[-1][1].add(label)))
    console.print(tree)
    _show_settings(console, outline)
    for remark in document.notes:
        console.print(Text(remark, style="yellow"))
    if unsure:
        console.print(Text("Say in config.yaml which headings are below which: `outline`.", style="dim"))


def _section_label(rows: SectionRows, line: int, *, unsure: bool) -> Text:
    name = rows.path[-1] if rows.path else "(before the first heading)"
    mark = ("  ?", "bold yellow") if unsure else ("", "")
    return Text.assemble(
        (name, "" if rows.path else "dim"), mark, (f"  line {line}, {_passages(rows.stop - rows.start)}", "dim")
    )


def _passages(count: int) -> str:
    return "empty" if not count else "1 passage" if count == 1 else f"{count} passages"


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
