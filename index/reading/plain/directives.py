"""Reads the markup of reStructuredText in plain text: notes become groups, and what is not content is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.reading.blocks import Omission
from index.reading.rich_text import RichText
from index.reading.table_cells import Cell
from index.reading.tables import Row, Table
from index.text.characters import fold, has_words

DIRECTIVE = re.compile(r"(?P<indent>\s*)\.\.\s+(?:\|[^|]*\|\s+)?(?P<name>[A-Za-z][\w:+.-]*)::(?:\s+(?P<title>.*))?")
COMMENT = re.compile(r"(?P<indent>\s*)\.\.(?:\s+(?P<text>.*))?")
OPTION = re.compile(r"\s*:[\w -]+:(\s.*)?")
ROLE = re.compile(r"(?::[\w+.-]{1,30}){1,3}:`(?P<text>[^`<]*[^`<\s])?(?:\s*<(?P<target>[^`<>]*)>)?`")
LINK = re.compile(r"`(?P<text>[^`<]*[^`<\s])\s*<(?P<target>[^`<>]*)>`_{1,2}")
REFERENCE = re.compile(r"`(?P<text>[^`<>]+)`_{1,2}(?!\w)")
LITERAL = re.compile(r"``(?P<text>[^`]+|[^`]*`[^`]+)``")
EMPHASIS = re.compile(r"(?<![\w*])\*(?P<text>[^\s*][^*]*)\*(?![\w*])")
HEADER_ROWS = re.compile(r":header-rows:\s*(\d)")
LIST_CELL = re.compile(r"\s*(?P<row>\*\s+)?-(?:\s+(?P<text>.*))?")
SIGNS = re.compile(r"^[ \t]*\.\. (?:\w[\w:-]{0,40}::|_[^:\n]{1,100}:)|:[a-z][a-z:-]{1,30}:`", re.MULTILINE)
"""Signs that a text is reStructuredText."""
LEFT_OUT = {
    *("image", "toctree", "contents", "include", "raw", "index", "meta", "highlight", "only", "default-role", "role"),
    *("sectnum", "currentmodule", "module", "automodule", "autoclass", "autofunction", "literalinclude", "replace", "unicode"),
    *("date", "sectionauthor", "codeauthor", "tabularcolumns", "youtube", "video", "footer", "header", "target-notes"),
}
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
    """The rows of a text without markup; groups open and close before rows, and code replaces rows."""

    rows: list[str]
    opens: dict[int, list[str]] = field(default_factory=dict)
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

    def __init__(self, rows: list[str]) -> None:
        self.markup = Markup(list(rows))
        self._rows = rows
        self._open: list[int] = []
        self._shifts: list[int] = []

    def run(self) -> None:
        position = 0
        rows = self.markup.rows
        while position < len(rows):
            row = rows[position]
            if row.strip():
                self._close(position, _indent(row))
            if self._shifts and row.strip():
                row = rows[position] = row[min(self._shifts[-1], _indent(row)) :]
            position = self._read(position, row)
        self._close(len(rows), 0)

    def _indent_of(self, position: int) -> int:
        return _indent(self._rows[position])

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
        if OPTION.fullmatch(row) and not fold(row).partition(": ")[2]:
            rows[position] = ""
        elif row.rstrip().endswith("::"):
            rows[position] = plain_words(row.rstrip()[:-1]) if row.strip() != "::" else ""
            stop = self._body_end(position)
            start = next((at for at in range(position + 1, stop) if self._rows[at].strip()), stop)
            self._add_code(start, stop)
        else:
            rows[position] = plain_words(row)
        return position + 1

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

    def _add_code(self, start: int, stop: int) -> None:
        """Replace rows by code."""
        body = self._rows[start:stop]
        margin = min((_indent(row) for row in body if row.strip()), default=0)
        text = "\n".join(row[margin:] for row in body).rstrip()
        self._blank(start, stop)
        if has_words(text):
            self.markup.code[start] = text

    def _directive(self, position: int, name: str, title: str) -> int:
        stop = self._body_end(position)
        start = position + 1
        while start < stop and OPTION.fullmatch(self._rows[start]):
            start += 1
        while start < stop and not self._rows[start].strip():
            start += 1
        self._blank(position, start)
        name = name.rpartition(":")[2]
        if name in LEFT_OUT:
            text = fold(" ".join([title, *(row for row in self._rows[start:stop])]))
            if has_words(text):
                self.markup.omissions.append(Omission(position + 1, text))
            self._blank(start, stop)
            return stop
        if name in CODE:
            self._add_code(start, stop)
            return stop
        if name == "list-table":
            self._add_table(position, start, stop, title)
            return stop
        if name == "figure":
            self.markup.omissions.append(Omission(position + 1, title))
            title = ""
        is_title = name in TITLED or name not in KINDS
        self.markup.opens.setdefault(position, []).append(plain_words(title) if is_title else "")
        if title and not is_title:
            self.markup.rows[position] = plain_words(title)
        self._open.append(self._indent_of(position) + 1)
        body = next((at for at in range(start, stop) if self._rows[at].strip()), None)
        self._shifts.append(self._indent_of(body) if body is not None else 0)
        return max(start, position + 1)

    def _add_table(self, position: int, start: int, stop: int, title: str) -> None:
        """Replace the rows of a table that is written as a list of lists."""
        options = " ".join(self._rows[position:start])
        headers = int(match[1]) if (match := HEADER_ROWS.search(options)) else 0
        table = Table(title_line=position + 1)
        table.title.add(plain_words(title))
        for at in range(start, stop):
            match = LIST_CELL.fullmatch(self._rows[at])
            if match and (match["row"] or not table.rows):
                table.rows.append(Row([], at + 1))
            if match:
                table.rows[-1].cells.append(Cell(RichText(), at + 1, is_header=len(table.rows) <= headers))
            if table.rows and table.rows[-1].cells:
                cell = table.rows[-1].cells[-1]
                cell.text.start_line(at + 1)
                cell.text.add(plain_words((match["text"] or "") if match else self._rows[at]))
        self._blank(start, stop)
        self.markup.tables[start] = table

    def _close(self, position: int, indent: int) -> None:
        """Close the groups whose body has ended."""
        while self._open and indent < self._open[-1]:
            self._open.pop()
            self._shifts.pop()
            self.markup.closes[position] = self.markup.closes.get(position, 0) + 1


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def plain_words(row: str) -> str:
    """Return a row without the markup of references, code and emphasis."""
    row = ROLE.sub(lambda match: (match["text"] or match["target"] or "").lstrip("~!"), row)
    row = LINK.sub(lambda match: f"{match['text']} ({match['target']})" if ":" in match["target"] else match["text"], row)
    row = LITERAL.sub(r"\g<text>", row)
    row = REFERENCE.sub(r"\g<text>", row)
    return EMPHASIS.sub(r"\g<text>", row)


def marks(markup: Markup) -> Iterator[tuple[int, str | None]]:
    """Yield the positions at which groups close (None) and open (with their titles), in order."""
    for position in sorted({*markup.opens, *markup.closes}):
        yield from [(position, None)] * markup.closes.get(position, 0)
        yield from ((position, title) for title in markup.opens.get(position, ()))
