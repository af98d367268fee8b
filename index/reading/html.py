"""HTML to items, by lxml. Navigation, footers, scripts and forms are left out; so is all outside <main>, if there is one."""

from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from index.errors import DocumentError
from index.reading.blocks import Block, Collector, Reading, RichText, only_top_heading, table_row

SKIPPED = {
    *("script", "style", "template", "noscript", "nav", "footer", "aside", "form", "button", "select", "svg", "iframe"),
    *("dialog", "object", "canvas", "audio", "video", "math", "head", "textarea"),
}
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
    *("img", "input", "ins", "kbd", "label", "mark", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "source"),
    *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}
"""Elements that do not end a paragraph; any other does."""
LAYOUT = ("h1", "h2", "h3", "h4", "h5", "h6", "table")
"""A table with any of these in it lays out a page; it holds no rows of facts."""


def read_html(data: str, *, url: str | None = None) -> Reading:
    """Read a page; relative links start at `url`. Raises DocumentError when there is no element in it."""
    tree = _parse(data)
    collector = Collector(url)
    _Walk(collector).run(_content(tree))
    named = " ".join((tree.findtext(".//title") or "").split())
    return Reading((*only_top_heading(collector.items), *filter(None, [named])), tuple(collector.items))


def read_fragment(data: str, line: int, collector: Collector) -> None:
    """Read a piece of HTML that starts at `line` of another document into that document's items."""
    try:
        _Walk(collector, line - 1).run(_parse(data))
    except DocumentError:
        return


def read_words(data: str) -> str:
    """The words of a piece of HTML, without its elements."""
    try:
        return " ".join(_parse(data).text_content().split())
    except DocumentError:
        return ""


def _parse(data: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = document_fromstring(data.encode("utf-8"), parser=parser)
    except etree.ParserError:
        raise DocumentError("holds no text", fix="save the page again, with its content") from None
    for error in parser.error_log.filter_from_fatals():
        raise DocumentError(f"cannot be read to its end ({error.message})", fix="write it flatter")
    return tree


def _content(tree: HtmlElement) -> HtmlElement:
    """The part of a page that is its content: the only <main>, else the only <article>, else all of it."""
    for tag in ("main", "article"):
        found = tree.findall(f".//{tag}")
        if len(found) == 1:
            return found[0]
    return tree


@dataclass(slots=True)
class _List:
    """An open list: the number of its next step if its items are numbered, and whether a term waits for its definition."""

    number: int | None
    term_is_open: bool = False


class _Walk:
    """One pass over the elements, without recursion: real pages nest deeper than Python's stack."""

    def __init__(self, collector: Collector, line_shift: int = 0) -> None:
        self.collector = collector
        self._shift = line_shift
        self._here = 0
        self._line = 0
        self._rich = RichText()
        self._anchors: list[str] = []
        self._prefix = ""
        self._lists: list[_List] = []
        self._table: HtmlElement | None = None
        self._row_line = 0
        self._header: list[str] = []
        self._cells: list[RichText] = []

    def run(self, root: HtmlElement) -> None:
        """Read the element and all that is in it."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self._end(element)
                if element is not root:
                    self._text(element.tail)
                continue
            self._here = (element.sourceline or 0) + self._shift
            if element.tag in SKIPPED or element.get("hidden") is not None or element.get("aria-hidden") == "true":
                walker.skip_subtree()
            elif element.tag == "pre":
                self._flush()
                self._line = self._here
                self.collector.block(element.text_content().strip("\n"), self._line, prefix=self._take_prefix())
                walker.skip_subtree()
            else:
                self._start(element)
                self._text(element.text)
        self._flush()

    def _start(self, element: HtmlElement) -> None:
        if element.tag not in INLINE:
            self._flush()
        handle = getattr(self, f"_start_{element.tag}", None)
        if handle:
            handle(element)

    def _end(self, element: HtmlElement) -> None:
        handle = getattr(self, f"_end_{element.tag}", None)
        if handle:
            handle(element)
        elif element.tag not in INLINE:
            self._flush()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if not self._rich.text:
            self._line = self._here + text[: len(text) - len(text.lstrip())].count("\n")
        self._here += text.count("\n")
        self._rich.add(text)

    def _take(self) -> RichText:
        """The text since the last block; a link that is still open is closed, and goes on in what follows."""
        for _ in self._anchors:
            self._rich.close_link()
        taken, self._rich = self._rich, RichText()
        for target in self._anchors:
            self._rich.open_link(target)
        return taken

    def _take_prefix(self) -> str:
        prefix, self._prefix = self._prefix, ""
        return prefix

    def _flush(self) -> None:
        """End the paragraph; inside a table row, everything up to the end of the cell is one text."""
        if self._table is not None:
            self._rich.add(" ")
        elif self._rich.text:
            self.collector.rich(self._take(), self._line, self._take_prefix())

    def _start_a(self, element: HtmlElement) -> None:
        self._anchors.append(element.get("href", ""))
        self._rich.open_link(self._anchors[-1])

    def _end_a(self, element: HtmlElement) -> None:
        if self._anchors:
            self._anchors.pop()
            self._rich.close_link()

    def _start_br(self, element: HtmlElement) -> None:
        self._rich.add(" ")

    def _start_img(self, element: HtmlElement) -> None:
        self._text(element.get("alt", "").replace("\n", " "))

    def _end_h1(self, element: HtmlElement) -> None:
        if self._table is None:
            self.collector.heading(self._take().words, int(element.tag[1]), self._line)

    _end_h2 = _end_h3 = _end_h4 = _end_h5 = _end_h6 = _end_h1

    def _start_ul(self, element: HtmlElement) -> None:
        start = element.get("start", "1")
        first = int(start) if start.isdecimal() else 1
        self._lists.append(_List(first if element.tag == "ol" else None))
        self.collector.open_list()

    def _end_ul(self, element: HtmlElement) -> None:
        self._flush()
        if self._lists and self._lists.pop().term_is_open:
            self.collector.close_item()
        self.collector.close_list()

    _start_ol = _start_menu = _start_dl = _start_details = _start_ul
    _end_ol = _end_menu = _end_dl = _end_details = _end_ul

    def _start_li(self, element: HtmlElement) -> None:
        self.collector.open_item()
        self._prefix = ""
        if self._lists and self._lists[-1].number is not None:
            self._prefix = f"{self._lists[-1].number}. "
            self._lists[-1].number += 1

    def _end_li(self, element: HtmlElement) -> None:
        self._flush()
        self.collector.close_item()

    def _start_dt(self, element: HtmlElement) -> None:
        if self._lists and self._lists[-1].term_is_open:
            self.collector.close_item()
            self._lists[-1].term_is_open = False

    def _end_dt(self, element: HtmlElement) -> None:
        """A term, or the question of a foldable answer, is told with what follows rather than by itself."""
        if self._table is not None or not self._lists:
            self._flush()
            return
        term = self._take()
        self.collector.open_item(Block(term.text, self._line, links=term.links))
        self._lists[-1].term_is_open = True

    _start_summary, _end_summary = _start_dt, _end_dt

    def _start_table(self, element: HtmlElement) -> None:
        if self._table is None and next(element.iterdescendants(*LAYOUT), None) is None:
            self._table, self._header = element, []

    def _end_table(self, element: HtmlElement) -> None:
        if element is self._table:
            self._take()
            self._table = None

    def _start_tr(self, element: HtmlElement) -> None:
        self._cells = []
        self._row_line = self._here

    def _end_td(self, element: HtmlElement) -> None:
        if self._table is not None:
            self._cells.append(self._take())

    _end_th = _end_td

    def _end_tr(self, element: HtmlElement) -> None:
        if self._table is None:
            self._flush()
        elif not self._header and element.find("td") is None:
            self._header = [cell.text for cell in self._cells]
        else:
            self.collector.rich(table_row(self._header, self._cells), self._row_line)
        self._cells = []

    def _end_caption(self, element: HtmlElement) -> None:
        """A caption is a paragraph of its own, although it stands inside its table."""
        table, self._table = self._table, None
        self._flush()
        self._table = table
