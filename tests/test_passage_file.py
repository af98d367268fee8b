"""Passages on disk: each is found by its row and by its id, wherever it has moved."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import DamagedIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder
from index.passages.passage import Passage
from index.storing import passage_file
from index.storing.passage_file import PassageFile

TEXT = 'A "line" of text, {"id":"row-7",\n and \N{SNOWMAN}.'
PASSAGES = [Passage(f"row-{row}", "page.md", ("Part",), row, f"{TEXT} {row}") for row in range(60)]


def write_passage_ends(folder: Path) -> None:
    lines = (folder / "passages.jsonl").read_bytes().splitlines(keepends=True)
    save_array(np.cumsum([len(line) for line in lines], dtype=np.int64), folder / "passage-ends.npy")


@pytest.fixture
def written(tmp_path: Path) -> PassageFile:
    (tmp_path / "passages.jsonl").write_bytes(b"".join(passage.to_json() + b"\n" for passage in PASSAGES))
    write_passage_ends(tmp_path)
    return PassageFile(CheckedFolder.trusting(tmp_path))


def test_passages_are_read_by_row(written: PassageFile) -> None:
    assert len(written) == 60
    assert [*written] == PASSAGES
    assert written.lines(range(3, 5)) == b"".join(passage.to_json() + b"\n" for passage in PASSAGES[3:5])
    assert written.lines(range(4, 4)) == b""


@pytest.mark.parametrize("near", [0, 7, 30, 59, 60, 10**9])
def test_a_passage_is_found_by_its_id_from_wherever_it_was(
    written: PassageFile, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passage_file, "NEAR_ROWS", 2)
    monkeypatch.setattr(passage_file, "ROWS_AT_ONCE", 3)
    assert [written.find(passage.id, near) for passage in PASSAGES] == [*range(60)]
    for unknown in ("row-60", "row", "", 'row-1"', "\N{SNOWMAN}", "page.md"):
        assert written.find(unknown, near) is None


def test_without_passages_none_is_found(tmp_path: Path) -> None:
    (tmp_path / "passages.jsonl").write_bytes(b"")
    write_passage_ends(tmp_path)
    empty = PassageFile(CheckedFolder.trusting(tmp_path))
    assert ([*empty], empty.find("row-1")) == ([], None)


def test_a_line_that_is_no_passage_is_named(tmp_path: Path) -> None:
    lines = [PASSAGES[0].to_json(), b"{}", replace(PASSAGES[1], id="b").to_json()]
    (tmp_path / "passages.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    write_passage_ends(tmp_path)
    found = PassageFile(CheckedFolder.trusting(tmp_path))
    assert found[2].id == "b"
    with pytest.raises(DamagedIndexError, match=r"passages\.jsonl:2: not a passage"):
        found[1]
