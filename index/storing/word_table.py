"""Word tables: sorted words in a file, found without reading more than a few hundred bytes of it.

The text has one word a line, in the order of its UTF-8 bytes, which is that of the characters. For the first word of each page
of lines, an array has the place of its line and its first bytes as a number, so that a word is found by a binary search among
numbers and a search in one page. A word that is not the first of a page is never decoded to find another.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, DamagedIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder

PAGE = 32
"""Words in a page."""
KEY_BYTES = 8
"""The first bytes of a word that are compared as a number."""
FEW = 16
"""A table is written anew instead of edited if more than one in so many of its words changes."""
SMALL = 4_096
"""The number of words up to which all are kept in memory from the first time that one is looked up."""
LAST = b"\xff"
"""A byte that no word contains, and that sorts behind all that they do."""


class Text(Protocol):
    """Bytes of which parts can be read."""

    def __len__(self) -> int:
        """Return the number of bytes."""
        ...

    def __getitem__(self, span: slice, /) -> bytes:
        """Return some of the bytes."""
        ...


class WordTable(Sequence[str]):
    """Words in ascending order, none twice; `text` has a line break before each and one at the end.

    Row 0 of `pages` has the place of each page in the text, row 1 the key of its first word.
    """

    def __init__(self, text: Text, pages: Any, count: int, where: str = "") -> None:
        self._text = text
        self._stored_pages = pages
        self._count = count
        self._where = where

    @classmethod
    def of(cls, words: Sequence[str]) -> "WordTable":
        """Return a table of words, which must be in order."""
        return cls._of_text("\n".join(["", *words, ""]).encode() if words else b"\n", len(words))

    @classmethod
    def _of_text(cls, text: bytes, count: int) -> "WordTable":
        return cls(text, _find_pages(text), count)

    @classmethod
    def open(cls, files: CheckedFolder, name: str, count: int) -> "WordTable":
        """Open a saved table of `count` words, without reading it. Raises StoredIndexError if a file is missing or damaged."""
        pages = files.array(f"{name}-pages.npy", np.uint64, (2, -(-count // PAGE)))
        return cls(files.data(f"{name}.txt"), pages, count, str(files.path / f"{name}.txt"))

    def save(self, folder: Path, name: str) -> None:
        """Write the table to a folder."""
        (folder / f"{name}.txt").write_bytes(self.text)
        save_array(np.asarray(self._stored_pages[:]), folder / f"{name}-pages.npy")

    @property
    def text(self) -> bytes:
        """All words, with a line break before each and one at the end."""
        return self._text[0 : len(self._text)]

    def __len__(self) -> int:
        """Return the number of words."""
        return self._count

    def __contains__(self, word: object) -> bool:
        """Return whether the table has a word."""
        return isinstance(word, str) and self.position(word) is not None

    def __iter__(self) -> Iterator[str]:
        """Iterate over the words, a thousand pages at a time."""
        for first in range(0, len(self), 1_000 * PAGE):
            yield from self._words(first, min(first + 1_000 * PAGE, len(self)))

    def __getitem__(self, position: Any) -> Any:
        """Return a word by its position, or those in a slice without steps."""
        if isinstance(position, slice):
            first, end, _ = position.indices(len(self))
            return self._words(first, max(first, end))
        return self._words(range(len(self))[position], range(len(self))[position] + 1)[0]

    def position(self, word: str) -> int | None:
        """Return the position of a word, or None if the table lacks it."""
        if self._count <= SMALL:
            return self._known.get(word)
        wanted = _encode(word)
        if not wanted or b"\n" in wanted or not self._count:
            return None
        page = self._page_of(wanted)
        text = self._page(page)
        at = text.find(b"\n%b\n" % wanted)
        return None if at < 0 else page * PAGE + text.count(b"\n", 0, at)

    def positions(self, words: Sequence[str]) -> list[int | None]:
        """Return the positions of many words, None for those that the table lacks."""
        if len(words) * FEW < len(self):
            return [self.position(word) for word in words]
        known = self._known if self._count <= SMALL else _by_word(self)
        return [known.get(word) for word in words]

    def starting_with(self, prefix: str) -> range:
        """Return the positions of the words that start with some characters, at least one."""
        wanted = _encode(prefix)
        return range(self._lower(wanted), self._lower(wanted + LAST))

    def lines(self, positions: range) -> bytes:
        """Return words as they are stored, with a line break before each and one at the end."""
        if not positions:
            return b"\n"
        return self._text[self._place(positions.start) : self._place(positions.stop) + 1]

    def edited(self, dropped: Sequence[int], added: Sequence[str]) -> "WordTable":
        """Return a table without the words in some positions, ascending, and with others that it lacks, in order."""
        count = len(self) - len(dropped) + len(added)
        if FEW * (len(dropped) + len(added)) > len(self):
            gone = set(dropped)
            return WordTable.of(sorted([*(word for at, word in enumerate(self) if at not in gone), *added]))
        text = self.text
        edits = [(self._lower(_encode(word)), b"\n" + _encode(word)) for word in added]
        edits = sorted([*edits, *((position, b"") for position in dropped)], key=lambda edit: (edit[0], not edit[1]))
        parts, end = [], 0
        for position, line in edits:
            place = self._place(position)
            parts += [text[end:place], line]
            end = place if line else self._place(position + 1)
        return WordTable._of_text(b"".join([*parts, text[end:]]), count)

    @cached_property
    def _known(self) -> dict[str, int]:
        """The position of each word."""
        return _by_word(self)

    @cached_property
    def _pages(self) -> tuple[memoryview, memoryview]:
        """The place of each page in the text, and the key of its first word."""
        places, keys = (np.array(self._stored_pages[row], dtype=np.uint64) for row in (0, 1))
        return memoryview(places.data), memoryview(keys.data)

    def _page_of(self, wanted: bytes) -> int:
        """Return the page that a word is in, if the table has it."""
        keys, key = self._pages[1], _key(wanted)
        first = bisect_left(keys, key)
        end = bisect_right(keys, key, first)
        return max(0, bisect_right(range(first, end), wanted, key=self._first_word) + first - 1)

    def _first_word(self, page: int) -> bytes:
        text = self._page(page)
        return text[1 : text.find(b"\n", 1)]

    def _page(self, page: int) -> bytes:
        """Return the lines of a page, with the line break before the first and that after the last."""
        places = self._pages[0]
        end = places[page + 1] + 1 if page + 1 < len(places) else len(self._text)
        text = self._text[places[page] : end]
        if text[:1] != b"\n":
            raise DamagedIndexError("damaged: the words are not where they should be", where=self._where, fix=REBUILD)
        return text

    def _lower(self, wanted: bytes) -> int:
        """Return the position of the first word that is not before some bytes."""
        if not self._count:
            return 0
        page = self._page_of(wanted)
        return page * PAGE + bisect_left(self._page(page)[1:-1].split(b"\n"), wanted)

    def _place(self, position: int) -> int:
        """Return where a line starts, with the line break before it; for the number of words, where the last one ends."""
        if position >= self._count:
            return len(self._text) - 1
        page, line = divmod(position, PAGE)
        text = self._page(page)
        at = 0
        for _ in range(line):
            at = text.find(b"\n", at + 1)
        return self._pages[0][page] + at

    def _words(self, first: int, end: int) -> list[str]:
        found = self.lines(range(first, end))[1:-1].decode(errors="replace").split("\n") if first < end else []
        if len(found) != max(0, end - first) or "" in found:
            raise DamagedIndexError("damaged: the words are not where they should be", where=self._where, fix=REBUILD)
        return found


def _by_word(words: Iterable[str]) -> dict[str, int]:
    return {word: position for position, word in enumerate(words)}


def _encode(word: str) -> bytes:
    return word.encode(errors="surrogatepass")


def _key(word: bytes) -> int:
    return int.from_bytes(word[:KEY_BYTES].ljust(KEY_BYTES, b"\0"), "big")


def _find_pages(text: bytes) -> NDArray[np.uint64]:
    """Return the places and keys of the pages of a text."""
    breaks = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord("\n"))
    places = breaks[:-1:PAGE].tolist()
    ends = breaks[1::PAGE].tolist()
    keys = [_key(text[place + 1 : end]) for place, end in zip(places, islice(ends, len(places)), strict=True)]
    return np.array([places, keys], dtype=np.uint64).reshape(2, len(places))
