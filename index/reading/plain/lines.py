"""Parses the lines of plain text: their indentation, bullets, numbers, and the rules above and below them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.reading.rich_text import RichText
from index.reading.table_grid import Table
from index.text.characters import BULLETS, fold, has_words

BULLET = re.compile(
    rf"(?P<marker>[{BULLETS}→✓✔*+–—-]\ufe0f?|\(?\d{{1,3}}[.)]|[\[(]?\d{{1,3}}(?:\.\d{{1,3}})*[\])]"
    r"|\(?[a-z]\)|o(?=\s+[A-Z])|Step \d+[:.])\s+(?P<text>\S.*)"
)
TIGHT_BULLET = re.compile(rf"(?P<marker>[{BULLETS}]|[*+–—-](?=[^\W\d_]{{2}}))(?P<text>\w[^*]*)")
"""A bullet without a space after it; a dash or star is one only if a neighbouring line has one too."""
HASHES = re.compile(r"(?P<hashes>#{1,6})\s+(?P<text>\S.*?)[\s#]*")
DECORATED = re.compile(r"(?P<mark>[=*~#+<>_-])(?P=mark)+[\s\[:>]*(?P<text>\w.*?)[\s\]:<]*(?P=mark){2,}")
"""A heading between marks on its own line, such as `=== Rules ===`."""
BOLD = re.compile(r"(?<![\w*])\*\*(?=\S)([^*]*[^*\s])\*\*(?![\w*])")
MARKUP = re.compile(rf"{BOLD.pattern}|\[(?P<label>[^\[\]\n]{{1,300}})\]\((?P<target>https?://[^\s()<>]{{1,1000}})\)")
"""Bold words, or a link as in Markdown, which people also write in plain text."""
SUBTEXT = "-# "
"""The mark of a small line in Discord."""
MAX_LONGER = 3
"""Characters by which the rule below a heading may be longer than it, as where markup was left out of the heading."""
UNDERLINE = re.compile(r"([=\-~*_^\"'`#+:.])\1{2,}")
TYPED_NUMBER = re.compile(r"[\[(]?\d{1,3}(?:\.\d{1,3})*[.)\]]")
"""The number of a section, question or entry."""
QUOTED = re.compile(r"[> ]*> ")
"""The marks of quoted lines in mail."""
TAB_WIDTH = 4
MAX_BOXED_LENGTH = 80
BOXED = "boxed"
MIN_SPACED, MAX_SPACED_WORDS = 2, 8
"""Headings with empty rows between them and their rules, and the words of such a heading."""
MAX_MARKED_INDENT = 3
MAX_MARKED_LENGTH = 200
"""Characters of a heading with marks on its own line."""
MIN_RULE_LENGTH = 3
MAX_RULE_MARKS = 3
"""Different characters of a rule, such as `+---+`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with letters or digits: its number, indentation and text, and the marker of a bullet or step.

    `underline` is the mark of the rule below it, which `is_fitted` if it is about as long as the line, and `style` tells kinds
    of headings with markup apart. A `table` or `code` is an element of several lines, and so is a group, such as a note, which
    `opens` with its title and `closes`.
    """

    number: int
    indent: int
    text: str
    marker: str = ""
    after_blank: bool = False
    before_blank: bool = False
    underline: str = ""
    style: str = ""
    is_fitted: bool = False
    table: Table | None = None
    code: str = ""
    opens: str | None = None
    closes: bool = False

    @property
    def is_text(self) -> bool:
        """True if this is an ordinary line."""
        return self.table is None and not self.code and not self.is_mark

    @property
    def is_mark(self) -> bool:
        """True if a group starts or ends here."""
        return self.opens is not None or self.closes

    @property
    def is_boxed(self) -> bool:
        """True if this is a heading between two rules."""
        return self.style.endswith(BOXED)

    @property
    def is_step(self) -> bool:
        """True if the marker contains a letter or digit, and so is part of the text."""
        return has_words(self.marker) and self.marker != "o"

    @property
    def words(self) -> str:
        """The line without its indentation and bullet, but with its step number."""
        return f"{self.marker} {self.text}" if self.is_step else self.text


def parse_lines(rows: Sequence[str]) -> Iterator[Line]:
    """Yield the lines with letters or digits; rules and blank lines become properties of their neighbours."""
    stripped = [row.strip() for row in rows]
    boxed = _boxed(stripped)
    for position, row in enumerate(rows):
        words = stripped[position]
        if not has_words(words):
            continue
        indent = indent_of(row)
        next_row = stripped[position + 1] if position + 1 < len(rows) else ""
        row_after_next = stripped[position + 2] if position + 2 < len(rows) else ""
        after_blank = position == 0 or not has_words(stripped[position - 1])
        style, text, marker, underline, is_fitted = boxed.get(position, ""), words, "", "", False
        if style:
            text = _inside_box(words)
        elif indent <= MAX_MARKED_INDENT and (heading := _heading_markup(words)):
            style, text = heading
        else:
            is_rule = UNDERLINE.fullmatch(next_row) is not None and position + 2 not in boxed
            underline = next_row[0] if is_rule and len(next_row) >= len(words) / 2 else ""
            style, is_fitted = underline, bool(underline) and -1 <= len(next_row) - len(words) <= MAX_LONGER
            bullet = BULLET.fullmatch(words) or _tight_bullet(stripped, position)
            text, marker = (bullet["text"], bullet["marker"]) if bullet else (words, "")
        blank_below = not has_words(row_after_next if underline else next_row)
        yield Line(position + 1, indent, fold(text), marker, after_blank, blank_below, underline, style, is_fitted)


def _heading_markup(words: str) -> tuple[str, str] | None:
    """Return the style and text of a heading with marks on its own line."""
    if len(words) > MAX_MARKED_LENGTH:
        return None
    if heading := HASHES.fullmatch(words):
        return heading["hashes"], heading["text"]
    heading = DECORATED.fullmatch(words)
    is_heading = heading and heading["mark"] * 2 not in heading["text"]  # or it has several bold words
    return (f"{heading['mark']} inline", heading["text"]) if heading and is_heading else None


def _tight_bullet(rows: Sequence[str], position: int) -> re.Match[str] | None:
    match = TIGHT_BULLET.fullmatch(rows[position])
    if match is None or match["marker"] not in "*+–—-":
        return match
    neighbours = [rows[at] for at in (position - 1, position + 1) if 0 <= at < len(rows)]
    return match if any(row.startswith(match["marker"]) and TIGHT_BULLET.fullmatch(row) for row in neighbours) else None


def _boxed(rows: Sequence[str]) -> dict[int, str]:
    """Return the positions of rows between two rules of the same mark, which are headings, and the style of each.

    Rules with an empty row between them and the heading count if several short rows stand between such.
    """
    found: dict[int, str] = {}
    spaced: dict[int, str] = {}
    position = 0
    while position + 2 < len(rows):
        gap = 2 if _is_spaced(rows, position) else 1
        above, row, below = rows[position], rows[position + gap], rows[position + 2 * gap]
        is_box = _is_rule(above) and _is_rule(below) and above[0] == below[0] and abs(len(above) - len(below)) <= len(above) / 2
        if is_box and has_words(row) and len(row) <= MAX_BOXED_LENGTH:
            (found if gap == 1 else spaced)[position + gap] = f"{above[0]} {BOXED}"
            position += 2 * gap
        position += 1
    return found | spaced if len(spaced) >= MIN_SPACED else found


def _is_spaced(rows: Sequence[str], position: int) -> bool:
    """Return whether a row that may be a heading stands between empty rows, of which the first is at the next position."""
    if position + 4 >= len(rows) or rows[position + 1] or rows[position + 3]:
        return False
    row = rows[position + 2]
    return row[:1].isalnum() and not row[:1].islower() and row[-1].isalnum() and len(row.split()) <= MAX_SPACED_WORDS


def _is_rule(row: str) -> bool:
    return len(row) >= MIN_RULE_LENGTH and not has_words(row) and len(set(row)) <= MAX_RULE_MARKS


def _inside_box(words: str) -> str:
    """Return the words of a row without the sides of a box drawn around it."""
    mark = words[0]
    if words[-1] == mark and not mark.isalnum() and mark not in "\"'([":
        return words.strip(mark + " ") or words
    return words


def add_words(rich: RichText, words: str, numbers: Iterable[int] = ()) -> None:
    """Add words to a text, with those between two stars in bold and without the stars, and links as in Markdown.

    `numbers` are those of the lines after each line break in the words.
    """
    position = 0
    remaining = iter(numbers)
    for match in MARKUP.finditer(words):
        _add_lines(rich, words[position : match.start()], remaining)
        if match["target"]:
            rich.open_link(match["target"])
            rich.add(match["label"].replace("**", ""))
            rich.close_link()
        else:
            rich.open_bold()
            _add_lines(rich, match[1], remaining)
            rich.close_bold()
        position = match.end()
    _add_lines(rich, words[position:], remaining)


def _add_lines(rich: RichText, words: str, numbers: Iterator[int]) -> None:
    first, *others = words.split("\n")
    rich.add(first)
    for line in others:
        rich.start_line(next(numbers))
        rich.add(line)


def indent_of(row: str) -> int:
    """Return the number of spaces before a row."""
    return len(row) - len(row.lstrip())


def expand(row: str) -> str:
    """Return a row without tabs, without white space at its end, and without the marks of a quotation in mail."""
    row = row.expandtabs(TAB_WIDTH).rstrip()
    if row.startswith(SUBTEXT):
        return row.removeprefix(SUBTEXT)
    if row.lstrip().startswith(">"):
        quoted = QUOTED.match(row.lstrip())
        return row.lstrip()[quoted.end() :] if quoted else row
    return row
