"""The documents of an index by the rows of their passages and by their paths."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np

from index.errors import REBUILD, DamagedIndexError
from index.storing.manifest import MANIFEST, IndexedDocument, Manifest
from index.storing.titles import distinct_titles


class Documents(Sequence[IndexedDocument]):
    """The documents of a manifest, in the order of their rows; looking one up does not look at the others."""

    def __init__(self, documents: Sequence[IndexedDocument]) -> None:
        self._documents = documents
        self.ends = np.cumsum([document.passages for document in documents], dtype=np.int64)
        """Where the rows of each document end."""

    @classmethod
    def of(cls, manifest: Manifest, path: Path) -> "Documents":
        """Return the documents of the manifest in a folder. Raises DamagedIndexError if they do not have its passages."""
        try:
            found = cls(manifest.documents)
        except OverflowError:
            found = cls(())
        if found.passages != manifest.passages or any(document.passages < 0 for document in manifest.documents):
            what = "damaged: the documents do not have the passages"
            raise DamagedIndexError(what, where=str(path / MANIFEST), fix=REBUILD)
        return found

    @property
    def passages(self) -> int:
        """The number of passages of all documents."""
        return int(self.ends[-1]) if len(self.ends) else 0

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._documents)

    @overload
    def __getitem__(self, number: int) -> IndexedDocument: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[IndexedDocument]: ...

    def __getitem__(self, number: int | slice) -> IndexedDocument | Sequence[IndexedDocument]:
        """Return a document by its position, or several."""
        return self._documents[number]

    def rows_of(self, number: int) -> range:
        """Return the rows of the document at a position."""
        end = int(self.ends[number])
        return range(end - self._documents[number].passages, end)

    def at(self, row: int) -> IndexedDocument:
        """Return the document of the passage in a row."""
        return self._documents[int(np.searchsorted(self.ends, row, side="right"))]

    @cached_property
    def distinct_titles(self) -> dict[str, str]:
        """The titles that answers show for documents that share theirs with another, by path."""
        return dict(distinct_titles(self._documents))

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of the documents, by path."""
        return {document.path: document.title for document in self._documents}

    @cached_property
    def by_path(self) -> dict[str, IndexedDocument]:
        """The documents by their paths."""
        return {document.path: document for document in self._documents}
