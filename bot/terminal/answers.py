"""Print answers: coloured in a terminal, plain in a pipe.

Documents and questions are printed as text, never as markup. Their control characters are removed when they are read; those
in file names and titles are removed here.
"""

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from bot.terminal.output import ARROW, console_for
from index.answering.answers import Answer, Hit, Listing
from index.answering.list_lines import list_lines
from index.text.characters import clean
from index.text.list_numbers import without_number

if TYPE_CHECKING:
    from rich.table import Table

INDENT = 3
"""Columns by which an item is indented inside another."""
MAX_MARKER = 6
"""Characters of a number beside which its item wraps; below a longer one, such as *Step 3:*, lines start at the left."""


def show_answer(answer: Answer, *, with_fillers: bool = False, with_question: bool = False) -> None:
    """Print the passages, each with its document, section path, line and score, or say that the document has no answer.

    Passages that are far behind the first are printed only `with_fillers`. Blank lines separate the parts, but there is none at
    the start or the end.
    """
    console = console_for(sys.stdout)
    if with_question:
        console.print(Text(clean(f"? {answer.question}"), style="bold"))
    heading = list(_heading(answer))
    for line in heading:
        console.print(line)
    if answer.outcome == "none":
        return
    shown = answer.hits if with_fillers else answer.worth_reading
    hits = [hit for hit in answer.beside_list if hit in shown]
    parts = [partial(_show_list, console, answer.listing, answer.hits[0])] if answer.listing else []
    parts += [partial(_show_hit, console, hit) for hit in hits]
    for position, show_part in enumerate(parts):
        if position or heading:
            console.print()
        show_part()


def _heading(answer: Answer) -> Iterator[Text]:
    """Yield the lines above the passages: how the question was read, an outcome other than an answer, and what is missing."""
    if answer.read_as:
        yield Text(clean(f"read as: {answer.read_as}"), style="dim")
    if answer.outcome == "suggestions":
        yield Text("Not sure this is in the document. Closest passages:", style="yellow")
    elif answer.outcome == "none":
        yield Text("Not in the document.", style="bold red")
    if answer.unmatched:
        words = ", ".join(f"“{clean(word)}”" for word in answer.unmatched)
        yield Text(f"Nothing in it mentions {words}.")
    if answer.unanswered:
        yield Text(f"No sure answer to {', '.join(f'“{clean(asked)}”' for asked in answer.unanswered)}.", style="yellow")
    sections = dict.fromkeys(clean(ARROW.join((hit.title, *hit.passage.section))) for hit in answer.hits)
    if answer.outcome == "none" and sections:
        yield Text(f"Closest sections: {'; '.join(sections)}", style="dim")


def _show_list(console: Console, listing: Listing, best: Hit) -> None:
    """Print the items of a list, those inside others indented, then where the list is."""
    hits = listing.hits
    first, last = hits[0].passage, hits[-1].passage
    if listing.lead_in:
        console.print(Text(listing.lead_in, style="dim"))
    for line in list_lines(listing):
        words = _marked(line.hit) if line.hit else Text(line.text, style="bold")
        _show_indented(console, Text("• ") + words if line.has_bullet and line.hit else words, INDENT * line.depth)
    place = first.location if first.line == last.line else f"{first.location}-{last.line}"
    console.print(Text(clean(ARROW.join((hits[0].title, *listing.section))), style=Style(color="green", link=hits[0].url)))
    console.print(Text(clean(f"{place}  {max(hit.score for hit in (best, *hits)):.2f}"), style="dim"))


def _show_indented(console: Console, words: Text, indent: int) -> None:
    """Print a line of a list; in a terminal, what wraps is below the first word, beside the bullet or number."""
    if not console.is_terminal:
        print(" " * indent + words.plain.replace("\n", "\n" + " " * indent))
        return
    length = _marker_length(words.plain)
    console.print(Padding(_beside(*words.divide([length])) if length else words, (0, 0, 0, indent), expand=False))


def _beside(marker: Text, text: Text) -> "Table":
    """Return a text whose lines are all to the right of its marker."""
    from rich.table import Table

    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(marker, text)
    return grid


def _marker_length(line: str) -> int:
    """Return the length of the bullet or number that a line starts with, and the space behind it; 0 if that is a long one."""
    text = line.removeprefix("• ") if line.startswith("• ") else without_number(line).lstrip()
    length = len(line) - len(text)
    return length if length <= MAX_MARKER and text else 0


def _marked(hit: Hit) -> Text:
    """Return the text of a passage, with the words that answer marked."""
    text, highlights = hit.shown
    words = Text(text)
    for start, end in highlights:
        words.stylize("bold underline", start, end)
    return words


def _show_hit(console: Console, hit: Hit) -> None:
    passage = hit.passage
    lines = [
        Text(ARROW.join(passage.context), style="dim"),
        _marked(hit),
        Text(clean(ARROW.join((hit.title, *passage.section))), style=Style(color="green", link=hit.url)),
        Text(clean(f"{passage.location}  {hit.score:.2f}"), style="dim"),
    ]
    if console.is_terminal:
        from rich.table import Table

        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(f"{hit.rank}.", style="bold cyan"), Group(*(line for line in lines if line)))
        console.print(grid)
    else:
        rank, shown = f"{hit.rank}. ", "\n".join(line.plain for line in lines if line)
        print(rank + shown.replace("\n", "\n" + " " * len(rank)))
