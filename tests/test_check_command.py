"""`footnote check`, and what happens to an index that is damaged where no question has read yet."""

import json
import re

import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.errors import DamagedIndexError
from index.files.blocks import SMALL_BYTES
from index.storing.index_folder import IndexFolder
from index.storing.manifest import ListedFiles
from tests.conftest import write_project
from tests.corpora import CLUB, damage
from tests.fakes import FakeEncoder

LARGE = "".join(f"- Boat {number} is moored at berth {number % 97}, beside the harbour wall.\n" for number in range(1_500))
FIX = "run `footnote build`"


@pytest.fixture
def club(tmp_path):
    """A project whose passages fill several blocks, and whose first index is kept for a rollback."""
    settings = write_project(tmp_path, {**CLUB, "boats.md": LARGE})
    build(settings, encoder=FakeEncoder())
    (tmp_path / "z.md").write_text("- Another end.\n", encoding="utf-8")
    build(settings, encoder=FakeEncoder())
    return settings


def generations(settings):
    folder = IndexFolder(settings.index_folder)
    return folder.current(), folder.generations / folder.previous()


def flip_last_bit(path):
    data = path.read_bytes()
    path.write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])


def test_every_file_of_both_indexes_is_checked(club, footnote):
    done = footnote("check")
    assert (done.returncode, done.stderr) == (0, "")
    [count] = re.fullmatch(r"intact: ([\d,]+) files\n", done.stdout).groups()
    found = [path for path in club.index_folder.rglob("*") if path.is_file()]
    uncounted = {"manifest.json", "current", "lock", "models.json"}
    assert int(count.replace(",", "")) == sum(path.name not in uncounted for path in found)
    assert json.loads(footnote("check", "--json").stdout) == {"files": int(count.replace(",", "")), "damaged": []}


def test_each_damaged_file_of_either_index_is_named_with_what_to_do(club, footnote):
    current, previous = generations(club)
    used = IndexFolder(club.index_folder).load_manifest().segments
    files = (path for entry in used for path in (club.index_folder / "segments" / entry.name).iterdir())
    segment = next(path for path in files if path.stat().st_size > SMALL_BYTES)
    for path in (current / "passages.jsonl", segment, previous / "keys.npy"):
        flip_last_bit(path)
    (current / "keys.npy").unlink()
    done = footnote("check")
    where = {line.split(": ")[0]: line for line in done.stdout.splitlines()}
    shown = {path: f".footnote/{path.relative_to(club.index_folder)}" for path in (segment, previous / "keys.npy")}
    assert done.returncode == 1
    assert len(where) == 4
    assert where[shown[segment]].endswith(f": damaged: differs from the file that was built; {FIX}")
    assert "No such file" in where[f".footnote/generations/{current.name}/keys.npy"]
    assert where[shown[previous / "keys.npy"]].endswith(
        "; only `footnote build --rollback` needs it; the next build that changes the index replaces it"
    )
    listed = json.loads(footnote("check", "--json").stdout)["damaged"]
    assert {each["file"] for each in listed} == {*where}
    assert all(each["fix"] for each in listed)


def test_a_damaged_card_is_named_and_does_not_hide_the_rest(club, footnote):
    current, _ = generations(club)
    cards = [name for name in ListedFiles.load(current / "manifest.json").files if name.endswith("segment.json")]
    damage(club.index_folder / cards[0], "cut")
    damage(club.index_folder / cards[-1].replace("segment.json", "token-counts.npy"), "flipped")
    done = footnote("check")
    assert [line.split(": ")[0].rpartition("/")[-1] for line in done.stdout.splitlines()] == [
        "segment.json",
        "token-counts.npy",
    ]


def test_without_an_index_it_says_what_to_do(tmp_path, footnote):
    write_project(tmp_path, CLUB)
    done = footnote("check")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"footnote: .*: no index yet; {FIX}\n", done.stderr)


def test_a_damaged_block_stops_the_answers_that_need_it_and_no_others(club):
    current, _ = generations(club)
    flip_last_bit(current / "passages.jsonl")
    searcher = Searcher.open(club, FakeEncoder())
    assert searcher.ask("Which rule is silence?").hits[0].passage.text == "Rule 1 of the club is silence."
    for _ in range(2):
        with pytest.raises(DamagedIndexError, match=r"passages\.jsonl: damaged: differs from the file that was built; run"):
            searcher.ask("Where is boat 1499 moored?")
    assert [error.where for error in searcher.generation.verify()] == [str(current / "passages.jsonl")]
    build(club, encoder=FakeEncoder())
    assert Searcher.open(club, FakeEncoder()).ask("boat 1499").hits[0].passage.text.startswith("Boat 1499 is moored")
