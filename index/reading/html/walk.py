"""Collects headings and blocks from the elements of a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from index.reading.blocks import Block
from index.reading.collector import Collector
from index.reading.html.tables import MAX_DATA_DEPTH, OpenTable, attribute_number, is_layout
from index.reading.paragraphs import add_paragraph
from index.reading.rich_text import RichText
from index.reading.tables import add_table

SKIPPED = {
    *("script", "style", "template", "noscript", "nav", "footer", "aside", "button", "select", "svg", "iframe"),
    *("dialog", "object", "canvas", "audio", "video", "math", "head", "textarea"),
}
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
    *("img", "input", "ins", "kbd", "label", "mark", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "source"),
    *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}
"""Elements that do not end a paragraph; all others do."""
UNKNOWN_LINE = 65_535
"""The line number that libxml2 reports for this line and all later ones, which are counted by the reader instead."""


@dataclass(slots=True)
class _List:
    """An open list: the number of its next item if they are numbered, and whether a term is waiting for its definition."""

    number: int | None
    term_is_open: bool = False


class Walk:
    """One pass over the elements, without recursion because real pages are nested deeper than Python's stack."""

    def __init__(self, collector: Collector, line_shift: int = 0, prefix: str = "") -> None:
        self.collector = collector
        self._shift = line_shift
        self._here = 1 + line_shift
        self._line = self._here
        self._rich = RichText()
        self._target: str | None = None
        self._strike_depth = 0
        self._bold_depth = 0
        self._prefix = prefix
        self._lists: list[_List] = []
        self._tables: list[OpenTable] = []
        self._table_depth = 0

    def run(self, roots: Iterable[HtmlElement]) -> None:
        """Read elements and everything inside them."""
        for root in roots:
            walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
            for event, element in walker:
                if event == "start":
                    self._enter(element, walker)
                    continue
                if event == "end":
                    self._end(element)
                else:
                    self._here += (element.text or "").count("\n")
                if element is not root:
                    self._text(element.tail)
            self._flush()

    def _enter(self, element: HtmlElement, walker: etree.iterwalk) -> None:
        """Start an element; elements that are left out or preformatted are handled as a whole, without their children."""
        if element.sourceline and element.sourceline < UNKNOWN_LINE:
            self._here = element.sourceline + self._shift
        if element.tag in SKIPPED or _is_hidden(element):
            self._here += etree.tostring(element, with_tail=False).count(b"\n")
            walker.skip_subtree()
        elif element.tag == "pre" and not self._in_cell:
            self._flush()
            text = element.text_content()
            line = self._here + _leading_line_breaks(text)
            self.collector.open_list()
            self.collector.add_text(text.strip("\n"), line, self._take_prefix())
            self.collector.close_list()
            self._here += text.count("\n")
            walker.skip_subtree()
        else:
            if element.tag not in INLINE:
                self._flush()
            self._handle("start", element)
            self._text(element.text)

    def _end(self, element: HtmlElement) -> None:
        if not self._handle("end", element) and element.tag not in INLINE:
            self._flush()

    def _handle(self, event: str, element: HtmlElement) -> bool:
        handle = getattr(self, f"_{event}_{element.tag}", None)
        if handle:
            handle(element)
        return handle is not None

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if not self._rich:
            self._line = self._here + _leading_line_breaks(text)
        first, *others = text.split("\n")
        self._rich.add(first)
        for words in others:
            self._here += 1
            self._rich.start_line(self._here)
            self._rich.add(words)

    def _take(self) -> RichText:
        """Return the text since the last block; an open link or strike continues in the text that follows."""
        self._rich.close_link()
        self._rich.close_strike()
        taken, self._rich = self._rich, RichText()
        if self._target is not None:
            self._rich.open_link(self._target)
        if self._strike_depth:
            self._rich.open_strike()
        self._rich.open_bold(self._bold_depth)
        return taken

    def _take_prefix(self) -> str:
        prefix, self._prefix = self._prefix, ""
        return prefix

    def _flush(self) -> None:
        """End the paragraph; in a table cell, only break the line because a cell is one text."""
        if self._in_cell:
            self._rich.start_line(self._here, is_break=True)
        elif self._rich and self._tables:
            self._tables[-1].add_note(self._take(), self._line)
        elif self._rich:
            add_paragraph(self.collector, self._take(), self._line, self._take_prefix())

    def _start_a(self, element: HtmlElement) -> None:
        self._target = element.get("href", "")
        self._rich.open_link(self._target)

    def _end_a(self, element: HtmlElement) -> None:
        self._target = None
        self._rich.close_link()

    def _start_del(self, element: HtmlElement) -> None:
        self._strike_depth += 1
        self._rich.open_strike()

    def _end_del(self, element: HtmlElement) -> None:
        self._strike_depth -= 1
        if not self._strike_depth:
            self._rich.close_strike()

    _start_s = _start_strike = _start_del
    _end_s = _end_strike = _end_del

    def _start_b(self, element: HtmlElement) -> None:
        self._bold_depth += 1
        self._rich.open_bold()

    def _end_b(self, element: HtmlElement) -> None:
        self._bold_depth -= 1
        self._rich.close_bold()

    _start_strong, _end_strong = _start_b, _end_b

    def _start_br(self, element: HtmlElement) -> None:
        self._rich.start_line(self._here, is_break=True)

    def _start_img(self, element: HtmlElement) -> None:
        self._text(element.get("alt", "").replace("\n", " "))

    def _start_h1(self, element: HtmlElement) -> None:
        if self._in_cell:
            self._start_b(element)

    _start_h2 = _start_h3 = _start_h4 = _start_h5 = _start_h6 = _start_h1

    def _end_h1(self, element: HtmlElement) -> None:
        if self._in_cell:
            self._end_b(element)
            self._flush()
        else:
            self.collector.add_heading(self._take().words, int(element.tag[1]), self._line)

    _end_h2 = _end_h3 = _end_h4 = _end_h5 = _end_h6 = _end_h1

    def _start_ul(self, element: HtmlElement) -> None:
        self._lists.append(_List(attribute_number(element.get("start", "1")) if element.tag == "ol" else None))
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
        if self._lists and self._lists[-1].number is not None:
            number = attribute_number(element.get("value", str(self._lists[-1].number)))
            self._prefix = f"{number}. "
            self._lists[-1].number = number + 1
        if self._in_cell:
            self._rich.add(self._take_prefix() or ("• " if self._rich else ""))

    def _end_li(self, element: HtmlElement) -> None:
        self._flush()
        self._prefix = ""
        self.collector.close_item()

    def _start_dt(self, element: HtmlElement) -> None:
        if self._lists and self._lists[-1].term_is_open:
            self.collector.close_item()
            self._lists[-1].term_is_open = False

    def _end_dt(self, element: HtmlElement) -> None:
        """Make a term, or the summary of <details>, the label of the blocks that follow rather than a block of its own."""
        if self._in_cell or not self._lists:
            self._flush()
            return
        term = self._take()
        self.collector.open_item(Block(term.text, self._line, links=term.links))
        self._lists[-1].term_is_open = True

    _start_summary, _end_summary = _start_dt, _end_dt

    @property
    def _in_cell(self) -> bool:
        return bool(self._tables) and self._tables[-1].in_cell

    @property
    def _reads_table(self) -> bool:
        """True if rows and cells belong to the innermost table of data, not to a table that is part of the text around it."""
        return bool(self._tables) and self._tables[-1].depth == self._table_depth

    def _start_table(self, element: HtmlElement) -> None:
        self._table_depth += 1
        if self._tables:
            is_data = self._tables[-1].depth + 1 == self._table_depth and len(self._tables) < MAX_DATA_DEPTH
        else:
            is_data = not is_layout(element, self._table_depth)
        if is_data:
            line = self._line
            self._tables.append(OpenTable(self._table_depth, self._take(), line))

    def _end_table(self, element: HtmlElement) -> None:
        if self._reads_table:
            table = self._tables.pop()
            table.end_row()
            if self._tables:
                self._tables[-1].add_table(table.table, table.line)
                self._rich, self._line = table.text, table.line
            else:
                add_table(self.collector, table.table, self._take_prefix())
        self._table_depth -= 1
        self._flush()

    def _end_caption(self, element: HtmlElement) -> None:
        if self._reads_table:
            self._tables[-1].set_title(self._take(), self._line)
        else:
            self._flush()

    def _start_thead(self, element: HtmlElement) -> None:
        if self._reads_table:
            self._tables[-1].in_head = True

    def _end_thead(self, element: HtmlElement) -> None:
        if self._reads_table:
            self._tables[-1].end_row()
            self._tables[-1].in_head = False

    def _start_tr(self, element: HtmlElement) -> None:
        if self._reads_table:
            self._tables[-1].end_row()

    def _end_tr(self, element: HtmlElement) -> None:
        self._flush()
        self._start_tr(element)

    def _start_td(self, element: HtmlElement) -> None:
        if self._reads_table:
            self._tables[-1].in_cell = True

    def _end_td(self, element: HtmlElement) -> None:
        if self._reads_table:
            line = self._line
            self._tables[-1].end_cell(element, self._take(), line)
        else:
            self._flush()

    _start_th, _end_th = _start_td, _end_td


def _leading_line_breaks(text: str) -> int:
    """Count the line breaks before the first word of a text."""
    return text[: len(text) - len(text.lstrip())].count("\n")


def _is_hidden(element: HtmlElement) -> bool:
    style = "".join(element.get("style", "").split()).lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style
