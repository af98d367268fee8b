"""Files in the store: in parts, each file once, found by the checksum of its content."""

import base64
import hashlib
import zlib
from collections.abc import Collection, Iterator, Sequence

import msgspec

from index.errors import REBUILD, StoreError
from index.milvus.client import Engine
from index.milvus.schema import MAX_BYTES, file_row

PART_BYTES = MAX_BYTES // 4 * 3 - 3
"""The bytes that fit in a row when they are written in letters."""
AT_ONCE = 64
"""The parts that are written or read in one call."""
FULL = "run `footnote build --full`"


class StoredFile(msgspec.Struct, frozen=True):
    """A file in the store: the sha256 and the size of its content, and the number of its parts."""

    sha256: str
    bytes: int
    parts: int

    @property
    def keys(self) -> list[str]:
        """The keys of its parts."""
        return [f"{self.sha256}:{part}" for part in range(self.parts)]


class FileStore:
    """The files in one collection."""

    def __init__(self, engine: Engine, collection: str) -> None:
        self._engine = engine
        self.collection = collection

    def known(self) -> set[str]:
        """Return the keys of all parts."""
        return {row["id"] for row in self._engine.walk(self.collection, 'id != ""', ["id"])}

    def put(self, data: bytes, known: set[str]) -> StoredFile:
        """Store a content, unless its parts are `known`, to which they are added."""
        digest, packed = hashlib.sha256(data).hexdigest(), zlib.compress(data, 6)
        parts = [packed[start : start + PART_BYTES] for start in range(0, len(packed), PART_BYTES)]
        stored = StoredFile(digest, len(data), len(parts))
        rows = [
            file_row(key, base64.b64encode(part).decode())
            for key, part in zip(stored.keys, parts, strict=True)
            if key not in known
        ]
        for start in range(0, len(rows), AT_ONCE):
            self._engine.upsert(self.collection, rows[start : start + AT_ONCE])
        known.update(stored.keys)
        return stored

    def get(self, file: StoredFile) -> bytes:
        """Return the content of a file. Raises StoreError if it is not there, or damaged."""
        return next(self.get_all([file]))

    def get_all(self, files: Sequence[StoredFile]) -> Iterator[bytes]:
        """Yield the contents of files, in order. Raises StoreError if one is not there, or damaged."""
        keys = [key for file in files for key in file.keys]
        parts: dict[str, str] = {}
        for start in range(0, len(keys), AT_ONCE):
            found = self._engine.get(self.collection, keys[start : start + AT_ONCE], ["id", "data"], is_strong=True)
            parts.update((row["id"], row["data"]) for row in found)
        for file in files:
            yield self._joined(file, parts)

    def _joined(self, file: StoredFile, parts: dict[str, str]) -> bytes:
        where = self._engine.address.shown
        try:
            packed = b"".join(base64.b64decode(parts[key], validate=True) for key in file.keys)
            unpacker = zlib.decompressobj()
            data = unpacker.decompress(packed, file.bytes + 1)
        except KeyError:
            raise StoreError("a part of the index is missing in the store", where=where, fix=REBUILD) from None
        except (ValueError, zlib.error) as error:
            raise StoreError(f"a part of the index in the store is damaged ({error})", where=where, fix=FULL) from None
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise StoreError("a part of the index in the store is damaged", where=where, fix=FULL)
        return data

    def keep_only(self, kept: Collection[str], others: Collection[str]) -> None:
        """Delete the parts in `others` that are not to be kept."""
        gone = sorted(set(others) - set(kept))
        for start in range(0, len(gone), 10 * AT_ONCE):
            self._engine.delete(self.collection, gone[start : start + 10 * AT_ONCE])
