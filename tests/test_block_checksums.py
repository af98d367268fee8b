"""Files whose blocks are verified when they are first read."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import DamagedIndexError, StoredIndexError
from index.files.arrays import save_array
from index.files.blocks import BLOCK_BYTES, BLOCKS, SMALL_BYTES, CheckedFolder, write_blocks
from index.files.checksums import Checksum, checksums, write_json

ROWS = 5_000
NUMBERS: NDArray[np.int32] = np.arange(ROWS * 12, dtype=np.int32).reshape(ROWS, 12)
TEXT = b"".join(b"%09d\n" % number for number in range(30_000))
HEADER = 128
"""Bytes before the numbers of an array."""
SOME_ROWS = np.array([4_000, 3, 3, 2_500], dtype=np.int64)


def write(folder: Path) -> dict[str, Checksum]:
    """Write a folder with two large files, an array and a text, and a small one."""
    save_array(NUMBERS, folder / "numbers.npy")
    (folder / "text.txt").write_bytes(TEXT)
    write_json({"few": [1, 2]}, folder / "small.json")
    write_blocks(folder)
    return checksums(folder)


def flip(path: Path, position: int) -> None:
    with path.open("r+b") as file:
        file.seek(position)
        [before] = file.read(1)
        file.seek(position)
        file.write(bytes([before ^ 4]))


def test_what_is_read_equals_what_was_written(tmp_path: Path) -> None:
    folder = CheckedFolder.open(tmp_path, write(tmp_path))
    numbers, text = folder.array("numbers.npy", np.int32, (None, 12)), folder.data("text.txt")
    assert (numbers.shape, numbers.dtype, len(numbers), len(text)) == ((ROWS, 12), np.int32, ROWS, len(TEXT))
    for rows in (0, -1, ROWS - 1, slice(700, 2_000), slice(9, 4, -2), slice(5, 5), SOME_ROWS, SOME_ROWS - ROWS, SOME_ROWS[:0]):
        assert (numbers[rows] == NUMBERS[rows]).all()
    adjacent = folder.rows("numbers.npy", np.int32, 12)
    assert (adjacent.shape, len(adjacent)) == ((ROWS, 12), ROWS)
    for span in (slice(700, 2_000), slice(701, 702), slice(ROWS - 3, None), slice(5, 5), slice(0, ROWS), slice(700, 2_000)):
        assert (adjacent[span] == NUMBERS[span]).all()
        assert adjacent[span].shape == NUMBERS[span].shape
    assert text[16_380:16_390] == TEXT[16_380:16_390]
    assert text[70_000:] == TEXT[70_000:]
    assert folder.json("small.json", dict[str, list[int]]) == {"few": [1, 2]}
    assert (numbers.whole() == NUMBERS).all()
    assert text.whole() == TEXT
    assert list(folder.verify()) == []
    with pytest.raises(IndexError):
        numbers[ROWS]
    with pytest.raises(IndexError):
        numbers[np.array([ROWS])]


READS: dict[str, Callable[[CheckedFolder], object]] = {
    "a row": lambda folder: folder.array("numbers.npy", np.int32, (None, 12))[3_000],
    "a row counted from the end": lambda folder: folder.array("numbers.npy", np.int32, (None, 12))[3_000 - ROWS],
    "some rows": lambda folder: folder.array("numbers.npy", np.int32, (None, 12))[np.array([1, 3_000])],
    "a span": lambda folder: folder.array("numbers.npy", np.int32, (None, 12))[2_999:3_001],
    "adjacent rows": lambda folder: folder.rows("numbers.npy", np.int32, 12)[2_999:3_001],
    "every other row": lambda folder: folder.array("numbers.npy", np.int32, (None, 12))[4_000:1:-2],
    "all": lambda folder: folder.array("numbers.npy", np.int32, (None, 12)).whole(),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("byte", [0, 47])
def test_a_flipped_bit_in_what_is_read_is_told(tmp_path: Path, read: Callable[[CheckedFolder], object], byte: int) -> None:
    expected = write(tmp_path)
    flip(tmp_path / "numbers.npy", HEADER + 3_000 * 48 + byte)
    folder = CheckedFolder.open(tmp_path, expected)
    for _ in range(2):  # the second attempt is refused as well
        with pytest.raises(DamagedIndexError, match=r"numbers\.npy: damaged.*footnote build"):
            read(folder)


def test_a_flipped_bit_elsewhere_is_told_only_by_whole_verification(tmp_path: Path) -> None:
    expected = write(tmp_path)
    flip(tmp_path / "numbers.npy", HEADER + 3_000 * 48)
    flip(tmp_path / "text.txt", len(TEXT) - 1)
    folder = CheckedFolder.open(tmp_path, expected)
    numbers, text = folder.array("numbers.npy", np.int32, (None, 12)), folder.data("text.txt")
    assert (numbers[np.array([7, 4_900])] == NUMBERS[[7, 4_900]]).all()
    assert text[:10] == TEXT[:10]
    told = [error.where for error in folder.verify()]
    assert told == [str(tmp_path / "numbers.npy"), str(tmp_path / "text.txt")]
    assert (numbers[7] == NUMBERS[7]).all()
    with pytest.raises(DamagedIndexError):
        text[len(TEXT) - 10 :]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux says what is mapped")
def test_adjacent_rows_are_read_without_mapping_their_file(tmp_path: Path) -> None:
    folder = CheckedFolder.open(tmp_path, write(tmp_path))
    found = folder.rows("numbers.npy", np.int32, 12)[700:2_000]
    assert (found == NUMBERS[700:2_000]).all()
    assert "numbers.npy" not in Path("/proc/self/maps").read_text(encoding="utf-8")
    mapped = folder.array("numbers.npy", np.int32, (None, 12))
    assert (mapped[700:2_000] == found).all()
    assert "numbers.npy" in Path("/proc/self/maps").read_text(encoding="utf-8")


def test_a_row_longer_than_a_block_is_verified_to_its_middle(tmp_path: Path) -> None:
    wide = np.zeros((4, BLOCK_BYTES), dtype=np.int64)
    save_array(wide, tmp_path / "wide.npy")
    write_blocks(tmp_path)
    expected = checksums(tmp_path)
    flip(tmp_path / "wide.npy", HEADER + wide.strides[0] * 2 + wide.strides[0] // 2)
    array = CheckedFolder.open(tmp_path, expected).array("wide.npy", np.int64, (4, None))
    assert not array[np.array([0, 1, 3])].any()
    with pytest.raises(DamagedIndexError):
        array[np.array([2])]


def damage(folder: Path, kind: str, name: str) -> None:
    path = folder / name
    if kind == "missing":
        path.unlink()
    elif kind == "truncated":
        os.truncate(path, path.stat().st_size - 1)
    elif kind == "grown":
        with path.open("ab") as file:
            file.write(b"x")
    elif kind == "emptied":
        path.write_bytes(b"")
    elif kind == "a folder":
        path.unlink()
        path.mkdir()
    else:
        flip(path, path.stat().st_size - 1)


@pytest.mark.parametrize("name", ["numbers.npy", "small.json", BLOCKS])
@pytest.mark.parametrize("kind", ["missing", "truncated", "grown", "emptied", "a folder", "flipped"])
def test_a_file_of_another_size_and_a_damaged_small_file_are_told_on_opening(tmp_path: Path, kind: str, name: str) -> None:
    expected = write(tmp_path)
    damage(tmp_path, kind, name)
    if (kind, name) == ("flipped", "numbers.npy"):  # that is told when the end is read
        assert CheckedFolder.open(tmp_path, expected)
        return
    with pytest.raises(StoredIndexError, match=name.replace(".", r"\.")):
        CheckedFolder.open(tmp_path, expected)


@pytest.mark.parametrize("kind", ["truncated", "emptied", "missing"])
def test_a_file_that_is_cut_after_opening_is_told_when_it_is_read(tmp_path: Path, kind: str) -> None:
    folder = CheckedFolder.open(tmp_path, write(tmp_path))
    damage(tmp_path, kind, "text.txt")
    with pytest.raises(StoredIndexError, match=r"text\.txt"):
        folder.data("text.txt")[:5]
    assert [error.where for error in folder.verify()] == [str(tmp_path / "text.txt")]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere, a file that is mapped cannot be cut")
@pytest.mark.parametrize("size", [0, 100_000])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_file_that_is_cut_while_it_is_in_use_is_told_and_does_not_end_the_process(
    tmp_path: Path, read: Callable[[CheckedFolder], object], size: int
) -> None:
    folder = CheckedFolder.open(tmp_path, write(tmp_path))
    read(folder)
    numbers = folder.array("numbers.npy", np.int32, (None, 12))
    assert (numbers[SOME_ROWS] == NUMBERS[SOME_ROWS]).all()
    kept = [folder.array("numbers.npy", np.int32, (None, 12)).whole(), folder.data("text.txt").whole()]
    for name in ("numbers.npy", "text.txt"):
        os.truncate(tmp_path / name, size)
    with pytest.raises(DamagedIndexError, match=r"numbers\.npy: damaged.*footnote build"):
        read(folder)
    with pytest.raises(DamagedIndexError, match=r"numbers\.npy: damaged.*footnote build"):
        numbers[SOME_ROWS]
    with pytest.raises(DamagedIndexError, match=r"text\.txt: damaged.*footnote build"):
        folder.data("text.txt")[150_000:]
    assert (kept[0] == NUMBERS).all()
    assert kept[1] == TEXT


@pytest.mark.parametrize(
    "blocks",
    [
        np.zeros(3, dtype=np.uint32),
        np.zeros(10_000, dtype=np.uint32),
        np.zeros((34, 1), dtype=np.uint32),
        np.zeros(34, dtype=np.uint64),
        b"",
        b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (34,), }\n",
        b"x" * SMALL_BYTES * 2,
    ],
)
def test_hostile_checksums_of_blocks_are_refused(tmp_path: Path, blocks: NDArray[np.uint32] | bytes) -> None:
    write(tmp_path)
    if isinstance(blocks, bytes):
        (tmp_path / BLOCKS).write_bytes(blocks)
    else:
        save_array(blocks, tmp_path / BLOCKS)
    with pytest.raises(DamagedIndexError, match=r"blocks\.npy"):
        CheckedFolder.open(tmp_path, checksums(tmp_path))


def test_a_large_file_without_checksums_of_its_blocks_is_refused(tmp_path: Path) -> None:
    expected = write(tmp_path)
    del expected[BLOCKS]
    with pytest.raises(DamagedIndexError, match=r"blocks\.npy"):
        CheckedFolder.open(tmp_path, expected)


@pytest.mark.parametrize("name", ["elsewhere.npy", "../numbers.npy", "nul\0byte"])
def test_a_name_that_is_not_listed_or_impossible_is_refused(tmp_path: Path, name: str) -> None:
    expected = write(tmp_path)
    folder = CheckedFolder.open(tmp_path, expected)
    with pytest.raises(DamagedIndexError):
        folder.data(name)
    with pytest.raises(StoredIndexError):
        CheckedFolder.open(tmp_path, {**expected, name: Checksum(5, "0" * 64)})


@pytest.mark.parametrize(("dtype", "shape"), [(np.int64, (None, 12)), (np.int32, (ROWS, 13)), (np.int32, (ROWS * 12,))])
def test_an_array_of_another_type_or_shape_is_refused(tmp_path: Path, dtype: type, shape: tuple[int | None, ...]) -> None:
    folder = CheckedFolder.open(tmp_path, write(tmp_path))
    with pytest.raises(DamagedIndexError, match="unexpected array"):
        folder.array("numbers.npy", dtype, shape)
    with pytest.raises(DamagedIndexError, match="not an array"):
        folder.array("text.txt", np.int32, (None,))


def test_a_folder_of_small_files_has_no_checksums_of_blocks(tmp_path: Path) -> None:
    (tmp_path / "full.txt").write_bytes(b"x" * SMALL_BYTES)
    write_blocks(tmp_path)
    assert not (tmp_path / BLOCKS).exists()
    assert CheckedFolder.open(tmp_path, checksums(tmp_path)).data("full.txt")[:2] == b"xx"


def test_threads_that_read_while_the_whole_is_verified_all_get_the_right_rows(tmp_path: Path) -> None:
    folder = CheckedFolder.open(tmp_path, write(tmp_path))
    numbers = folder.array("numbers.npy", np.int32, (None, 12))
    random = np.random.default_rng(19)
    asked = [random.integers(0, ROWS, 50) for _ in range(200)]
    with ThreadPoolExecutor(4) as pool:
        errors = pool.submit(lambda: list(folder.verify()))
        assert all(
            (found == NUMBERS[rows]).all() for rows, found in zip(asked, pool.map(numbers.__getitem__, asked), strict=True)
        )
        assert errors.result() == []
