"""sections.jsonl: the sections of an index in reading order, a line with the headings above and of each.

section-starts.npy has the first row of each section, and then the number of passages, for a section ends where the next one
starts. section-lines.npy has where each line ends, and the position of the document among those of the manifest.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, DamagedIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder
from index.passages.passage import SectionRows
from index.storing.documents import Documents
from index.storing.manifest import SECTION_LINES, SECTION_STARTS, SECTIONS

Heading = tuple[str, ...]
KEPT = 4_096
"""The number of decoded sections that are kept: those around a passage are asked for again and again."""
MAX_BESIDE = 200
"""Sections below one parent that are looked at; more are too many for a list."""


class SectionFile(Sequence[SectionRows]):
    """The sections of an index, each decoded on access."""

    def __init__(self, files: CheckedFolder, documents: Documents) -> None:
        """Open the sections in a folder. Raises DamagedIndexError if a file is damaged, or they do not fit the documents."""
        self._files = files
        self._documents = documents
        self._kept: dict[int, SectionRows] = {}
        self._beside: dict[tuple[int, int], range] = {}
        self._text = files.data(SECTIONS)
        self._starts = files.array(SECTION_STARTS, np.int64, (None,)).whole()
        self._lines = files.array(SECTION_LINES, np.int64, (len(self._starts) - 1, 2))
        is_whole = len(self._starts) and self._starts[0] == 0 and self._starts[-1] == documents.passages
        if not is_whole or (np.diff(self._starts) < 0).any():
            raise self._misfit(SECTION_STARTS)

    def __len__(self) -> int:
        """Return the number of sections."""
        return len(self._lines)

    @overload
    def __getitem__(self, position: int) -> SectionRows: ...

    @overload
    def __getitem__(self, position: slice) -> Sequence[SectionRows]: ...

    def __getitem__(self, position: int | slice) -> SectionRows | Sequence[SectionRows]:
        """Return a section, or several. Raises DamagedIndexError if they are damaged."""
        if isinstance(position, slice):
            return [self[each] for each in range(len(self))[position]]
        if (known := self._kept.get(position)) is not None:
            return known
        position = range(len(self))[position]
        first = int(self._lines[position - 1][0]) if position else 0
        end, document = self._lines[position].tolist()
        paths = self._decode(first, end)
        if len(paths) != 1:
            raise self._misfit(SECTION_LINES)
        [path] = paths
        found = self._section(position, document, path)
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[position] = found
        return found

    def __iter__(self) -> Iterator[SectionRows]:
        """Yield all sections, which are decoded together."""
        (ends, owners), starts = self._lines.whole().T, self._starts.tolist()
        text = np.frombuffer(self._text.whole(), dtype=np.uint8)
        paths = self._decode(0, len(text))
        if len(paths) != len(self) or not np.array_equal(ends, np.flatnonzero(text == ord("\n")) + 1):
            raise self._misfit(SECTIONS)
        self._check(owners)
        names = [document.path for document in self._documents]
        owned = map(names.__getitem__, owners.tolist())
        yield from map(SectionRows, owned, paths, starts[:-1], starts[1:])

    def position_of(self, row: int) -> int:
        """Return the position of the section that the passage in a row is directly in."""
        return int(np.searchsorted(self._starts, row, side="right")) - 1

    def beside(self, position: int, passages: int) -> range | None:
        """Return the positions of the sections below the same parent as one that has a heading, with itself and those in it.

        None if they have more than this number of `passages`, or are very many. Raises DamagedIndexError if they are damaged.
        """
        found = self._beside.get((position, passages))
        if found is None:
            found = self._find_beside(position, passages)
            if len(self._beside) >= KEPT:
                self._beside.clear()
            depth = len(self[position].path)
            self._beside |= {(each, passages): found for each in found if len(self[each].path) == depth}
        return None if self._are_too_many(found, passages) else found

    def _find_beside(self, position: int, passages: int) -> range:
        """Return the positions of the sections below the same parent as one, or of as many of them as are too many."""
        document, parent = self[position].document, self[position].path[:-1]
        found = range(position, position + 1)
        while not self._are_too_many(found, passages):
            if found.start and self[found.start - 1].is_below(document, parent):
                found = range(found.start - 1, found.stop)
            elif found.stop < len(self) and self[found.stop].is_below(document, parent):
                found = range(found.start, found.stop + 1)
            else:
                break
        return found

    def _are_too_many(self, sections: range, passages: int) -> bool:
        """Return whether sections at some positions are very many, or have more than this number of passages."""
        return len(sections) > MAX_BESIDE or bool(self._starts[sections.stop] - self._starts[sections.start] > passages)

    def _section(self, position: int, document: int, path: Heading) -> SectionRows:
        self._check(self._lines[position : position + 1][:, 1], position)
        start, stop = self._starts[position : position + 2].tolist()
        return SectionRows(self._documents[document].path, path, start, stop)

    def _check(self, owners: NDArray[np.int64], first: int = 0) -> None:
        """Check that sections, from the position `first` on, are in the rows of the documents that own them."""
        if not len(owners):
            return
        if not (owners.min() >= 0 and owners.max() < len(self._documents)):
            raise self._misfit(SECTION_LINES)
        starts = self._starts[first : first + len(owners) + 1]
        ends = self._documents.ends[owners]
        begins = np.where(owners > 0, self._documents.ends[owners - 1], 0)
        if (starts[:-1] < begins).any() or (starts[1:] > ends).any():
            raise self._misfit(SECTION_LINES)

    def _decode(self, first: int, end: int) -> list[Heading]:
        """Decode the lines between two bytes of the text."""
        if not 0 <= first <= end <= len(self._text):
            raise self._misfit(SECTION_LINES)
        data = self._text[first:end].removesuffix(b"\n").replace(b"\n", b",")
        try:
            return msgspec.json.decode(b"[" + data + b"]", type=list[Heading])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            where = str(self._files.path / SECTIONS)
            raise DamagedIndexError(f"damaged ({error})", where=where, fix=REBUILD) from None

    def _misfit(self, name: str) -> DamagedIndexError:
        what = "damaged: the sections do not match the documents"
        return DamagedIndexError(what, where=str(self._files.path / name), fix=REBUILD)


def write_sections(sections: Iterable[SectionRows], documents: Iterable[str], folder: Path) -> None:
    """Write the sections of an index whose documents have these paths, in their order. Raises OSError."""
    numbers = {path: number for number, path in enumerate(documents)}
    found = list(sections)
    lines = [msgspec.json.encode(section.path) + b"\n" for section in found]
    ends = np.cumsum([len(line) for line in lines], dtype=np.int64)
    owners = np.array([numbers[section.document] for section in found], dtype=np.int64)
    (folder / SECTIONS).write_bytes(b"".join(lines))
    save_array(np.array([0, *(section.stop for section in found)], dtype=np.int64), folder / SECTION_STARTS)
    save_array(np.stack([ends, owners], axis=1), folder / SECTION_LINES)
