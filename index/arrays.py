"""Arrays in files: numpy's own format, memory-mapped, and never pickled."""

from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.errors import REBUILD, StoredIndexError


def save_array(array: NDArray[Any], path: Path) -> None:
    """Write an array to a .npy file. Raises OSError when not all of it can be written, which numpy's own way may not notice."""
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)


def load_array(path: Path, dtype: DTypeLike, shape: tuple[int | None, ...]) -> NDArray[Any]:
    """Open a .npy file, memory-mapped; None in `shape` stands for any length.

    Raises StoredIndexError when it cannot be read, or holds an array of another type or shape.
    """
    try:
        array: NDArray[Any] = np.asarray(np.lib.format.open_memmap(path, mode="r"))  # slices of memmaps are slow
    except OSError as error:
        reason = error.strerror or "not an array"
        raise StoredIndexError(f"cannot be read ({reason})", where=str(path), fix=REBUILD) from None
    except (ValueError, EOFError, OverflowError, SyntaxError, TokenError):
        raise StoredIndexError("damaged: not an array", where=str(path), fix=REBUILD) from None
    fits = len(array.shape) == len(shape) and all(
        wanted in (None, found) for wanted, found in zip(shape, array.shape, strict=True)
    )
    if array.dtype != np.dtype(dtype) or not fits:
        what = f"an array of {array.dtype} {array.shape}, which this index cannot have"
        raise StoredIndexError(what, where=str(path), fix=REBUILD)
    return array
