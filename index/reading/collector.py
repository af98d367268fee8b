"""How readers put together what they find, whatever markup they read."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urljoin

from index.errors import DocumentError
from index.reading.blocks import Block, Heading, Item
from index.reading.rich_text import Link, RichText
from index.text.characters import clean, says_something

DEEPEST = 100
"""Lists in one another; nothing that a person writes has more."""
LONGEST_HEADING = 500
"""Characters; what is longer is a paragraph, whatever it is marked as, and would be said with all that follows."""
LONGEST_CONTEXT = 2_000
"""Characters of the parents of a block that are said with it, so that a long one is not said with each of many."""


class Collector:
    """Gathers the items of one document and gives every block of a list the words of its parents.

    A list right below a paragraph that ends in a colon has that paragraph for a parent.
    """

    def __init__(self, base_url: str | None = None) -> None:
        self.items: list[Item] = []
        self._base_url = base_url
        self._parents: list[str | None] = []
        self._labels: list[Block | None] = []
        self._list_depths: list[int] = []

    def heading(self, text: str, level: int, line: int, *, inferred: bool = False) -> None:
        """Add a heading, unless it has no words; the sign of a link to itself is none of them."""
        text = clean(text).rstrip("¶ ")
        if len(text) > LONGEST_HEADING:
            self.block(text, line)
        elif says_something(text):
            self.items.append(Heading(text, level, line, inferred))

    def rich(self, rich: RichText, line: int, prefix: str = "") -> None:
        """Add a block from text with links, `prefix` before it."""
        self.block(rich.text, line, rich.links, prefix)

    def block(self, text: str, line: int, links: Iterable[Link] = (), prefix: str = "") -> None:
        """Add a block, unless it has no letter or digit. The first of a list item becomes the parent of what follows."""
        text = clean(text)
        if not says_something(text):
            return
        shift = len(prefix)
        shifted = tuple(Link(link.start + shift, link.end + shift, link.target) for link in links)
        block = Block(prefix + text, line, self._context(), shifted)
        if self._base_url:
            block = _resolve(block, self._base_url)
        self.items.append(block)
        if self._parents and self._parents[-1] is None:
            self._parents[-1] = block.text
        self._labels = [None] * len(self._labels)

    def _context(self) -> tuple[str, ...]:
        """The words of the parents that are open, outermost first; if they are many, of the nearest."""
        context: list[str] = []
        room = LONGEST_CONTEXT
        for parent in filter(None, reversed(self._parents)):
            room -= len(parent)
            if room < 0:
                break
            context.insert(0, parent)
        return tuple(context)

    def open_list(self) -> None:
        """A list begins."""
        self._list_depths.append(len(self._parents))
        last = self.items[-1] if self.items else None
        if not self._parents and isinstance(last, Block) and last.text.endswith((":", "：")) and not last.context:
            self._parents.append(last.text)

    def close_list(self) -> None:
        """The innermost list ends."""
        if self._list_depths:
            del self._parents[self._list_depths.pop() :]

    def open_item(self, label: Block | None = None) -> None:
        """A list item begins; a label, as of a definition, is its parent without being quoted by itself.

        Raises DocumentError when lists are nested too deeply.
        """
        if len(self._parents) >= DEEPEST:
            raise DocumentError(f"lists are nested deeper than {DEEPEST}", fix="write it flatter")
        self._parents.append(label.text if label else None)
        self._labels.append(label)

    def close_item(self) -> None:
        """The innermost list item ends; a label with nothing under it is quoted after all."""
        if not self._labels:
            return
        label = self._labels.pop()
        self._parents.pop()
        if label:
            self.block(label.text, label.line, label.links)


def _resolve(block: Block, base_url: str) -> Block:
    """Make relative link targets absolute, in the text too."""
    text, links = "", []
    position = 0
    for link in block.links:
        text += block.text[position : link.end]
        start = len(text) - (link.end - link.start)
        resolved = Link(start, len(text), _joined(base_url, link.target))
        text += f" ({resolved.target})"
        links.append(resolved)
        position = link.stop
    return replace(block, text=text + block.text[position:], links=tuple(links))


def _joined(base_url: str, target: str) -> str:
    try:
        return urljoin(base_url, target)
    except ValueError:  # what some pages have for an address is none
        return target
