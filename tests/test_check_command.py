"""`footnote check`, and what happens to an index that is damaged where no question has read yet."""

import json
import re
import shutil

import msgspec
import pytest

from index.answering.confidence import shipped_calibration
from index.answering.evidence import NAMES
from index.answering.model_confidence import ModelConfidence, Scale, confidence_key, save_confidence
from index.answering.searcher import Searcher
from index.building import build
from index.building.checking import check_index
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
    uncounted = {"current", "lock", "models.json"}
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


def leaves(value, path=()):
    """Yield the path of each text and number in nested JSON."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield path
    for key, each in inside or ():
        yield from leaves(each, (*path, key))


def test_a_manifest_in_which_any_value_is_another_one_is_told(club, footnote):
    path = generations(club)[0] / "manifest.json"
    data = path.read_bytes()
    found = [*leaves(json.loads(data))]
    assert {("documents", 0, "title"), ("documents", 0, "url"), ("passages",), ("segments", 0, "name")} <= {*found}
    for place in found:
        changed = json.loads(data)
        inside = changed
        for key in place[:-1]:
            inside = inside[key]
        before = inside[place[-1]]
        inside[place[-1]] = not before if isinstance(before, bool) else f"{before}1" if isinstance(before, str) else 1000
        if place != ("format",):
            path.write_text(json.dumps(changed, indent=1), encoding="utf-8")
            with pytest.raises(DamagedIndexError, match=f"damaged.*; {FIX}$"):
                IndexFolder(club.index_folder).load_manifest()
    path.write_bytes(data.replace(b'"title": "', b'"title": "Not the ', 1))
    for command in (["check"], ["ask", "silence"], ["build", "--check"]):
        done = footnote(*command)
        assert (done.returncode, done.stdout) == (1, "")
        assert re.fullmatch(rf"footnote: .*manifest\.json: damaged: differs from the file that was built; {FIX}\n", done.stderr)
    build(club, encoder=FakeEncoder())
    assert footnote("check").returncode == 0


def test_the_card_of_another_segment_is_told_and_the_next_build_writes_the_segment_again(club):
    folder = IndexFolder(club.index_folder)
    first, second, *_ = (folder.segment(entry.name) for entry in folder.load_manifest().segments)
    shutil.rmtree(first)
    shutil.copytree(second, first)
    assert {error.where for error in check_index(club).damage} == {str(first / "segment.json")}
    assert build(club, encoder=FakeEncoder()).embedded > 0
    assert check_index(club).damage == ()


def test_a_previous_index_that_is_gone_is_told(club):
    _, previous = generations(club)
    shutil.rmtree(previous)
    [error] = check_index(club).damage
    assert error.where == str(previous / "manifest.json")
    assert error.fix.startswith("only `footnote build --rollback` needs it")


def test_a_damaged_confidence_is_told_with_what_to_do(club):
    manifest = IndexFolder(club.index_folder).load_manifest()
    settings = msgspec.structs.replace(club, model="fake")
    scale = Scale((1.0,) * len(NAMES), (0.0,) * len(NAMES))
    for key in (confidence_key(settings, manifest), "0" * 16):
        save_confidence(settings.index_folder, ModelConfidence(2, "", "fake", key, scale, shipped_calibration(), 0.9, 10, 1))
    assert check_index(settings).damage == ()
    used, other = sorted((settings.index_folder / "confidence").iterdir(), key=lambda path: path.stem == "0" * 16)
    for path in (used, other):
        path.write_bytes(path.read_bytes().replace(b'"auroc": 0.9', b'"auroc": 0.8'))
    fixes = {error.where: error.fix for error in check_index(settings).damage}
    assert fixes[str(used)] == FIX
    assert fixes[str(other)].startswith("delete it")


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
