"""views.jsonl: the views of an index, which are questions that some of its passages answer, or none.

A view is a known question from a file that config.yaml names, a question that a language model wrote for a passage, or a
heading of the documents that is a question. They are stored in this order: known ones, headings, written ones.

view-rows.npy has the rows of all views, and view-lines.npy where the line of each ends, and its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import overload

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, DamagedIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder
from index.storing.manifest import VIEW_LINES, VIEW_ROWS, VIEWS, Manifest


@dataclass(frozen=True, slots=True)
class View:
    """A question, the rows of the passages that answer it, ascending, and where it is from.

    `source` is the file and line of a known or written question, and empty for a heading. Only a known question can have no
    rows, which means that the documents do not answer it. `is_written` is True if a language model wrote the question.
    """

    question: str
    rows: tuple[int, ...]
    source: str = ""
    is_written: bool = False

    @property
    def is_heading(self) -> bool:
        """True for a heading of the documents, False for a known or written question."""
        return not self.source


class _Line(msgspec.Struct, array_like=True):
    """What a line of views.jsonl says of a view."""

    question: str
    source: str
    is_written: bool


class ViewFile(Sequence[View]):
    """The views of an index, each decoded on access."""

    def __init__(self, files: CheckedFolder, manifest: Manifest) -> None:
        """Open the views in a folder. Raises DamagedIndexError if they are damaged or do not match the manifest."""
        self._folder = files.path
        self._passages = manifest.passages
        self._text = files.data(VIEWS)
        self._lines = files.array(VIEW_LINES, np.int64, (manifest.views.count, 2))
        self._rows = files.array(VIEW_ROWS, np.int64, (None,))

    def __len__(self) -> int:
        """Return the number of views."""
        return len(self._lines)

    @overload
    def __getitem__(self, number: int) -> View: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[View]: ...

    def __getitem__(self, number: int | slice) -> View | Sequence[View]:
        """Return a view, or several. Raises DamagedIndexError if they are damaged."""
        if isinstance(number, slice):
            return [self[each] for each in range(len(self))[number]]
        number = range(len(self))[number]
        start, first = self._lines[number - 1].tolist() if number else (0, 0)
        end, last = self._lines[number].tolist()
        if not (0 <= start < end <= len(self._text) and 0 <= first <= last <= len(self._rows)):
            raise self._misfit(VIEW_LINES)
        try:
            line = msgspec.json.decode(self._text[start:end], type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DamagedIndexError(f"damaged ({error})", where=str(self._folder / VIEWS), fix=REBUILD) from None
        rows = tuple(self._rows[first:last].tolist())
        if rows and not (rows[0] >= 0 and rows[-1] < self._passages and all(one < two for one, two in pairwise(rows))):
            raise self._misfit(VIEW_ROWS)
        return View(line.question, rows, line.source, line.is_written)

    def rows_and_counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of all views, and how many of them each has."""
        rows, ends = self._rows.whole(), self._lines.whole()[:, 1]
        counts = np.diff(ends, prepend=0)
        if (len(ends) and ends[-1] != len(rows)) or (counts < 0).any():
            raise self._misfit(VIEW_LINES)
        if len(rows) and not (rows.min() >= 0 and rows.max() < self._passages):
            raise self._misfit(VIEW_ROWS)
        return rows, counts

    def _misfit(self, name: str) -> DamagedIndexError:
        return DamagedIndexError("damaged: the views do not match the index", where=str(self._folder / name), fix=REBUILD)


def load_views(files: CheckedFolder, manifest: Manifest) -> Sequence[View]:
    """Open the views of a generation; none if it has none. Raises DamagedIndexError."""
    return ViewFile(files, manifest) if manifest.views.count else ()


def save_views(views: Sequence[View], folder: Path) -> None:
    """Write the views of a generation. Raises OSError."""
    lines = [msgspec.json.encode(_Line(view.question, view.source, view.is_written)) + b"\n" for view in views]
    (folder / VIEWS).write_bytes(b"".join(lines))
    ends = [np.cumsum(counts, dtype=np.int64) for counts in ([len(line) for line in lines], [len(view.rows) for view in views])]
    save_array(np.stack(ends, axis=1), folder / VIEW_LINES)
    save_array(np.array([*chain.from_iterable(view.rows for view in views)], dtype=np.int64), folder / VIEW_ROWS)


def rows_and_counts(views: Sequence[View]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of all views, and how many of them each has."""
    if isinstance(views, ViewFile):
        return views.rows_and_counts()
    rows = [row for view in views for row in view.rows]
    return np.array(rows, dtype=np.int64), np.array([len(view.rows) for view in views], dtype=np.int64)
