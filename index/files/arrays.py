"""Memory-mapped arrays in .npy files. Only the header that `save_array` writes is accepted, and none of it is evaluated."""

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.errors import REBUILD, StoredIndexError, read_error_fix

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
    """Memory-map a .npy file written by `save_array`; None in `shape` stands for any length.

    Raises StoredIndexError if it cannot be read, or contains an array of another type or shape.
    """
    try:
        kind, found, start = _read_header(path)
        is_whole = path.stat().st_size == start + math.prod(found) * kind.itemsize
        if is_whole and kind == np.dtype(dtype) and _matches_shape(found, shape):
            return np.asarray(np.memmap(path, kind, "r", start, found))  # slices of memmaps are slow
    except OSError as error:
        raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=read_error_fix(error)) from None
    except (ValueError, TypeError):
        raise StoredIndexError("damaged: not an array", where=str(path), fix=REBUILD) from None
    raise StoredIndexError(f"damaged: unexpected array of {kind} {found}", where=str(path), fix=REBUILD)


def _read_header(path: Path) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """Return the dtype and shape of an array, and the byte where its data starts.

    Raises OSError if the file cannot be read, and ValueError or TypeError if its header is missing or not numeric.
    """
    with path.open("rb") as file:
        header = HEADER.match(file.read(MAX_HEADER_BYTES))
    if header is None:
        raise ValueError("no header")
    shape = tuple(int(length) for length in header["shape"].split(b",") if length.strip())
    return np.dtype(header["kind"].decode("ascii")), shape, header.end()


def _matches_shape(found: tuple[int, ...], shape: tuple[int | None, ...]) -> bool:
    return len(found) == len(shape) and all(wanted in (None, length) for wanted, length in zip(shape, found, strict=True))
