"""Discord's Markdown as wrapped lines: what `card_drawing.py` draws, and the width of it in a common sans-serif font."""  # noqa: INP001

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

Kind = Literal["plain", "mention", "link", "code", "hidden"]
TEXT_SIZE, SMALL_SIZE = 16, 13
LINE_HEIGHTS = {TEXT_SIZE: 22, SMALL_SIZE: 18}
"""Heights of lines by text size, in pixels, as in Discord."""
SMALL, QUOTE, HEADING = "-# ", "> ", "### "
INDENT = 22
"""Pixels by which the text of list items is indented."""
INLINE = re.compile(
    r"\\(?P<escaped>[^a-zA-Z0-9\s])|(?P<bold>\*\*)|(?P<spoiler>\|\|)|<(?P<link>https?://[^\s>]+)>"
    r"|(?P<mention><@[&!]?\d+>|<#\d+>|</[^:>]+:\d+>)|`(?P<code>[^`]+)`|(?P<character>.)"
)
CHARACTERS_BY_WIDTH = {
    222: "ijl'‘’",
    278: " !,./:;I[\\]ft·|",
    333: '()-`r“”‹›{}"',
    389: "*",
    500: "Jcksvxyz^•",
    556: "#$?L_abdeghnopqu–0123456789",
    584: "+<=>~†",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "@—…",
}
"""Characters of Helvetica and Arial by their width, in thousandths of the text size."""
WIDTHS = {character: width for width, characters in CHARACTERS_BY_WIDTH.items() for character in characters}
USUAL_WIDTH, FULL_WIDTH, EMOJI_WIDTH = 556, 1000, 1330
BOLD_FACTOR = 1.06
"""How much wider bold text is."""
BOX_PADDING = 2
"""Pixels on each side of text in a box, which every kind has but plain text and links."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style."""

    text: str
    is_bold: bool = False
    kind: Kind = "plain"

    def width(self, size: int) -> float:
        """The estimated width in pixels."""
        width = sum(map(_character_width, self.text)) * size / 1000
        padding = 0 if self.kind in {"plain", "link"} else 2 * BOX_PADDING
        return (width * BOLD_FACTOR if self.is_bold else width) + padding


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen. `bullet` precedes the first line of a list item, whose lines are all indented."""

    runs: tuple[Run, ...]
    size: int = TEXT_SIZE
    is_quoted: bool = False
    indent: int = 0
    bullet: str = ""

    @property
    def height(self) -> int:
        """The height in pixels."""
        return LINE_HEIGHTS[self.size]


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or character in "\ufe0f\u200d":
        return 0
    if unicodedata.category(character) == "So":
        return EMOJI_WIDTH
    if unicodedata.east_asian_width(character) in "WF":
        return FULL_WIDTH
    base = unicodedata.normalize("NFD", character)[0]
    return WIDTHS.get(base, USUAL_WIDTH)


def read_markdown(markdown: str, names: Mapping[str, str]) -> Iterator[Line]:
    """Yield the lines of a Markdown text, not wrapped yet. `names` are those behind mentions."""
    for text in markdown.split("\n"):
        rest = text.removeprefix(QUOTE)
        is_quoted = rest != text
        unmarked = rest.removeprefix(SMALL)
        size = SMALL_SIZE if unmarked != rest else TEXT_SIZE
        title = unmarked.removeprefix(HEADING)
        bullet = re.match(r"(?P<mark>-|\d+\.) ", title)
        yield Line(
            tuple(_read_inline(title[bullet.end() :] if bullet else title, names, is_bold=title != unmarked)),
            size,
            is_quoted,
            INDENT if bullet else 0,
            bullet["mark"].replace("-", "•") if bullet else "",
        )


def _read_inline(text: str, names: Mapping[str, str], *, is_bold: bool) -> Iterator[Run]:
    is_hidden = False
    for found in INLINE.finditer(text):
        if found["bold"]:
            is_bold = not is_bold
        elif found["spoiler"]:
            is_hidden = not is_hidden
        elif found["mention"]:
            command = re.match(r"</([^:]+):", found["mention"])
            yield Run(f"/{command[1]}" if command else names[found["mention"]], is_bold, "mention")
        elif found["link"] or found["code"]:
            yield Run(found["link"] or found["code"], is_bold, "link" if found["link"] else "code")
        else:
            yield Run(found["escaped"] or found["character"], is_bold, "hidden" if is_hidden else "plain")


def wrap(line: Line, width: float) -> Iterator[Line]:
    """Yield the lines that a line takes up in `width` pixels; it is broken after spaces and between wide characters."""
    row: list[Run] = []
    used, bullet = 0.0, line.bullet
    for word in _words(line.runs):
        needed = sum(run.width(line.size) for run in word)
        visible = needed - (word[-1].width(line.size) if word[-1].text == " " else 0)
        if row and used + visible > width - line.indent:
            yield replace(line, runs=_joined(row), bullet=bullet)
            row, used, bullet = [], 0.0, ""
        row += word
        used += needed
    yield replace(line, runs=_joined(row), bullet=bullet)


def _words(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the pieces between which a line can be broken, each with the space that ends it."""
    word: list[Run] = []
    for run in runs:
        is_wide = len(run.text) == 1 and unicodedata.east_asian_width(run.text) in "WF"
        if word and is_wide:
            yield word
            word = []
        word.append(run)
        if run.text == " " or is_wide:
            yield word
            word = []
    if word:
        yield word


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Join neighbours of the same style, and drop the space at the end."""
    trimmed = runs[:-1] if runs and runs[-1].text == " " else runs
    return tuple(
        Run("".join(run.text for run in same), is_bold, kind)
        for (is_bold, kind), same in groupby(trimmed, lambda run: (run.is_bold, run.kind))
    )
