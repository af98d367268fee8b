"""The listing of a build: the files that a reader downloads, none of which grows with the texts of the passages."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from index.errors import StoreError
from index.milvus.files import FULL, FileStore, StoredFile
from index.milvus.places import Places
from index.storing.generation import Generation
from index.storing.lexical import LexicalIndex
from index.storing.manifest import Manifest

OF_PASSAGES = re.compile(
    r"passages\.jsonl|passage-ends\.npy|keys\.npy|view-keys\.npy|bm25-.*|dense-.*|manifest\.json|blocks\.npy"
)
"""The names of files of a generation that grow with its passages, or are made again by a reader."""


class Listing(msgspec.Struct, frozen=True):
    """The files of a build: those in the index folder by their paths in it, and what it knows of passages and words.

    `places` are the places of the passages, `frequencies` the number of passages with each term, and `length` the number of
    terms of all passages together.
    """

    documents: list[str]
    manifest: StoredFile
    files: dict[str, StoredFile]
    places: list[StoredFile]
    frequencies: StoredFile
    length: int

    @property
    def all_files(self) -> list[StoredFile]:
        """All files of the build."""
        return [self.manifest, *self.files.values(), *self.places, self.frequencies]

    @classmethod
    def read(cls, files: FileStore, stored: StoredFile) -> "Listing":
        """Read a listing from the store. Raises StoreError."""
        return cls.decode(files.get(stored))

    @classmethod
    def decode(cls, data: bytes) -> "Listing":
        """Decode a listing. Raises StoreError if it is none."""
        try:
            return msgspec.json.decode(data, type=cls)
        except msgspec.DecodeError as error:
            raise StoreError(f"the listing of the index in the store is damaged ({error})", fix=FULL) from None


def decode_manifest(data: bytes) -> Manifest:
    """Decode the manifest of a build. Raises StoreError if it is none."""
    try:
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise StoreError(f"the manifest in the store is damaged ({error})", fix=FULL) from None


def stored_files(generation: Generation) -> Iterator[tuple[str, Path]]:
    """Yield the files of a generation that a reader needs, with their paths in the index folder."""
    folder, views = generation.folder, generation.manifest.views
    parts = [(f"generations/{generation.name}", generation.path)]
    parts += [(f"segments/{entry.name}", folder.segment(entry.name)) for entry in views.segments]
    for name, path in parts:
        for file in sorted(path.iterdir()):
            if path != generation.path or not OF_PASSAGES.fullmatch(file.name):
                yield f"{name}/{file.name}", file


def frequencies_of(lexical: LexicalIndex) -> bytes:
    """Return the number of passages with each term, in the order of the terms, as it is stored."""
    counts = np.diff(np.asarray(lexical.columns.arrays.starts[:])).astype("<i4")
    counts[list(lexical.columns.layout.common)] = lexical.columns.layout.frequencies
    return counts.tobytes()


def read_places(get_all: Callable[[Sequence[StoredFile]], Iterator[bytes]], listing: Listing, passages: int) -> Places:
    """Read the places of the passages of a build. Raises StoreError."""
    return Places.from_chunks(list(get_all(listing.places)), passages)
