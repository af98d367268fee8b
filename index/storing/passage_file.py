"""passages.jsonl: the passages of an index, one per line, in reading order; passage-ends.npy says where each line ends."""

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, DamagedIndexError
from index.files.blocks import CheckedFolder
from index.passages.passage import Passage
from index.storing.manifest import PASSAGE_ENDS, PASSAGES

NEAR_ROWS = 500
"""The rows before and after a place in which a passage is looked for first, because an edit moves it only a little."""
ROWS_AT_ONCE = 8_000
"""Rows that are looked through at a time, so that little memory is needed."""


class PassageFile:
    """An open passages.jsonl, whose passages are verified and parsed on access."""

    def __init__(self, files: CheckedFolder, passages: int | None = None) -> None:
        """Open the file in a folder. Raises StoredIndexError if it is damaged or does not have this number of passages."""
        self._path = files.path / PASSAGES
        self._data = files.data(PASSAGES)
        self._ends = files.array(PASSAGE_ENDS, np.int64, (passages,))

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

    def read(self, rows: range) -> list[Passage]:
        """Parse the passages of adjacent rows. Raises DamagedIndexError if a line is not a passage."""
        lines = self.lines(rows).splitlines()
        try:
            return [Passage.from_json(line) for line in lines]
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return [self[row] for row in rows]  # names the line

    def prepare(self, ranges: Iterable[range]) -> None:
        """Say which rows will be read soon; those of a file are read as fast without."""

    def line(self, row: int) -> bytes:
        """Return the raw line of a row, including the newline."""
        return self.lines(range(row, row + 1))

    def lines(self, rows: range) -> bytes:
        """Return the raw lines of some rows, including the newlines."""
        first, last = (int(self._ends[row - 1]) if row else 0 for row in (rows.start, rows.stop))
        if not 0 <= first <= last <= len(self._data):
            raise DamagedIndexError("damaged: not ends of lines", where=str(self._path.with_name(PASSAGE_ENDS)), fix=REBUILD)
        return self._data[first:last]

    def line_ends(self, rows: range) -> NDArray[np.int64]:
        """Return where the line of each of some rows ends, counted from the start of the first one."""
        first = int(self._ends[rows.start - 1]) if rows.start else 0
        return np.asarray(self._ends[rows.start : rows.stop]) - first

    def find(self, passage_id: str, near: int = 0) -> int | None:
        """Return the row of the passage with this id, or None; looks at the rows around `near` first."""
        line = b'{"id":' + msgspec.json.encode(passage_id) + b","
        seen, reach = range(near, near), NEAR_ROWS
        while len(seen) < len(self):
            rows = range(max(0, near - reach), min(len(self), near + reach))
            for part in (range(rows.start, min(seen.start, rows.stop)), range(max(seen.stop, rows.start), rows.stop)):
                if (found := self._find_in(part, line)) is not None:
                    return found
            seen, reach = rows, reach * 8
        return None

    def _find_in(self, rows: range, line: bytes) -> int | None:
        """Return the first of some rows whose line starts like this."""
        for first in range(rows.start, rows.stop, ROWS_AT_ONCE):
            part = range(first, min(rows.stop, first + ROWS_AT_ONCE))
            at = self.lines(part).find(line)
            if at >= 0:
                return first + int(np.searchsorted(self.line_ends(part), at, side="right"))
        return None
