"""Collects headings and blocks for the readers of every kind of file."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urljoin

from index.errors import DocumentError
from index.reading.blocks import Block, Heading, Item
from index.reading.rich_text import Link, RichText
from index.text.characters import clean, has_words

MAX_LIST_DEPTH = 100
"""Levels of nested lists, more than anyone writes by hand."""
MAX_HEADING_LENGTH = 500
"""Characters of a heading; anything longer is treated as a paragraph, since a heading is repeated with all text below it."""
MAX_CONTEXT_LENGTH = 2_000
"""Characters of context, so that a long parent is not repeated with each of many blocks."""


class Collector:
    """Collects the items of one document, and gives every block in a list the text of its parents as context.

    A list right below a paragraph that ends in a colon has that paragraph as a parent.
    """

    def __init__(self, base_url: str | None = None) -> None:
        self.items: list[Item] = []
        self._base_url = base_url
        self._parents: list[str | None] = []
        self._labels: list[Block | None] = []
        self._list_depths: list[int] = []

    def add_heading(self, text: str, level: int, line: int, *, inferred: bool = False) -> None:
        """Add a heading unless it has no words, without the pilcrow of a permalink; one that is too long becomes a block."""
        text = clean(text).rstrip("¶ ")
        if len(text) > MAX_HEADING_LENGTH:
            self.add_block(text, line)
        elif has_words(text):
            self.items.append(Heading(text, level, line, inferred))

    def add_rich_text(self, rich: RichText, line: int, prefix: str = "") -> None:
        """Add a block of text with links, with `prefix` before it."""
        self.add_block(rich.text, line, rich.links, prefix)

    def add_block(self, text: str, line: int, links: Iterable[Link] = (), prefix: str = "") -> None:
        """Add a block unless it has no letter or digit. The first block of a list item is the parent of those that follow."""
        text = clean(text)
        if not has_words(text):
            return
        shift = len(prefix)
        shifted = tuple(Link(link.start + shift, link.end + shift, link.target) for link in links)
        block = Block(prefix + text, line, self._context(), shifted)
        if self._base_url:
            block = _resolve_links(block, self._base_url)
        self.items.append(block)
        if self._parents and self._parents[-1] is None:
            self._parents[-1] = block.text
        self._labels = [None] * len(self._labels)

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

    def open_list(self) -> None:
        """Open a list, below the paragraph before it if that ends in a colon."""
        self._list_depths.append(len(self._parents))
        last = self.items[-1] if self.items else None
        if not self._parents and isinstance(last, Block) and last.text.endswith((":", "：")) and not last.context:
            self._parents.append(last.text)

    def close_list(self) -> None:
        """Close the innermost list."""
        if self._list_depths:
            del self._parents[self._list_depths.pop() :]

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
            self.add_block(label.text, label.line, label.links)


def _resolve_links(block: Block, base_url: str) -> Block:
    """Resolve relative link targets against `base_url`, both in the links and in the text."""
    text, links = "", []
    position = 0
    for link in block.links:
        text += block.text[position : link.end]
        start = len(text) - (link.end - link.start)
        resolved = Link(start, len(text), _join_url(base_url, link.target))
        text += f" ({resolved.target})"
        links.append(resolved)
        position = link.stop
    return replace(block, text=text + block.text[position:], links=tuple(links))


def _join_url(base_url: str, target: str) -> str:
    try:
        return urljoin(base_url, target)
    except ValueError:  # some pages have invalid addresses
        return target
