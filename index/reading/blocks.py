"""What a reader finds in a document, in reading order: headings, and blocks of text that will be quoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urljoin

SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:", "xmpp:", "irc:", "ircs:", "ftp:", "discord:")


class Link(NamedTuple):
    """A link in a text: `text[start:end]` are its words; ` (target)` is written behind them."""

    start: int
    end: int
    target: str

    @property
    def stop(self) -> int:
        """Where the target that is written behind the words ends."""
        return self.end + len(self.target) + 3


def without_targets(text: str, links: Iterable[Link]) -> str:
    """The text as a reader of the rendered document sees it."""
    pieces, position = [], 0
    for link in links:
        pieces.append(text[position : link.end])
        position = link.stop
    return "".join([*pieces, text[position:]])


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the outermost. `inferred` where plain text only looks like one."""

    text: str
    level: int
    line: int
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A bullet, paragraph, table row or step; `context` holds the words of its parents, outermost first."""

    text: str
    line: int
    context: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


Item = Heading | Block


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as its markup tells it, before config.yaml has its say; `titles` are its names, the best first."""

    titles: tuple[str, ...]
    items: tuple[Item, ...]


def only_top_heading(items: Iterable[Item]) -> tuple[str, ...]:
    """The heading of level 1, if there is exactly one: then it is the document's title."""
    tops = tuple(item.text for item in items if isinstance(item, Heading) and item.level == 1)
    return tops if len(tops) == 1 else ()


class RichText:
    """Text under construction, with its links. White space is folded to single blanks as it comes in."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blank = False
        self._links: list[Link] = []
        self._open: list[tuple[int, str]] = []

    def add(self, words: str) -> None:
        """Append text as it stands in the source."""
        folded = " ".join(words.split())
        if words[:1].isspace() or not folded:
            self._blank = self._blank or bool(words)
        if not folded:
            return
        if self._blank and self._length:
            self._append(" ")
        self._append(folded)
        self._blank = words[-1:].isspace()

    def open_link(self, target: str) -> None:
        """The words of a link begin."""
        if self._blank and self._length:
            self._append(" ")
            self._blank = False
        self._open.append((self._length, target.strip()))

    def close_link(self) -> None:
        """The words of a link end; its target is written behind them unless they are the same."""
        if not self._open:
            return
        start, target = self._open.pop()
        words = self.text[start:]
        scheme = target.split("/")[0].lower()
        if not words or not target or (":" in scheme and not scheme.startswith(SAFE_SCHEMES)):
            return
        if target not in {words, f"mailto:{words}", f"http://{words}", f"https://{words}"}:
            link = Link(start, self._length, "".join(target.split()))
            self._links.append(link)
            self._append(f" ({link.target})")

    def extend(self, other: "RichText") -> None:
        """Append another text with its links."""
        if self._blank and self._length:
            self._append(" ")
        shift = self._length
        self._links += [Link(link.start + shift, link.end + shift, link.target) for link in other.links]
        self._append(other.text)
        self._blank = False

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    @property
    def words(self) -> str:
        """The text so far without the targets of its links."""
        return without_targets(self.text, self._links)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links so far, with positions in `text`."""
        return tuple(self._links)


def table_row(header: Sequence[str], cells: Sequence[RichText]) -> RichText:
    """One table row as `Column: cell; Column: cell`, with its links; empty cells are left out."""
    row = RichText()
    for position, cell in enumerate(cells):
        if not cell.text:
            continue
        if row.text:
            row.add("; ")
        if position < len(header) and header[position]:
            row.add(f"{header[position]}: ")
        row.extend(cell)
    return row


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
        text = text.rstrip("¶# ")
        if text:
            self.items.append(Heading(text, level, line, inferred))

    def rich(self, rich: RichText, line: int, prefix: str = "") -> None:
        """Add a block from text with links, `prefix` before it."""
        self.block(rich.text, line, rich.links, prefix)

    def block(self, text: str, line: int, links: Iterable[Link] = (), prefix: str = "") -> None:
        """Add a block, unless it has no letter or digit. The first of a list item becomes the parent of what follows."""
        if not any(character.isalnum() for character in text):
            return
        shift = len(prefix)
        links = tuple(Link(link.start + shift, link.end + shift, link.target) for link in links)
        block = Block(prefix + text, line, tuple(parent for parent in self._parents if parent), links)
        if self._base_url:
            block = _resolve(block, self._base_url)
        self.items.append(block)
        if self._parents and self._parents[-1] is None:
            self._parents[-1] = block.text
        if self._labels:
            self._labels[-1] = None

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
        """A list item begins; a label, as of a definition, is its parent without being quoted by itself."""
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

    @property
    def in_item(self) -> bool:
        """Whether a list item is open."""
        return bool(self._labels)


def _resolve(block: Block, base_url: str) -> Block:
    """Make relative link targets absolute, in the text too."""
    text, links = "", []
    position = 0
    for link in block.links:
        text += block.text[position : link.end]
        start = len(text) - (link.end - link.start)
        resolved = Link(start, len(text), urljoin(base_url, link.target))
        text += f" ({resolved.target})"
        links.append(resolved)
        position = link.stop
    return replace(block, text=text + block.text[position:], links=tuple(links))
