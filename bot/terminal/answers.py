"""Answers in a terminal: coloured when it is one, plain when piped.

Documents and questions are shown as text, never as markup. Their control characters are gone since they were read; those
of file names and titles go here.
"""

import sys

from rich.console import Console, Group
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.terminal.output import ARROW, console_for
from index.answering.answers import Answer, Hit
from index.text.characters import clean


def show_answer(answer: Answer) -> None:
    """Print the passages, each with its document, section path, line and score; or that the document does not say."""
    console = console_for(sys.stdout)
    if answer.read_as:
        console.print(Text(clean(f"read as: {answer.read_as}"), style="dim"))
    if answer.outcome == "none":
        _show_none(console, answer)
        return
    if answer.outcome == "suggestions":
        console.print()
        console.print(Text("Not sure it is in the document. The closest passages:", style="yellow"))
    elif answer.unmatched:
        console.print()
    _show_unmatched(console, answer)
    for hit in answer.hits:
        console.print()
        _show_hit(console, hit)
    console.print()


def _show_none(console: Console, answer: Answer) -> None:
    console.print()
    console.print(Text("Not in the document.", style="bold red"))
    _show_unmatched(console, answer)
    sections = dict.fromkeys(clean(ARROW.join((hit.title, *hit.passage.section))) for hit in answer.hits)
    if sections:
        console.print(Text(f"The closest sections: {'; '.join(sections)}", style="dim"))
    console.print()


def _show_unmatched(console: Console, answer: Answer) -> None:
    if answer.unmatched:
        words = ", ".join(f"“{clean(word)}”" for word in answer.unmatched)
        console.print(Text(f"Nothing in it speaks of {words}."))


def _show_hit(console: Console, hit: Hit) -> None:
    passage = hit.passage
    words = Text(passage.text)
    for start, end in hit.highlights:
        words.stylize("bold underline", start, end)
    lines = [
        Text(ARROW.join(passage.context), style="dim"),
        words,
        Text(clean(ARROW.join((hit.title, *passage.section))), style=Style(color="green", link=hit.url)),
        Text(clean(f"{passage.location}  {hit.score:.2f}"), style="dim"),
    ]
    if console.is_terminal:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_row(Text(f"{hit.rank}.", style="bold cyan"), Group(*(line for line in lines if line)))
        console.print(grid)
    else:
        rank, shown = f"{hit.rank}. ", "\n".join(line.plain for line in lines if line)
        print(rank + shown.replace("\n", "\n" + " " * len(rank)))
