"""Collects headings and blocks from the elements of a page."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from lxml import etree
from lxml.html import HtmlElement

from index.reading.blocks import Block, Heading
from index.reading.collector import MAX_HEADING_LENGTH, Collector
from index.reading.html.accordions import GENERIC
from index.reading.html.elements import (
    BREAK,
    HEADINGS,
    INLINE,
    UNREADABLE,
    has_parentheses,
    preceding,
    preformatted_text,
    role,
    starts_block,
    text_of,
)
from index.reading.html.misnested import goes_on
from index.reading.html.numbers import list_kind, list_number
from index.reading.html.page import Page
from index.reading.html.pictures import shows_picture
from index.reading.html.tables import MAX_DATA_DEPTH, Kind, OpenTable, attribute_number, table_kind
from index.reading.html.writer import Writer, leading_line_breaks
from index.reading.images import shown_alt
from index.reading.paragraphs import add_paragraph
from index.reading.rich_text import LineStart, RichText
from index.reading.tables import add_table
from index.text.characters import clean, fold, has_words

LISTS = ("ul", "ol", "menu", "dl", "details")
BARE_NUMBER = re.compile(r"[#(]?\d{1,2}[.):]?")
"""A paragraph that is only the number of the heading or paragraph after it."""
DONE, OPEN = "☑ ", "☐ "
NO_LEVEL = 10
"""The level of the headings in a part of a page that has none."""
MAX_BOX_DEPTH = 3
"""Elements between the box of a task and the list item."""
UNKNOWN_LINE = 65_535
"""The line number that libxml2 reports for this line and all later ones, which are counted by the reader instead."""


@dataclass(slots=True)
class _List:
    """An open list: the number of its next item, the kind of numbers and the step between them.

    `term_is_open` means that a term is waiting for its definition.
    """

    number: int | None
    kind: str = ""
    step: int = 1
    term_is_open: bool = False


class Walk(Writer):
    """One pass over the elements, without recursion because real pages are nested deeper than Python's stack."""

    def __init__(self, collector: Collector, page: Page, line_shift: int = 0, prefix: str = "") -> None:
        super().__init__(collector, page, line_shift, prefix)
        self._marks = page.marks
        self._label: HtmlElement | None = None
        self._lists: list[_List] = []
        self._tables: list[OpenTable] = []
        self._table_depth = 0
        self._boxes: set[int] = set()
        self._closed: list[int] = []
        self._has_ticked: bool | None = None
        self._row: HtmlElement | None = None
        self._eyebrow: tuple[RichText, int] | None = None

    def run(self) -> None:
        """Read the page."""
        for root in self._page.roots:
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
                    self._text(element.tail, element.getparent())
            self._flush()
            self.collector.add_text(self._take_prefix(), self._here)
        self._end_omission()

    def _enter(self, element: HtmlElement, walker: etree.iterwalk) -> None:
        """Start an element; elements that are left out or preformatted are handled as a whole, without their children."""
        tag, line = element.tag, element.sourceline
        if line and line < UNKNOWN_LINE:
            self._here = line + self._shift
        if tag in UNREADABLE or element in self._marks.skipped:
            self._pass_over(element, walker)
        elif element in self._marks.omitted:
            self._omit(text_of(element, self._marks.skipped))
            self._pass_over(element, walker)
        elif tag == "pre" and not self._in_cell and self._label is None:
            self._read_preformatted(element)
            walker.skip_subtree()
        else:
            if tag not in INLINE:
                self._flush()
            elif starts_block(element):
                self._rich.add(" ")
            self._open_group(element)
            self._open_row(element)
            self._open_look(element)
            start = self._STARTS.get(_kind(element))
            if start and element not in self._marks.outside:
                start(self, element)
            self._text(element.text, element)

    def _pass_over(self, element: HtmlElement, walker: etree.iterwalk) -> None:
        self._here += etree.tostring(element, with_tail=False).count(b"\n")
        walker.skip_subtree()

    def _read_preformatted(self, element: HtmlElement) -> None:
        self._flush()
        text = preformatted_text(element, self._marks.skipped)
        shown = text.strip("\n" + BREAK)
        line = self._here + leading_line_breaks(text)
        starts: list[LineStart] = []
        place = 0
        for written in shown.split(BREAK)[:-1]:
            place += len(written) + 1
            starts.append(LineStart(place, (starts[-1].line if starts else line) + written.count("\n"), is_break=True))
        self._end_omission()
        self.collector.open_list()
        self.collector.add_text(shown.replace(BREAK, "\n"), line, self._take_prefix(), starts)
        self.collector.close_list()
        self._here += text.count("\n")

    def _open_group(self, element: HtmlElement) -> None:
        """Open a container with a title of its own; in a cell or heading, which is one text, the title is part of it."""
        if element in self._marks.closed:
            self._closed.append(NO_LEVEL)
        if element not in self._marks.titles:
            return
        title, line = self._marks.titles[element]
        if not self._is_one_text:
            self.collector.open_group(title, line + self._shift)
        elif title:
            self._rich.add(f"{title}: ")

    def _open_row(self, element: HtmlElement) -> None:
        """Start a row, or join the next part of one to its text."""
        if element in self._marks.rows and not self._is_one_text:
            self._row = element
        elif self._row is not None and self._rich and element in self._marks.joints:
            self._rich.drop_blank()
            self._rich.add(self._marks.joints[element])

    def _close_group(self, element: HtmlElement) -> None:
        if element in self._marks.titles and not self._is_one_text:
            self._flush()
            self.collector.close_group()
        if element in self._marks.closed:
            self._end_sections()

    def _end_sections(self) -> None:
        """End the sections that started in a part of the page, where that part ends."""
        level = self._closed.pop()
        if level < NO_LEVEL:
            self._flush()
            self.collector.items.append(Heading("", level, self._here))
        if self._closed:
            self._closed[-1] = min(self._closed[-1], level)

    def _end(self, element: HtmlElement) -> None:
        end = None
        if not (element.tag in UNREADABLE or element in self._marks.skipped or element in self._marks.omitted):
            end = self._ENDS.get(_kind(element)) if element not in self._marks.outside else None
            if end:
                end(self, element)
            self._close_group(element)
            self._close_look(element)
            if element in self._marks.eyebrows and not self._is_one_text and self._rich and not self._tables:
                self._eyebrow = self._take(), self._line
            if element is self._row:
                self._row = None
                self._rich.bold.clear()  # a row is no heading
        if not end and element.tag not in INLINE and not goes_on(element):
            self._flush()

    def _text(self, text: str | None, parent: HtmlElement) -> None:
        """Read text right below an element; if that only contains the content of the page, the text is left out."""
        if not text:
            return
        if parent in self._marks.outside:
            self._omit(fold(clean(text)))
            self._here += text.count("\n")
        else:
            self._read(text)

    def _flush(self) -> None:
        """End the paragraph; in a cell, only break the line, and in a heading, only add a space, because each is one text."""
        if self._in_cell:
            self._rich.start_line(self._here, is_break=True)
        elif self._label is not None or self._row is not None:
            self._rich.add(" ")
        elif self._rich and self._tables:
            self._tables[-1].add_note(self._take(), self._line)
        elif self._rich and not self._prefix and BARE_NUMBER.fullmatch(self._rich.text):
            self._prefix = f"{self._take().text} "
        elif self._rich:
            add_paragraph(self.collector, self._take(), self._line, self._take_prefix())

    def _start_a(self, element: HtmlElement) -> None:
        if shows_picture(element):
            return
        self._target = element.get("href", "")
        self._rich.open_link(self._target)

    def _end_a(self, element: HtmlElement) -> None:
        self._target = None
        self._rich.close_link()

    def _start_br(self, element: HtmlElement) -> None:
        self._breaks += 1
        if self._breaks > 1 and self._rich and not self._is_one_text:
            self._flush()
        else:
            self._rich.start_line(self._here, is_break=True, is_hard=True)

    def _start_img(self, element: HtmlElement) -> None:
        """Read the alternative text of an image if it describes the image, and the page does not do so beside it."""
        alt = element.get("alt", "").replace("\n", " ")
        shown = shown_alt(alt, element.get("src", "")) if element not in self._marks.pictures else ""
        if shown:
            self._read(shown)
        elif has_words(alt):
            self._omit(fold(clean(alt)))

    def _start_input(self, element: HtmlElement) -> None:
        """Show whether a task is done, on pages where any is."""
        is_box = element.get("type", "").lower() == "checkbox" and self._lists and not self._rich
        if is_box and any(around.tag == "li" for around in islice(element.iterancestors(), MAX_BOX_DEPTH)):
            if self._has_ticked is None:
                inputs = (each for root in self._page.roots for each in root.iter("input"))
                self._has_ticked = any(each.get("checked") is not None for each in inputs)
            if self._has_ticked:
                self._prefix += DONE if element.get("checked") is not None else OPEN

    def _start_rt(self, element: HtmlElement) -> None:
        self._rich.add("" if has_parentheses(element) else "(")

    def _end_rt(self, element: HtmlElement) -> None:
        self._rich.add("" if has_parentheses(element) else ")")

    def _start_h1(self, element: HtmlElement) -> None:
        if self._in_cell:
            self._rich.open_bold()
            self._bold_depth += 1
        else:
            self._open_label(element)

    def _end_h1(self, element: HtmlElement) -> None:
        if self._in_cell:
            self._rich.close_bold()
            self._bold_depth -= 1
            self._flush()
        elif self._close_label(element):
            level, before = int(_kind(element)[1]), len(self.collector.items)
            self.collector.add_heading(self._take_prefix() + self._take().words, level, self._line)
            self._add_eyebrow()
            if any(isinstance(item, Heading) for item in self.collector.items[before:]):
                self._closed[-1:] = [min(level, lowest) for lowest in self._closed[-1:]]

    def _add_eyebrow(self) -> None:
        """Add what is above a heading as the first block below it."""
        if self._eyebrow is not None:
            rich, line = self._eyebrow
            self._eyebrow = None
            rich.bold.clear()  # what is bold above a heading is no heading of its own
            add_paragraph(self.collector, rich, line)

    def _open_label(self, element: HtmlElement) -> None:
        """Start a heading, term or summary, all of which is one text unless it is so long that its end may be missing."""
        if self._label is None and self._page.sizes[element].text <= MAX_HEADING_LENGTH:
            self._label = element

    def _close_label(self, element: HtmlElement) -> bool:
        """End a heading, term or summary; return False if it is part of another."""
        if self._label is element:
            self._label = None
        return self._label is None

    def _start_ul(self, element: HtmlElement) -> None:
        kind = list_kind(element.get("type", ""), element.get("style", ""))
        is_reversed = element.get("reversed") is not None
        first = str(len(element.findall("li"))) if is_reversed else "1"
        number = attribute_number(element.get("start", first)) if element.tag == "ol" and kind != "none" else None
        self._lists.append(_List(number, kind, -1 if is_reversed else 1))
        self.collector.open_list()

    def _end_ul(self, element: HtmlElement) -> None:
        self._flush()
        if self._lists and self._lists.pop().term_is_open:
            self.collector.close_item()
        self.collector.close_list()

    def _start_p(self, element: HtmlElement) -> None:
        """End the list around a paragraph that is in no item, as pages have it before or between the items."""
        if self._is_beside_items(element):
            self.collector.close_list()
            self.collector.open_list()

    def _start_li(self, element: HtmlElement) -> None:
        before = preceding(element)
        if before is not None and before.tag == "p" and self._is_beside_items(before):
            self.collector.reopen_list()  # which the paragraph may introduce
        self.collector.open_item()
        if self._lists and self._lists[-1].number is not None:
            number = attribute_number(element.get("value", str(self._lists[-1].number)))
            self._prefix = f"{list_number(number, self._lists[-1].kind)}. "
            self._lists[-1].number = number + self._lists[-1].step
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
        if self._lists and not self._in_cell:
            self._open_label(element)

    def _end_dt(self, element: HtmlElement) -> None:
        """Make a term, or the summary of <details>, the label of the blocks that follow rather than a block of its own."""
        if not self._close_label(element) or self._in_cell or not self._lists:
            self._flush()
            return
        term = self._take()
        if element.tag == "summary" and GENERIC.fullmatch(term.text):
            return
        self.collector.open_item(Block(term.text, self._line, links=term.links))
        self._lists[-1].term_is_open = True

    def _is_beside_items(self, element: HtmlElement) -> bool:
        """Return whether an element is right in a list, and not in one of its items."""
        parent = element.getparent()
        return bool(self._lists) and not self._is_one_text and parent is not None and parent.tag in {"ul", "ol"}

    @property
    def _in_cell(self) -> bool:
        return bool(self._tables) and self._tables[-1].in_cell

    @property
    def _is_one_text(self) -> bool:
        """True in a cell, heading, term or summary, whose elements are parts of one text."""
        return self._label is not None or self._in_cell

    @property
    def _reads_table(self) -> bool:
        """True if rows and cells belong to the innermost table of data, not to a table that is part of the text around it."""
        return bool(self._tables) and self._tables[-1].depth == self._table_depth

    def _start_table(self, element: HtmlElement) -> None:
        self._table_depth += 1
        if self._tables:
            is_data = self._tables[-1].depth + 1 == self._table_depth and len(self._tables) < MAX_DATA_DEPTH
        else:
            kind = table_kind(element, self._table_depth)
            is_data = kind is Kind.DATA
            if kind is Kind.BOX and not self._is_one_text:
                self._open_box(element)
        if is_data:
            line = self._line
            self._tables.append(OpenTable(self._table_depth, self._take(), line))

    def _open_box(self, table: HtmlElement) -> None:
        """Open a group with the first header of a table as its title."""
        title = next(table.iterdescendants("th"))
        self._marks.skipped.add(title)
        self._boxes.add(self._table_depth)
        line = title.sourceline + self._shift if title.sourceline and title.sourceline < UNKNOWN_LINE else self._here
        self.collector.open_group(text_of(title), line)

    def _end_table(self, element: HtmlElement) -> None:
        if self._reads_table:
            table = self._tables.pop()
            table.end_row()
            if self._tables:
                self._tables[-1].add_table(table.table, table.line)
                self._rich, self._line = table.text, table.line
            else:
                add_table(self.collector, table.table, self._take_prefix())
        self._flush()
        if self._table_depth in self._boxes:
            self._boxes.remove(self._table_depth)
            self.collector.close_group()
        self._table_depth -= 1

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

    _STARTS: ClassVar = {
        "a": _start_a,
        "br": _start_br,
        "img": _start_img,
        "input": _start_input,
        "rt": _start_rt,
        "li": _start_li,
        "p": _start_p,
        **dict.fromkeys(HEADINGS, _start_h1),
        **dict.fromkeys(LISTS, _start_ul),
        **dict.fromkeys(("dt", "summary"), _start_dt),
        "table": _start_table,
        "thead": _start_thead,
        "tr": _start_tr,
        "td": _start_td,
        "th": _start_td,
    }
    _ENDS: ClassVar = {
        "a": _end_a,
        "rt": _end_rt,
        "li": _end_li,
        **dict.fromkeys(HEADINGS, _end_h1),
        **dict.fromkeys(LISTS, _end_ul),
        **dict.fromkeys(("dt", "summary"), _end_dt),
        "table": _end_table,
        "caption": _end_caption,
        "thead": _end_thead,
        "tr": _end_tr,
        "td": _end_td,
        "th": _end_td,
    }


def _kind(element: HtmlElement) -> str:
    """Return the tag of an element, or that of the heading which its role says it is."""
    if role(element) != "heading" or element.tag in HEADINGS:
        return str(element.tag)
    level = element.get("aria-level", "2")
    return f"h{level}" if level in {"1", "2", "3", "4", "5", "6"} else "h6"
