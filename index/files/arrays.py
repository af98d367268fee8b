"""Arrays in .npy files. Only the header that `save_array` writes is accepted, and none of it is evaluated."""

import math
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.errors import REBUILD, DamagedIndexError, StoredIndexError, read_error_fix

HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '(?P<kind>[<|>][biuf]\d)', 'fortran_order': False, "
    rb"'shape': \((?P<shape>[\d, ]*)\), \} *\n",
    re.DOTALL,
)
MAX_HEADER_BYTES = 1_000
"""Bytes read to find a header; every header that `save_array` writes is shorter."""


def save_array(array: NDArray[Any], path: Path) -> None:
    """Write an array to a .npy file. Raises OSError for an incomplete write, which numpy's own `save` may not notice."""
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)


def load_array(path: Path, dtype: DTypeLike, shape: tuple[int | None, ...]) -> NDArray[Any]:
    """Read a .npy file written by `save_array`; None in `shape` stands for any length.

    Raises StoredIndexError if it cannot be read, or contains an array of another type or shape.
    """
    try:
        data = path.read_bytes()
        array = describe_array(data, len(data), dtype, shape, path)
        return np.frombuffer(data, array.dtype, offset=array.start).reshape(array.shape)
    except OSError as error:
        raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=read_error_fix(error)) from None


class ArrayLayout(NamedTuple):
    """The type and shape of an array in a file, and the byte where its data starts."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    start: int


def describe_array(head: bytes, size: int, dtype: DTypeLike, shape: tuple[int | None, ...], path: Path) -> ArrayLayout:
    """Return the layout of the array in a file of `size` bytes, of which `head` are the first, `MAX_HEADER_BYTES` or more.

    Raises DamagedIndexError if it is not an array that `save_array` wrote, or one of another type or shape.
    """
    try:
        kind, found, start = _parse_header(head[:MAX_HEADER_BYTES])
    except (ValueError, TypeError):
        raise DamagedIndexError("damaged: not an array", where=str(path), fix=REBUILD) from None
    is_whole = size == start + math.prod(found) * kind.itemsize
    if not is_whole or kind != np.dtype(dtype) or not _matches_shape(found, shape):
        raise DamagedIndexError(f"damaged: unexpected array of {kind} {found}", where=str(path), fix=REBUILD)
    return ArrayLayout(kind, found, start)


def _parse_header(head: bytes) -> ArrayLayout:
    """Parse the start of a file. Raises ValueError or TypeError if its header is missing or not numeric."""
    header = HEADER.match(head)
    if header is None:
        raise ValueError("no header")
    shape = tuple(int(length) for length in header["shape"].split(b",") if length.strip())
    return ArrayLayout(np.dtype(header["kind"].decode("ascii")), shape, header.end())


def _matches_shape(found: tuple[int, ...], shape: tuple[int | None, ...]) -> bool:
    return len(found) == len(shape) and all(wanted in (None, length) for wanted, length in zip(shape, found, strict=True))
