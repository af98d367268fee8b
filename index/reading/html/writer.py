"""Puts the text of a page together with its links and looks, and notes what is left out."""

from lxml.html import HtmlElement

from index.reading.collector import Collector
from index.reading.html.page import Page
from index.reading.html.styles import PLAIN
from index.reading.rich_text import BOLD, STRUCK, RichText


class Writer:
    """The text since the last block, the line it starts on, and the line that the reader has come to."""

    def __init__(self, collector: Collector, page: Page, line_shift: int, prefix: str) -> None:
        self.collector = collector
        self._page = page
        self._shift = line_shift
        self._here = 1 + line_shift
        self._line = self._here
        self._rich = RichText()
        self._target: str | None = None
        self._strike_depth = 0
        self._bold_depth = 0
        self._looks: dict[HtmlElement, tuple[bool, bool]] = {}
        self._breaks = 0
        self._omitted: list[str] = []
        self._omitted_line = 0
        self._prefix = prefix

    def _omit(self, text: str) -> None:
        """Record text that is left out; what follows without content in between is part of it."""
        if not text:
            return
        if not self._omitted:
            self._omitted_line = self._here
        self._omitted.append(text)

    def _end_omission(self) -> None:
        if self._omitted:
            self.collector.add_omission(" ".join(self._omitted), self._omitted_line)
            self._omitted = []

    def _open_look(self, element: HtmlElement) -> None:
        """Start bold or struck-out text if an element is so by its tag or style."""
        look = self._page.styles.look(element) if element.attrib else PLAIN
        is_bold = element.tag in BOLD if look.is_bold is None else look.is_bold
        is_struck = look.is_struck or element.tag in STRUCK
        if not is_bold and not is_struck:
            return
        self._looks[element] = (is_bold, is_struck)
        if is_bold:
            self._bold_depth += 1
            self._rich.open_bold()
        if is_struck:
            self._strike_depth += 1
            self._rich.open_strike()

    def _close_look(self, element: HtmlElement) -> None:
        if element not in self._looks:
            return
        is_bold, is_struck = self._looks.pop(element)
        if is_bold:
            self._bold_depth -= 1
            self._rich.close_bold()
        if is_struck:
            self._strike_depth -= 1
            if not self._strike_depth:
                self._rich.close_strike()

    def _read(self, text: str) -> None:
        if not self._rich:
            self._line = self._here + leading_line_breaks(text)
        if not text.isspace():
            self._breaks = 0
            self._end_omission()
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


def leading_line_breaks(text: str) -> int:
    """Count the line breaks before the first word of a text."""
    return text[: len(text) - len(text.lstrip())].count("\n")
