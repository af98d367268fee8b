"""Markdown to items, by markdown-it-py: CommonMark with tables, strikethrough and front matter."""

import re
from collections.abc import Sequence
from html import unescape

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from index.errors import DocumentError
from index.files.yaml_tree import compose_yaml
from index.reading.blocks import Block, Heading, Reading, only_top_heading
from index.reading.collector import Collector
from index.reading.html import read_fragment, read_words
from index.reading.rich_text import RichText
from index.reading.tables import Cell, Table
from index.text.characters import clean, fold

MAX_NESTING = 10_000
"""markdown-it silently drops what is nested deeper; long before this, Python's stack ends and the document is refused."""
LONGEST_PARAGRAPH = 100_000
MOST_BRACKETS = 5_000
"""Opening brackets in one paragraph: looking for their ends takes time that grows with their square."""
MOST_MISSING = 20_000
"""Cells that the rows of a document's tables may lack; each is filled in, and short rows under many columns lack many."""
FOLD = re.compile(
    r"(<details\b[^<>]*>|</details\s*>|<summary\b[^<>]*>(?:(?!<summary\b).)*?</summary\s*>)", re.IGNORECASE | re.DOTALL
)
"""No part reaches beyond where it begins anew: what is never closed is looked through once, not once a tag."""
ANCHOR = re.compile(r"""<a\s[^>]*?href\s*=\s*(?P<target>"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
STRIKES = {"<s>", "<del>", "<strike>"}
STRIKE_ENDS = {"</s>", "</del>", "</strike>"}
COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)


def read_markdown(text: str, *, url: str | None = None) -> Reading:
    """Read Markdown; relative links start at `url`. Raises DocumentError for a paragraph that would take too long."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    parser.core.ruler.before("inline", "limits", _limit)
    parser.block.ruler.at("table", _read_table, {"alt": ["paragraph", "reference"]})
    titles = None
    if text.startswith("---"):
        first = MarkdownIt("zero").use(front_matter_plugin).parse(text)[0]
        titles = _front_matter(first.content) if first.type == "front_matter" else None
    if titles is not None:
        parser.use(front_matter_plugin)
    walk = _Walk(Collector(url))
    walk.run(parser.parse(text))
    items = walk.collector.items
    leads = bool(items) and isinstance(items[0], Heading) and items[0].level == 1
    return Reading((*(titles or ()), *(only_top_heading(items) if leads else ())), tuple(items))


def _front_matter(content: str) -> tuple[str, ...] | None:
    """The title that front matter gives, if any; None if it is no front matter, but a document that starts with a rule."""
    try:
        tree = compose_yaml(content, "front matter", DocumentError)
    except DocumentError:
        return () if re.match(r"\s*[\w-]+\s*:(\s|$)", content) else None
    if not isinstance(tree, yaml.MappingNode):
        return None
    titles = [value.value for key, value in tree.value if key.value == "title" and isinstance(value, yaml.ScalarNode)]
    return tuple(title for title in (fold(clean(title)) for title in titles) if title)


def _read_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Read a table as ever, unless the tables so far lack more cells than can be filled in."""
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if not silent:
        cells = sum(token.type == "td_open" for token in state.tokens[before:])
        written = state.src.count("|", state.bMarks[start], state.eMarks[state.line - 1]) + state.line - start
        state.env["missing"] = state.env.get("missing", 0) + max(0, cells - written)
        if state.env["missing"] > MOST_MISSING:
            what = f"line {start + 1}: tables whose rows lack more than {MOST_MISSING:,} cells"
            raise DocumentError(what, fix="give them fewer columns")
    return True


def _limit(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and (len(token.content) > LONGEST_PARAGRAPH or token.content.count("[") > MOST_BRACKETS):
            line = token.map[0] + 1 if token.map else 1
            what = (
                f"line {line}: a paragraph of {len(token.content):,} characters (at most {LONGEST_PARAGRAPH:,}), or too many ["
            )
            raise DocumentError(what, fix="break it into several")


class _Walk:
    """One pass over the flat list of tokens."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self._prefix = ""
        self._line = 0
        self._level = 0
        self._table = Table()
        self._table_line = 0
        self._cells: list[Cell] | None = None
        self._in_header = False
        self._folds: list[bool] = []

    def run(self, tokens: Sequence[Token]) -> None:
        """Read all tokens."""
        for token in tokens:
            if token.map:
                self._line = token.map[0] + 1
            handle = getattr(self, f"_{token.type}", None)
            if handle:
                handle(token)
        self._close_folds()

    def _heading_open(self, token: Token) -> None:
        self._close_folds()
        self._level = int(token.tag[1:])

    def _heading_close(self, token: Token) -> None:
        self._level = 0

    def _bullet_list_open(self, token: Token) -> None:
        self.collector.open_list()

    def _bullet_list_close(self, token: Token) -> None:
        self.collector.close_list()

    _ordered_list_open = _bullet_list_open
    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        self.collector.open_item()
        self._prefix = f"{token.info}{token.markup} " if token.info else ""

    def _list_item_close(self, token: Token) -> None:
        self.collector.close_item()
        self._prefix = ""

    def _inline(self, token: Token) -> None:
        rich = inline_text(token.children or ())
        if self._level:
            self.collector.heading(rich.words, self._level, self._line)
        elif self._cells is not None:
            self._cells.append(Cell(rich))
        else:
            self.collector.rich(rich, self._line, self._take_prefix())

    def _take_prefix(self) -> str:
        prefix, self._prefix = self._prefix, ""
        return prefix

    def _fence(self, token: Token) -> None:
        skipped = len(token.content) - len(token.content.lstrip("\n"))
        line = self._line + skipped + (token.type == "fence")
        self.collector.block(token.content.strip("\n"), line, prefix=self._take_prefix())

    _code_block = _fence

    def _html_block(self, token: Token) -> None:
        """HTML between blank lines is read by itself, but a foldable answer has its Markdown between two such pieces."""
        line = self._line
        content = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), token.content)
        for piece in FOLD.split(content):
            tag = piece[:9].lower()
            if tag.startswith("<details"):
                self.collector.open_list()
                self._folds.append(False)
            elif tag == "</details" and self._folds:
                self._close_fold()
            elif tag.startswith("<summary") and self._folds and not self._folds[-1]:
                self.collector.open_item(Block(read_words(piece), line))
                self._folds[-1] = True
            elif piece.strip():
                read_fragment(piece, line, self.collector, self._take_prefix())
            line += piece.count("\n")

    def _close_fold(self) -> None:
        if self._folds.pop():
            self.collector.close_item()
        self.collector.close_list()

    def _close_folds(self) -> None:
        while self._folds:
            self._close_fold()

    def _table_open(self, token: Token) -> None:
        self._table, self._table_line = Table(), self._line

    def _table_close(self, token: Token) -> None:
        header = self._table.rest()
        if header:
            self.collector.rich(header, self._table_line, self._take_prefix())

    def _thead_open(self, token: Token) -> None:
        self._in_header = True

    def _thead_close(self, token: Token) -> None:
        self._in_header = False

    def _tr_open(self, token: Token) -> None:
        self._cells = []

    def _tr_close(self, token: Token) -> None:
        cells, self._cells = self._cells or [], None
        row = self._table.row(cells, is_header=self._in_header)
        if row:
            self.collector.rich(row, self._line, self._take_prefix())


def inline_text(children: Sequence[Token]) -> RichText:
    """Words of a paragraph without their marks; code, entities and the alternative text of pictures stay."""
    rich = RichText()
    for child in children:
        match child.type:
            case "text" | "code_inline" | "image" | "text_special":
                rich.add(child.content)
            case "softbreak" | "hardbreak":
                rich.add(" ")
            case "html_inline":
                _inline_html(rich, child.content)
            case "s_open":
                rich.open_strike()
            case "s_close":
                rich.close_strike()
            case "link_open":
                rich.open_link(str(child.attrs.get("href", "")))
            case "link_close":
                rich.close_link()
    return rich


def _inline_html(rich: RichText, tag: str) -> None:
    """What a tag within a paragraph says; most only say how their words look."""
    name = tag[:4].lower()
    if name.startswith("<br"):
        rich.add(" ")
    elif name == "<img":
        rich.add(read_words(tag))
    elif opened := ANCHOR.match(tag):
        rich.open_link(unescape(opened["target"].strip("\"'")))
    elif name.startswith("</a"):
        rich.close_link()
    elif tag.lower() in STRIKES:
        rich.open_strike()
    elif tag.lower() in STRIKE_ENDS:
        rich.close_strike()
