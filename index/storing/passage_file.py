"""passages.jsonl: the passages of an index, one per line, in reading order."""

import mmap
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, DamagedIndexError, StoredIndexError, read_error_fix
from index.passages.passage import Passage


class PassageFile:
    """A memory-mapped passages.jsonl, whose passages are parsed on access."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises StoredIndexError if it cannot be read."""
        self._path = path
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise StoredIndexError(f"cannot be read ({error})", where=str(path), fix=read_error_fix(error)) from None
        self._ends = _line_ends(self._data)

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self._ends)

    def __iter__(self) -> Iterator[Passage]:
        """Yield all passages, in reading order."""
        return (self[row] for row in range(len(self)))

    def __getitem__(self, row: int) -> Passage:
        """Parse the passage of a row. Raises DamagedIndexError if the line is not a passage."""
        try:
            return Passage.from_json(self.line(row))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            where = f"{self._path}:{row + 1}"
            raise DamagedIndexError(f"not a passage ({error})", where=where, fix=REBUILD) from None

    def line(self, row: int) -> bytes:
        """Return the raw line of a row, including the newline."""
        return self.lines(range(row, row + 1))

    def lines(self, rows: range) -> bytes:
        """Return the raw lines of some rows, including the newlines."""
        first, last = (int(self._ends[row - 1]) + 1 if row else 0 for row in (rows.start, rows.stop))
        return self._data[first:last]

    def find(self, passage_id: str) -> int | None:
        """Return the row of the first passage with this id, or None."""
        at = self._data.find(b'{"id":' + msgspec.json.encode(passage_id) + b",")
        return int(np.searchsorted(self._ends, at)) if at >= 0 else None


def _line_ends(data: mmap.mmap) -> NDArray[np.int64]:
    return np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
