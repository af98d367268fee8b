"""Collects headings and blocks for the readers of every kind of file."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from operator import itemgetter
from urllib.parse import urljoin

from index.errors import DocumentError
from index.reading.blocks import Block, Heading, Item, Omission
from index.reading.labels import DIALOGUE_REACH, is_bare_marker
from index.reading.lead_ins import COLONS, introduces, names_list, says_what_code_does
from index.reading.rich_text import LineStart, Link, RichText
from index.text.characters import clean, fold, has_words

MAX_LIST_DEPTH = 100
"""Levels of nested lists, more than anyone writes by hand."""
MAX_HEADING_LENGTH = 500
"""Characters of a heading; anything longer is treated as a paragraph, since a heading is repeated with all text below it."""
MAX_CAPTION_WORDS = 4
"""Words of a paragraph before a table that are its caption; more may say something by themselves."""
MAX_CONTEXT_LENGTH = 2_000
"""Characters of context, so that a long parent is not repeated with each of many blocks."""


class Collector:
    """Collects the items of one document, and gives every block in a list the text of its parents as context.

    A list, table or code block right below a paragraph that introduces it has that paragraph as a parent.
    `heading` is the text of the last heading.
    """

    def __init__(self, base_url: str | None = None) -> None:
        self.items: list[Item] = []
        self.omissions: list[Omission] = []
        self.heading = ""
        self._base_url = base_url
        self._parents: list[str | None] = []
        self._labels: list[Block | None] = []
        self._list_depths: list[int] = []
        self._list_numbers: list[int] = []
        self._lists = 0
        self._list_end = 0
        self._list_context: tuple[str, ...] = ()
        self._verbatim: Item | None = None

    def add_heading(self, text: str, level: int, line: int, *, inferred: bool = False) -> None:
        """Add a heading unless it has no words, without the pilcrow of a permalink; one that is too long becomes a block."""
        text = clean(text).rstrip("¶ ")
        if len(text) > MAX_HEADING_LENGTH:
            self.add_text(text, line)
        elif has_words(text):
            self.items.append(Heading(text, level, line, inferred))
            self.heading = text

    def add_rich_text(self, rich: RichText, line: int, prefix: str = "") -> None:
        """Add a block of text with links, with `prefix` before it."""
        block = Block(
            rich.text,
            line,
            links=tuple(rich.links),
            line_starts=tuple(rich.line_starts),
            is_bold=rich.is_bold,
            anchors=tuple(rich.anchors),
        )
        self._add(_with_prefix(block, prefix) if prefix else block)

    def add_text(self, text: str, line: int, prefix: str = "", line_starts: Iterable[LineStart] = ()) -> None:
        """Add a block of text as it is, such as code, with `prefix` before it.

        `line_starts` are only needed if a line break of the text is not one of the source.
        """
        starts = tuple(start._replace(position=start.position + len(prefix)) for start in line_starts)
        if self._add(Block(prefix + clean(text), line, line_starts=starts)):
            self._verbatim = self.items[-1]

    def add_omission(self, text: str, line: int) -> None:
        """Record a text that is left out because it is not content, unless it has no words."""
        text = fold(clean(text))
        if has_words(text):
            self.omissions.append(Omission.shortened(line, text))

    @property
    def starts_item(self) -> bool:
        """True if the next block is the first of a list item."""
        return bool(self._parents) and self._parents[-1] is None

    def _add(self, block: Block) -> bool:
        """Add a block and return True, or return False if it has no letter or digit.

        The first block of a list item is the parent of those that follow.
        """
        if not has_words(block.text):
            return False
        starts_item = self.starts_item
        number = self._list_numbers[-1] if starts_item and self._list_numbers else 0
        context = self._context()
        if context or number:
            block = replace(block, context=context, list_number=number)
        if self._base_url:
            block = _resolve_links(block, self._base_url)
        block = self._with_marker(block)
        self.items.append(block)
        if starts_item:
            self._parents[-1] = block.text
        self._labels = [None] * len(self._labels)
        return True

    def _with_marker(self, block: Block) -> Block:
        """Return a block with the marker of a question or answer (`Q:`) that pages put into an element of its own before it."""
        last = self.items[-1] if self.items else None
        if not isinstance(last, Block) or last.context != block.context or last.list_number:
            return block
        if not is_bare_marker(last.text, self.items[-1 - DIALOGUE_REACH : -1]):
            return block
        self.items.pop()
        return _with_prefix(block, f"{last.text} ")

    def _context(self) -> tuple[str, ...]:
        """Return the text of the open parents, outermost first; only of the nearest if all of them would be too long."""
        context: list[str] = []
        room = MAX_CONTEXT_LENGTH
        for parent in filter(None, reversed(self._parents)):
            room -= len(parent)
            if room < 0:
                break
            context.insert(0, parent)
        return tuple(context)

    def take_caption(self) -> Block | None:
        """Remove the block before a table and return it, if it is a few words that can only name what is in the table."""
        last = self.items[-1] if len(self.items) > self._list_end else None
        if not isinstance(last, Block) or last is self._verbatim or last.is_bold or last.list_number or last.links:
            return None
        words = last.text.split()
        is_name = words[0][0].isupper() and words[-1][-1].isalnum() and len(words) <= MAX_CAPTION_WORDS and ":" not in last.text
        if not is_name or last.context != self._context():
            return None
        self.items.pop()
        return last

    def open_list(self, *, is_next_line: bool = False, is_code: bool = False) -> None:
        """Open a list, table, quotation or code block, below the paragraph before it if that introduces it.

        `is_next_line` means that it starts in the line after the paragraph, which may then be its label. A short sentence
        introduces code even if it ends, except in a list, where the item does.
        """
        is_code = is_code and not (self._list_numbers and self._list_numbers[-1])
        self._lists += 1
        self._list_numbers.append(self._lists)
        self._list_depths.append(len(self._parents))
        last = self.items[-1] if self.items else None
        if isinstance(last, Block) and self._introduces(last, is_next_line=is_next_line, is_code=is_code):
            self._parents.append(last.text)
            self._labels.append(None)

    def reopen_list(self) -> None:
        """End the list and open another, which a paragraph between the two may introduce."""
        end = self._list_end
        self.close_list()
        self._list_end = end
        self.open_list()

    def _introduces(self, last: Block, *, is_next_line: bool, is_code: bool) -> bool:
        """Return whether the last block introduces what follows; an item of a list that has ended does so by a colon only."""
        context = self._context()
        ends_list = len(self.items) == self._list_end
        is_beside = last.context == context
        if ends_list and self._list_context[: len(context)] == context:
            is_beside = is_beside or last.context == self._list_context
        if last is self._verbatim or not is_beside or (ends_list and not last.text.endswith(COLONS)):
            return False
        return introduces(last.text) or (is_next_line and names_list(last)) or (is_code and says_what_code_does(last))

    def close_list(self) -> None:
        """Close the innermost list."""
        self._list_end, self._list_context = len(self.items), self._context()
        if self._list_depths:
            depth = self._list_depths.pop()
            del self._parents[depth:], self._labels[depth:]
            self._list_numbers.pop()

    def open_item(self, label: Block | None = None) -> None:
        """Open a list item; a label, such as the term of a definition, is its parent but not quoted by itself.

        Raises DocumentError if lists are nested too deeply.
        """
        if len(self._parents) >= MAX_LIST_DEPTH:
            raise DocumentError(f"lists are nested more than {MAX_LIST_DEPTH} levels deep", fix="flatten them")
        self._parents.append(label.text if label else None)
        self._labels.append(label)

    def close_item(self) -> None:
        """Close the innermost list item; a label with nothing below it becomes a block."""
        if not self._labels:
            return
        label = self._labels.pop()
        self._parents.pop()
        if label:
            self._add(label)

    def open_group(self, title: str = "", line: int = 0) -> None:
        """Open a container of blocks, such as a note or a tab; its title, if it has one, is their parent.

        Raises DocumentError like `open_item`.
        """
        title = fold(clean(title))
        self._list_depths.append(len(self._parents))
        self._list_numbers.append(0)
        if has_words(title):
            self.open_item(Block(title, line))

    def close_group(self) -> None:
        """Close the innermost container; a title with nothing below it becomes a block."""
        if self._list_depths and len(self._parents) > self._list_depths[-1]:
            self.close_item()
        self.close_list()


def _with_prefix(block: Block, prefix: str) -> Block:
    """Return a block with other text before its own."""
    shift = len(prefix)
    return replace(
        block,
        text=prefix + block.text,
        links=tuple(link.shifted(shift) for link in block.links),
        line_starts=tuple(start._replace(position=start.position + shift) for start in block.line_starts),
        anchors=tuple((start + shift, end + shift) for start, end in block.anchors),
    )


def _resolve_links(block: Block, base_url: str) -> Block:
    """Resolve relative link targets against `base_url`, both in the links and in the text."""
    text, links, growth = "", [], [(0, 0)]
    position = 0
    for link in block.links:
        text += block.text[position : link.end]
        start = len(text) - (link.end - link.start)
        resolved = Link(start, len(text), _join_url(base_url, link.target))
        text += f" ({resolved.target})"
        links.append(resolved)
        position = link.stop
        growth.append((position, len(text) - position))
    return replace(
        block,
        text=text + block.text[position:],
        links=tuple(links),
        line_starts=tuple(start._replace(position=_moved_to(start.position, growth)) for start in block.line_starts),
        anchors=tuple((_moved_to(start, growth), _moved_to(end, growth)) for start, end in block.anchors),
    )


def _moved_to(position: int, growth: list[tuple[int, int]]) -> int:
    """Return where a position is after the text before it has grown: by pairs of a position and the growth from there on."""
    return position + growth[bisect_right(growth, position, key=itemgetter(0)) - 1][1]


def _join_url(base_url: str, target: str) -> str:
    try:
        return urljoin(base_url, target)
    except ValueError:  # some pages have invalid addresses
        return target
