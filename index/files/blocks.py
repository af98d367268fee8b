"""Files with a checksum for each block, so that opening a large file costs nothing and a damaged part is still told.

A folder of an index has checksums of its whole files, and beside them `blocks.npy` with the crc32 of each block of those that
are large. Small files are verified whole when the folder is opened. Of large ones the size is compared, a block is verified
when something in it is first read, and `CheckedFolder.verify` reads the rest.

A crc32 finds any flipped bit and all but one in 4,000,000,000 other accidents, and takes a third of the time of sha256.

Only rows of arrays are memory-mapped, and nothing else points into a mapped file. If it is cut, the system ends a process that
reads behind its new end, so its size is compared before each read.
"""

import hashlib
import mmap
import os
import weakref
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.errors import REBUILD, DamagedIndexError, StoredIndexError, read_error_fix
from index.files.arrays import describe_array, save_array
from index.files.checksums import Checksum, decode_json

T = TypeVar("T")
BLOCKS = "blocks.npy"
BLOCK_SHIFT = 14
BLOCK_BYTES = 2**BLOCK_SHIFT
"""Bytes in a block. Verifying one takes 4 µs, 2 of which do not depend on its size."""
SMALL_BYTES = 2**16
"""The size of the largest file that is verified whole when it is opened."""
CHUNK_BYTES = 2**20
"""Bytes that are read at a time when a whole file is verified."""


def write_blocks(folder: Path) -> None:
    """Write blocks.npy for the files in a folder that is complete, unless all of them are small. Raises OSError."""
    found: list[int] = []
    for path in sorted(folder.iterdir()):
        if path.name != BLOCKS and path.stat().st_size > SMALL_BYTES:
            with path.open("rb", buffering=0) as file:
                found += [zlib.crc32(block) for chunk in _chunks(file.readinto) for block in _blocks(chunk)]
    if found:
        save_array(np.array(found, dtype=np.uint32), folder / BLOCKS)


def _chunks(read_into: Callable[[memoryview], int | None]) -> Iterator[memoryview]:
    """Yield the chunks of a file, each full except for the last one, in a buffer that the next chunk overwrites."""
    buffer = memoryview(bytearray(CHUNK_BYTES))
    filled = 0
    while count := read_into(buffer[filled:]):
        filled += count
        if filled == CHUNK_BYTES:
            yield buffer
            filled = 0
    if filled:
        yield buffer[:filled]


def _blocks(chunk: memoryview) -> Iterator[memoryview]:
    return (chunk[start : start + BLOCK_BYTES] for start in range(0, len(chunk), BLOCK_BYTES))


class CheckedFile:
    """The bytes of a file, each of which is verified before it is returned; safe to use from several threads."""

    def __init__(self, path: Path, wanted: Checksum, blocks: NDArray[np.uint32] | None = None) -> None:
        self.path = path
        self._wanted = wanted
        self._blocks = blocks
        self._bytes: memoryview | None = None
        self._map: mmap.mmap | None = None
        self._mapped = memoryview(b"")
        self._descriptor: int | None = None
        self._seen = bytearray(0 if blocks is None else len(blocks))
        self.seen = np.frombuffer(self._seen, dtype=np.bool_)
        """Which blocks have been verified, shape (blocks,)."""
        self.is_verified = False
        """True once the whole file has been verified. Set by any thread, never unset."""

    def __len__(self) -> int:
        """Return the size of the file in bytes."""
        return self._wanted.bytes

    def load(self) -> None:
        """Read a small file and verify it. Raises DamagedIndexError if it differs, StoredIndexError if it cannot be read."""
        with _reading(self.path):
            found = self.path.read_bytes() if self.path.stat().st_size == len(self) else None
        if found is None or hashlib.sha256(found).hexdigest() != self._wanted.sha256:
            raise damaged(self.path)
        self._bytes, self.is_verified = memoryview(found), True

    def check_size(self) -> None:
        """Compare the size of a file. Raises DamagedIndexError if it differs, StoredIndexError if it cannot be read."""
        with _reading(self.path):
            self._require_length(self.path.stat().st_size)

    @property
    def unverified(self) -> memoryview:
        """The bytes, memory-mapped if the file is large; not verified, so `require` what is used of them.

        Use them at once, because the file may be cut later. Raises DamagedIndexError if it was cut already.
        """
        if self._bytes is not None:
            return self._bytes
        if self._map is None:
            with _reading(self.path), self.path.open("rb", buffering=0) as file:
                self._require_length(os.fstat(file.fileno()).st_size)
                if not len(self):
                    return self._mapped
                found = mmap.mmap(file.fileno(), len(self), access=mmap.ACCESS_READ)
                self._mapped, self._map = memoryview(found), found
        self.require_length()
        return self._mapped

    def require_length(self) -> None:
        """Raise DamagedIndexError if the file has been cut since it was mapped."""
        if self._map is not None:
            self._require_length(self._map.size())

    def _require_length(self, size: int) -> None:
        if size != len(self):
            raise damaged(self.path)

    def require(self, first: int, end: int) -> None:
        """Verify the blocks with the bytes from `first` to `end` that are not verified yet. Raises DamagedIndexError."""
        if self.is_verified or first >= end:
            return
        stop = ((end - 1) >> BLOCK_SHIFT) + 1
        at = self._seen.find(0, first >> BLOCK_SHIFT, stop)
        while at >= 0:
            self._verify_block(at, self.unverified[at << BLOCK_SHIFT : (at + 1) << BLOCK_SHIFT])
            at = self._seen.find(0, at + 1, stop)

    def read(self, first: int, end: int) -> memoryview:
        """Return the bytes from `first` to `end`, verified, without mapping the file.

        Raises DamagedIndexError if they differ from those that were built, StoredIndexError if they cannot be read.
        """
        if self._bytes is not None or not hasattr(os, "pread"):
            found = self.unverified
            self.require(first, end)
            return found[first:end]
        if self.is_verified or first >= end:
            return self._read_unverified(first, max(first, end))
        low, high = first >> BLOCK_SHIFT, ((end - 1) >> BLOCK_SHIFT) + 1
        if self._seen.find(0, low, high) < 0:
            return self._read_unverified(first, end)
        start = low << BLOCK_SHIFT
        found = self._read_unverified(start, min(high << BLOCK_SHIFT, len(self)))
        for number, block in zip(range(low, high), _blocks(found), strict=True):
            self._verify_block(number, block)
        return found[first - start : end - start]

    def _read_unverified(self, first: int, end: int) -> memoryview:
        with _reading(self.path):
            if self._descriptor is None:
                self._descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
                weakref.finalize(self, os.close, self._descriptor)
                self._require_length(os.fstat(self._descriptor).st_size)
            found = os.pread(self._descriptor, end - first, first)
        if len(found) != end - first:
            raise damaged(self.path)
        return memoryview(found)

    def _verify_block(self, number: int, block: memoryview) -> None:
        if self._blocks is None or zlib.crc32(block) != self._blocks[number]:
            raise damaged(self.path)
        self._seen[number] = 1

    def verify(self, pause: Callable[[], None] | None = None) -> None:
        """Verify the whole file by its sha256, without keeping it in memory; call `pause` after each chunk.

        Raises DamagedIndexError if it differs, StoredIndexError if it cannot be read.
        """
        if self.is_verified:
            return
        digest = hashlib.sha256()
        self.check_size()
        with _reading(self.path), self.path.open("rb", buffering=0) as file:
            for chunk in _chunks(file.readinto):
                digest.update(chunk)
                if pause is not None:
                    pause()
        if digest.hexdigest() != self._wanted.sha256:
            raise damaged(self.path)
        self.is_verified = True


class CheckedBytes:
    """The bytes of a file; `data[first:end]` verifies what it returns."""

    def __init__(self, file: CheckedFile) -> None:
        self._file = file

    def __len__(self) -> int:
        """Return the size of the file."""
        return len(self._file)

    def __getitem__(self, span: slice) -> bytes:
        """Return some of the bytes. Raises DamagedIndexError if they differ from those that were built."""
        first, end, _ = span.indices(len(self._file))
        return bytes(self._file.read(first, end))

    def whole(self) -> memoryview:
        """Return all bytes. Raises DamagedIndexError if they differ from those that were built."""
        return self._file.read(0, len(self._file))


class CheckedArray:
    """The array in a file; `array[rows]` verifies the rows that it returns, along the first axis.

    `rows` is a number, a slice or an array of numbers. When the whole file has been verified, that costs nothing. Do not
    keep what a slice returns: it may be memory-mapped.
    """

    def __init__(self, file: CheckedFile, dtype: DTypeLike, shape: tuple[int | None, ...]) -> None:
        file.require(0, min(len(file), BLOCK_BYTES))
        data = file.unverified
        found = describe_array(bytes(data[:BLOCK_BYTES]), len(data), dtype, shape, file.path)
        self._file = file
        self._array = np.frombuffer(data, found.dtype, offset=found.start).reshape(found.shape)
        self._start = found.start
        self._stride = self._array.itemsize * int(np.prod(found.shape[1:], dtype=np.int64))
        self.dtype = self._array.dtype
        self.shape = found.shape

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.shape[0]

    def __getitem__(self, rows: int | slice | NDArray[np.int64]) -> Any:
        """Return some rows. Raises DamagedIndexError if they differ from those that were built."""
        self._file.require_length()
        if not self._file.is_verified:
            self._require(rows)
        return self._array[rows]

    def whole(self) -> NDArray[Any]:
        """Return all rows, in memory. Raises DamagedIndexError if they differ from those that were built."""
        data = self._file.read(0, len(self._file))
        return np.frombuffer(data, self.dtype, offset=self._start).reshape(self.shape)

    def _require(self, rows: int | slice | NDArray[np.int64]) -> None:
        if isinstance(rows, np.ndarray):
            self._require_each(rows)
            return
        span = range(len(self))[rows] if isinstance(rows, slice) else range(len(self))[rows:][:1]
        if span:
            low, high = min(span[0], span[-1]), max(span[0], span[-1])
            self._file.require(self._start + low * self._stride, self._start + (high + 1) * self._stride)

    def _require_each(self, rows: NDArray[np.int64]) -> None:
        if not len(self) or not self._stride or not rows.size:
            return
        starts = self._start + (rows.ravel().astype(np.int64) % len(self)) * self._stride
        ends = starts + self._stride
        first, last = starts >> BLOCK_SHIFT, (ends - 1) >> BLOCK_SHIFT
        if self._stride <= BLOCK_BYTES:
            is_new = ~(self._file.seen[first] & self._file.seen[last])
            starts, ends = starts[is_new], ends[is_new]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            self._file.require(start, end)


class CheckedRows:
    """The rows of an array in a file, which is not mapped: `rows[first:end]` reads and verifies some, shape (rows, width).

    For a few rows here and there: of a mapped file, the system counts 16 pages around each row as memory of the process.
    """

    def __init__(self, file: CheckedFile, dtype: DTypeLike, width: int) -> None:
        head = bytes(file.read(0, min(len(file), BLOCK_BYTES)))
        layout = describe_array(head, len(file), dtype, (None, width), file.path)
        self._file = file
        self._start = layout.start
        self.dtype = layout.dtype
        self.shape = layout.shape

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.shape[0]

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        """Return adjacent rows. Raises DamagedIndexError if they differ from those that were built."""
        first, end, _ = rows.indices(len(self))
        stride = self.shape[1] * self.dtype.itemsize
        data = self._file.read(self._start + first * stride, self._start + end * stride)
        return np.frombuffer(data, self.dtype).reshape(-1, self.shape[1])


class CheckedFolder:
    """The files of a folder that is finished, each verified before or while it is read."""

    def __init__(self, path: Path, files: Mapping[str, CheckedFile]) -> None:
        self.path = path
        self.files = files

    @classmethod
    def open(cls, path: Path, expected: Mapping[str, Checksum]) -> "CheckedFolder":
        """Open the files that `expected` names, and verify the small ones and the sizes of the others.

        Raises DamagedIndexError if one differs, and StoredIndexError if one is missing or cannot be read.
        """
        large = sorted(name for name, wanted in expected.items() if wanted.bytes > SMALL_BYTES and name != BLOCKS)
        files = {name: CheckedFile(path / name, wanted) for name, wanted in expected.items() if name not in large}
        for file in files.values():
            file.load()
        counts = [-(-expected[name].bytes // BLOCK_BYTES) for name in large]
        blocks = _load_blocks(path / BLOCKS, files.get(BLOCKS), sum(counts)) if large else np.zeros(0, dtype=np.uint32)
        start = 0
        for name, count in zip(large, counts, strict=True):
            files[name] = CheckedFile(path / name, expected[name], blocks[start : start + count])
            files[name].check_size()
            start += count
        return cls(path, files)

    @classmethod
    def trusting(cls, path: Path) -> "CheckedFolder":
        """Open the files of a folder that this process has just written, without checksums."""
        files = {found.name: CheckedFile(found, Checksum(found.stat().st_size, "")) for found in path.iterdir()}
        for file in files.values():
            file.is_verified = True
        return cls(path, files)

    def __contains__(self, name: str) -> bool:
        """Return whether the folder has a file of this name."""
        return name in self.files

    def require(self, *names: str) -> None:
        """Verify whole files, for what reads them by itself. Raises DamagedIndexError if one differs."""
        for name in names:
            self._file(name).verify()

    def array(self, name: str, dtype: DTypeLike, shape: tuple[int | None, ...]) -> CheckedArray:
        """Open an array; None in `shape` stands for any length. Raises DamagedIndexError if there is none like that."""
        return CheckedArray(self._file(name), dtype, shape)

    def rows(self, name: str, dtype: DTypeLike, width: int) -> CheckedRows:
        """Open an array with rows of this width. Raises DamagedIndexError if there is none like that."""
        return CheckedRows(self._file(name), dtype, width)

    def data(self, name: str) -> CheckedBytes:
        """Open a file as bytes. Raises DamagedIndexError if there is none of this name."""
        return CheckedBytes(self._file(name))

    def json(self, name: str, kind: type[T]) -> T:
        """Read a JSON file into a type. Raises DamagedIndexError if it differs or does not match the type."""
        return decode_json(bytes(self.data(name).whole()), kind, self.path / name)

    def verify(self, pause: Callable[[], None] | None = None) -> Iterator[StoredIndexError]:
        """Verify all that has not been verified yet, and yield the error of each file that is damaged or cannot be read."""
        for file in self.files.values():
            try:
                file.verify(pause)
            except StoredIndexError as error:
                yield error

    def _file(self, name: str) -> CheckedFile:
        try:
            return self.files[name]
        except KeyError:
            raise DamagedIndexError("damaged: no checksum of this file", where=str(self.path / name), fix=REBUILD) from None


def _load_blocks(path: Path, file: CheckedFile | None, count: int) -> NDArray[np.uint32]:
    if file is None:
        raise DamagedIndexError("damaged: no checksums of blocks", where=str(path), fix=REBUILD)
    return CheckedArray(file, np.uint32, (count,)).whole()


def damaged(path: Path) -> DamagedIndexError:
    """Return the error for a file that differs from the one that was built."""
    return DamagedIndexError("damaged: differs from the file that was built", where=str(path), fix=REBUILD)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn the errors of reading a file into StoredIndexError."""
    try:
        yield
    except OSError as error:
        raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=read_error_fix(error)) from None
    except ValueError:
        raise DamagedIndexError("damaged: lists an impossible file name", where=str(path), fix=REBUILD) from None
