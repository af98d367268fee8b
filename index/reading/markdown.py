"""Reads Markdown with markdown-it-py: CommonMark with tables, strikethrough and front matter."""

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
from index.reading.blocks import Block, Heading, Reading, sole_top_heading
from index.reading.collector import Collector
from index.reading.html import read_fragment, read_words
from index.reading.rich_text import RichText
from index.reading.tables import Cell, Table
from index.text.characters import clean, fold

MAX_NESTING = 10_000
"""Levels beyond which markdown-it silently drops text; Python's stack overflows long before, and the document is refused."""
MAX_PARAGRAPH_LENGTH = 100_000
MAX_BRACKETS = 5_000
"""Opening brackets in one paragraph; the time to match them grows with the square of their number."""
MAX_MISSING_CELLS = 20_000
"""Cells that may be missing from the rows of a document's tables; the parser adds each, which can be many in a wide table."""
DETAILS_TAG = re.compile(
    r"(<details\b[^<>]*>|</details\s*>|<summary\b[^<>]*>(?:(?!<summary\b).)*?</summary\s*>)", re.IGNORECASE | re.DOTALL
)
"""Tags of foldable text. No match runs past another opening tag, so that unclosed tags are not each searched to the end."""
ANCHOR = re.compile(r"""<a\s[^>]*?href\s*=\s*(?P<target>"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
STRIKES = {"<s>", "<del>", "<strike>"}
STRIKE_ENDS = {"</s>", "</del>", "</strike>"}
COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)


def read_markdown(text: str, *, url: str | None = None) -> Reading:
    """Read Markdown, resolving relative links against `url`. Raises DocumentError if parsing it would take too long."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    parser.core.ruler.before("inline", "limits", _check_limits)
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
    starts_at_top = bool(items) and isinstance(items[0], Heading) and items[0].level == 1
    return Reading((*(titles or ()), *(sole_top_heading(items) if starts_at_top else ())), tuple(items))


def _front_matter(content: str) -> tuple[str, ...] | None:
    """Return the titles in front matter, or None if the text is not front matter but follows a horizontal rule."""
    try:
        tree = compose_yaml(content, "front matter", DocumentError)
    except DocumentError:
        return () if re.match(r"\s*[\w-]+\s*:(\s|$)", content) else None
    if not isinstance(tree, yaml.MappingNode):
        return None
    titles = [value.value for key, value in tree.value if key.value == "title" and isinstance(value, yaml.ScalarNode)]
    return tuple(title for title in (fold(clean(title)) for title in titles) if title)


def _read_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse a table with markdown-it's own rule. Raises DocumentError if the document's tables are missing too many cells."""
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if not silent:
        cells = sum(token.type == "td_open" for token in state.tokens[before:])
        written = state.src.count("|", state.bMarks[start], state.eMarks[state.line - 1]) + state.line - start
        state.env["missing"] = state.env.get("missing", 0) + max(0, cells - written)
        if state.env["missing"] > MAX_MISSING_CELLS:
            what = f"line {start + 1}: rows of tables are missing more than {MAX_MISSING_CELLS:,} cells"
            raise DocumentError(what, fix="use fewer columns")
    return True


def _check_limits(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and (len(token.content) > MAX_PARAGRAPH_LENGTH or token.content.count("[") > MAX_BRACKETS):
            line = token.map[0] + 1 if token.map else 1
            if len(token.content) > MAX_PARAGRAPH_LENGTH:
                found = f"{len(token.content):,} characters (at most {MAX_PARAGRAPH_LENGTH:,})"
            else:
                found = f"too many opening brackets (at most {MAX_BRACKETS:,})"
            raise DocumentError(f"line {line}: the paragraph has {found}", fix="split it into several")


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
        self._open_details: list[bool] = []

    def run(self, tokens: Sequence[Token]) -> None:
        """Read all tokens."""
        for token in tokens:
            if token.map:
                self._line = token.map[0] + 1
            handle = getattr(self, f"_{token.type}", None)
            if handle:
                handle(token)
        self._close_all_details()

    def _heading_open(self, token: Token) -> None:
        self._close_all_details()
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
            self.collector.add_heading(rich.words, self._level, self._line)
        elif self._cells is not None:
            self._cells.append(Cell(rich))
        else:
            self.collector.add_rich_text(rich, self._line, self._take_prefix())

    def _take_prefix(self) -> str:
        prefix, self._prefix = self._prefix, ""
        return prefix

    def _fence(self, token: Token) -> None:
        skipped = len(token.content) - len(token.content.lstrip("\n"))
        line = self._line + skipped + (token.type == "fence")
        self.collector.add_block(token.content.strip("\n"), line, prefix=self._take_prefix())

    _code_block = _fence

    def _html_block(self, token: Token) -> None:
        """Read a block of HTML by itself, except for <details>, whose Markdown is between two such blocks."""
        line = self._line
        content = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), token.content)
        for piece in DETAILS_TAG.split(content):
            tag = piece[:9].lower()
            if tag.startswith("<details"):
                self.collector.open_list()
                self._open_details.append(False)
            elif tag == "</details" and self._open_details:
                self._close_details()
            elif tag.startswith("<summary") and self._open_details and not self._open_details[-1]:
                self.collector.open_item(Block(read_words(piece), line))
                self._open_details[-1] = True
            elif piece.strip():
                read_fragment(piece, line, self.collector, self._take_prefix())
            line += piece.count("\n")

    def _close_details(self) -> None:
        if self._open_details.pop():
            self.collector.close_item()
        self.collector.close_list()

    def _close_all_details(self) -> None:
        while self._open_details:
            self._close_details()

    def _table_open(self, token: Token) -> None:
        self._table, self._table_line = Table(), self._line

    def _table_close(self, token: Token) -> None:
        header = self._table.unused_header()
        if header:
            self.collector.add_rich_text(header, self._table_line, self._take_prefix())

    def _thead_open(self, token: Token) -> None:
        self._in_header = True

    def _thead_close(self, token: Token) -> None:
        self._in_header = False

    def _tr_open(self, token: Token) -> None:
        self._cells = []

    def _tr_close(self, token: Token) -> None:
        cells, self._cells = self._cells or [], None
        row = self._table.add_row(cells, is_header=self._in_header)
        if row:
            self.collector.add_rich_text(row, self._line, self._take_prefix())


def inline_text(children: Sequence[Token]) -> RichText:
    """Return the text of a paragraph without its markup; code, entities and the alternative text of images are kept."""
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
    """Apply an HTML tag inside a paragraph; most tags only affect the appearance of text and are ignored."""
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
