"""Arrays in files: numpy's own format, memory-mapped; only what is written here is read, and nothing in it is evaluated."""

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.errors import REBUILD, StoredIndexError, allow

HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '(?P<kind>[<|>][biuf]\d)', 'fortran_order': False, "
    rb"'shape': \((?P<shape>[\d, ]*)\), \} *\n",
    re.DOTALL,
)
LONGEST_HEADER = 1_000
"""Bytes; none that is written here is as long."""


def save_array(array: NDArray[Any], path: Path) -> None:
    """Write an array to a .npy file. Raises OSError when not all of it can be written, which numpy's own way may not notice."""
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)


def load_array(path: Path, dtype: DTypeLike, shape: tuple[int | None, ...]) -> NDArray[Any]:
    """Open a .npy file that `save_array` wrote, memory-mapped; None in `shape` stands for any length.

    Raises StoredIndexError when it cannot be read, or holds an array of another type or shape.
    """
    try:
        kind, found, start = _read_header(path)
        is_whole = path.stat().st_size == start + math.prod(found) * kind.itemsize
        if is_whole and kind == np.dtype(dtype) and _fits(found, shape):
            return np.asarray(np.memmap(path, kind, "r", start, found))  # slices of memmaps are slow
    except OSError as error:
        raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=allow(error)) from None
    except (ValueError, TypeError):
        raise StoredIndexError("damaged: not an array", where=str(path), fix=REBUILD) from None
    raise StoredIndexError(f"an array of {kind} {found}, which this index cannot have", where=str(path), fix=REBUILD)


def _read_header(path: Path) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """The type of numbers in an array, its shape, and where they start.

    Raises OSError, and ValueError or TypeError when it has no header, or is not of numbers.
    """
    with path.open("rb") as file:
        header = HEADER.match(file.read(LONGEST_HEADER))
    if header is None:
        raise ValueError("no header")
    shape = tuple(int(length) for length in header["shape"].split(b",") if length.strip())
    return np.dtype(header["kind"].decode("ascii")), shape, header.end()


def _fits(found: tuple[int, ...], shape: tuple[int | None, ...]) -> bool:
    return len(found) == len(shape) and all(wanted in (None, length) for wanted, length in zip(shape, found, strict=True))
