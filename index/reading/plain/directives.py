"""Reads the markup of reStructuredText in plain text: notes become groups, and what is not content is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from index.reading.blocks import Omission
from index.reading.plain.drawn import COLUMN_RULE, SINGLE_RULES
from index.reading.plain.inline_markup import plain_words
from index.reading.plain.lines import BULLET, UNDERLINE, indent_of
from index.reading.plain.notes import Notes
from index.reading.plain.table_directives import read_table
from index.reading.rich_text import RichText
from index.reading.table_grid import Table
from index.text.characters import fold, has_words

DIRECTIVE = re.compile(r"(?P<indent>\s*)\.\.\s+(?:\|[^|]*\|\s+)?(?P<name>[A-Za-z][\w:+.-]*)::(?:\s+(?P<title>.*))?")
COMMENT = re.compile(r"(?P<indent>\s*)\.\.(?:\s+(?P<text>.*))?")
OPTION = re.compile(r"\s*:[\w -]+:(\s.*)?")
SUBSTITUTION = re.compile(
    r"^[ \t]*\.\. \|(?P<name>[^|\n]{1,60})\| (?P<kind>replace|image|unicode|date)::[ \t]*(?P<text>.*)", re.MULTILINE
)
SUBSTITUTED = re.compile(r"\|(?P<name>[^\s|](?:[^|\n]{0,58}[^\s|])?)\|_{0,2}")
FIELD = re.compile(r"(?P<indent>\s*):(?P<name>[A-Za-z][\w /.-]{0,40}):(?:\s+(?P<text>\S.*))?")
"""A field: a name between colons, and what it is."""
AUTO_NUMBER = re.compile(r"(?P<indent>\s*)#(?P<mark>[.)])(?=\s)")
LINE_BLOCK = re.compile(r"(?P<indent>\s*)\|(?P<text>\s.*)")
GRID_ROW = re.compile(r"\s*\|(?:[^|]*\|){2,}\s*")
SIGNS = re.compile(
    r"^[ \t]*\.\. (?:\w[\w:-]{0,40}::|_[^:\n]{1,100}:|\[(?:#[\w-]{0,40}|\d{1,4}|\*)\](?:\s|$))|:[a-z][a-z:-]{1,30}:`"
    r"|<(?:https?|mailto):[^<>`\s]{1,500}>`_|(?:^[ \t]*:[A-Z][\w ]{0,30}:[ \t]+\S.*\n\n?){2}",
    re.MULTILINE,
)
"""Signs that a text is reStructuredText."""
LEFT_OUT = {
    *("image", "toctree", "contents", "include", "raw", "index", "meta", "highlight", "only", "default-role", "role"),
    *("sectnum", "currentmodule", "module", "automodule", "autoclass", "autofunction", "literalinclude", "replace", "unicode"),
    *("date", "sectionauthor", "codeauthor", "tabularcolumns", "youtube", "video", "footer", "header", "target-notes"),
}
TABLES = {"list-table", "csv-table"}
CODE = {"code", "code-block", "sourcecode", "parsed-literal", "prompt", "console", "math", "literal"}
KINDS = {
    *("note", "warning", "tip", "hint", "important", "caution", "danger", "attention", "error", "seealso", "todo"),
    *("container", "rst-class", "class", "compound", "rubric", "epigraph", "pull-quote", "highlights", "line-block"),
}
"""Directives whose body is text and whose kind is not quoted."""
TITLED = {"admonition", "topic", "sidebar", "rubric", "tab", "tab-item", "dropdown", "collapse", "details", "group-tab", "card"}
"""Directives whose argument is the title of their body; the argument of any other is the start of the body."""


@dataclass(slots=True)
class Markup:
    """The rows of a text without markup; groups open and close before rows, and code replaces rows.

    `indents` are those of the groups that open before a row.
    """

    rows: list[str]
    opens: dict[int, list[str]] = field(default_factory=dict)
    indents: dict[int, int] = field(default_factory=dict)
    closes: dict[int, int] = field(default_factory=dict)
    code: dict[int, str] = field(default_factory=dict)
    tables: dict[int, Table] = field(default_factory=dict)
    omissions: list[Omission] = field(default_factory=list)


def is_restructured(text: str) -> bool:
    """Return whether a text uses the markup of reStructuredText."""
    return SIGNS.search(text) is not None


def read_markup(rows: list[str]) -> Markup:
    """Return the rows without markup, as many as before, so that their numbers stay the same."""
    reading = _Reading(rows)
    reading.run()
    return reading.markup


class _Reading:
    """One pass over the rows."""

    _cells: list[int]

    def __init__(self, rows: list[str]) -> None:
        self.markup = Markup(list(rows))
        self._rows = rows
        self._open: list[int] = []
        self._numbers: dict[int, int] = {}
        self._in_table = False
        found = SUBSTITUTION.finditer("\n".join(rows))
        self._substitutions = {match["name"]: match["text"] if match["kind"] == "replace" else "" for match in found}
        self._shifts: list[int] = []
        self._notes = Notes(rows)

    def run(self) -> None:
        position = 0
        rows = self.markup.rows
        while position < len(rows):
            row = rows[position]
            if row.strip():
                self._close(position, indent_of(row))
            if self._shifts and row.strip():
                row = rows[position] = row[min(self._shifts[-1], indent_of(row)) :]
            position = self._read(position, row)
        self._close(len(rows), 0)
        for start, note in self._notes.unused():
            rows[start : start + len(note)] = note
        rows[:] = _without_inline_markup(rows)

    def _indent_of(self, position: int) -> int:
        return indent_of(self._rows[position])

    def _read(self, position: int, row: str) -> int:
        """Read a row, and return the position of the next."""
        rows = self.markup.rows
        directive = DIRECTIVE.fullmatch(row)
        if directive:
            return self._directive(position, directive["name"].lower(), (directive["title"] or "").strip())
        if COMMENT.fullmatch(row) and not row.strip().startswith("..."):
            stop = self._body_end(position)
            self._blank(position, stop)
            return stop
        if field := FIELD.fullmatch(row):
            has_body = position + 1 < self._body_end(position)
            is_shown = has_words(field["text"] or "") or has_body
            words = self._ordinary_row(field["text"] or "").strip()
            rows[position] = f"{field['indent']}- {field['name']}: {words}".rstrip() if is_shown else ""
        elif OPTION.fullmatch(row) and not fold(row).partition(": ")[2]:
            rows[position] = ""
        elif self._is_term(position, row):
            self.markup.opens.setdefault(position, []).append(plain_words(self._ordinary_row(row).strip()))
            self._nest(position, position + 1)
            rows[position] = ""
        elif self._in_table or SINGLE_RULES.fullmatch(row) or GRID_ROW.fullmatch(row):
            rows[position] = self._table_row(position, row)
        elif row.rstrip().endswith("::"):
            rows[position] = row.rstrip()[:-1] if row.strip() != "::" else ""
            self._add_literal(position)
        else:
            following = self._rows[position + 1] if position + 1 < len(rows) else ""
            is_heading = UNDERLINE.fullmatch(following.strip()) is not None
            rows[position] = self._ordinary_row(row if is_heading else self._notes.quote(row, position + 1))
        return position + 1

    def _add_literal(self, position: int) -> None:
        """Replace the block below a row that ends in two colons by code."""
        stop = self._body_end(position)
        start = next((at for at in range(position + 1, stop) if self._rows[at].strip()), stop)
        self._add_code(start, stop)

    def _table_row(self, position: int, row: str) -> str:
        """Return a row of a drawn table without markup in its cells, which stay as wide as they were."""
        if SINGLE_RULES.fullmatch(row):
            following = self._rows[position + 1] if position + 1 < len(self._rows) else ""
            self._in_table = bool(following.strip())
            self._cells = [match.start() for match in COLUMN_RULE.finditer(row)]
            return row
        if GRID_ROW.fullmatch(row):
            return "|".join(plain_words(cell).ljust(len(cell)) for cell in row.split("|"))
        cells = [row[start:end] for start, end in pairwise([0, *self._cells[1:], len(row)])]
        return "".join(plain_words(cell).ljust(len(cell)) for cell in cells)

    def _ordinary_row(self, row: str) -> str:
        """Return a row with its number, without the bar of a block of lines, and with its substitutions."""
        number = AUTO_NUMBER.match(row)
        indent = indent_of(row)
        if number:
            count = self._numbers[indent] = self._numbers.get(indent, 0) + 1
            row = f"{number['indent']}{count}{number['mark']}{row[number.end() :]}"
        elif row.strip():
            self._numbers = {place: count for place, count in self._numbers.items() if place < indent}
        bar = LINE_BLOCK.fullmatch(row)
        row = f"{bar['indent']}{bar['text'].strip()}" if bar else row
        return SUBSTITUTED.sub(self._substituted, row)

    def _substituted(self, match: re.Match[str]) -> str:
        """Return the text of a substitution; one that is defined elsewhere is left out if it is all of a row."""
        if match["name"] in self._substitutions:
            return self._substitutions[match["name"]]
        return "" if match[0] == match.string.strip() else match[0]

    def _body_end(self, position: int) -> int:
        """Return the position after the body of a directive: the rows that are indented further."""
        indent, stop, at = self._indent_of(position), position + 1, position + 1
        while at < len(self._rows) and (not self._rows[at].strip() or self._indent_of(at) > indent):
            at += 1
            if self._rows[at - 1].strip():
                stop = at
        return stop

    def _blank(self, start: int, stop: int) -> None:
        for position in range(start, stop):
            self.markup.rows[position] = ""

    def _add_code(self, start: int, stop: int, *, is_parsed: bool = False) -> None:
        """Replace rows by code, which may have inline markup in it."""
        body = self._rows[start:stop]
        margin = min((indent_of(row) for row in body if row.strip()), default=0)
        text = "\n".join(row[margin:] for row in body).rstrip()
        self._blank(start, stop)
        if has_words(text):
            self.markup.code[start] = plain_words(SUBSTITUTED.sub(self._substituted, text)) if is_parsed else text

    def _directive(self, position: int, name: str, title: str) -> int:
        stop = self._body_end(position)
        start = self._options_end(position, stop)
        indent = indent_of(self.markup.rows[position])
        self._blank(position, start)
        name = name.rpartition(":")[2]
        if name in LEFT_OUT:
            text = fold(" ".join([title, *(row for row in self._rows[start:stop])]))
            if has_words(text):
                self.markup.omissions.append(Omission(position + 1, text))
            self._blank(start, stop)
            return stop
        if name in CODE:
            self._add_code(start, stop, is_parsed=name == "parsed-literal")
            return stop
        if name in TABLES:
            words = RichText()
            words.add(plain_words(title))
            options = self._rows[position + 1 : start]
            self.markup.tables[start] = read_table(name, self._rows[start:stop], options, start, words)
            self._blank(start, stop)
            return stop
        if name == "figure":
            self.markup.omissions.append(Omission(position + 1, title))
            title = ""
        is_title = name in TITLED or name not in KINDS
        self.markup.opens.setdefault(position, []).append(plain_words(title) if is_title else "")
        self.markup.indents[position] = indent
        if title and not is_title:
            is_literal = title.endswith("::")
            self.markup.rows[position] = self._ordinary_row(title.removesuffix(":") if is_literal else title)
            if is_literal:
                self._add_literal(position)
        body = next((at for at in range(start, stop) if self._rows[at].strip()), None)
        self._nest(position, body)
        return max(start, position + 1)

    def _options_end(self, position: int, stop: int) -> int:
        """Return the position of the body of a directive, behind its options, each of which may go on in further rows."""
        start, indent = position + 1, 0
        while start < stop and (OPTION.fullmatch(self._rows[start]) or (indent and self._indent_of(start) > indent)):
            indent = indent if indent and self._indent_of(start) > indent else self._indent_of(start)
            start += 1
        while start < stop and not self._rows[start].strip():
            start += 1
        return start

    def _nest(self, position: int, body: int | None) -> None:
        """Read rows that are indented further than the one at a position as those of the group that it opens."""
        self._open.append(self._indent_of(position) + 1)
        self._shifts.append(self._indent_of(body) if body is not None else 0)

    def _is_term(self, position: int, row: str) -> bool:
        """Return whether a row is a term, right below which its definition is indented."""
        words = row.strip()
        following = self._rows[position + 1] if position + 1 < len(self._rows) else ""
        before = self._rows[position - 1] if position else ""
        indent = self._indent_of(position)
        return (
            bool(words and following.strip())
            and self._indent_of(position + 1) > indent
            and (not before.strip() or indent_of(before) > indent)
            and (words[0].isalnum() or words[0] in "`*")
            and not (words.endswith("::") or BULLET.match(words) or UNDERLINE.fullmatch(following.strip()))
            and not (self._in_table or SINGLE_RULES.fullmatch(row) or DIRECTIVE.fullmatch(following))
        )

    def _close(self, position: int, indent: int) -> None:
        """Close the groups whose body has ended."""
        while self._open and indent < self._open[-1]:
            self._open.pop()
            self._shifts.pop()
            self.markup.closes[position] = self.markup.closes.get(position, 0) + 1


def _without_inline_markup(rows: list[str]) -> list[str]:
    """Return rows without inline markup, which may go on in the next row of a paragraph."""
    found: list[str] = []
    start = 0
    for position in range(len(rows) + 1):
        if position == len(rows) or not rows[position].strip():
            found += plain_words("\n".join(rows[start:position])).split("\n") if position > start else []
            found += [rows[position]] if position < len(rows) else []
            start = position + 1
    return found


def marks(markup: Markup) -> Iterator[tuple[int, str | None]]:
    """Yield the positions at which groups close (None) and open (with their titles), in order."""
    for position in sorted({*markup.opens, *markup.closes}):
        yield from [(position, None)] * markup.closes.get(position, 0)
        yield from ((position, title) for title in markup.opens.get(position, ()))
