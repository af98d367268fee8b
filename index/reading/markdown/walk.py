"""Collects headings and blocks from the tokens of parsed Markdown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from index.reading.blocks import Block
from index.reading.collector import Collector
from index.reading.html import read_fragment
from index.reading.images import repeats
from index.reading.markdown.html_tables import join_tables, table_html
from index.reading.markdown.inline import Inline
from index.reading.paragraphs import add_paragraph
from index.reading.rich_text import RichText
from index.reading.table_cells import Cell
from index.reading.table_grid import Row, Table
from index.reading.tables import add_table
from index.text.characters import has_words

HEADING_MARK = re.compile(r"(?:\s\[(?:#[A-Za-z][\w-]*|!?toc|step)\])+\s*$")
"""The id of a heading, as Nextra writes it, and whether it is a step or in the contents, as Fumadocs does."""
LOOSE_COLON = re.compile(r":(?: {2,}|\t)|[<{]")
"""The start of a definition without a term, or of a component that is left out before a colon."""
INCLUDES = re.compile(r"\s*(?:(?:\{\{\s*#\w*(?:include|playground)\b[^{}\n]*\}\}|-{1,}8<-{1,}[ \t]*[\"'][^\n]*)\s*)+")
"""Code in whose place mdBook or MkDocs shows a file."""
PICTURES = {"image", "softbreak", "hardbreak"}
"""What a paragraph consists of that is only pictures."""
TABSET, TABSET_NAMES = re.compile(r"\{\.tabset\}\s*$"), {"tab", "tabs", "tabset", "content tabs"}
"""The mark of a heading above tabs, and the texts that such a heading has if it is not to be shown."""


@dataclass(slots=True)
class _Group:
    """An open container: whether it is a note, and the levels of the headings in it whose parts are open."""

    is_note: bool
    parts: list[int] = field(default_factory=list)


class Walk:
    """One pass over the flat list of tokens."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self._inline_reader = Inline(collector.add_omission)
        self._heading_notes: list[RichText] = []
        self._prefix = ""
        self._line = 0
        self._level = 0
        self._table = Table()
        self._cells: list[Cell] | None = None
        self._in_header = False
        self._numbers: list[int] = []
        self._in_term = False
        self._open_terms: list[bool] = []
        self._groups: list[_Group] = []
        self._quotes: list[bool] = []
        self._text_end = -1
        """The line behind the last paragraph, counted from 0."""

    def run(self, tokens: Sequence[Token], notes: Mapping[str, Sequence[Token]]) -> None:
        """Read all tokens; `notes` are the tokens of footnotes, by label."""
        self._inline_reader.notes = notes
        for token in join_tables(tokens):
            if token.map:
                self._line = token.map[0] + 1
            handle = getattr(self, f"_{token.type}", None)
            if handle:
                handle(token)

    def _heading_open(self, token: Token) -> None:
        self._level = int(token.tag[1:])

    def _heading_close(self, token: Token) -> None:
        self._level = 0
        for note in self._heading_notes:
            self.collector.add_rich_text(note, self._line)
        self._heading_notes = []

    def _bullet_list_open(self, token: Token) -> None:
        self.collector.open_list(is_next_line=self._is_next_line(token))
        self._numbers.append(int(token.attrs.get("start", 1)))

    def _bullet_list_close(self, token: Token) -> None:
        self.collector.close_list()
        self._numbers.pop()

    _ordered_list_open = _bullet_list_open
    _ordered_list_close = _bullet_list_close

    def _blockquote_open(self, token: Token) -> None:
        """Open a quotation, which a paragraph may introduce, unless it starts an item and is a part of its list."""
        self._quotes.append(not self.collector.starts_item)
        if self._quotes[-1]:
            self.collector.open_list(is_next_line=self._is_next_line(token))

    def _blockquote_close(self, token: Token) -> None:
        if self._quotes.pop():
            self.collector.close_list()

    def _list_item_open(self, token: Token) -> None:
        self.collector.open_item()
        self._prefix = f"{self._numbers[-1]}{token.markup} " if token.info else ""  # all may be written as 1
        self._numbers[-1] += 1

    def _list_item_close(self, token: Token) -> None:
        self.collector.close_item()
        self._prefix = ""

    def _dl_open(self, token: Token) -> None:
        self.collector.open_list()
        self._open_terms.append(False)

    def _dl_close(self, token: Token) -> None:
        self._close_term()
        self._open_terms.pop()
        self.collector.close_list()

    def _dt_open(self, token: Token) -> None:
        self._close_term()
        self._in_term = True

    def _dt_close(self, token: Token) -> None:
        self._in_term = False

    def _close_term(self) -> None:
        if self._open_terms[-1]:
            self.collector.close_item()
        self._open_terms[-1] = False

    def _inline(self, token: Token) -> None:
        children = token.children or ()
        if self._level:
            words, self._heading_notes = self._inline_reader.heading(children, self._line)
            words = HEADING_MARK.sub("", words) if HEADING_MARK.search(token.content) else words
            if TABSET.search(token.content) and words.lower() in TABSET_NAMES:
                self.collector.add_omission(words, self._line)
                return
            self._add_heading(words)
            return
        rich = self._inline_reader.text(children, self._line)
        if children and all(child.type in PICTURES for child in children) and repeats(rich.text, self.collector.heading):
            self.collector.add_omission(rich.text, self._line)
            return
        if self._in_term:
            self.collector.open_item(Block(rich.text, self._line, links=rich.links))
            self._open_terms[-1] = True
        elif self._cells is not None:
            self._cells.append(Cell(rich, is_header=self._in_header))
        else:
            if rich.text.startswith(": ") and LOOSE_COLON.match(token.content):
                rich = rich.part(2, len(rich.text))
            prefix = self._take_prefix() + token.meta.get("box", "")
            if is_code := not self.collector.starts_item and [child.type for child in children] == ["code_inline"]:
                self.collector.open_list(is_code=True)  # code on a line of its own is introduced like a block of code
            count = len(self.collector.items)
            add_paragraph(self.collector, rich, self._line, prefix)
            self._text_end = token.map[1] if token.map and len(self.collector.items) > count else -1
            if is_code:
                self.collector.close_list()

    def _is_next_line(self, token: Token) -> bool:
        """Return whether a token is in the line right behind a paragraph."""
        return token.map is not None and token.map[0] == self._text_end

    def _take_prefix(self) -> str:
        prefix, self._prefix = self._prefix, ""
        return prefix

    def _fence(self, token: Token) -> None:
        if INCLUDES.fullmatch(token.content):
            self.collector.add_omission(token.content, self._line)
            return
        skipped = len(token.content) - len(token.content.lstrip("\n"))
        line = self._line + skipped + (token.type == "fence")
        self.collector.open_list(is_code=True)
        self.collector.add_text(token.content.strip("\n"), line, self._take_prefix())
        self.collector.close_list()

    _code_block = _fence

    def _group_open(self, token: Token) -> None:
        self.collector.open_group(str(token.meta["title"]), self._line)
        self._groups.append(_Group(bool(token.meta.get("is_note"))))

    def _group_close(self, token: Token) -> None:
        for _ in range(len(self._groups.pop().parts) + 1):
            self.collector.close_group()

    def _add_heading(self, words: str) -> None:
        """Add a heading; in a note, it is the title of the part below it, because sections do not end with the note."""
        note = self._groups[-1] if self._groups else None
        if note is None or not note.is_note or not has_words(words):
            self.collector.add_heading(words, self._level, self._line)
            return
        while note.parts and note.parts[-1] >= self._level:
            note.parts.pop()
            self.collector.close_group()
        note.parts.append(self._level)
        self.collector.open_group(words, self._line)

    def _omission(self, token: Token) -> None:
        self.collector.add_omission(token.content, self._line)

    def _html_block(self, token: Token) -> None:
        if token.content.strip():
            read_fragment(token.content, self._line, self.collector, self._take_prefix())

    def _html_table(self, token: Token) -> None:
        line = self._line
        html = table_html(token.meta["parts"], line, self._inline_reader.text)
        read_fragment(html, line, self.collector, self._take_prefix())
        for part in token.meta["parts"]:
            if part.type == "omission":
                self.collector.add_omission(part.content, part.map[0] + 1 if part.map else line)

    def _table_open(self, token: Token) -> None:
        self._table = Table(guesses_header=True)

    def _table_close(self, token: Token) -> None:
        add_table(self.collector, self._table, self._take_prefix())

    def _thead_open(self, token: Token) -> None:
        self._in_header = True

    def _thead_close(self, token: Token) -> None:
        self._in_header = False

    def _tr_open(self, token: Token) -> None:
        self._cells = []

    def _tr_close(self, token: Token) -> None:
        cells, self._cells = self._cells or [], None
        self._table.rows.append(Row(cells, self._line))
