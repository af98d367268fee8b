"""views.json: the views of an index, which are questions that some of its passages answer, or none.

A view is a known question from a file that config.yaml names, a question that a language model wrote for a passage, or a
heading of the documents that is a question.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from index.errors import REBUILD, StoredIndexError
from index.files.checksums import read_json
from index.storing.manifest import VIEWS, Manifest


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


def load_views(generation: Path, manifest: Manifest) -> tuple[View, ...]:
    """Read the views of a generation; none if it has none.

    Raises StoredIndexError if the file cannot be read, or does not match the manifest.
    """
    if not manifest.views.count:
        return ()
    views = read_json(generation / VIEWS, tuple[View, ...])
    rows = range(manifest.passages)
    are_rows = all(not view.rows or (view.rows[0] in rows and view.rows[-1] in rows and _ascend(view.rows)) for view in views)
    if len(views) != manifest.views.count or not are_rows:
        raise StoredIndexError("damaged: the views do not match the index", where=str(generation / VIEWS), fix=REBUILD)
    return views


def _ascend(rows: tuple[int, ...]) -> bool:
    return all(first < second for first, second in pairwise(rows))
