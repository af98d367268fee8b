"""Markdown to items, by markdown-it-py: CommonMark with tables, strikethrough and front matter."""

from collections.abc import Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from index.reading.blocks import Block, Collector, Heading, Reading, RichText, only_top_heading, table_row
from index.reading.html import read_fragment, read_words

MAX_NESTING = 100
"""markdown-it drops what is nested deeper than this; its own 20 would lose parts of real documents."""


def read_markdown(text: str, *, url: str | None = None) -> Reading:
    """Read Markdown; relative links start at `url`."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    parser.use(front_matter_plugin)
    walk = _Walk(Collector(url))
    walk.run(parser.parse(text))
    items = walk.collector.items
    leads = bool(items) and isinstance(items[0], Heading) and items[0].level == 1
    return Reading((*walk.titles, *(only_top_heading(items) if leads else ())), tuple(items))


class _Walk:
    """One pass over the flat list of tokens."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.titles: tuple[str, ...] = ()
        self._prefix = ""
        self._line = 0
        self._level = 0
        self._header: list[str] = []
        self._cells: list[RichText] | None = None
        self._in_header = False
        self._details = 0

    def run(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.map:
                self._line = token.map[0] + 1
            handle = getattr(self, f"_{token.type}", None)
            if handle:
                handle(token)

    def _front_matter(self, token: Token) -> None:
        try:
            values = yaml.safe_load(token.content)
        except yaml.YAMLError:
            return
        if isinstance(values, dict) and isinstance(values.get("title"), str) and values["title"].strip():
            self.titles = (values["title"].strip(),)

    def _heading_open(self, token: Token) -> None:
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
            self._cells.append(rich)
        else:
            prefix, self._prefix = self._prefix, ""
            self.collector.rich(rich, self._line, prefix)

    def _code(self, token: Token) -> None:
        prefix, self._prefix = self._prefix, ""
        self.collector.block(token.content.strip("\n"), self._line + (token.type == "fence"), prefix=prefix)

    _fence = _code_block = _code

    def _html_block(self, token: Token) -> None:
        """HTML between blank lines is read by itself, but a foldable answer has its Markdown between two such pieces."""
        if self._details and "</details" in token.content:
            self._details -= 1
            self.collector.close_item()
            self.collector.close_list()
        elif "<details" in token.content and "</details" not in token.content:
            self._details += 1
            summary = read_words(token.content)
            self.collector.open_list()
            self.collector.open_item(Block(summary, self._line) if summary else None)
        else:
            read_fragment(token.content, self._line, self.collector)

    def _thead_open(self, token: Token) -> None:
        self._in_header = True

    def _thead_close(self, token: Token) -> None:
        self._in_header = False

    def _tr_open(self, token: Token) -> None:
        self._cells = []

    def _tr_close(self, token: Token) -> None:
        cells, self._cells = self._cells or [], None
        if self._in_header:
            self._header = [cell.text for cell in cells]
        else:
            self.collector.rich(table_row(self._header, cells), self._line)


def inline_text(children: Sequence[Token]) -> RichText:
    """Words of a paragraph without their marks; code, entities and the alternative text of pictures stay."""
    rich = RichText()
    for child in children:
        match child.type:
            case "text" | "code_inline" | "image" | "text_special":
                rich.add(child.content)
            case "softbreak" | "hardbreak":
                rich.add(" ")
            case "html_inline" if child.content.lower().startswith("<br"):
                rich.add(" ")
            case "link_open":
                rich.open_link(str(child.attrs.get("href", "")))
            case "link_close":
                rich.close_link()
    return rich
