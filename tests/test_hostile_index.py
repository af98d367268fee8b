"""Tampered index files with matching checksums: refused in one clear line, and never executed."""

import hashlib
import json
import random
import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.answering.neighbours import surroundings
from index.answering.searcher import Searcher
from index.building import build, pending_changes
from index.errors import StoredIndexError
from index.files.checksums import read_json, sealed
from index.searching.scope import scope_of
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from index.storing.manifest import Manifest
from tests.budgets import budget
from tests.conftest import write_project
from tests.corpora import CLUB
from tests.fakes import FakeEncoder
from tests.fuzzing import damaged, damaged_lines, guarded, is_refused

FEW = settings(
    max_examples=budget(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
IN_SEGMENTS = {"segment.json", "vectors.npy", "token-codes.npy", "token-counts.npy"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project with an index."""
    folder = tmp_path_factory.mktemp("built")
    build(write_project(folder, CLUB), encoder=FakeEncoder())
    return folder


@pytest.fixture
def club(built, tmp_path):
    """A copy of the built project for each test."""
    shutil.copytree(built, tmp_path / "club")
    return load_settings(tmp_path / "club" / "config.yaml")


def file_of(club, name):
    folder = IndexFolder(club.index_folder)
    return (folder.segment(folder.load_manifest().segments[0].name) if name in IN_SEGMENTS else folder.current()) / name


def rewrite(club, name, data):
    """Replace a file of the index, and update its checksum in the segment and the manifest."""
    places = file_of(club, "segment.json"), file_of(club, "manifest.json")
    file_of(club, name).write_bytes(data)
    for place in places:
        vouching = json.loads(place.read_bytes())
        for listed in vouching["files"]:
            path = place.parent / listed if place.name == "segment.json" else club.index_folder / listed
            if path.is_file():
                known = path.read_bytes()
                vouching["files"][listed] = {"bytes": len(known), "sha256": hashlib.sha256(known).hexdigest()}
        place.write_bytes(sealed(json.dumps(vouching).encode()))


def read_each_way(sections):
    """Read all sections together and one by one, which find the same."""
    assert [*sections] == [sections[position] for position in range(len(sections))]


def edit(club, name, change):
    """Change a JSON file of the index."""
    value = json.loads(file_of(club, name).read_bytes())
    change(value)
    rewrite(club, name, json.dumps(value).encode())


def edit_array(club, name, change):
    """Change an array file of the index."""
    array = np.load(file_of(club, name))
    change(array)
    np.save(file_of(club, name), array)
    rewrite(club, name, file_of(club, name).read_bytes())


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("bm25-rows.npy", 0, 2**31 - 1),
        ("bm25-rows.npy", 0, -1),
        ("bm25-starts.npy", 1, 2**40),
        ("bm25-starts.npy", 0, 1),
        ("bm25-starts.npy", -1, 0),
        ("bm25-lengths.npy", 0, -5),
        ("token-counts.npy", 0, 2**32 - 1),
        ("token-counts.npy", 0, 0),
    ],
)
def test_out_of_range_numbers_are_refused_and_fixed_by_the_next_build(club, name, place, value):
    def change(array):
        array[place] = value

    edit_array(club, name, change)
    with pytest.raises(StoredIndexError, match=rf"{name}: damaged: the .* do not match the passages; run `footnote build`$"):
        Searcher.open(club, FakeEncoder()).ask("silence")
    build(club, encoder=FakeEncoder(), is_full=True)
    assert Searcher.open(club, FakeEncoder()).ask("silence").hits[0].passage.text == "Rule 1 of the club is silence."


def test_token_vectors_of_another_dimension_are_refused_and_fixed_by_the_next_build(club):
    codes = file_of(club, "token-codes.npy")
    np.save(codes, np.load(codes)[:, 1:])
    rewrite(club, "token-codes.npy", codes.read_bytes())
    with pytest.raises(StoredIndexError, match=r"token-codes\.npy: damaged: unexpected array of uint8 .*; run "):
        Searcher.open(club, FakeEncoder()).ask("silence")
    build(club, encoder=FakeEncoder(), is_full=True)
    assert Searcher.open(club, FakeEncoder()).ask("silence").hits[0].passage.text == "Rule 1 of the club is silence."


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("section-starts.npy", lambda starts: starts[:-1]),
        ("section-starts.npy", lambda starts: starts[::-1]),
        ("section-starts.npy", lambda starts: starts - 1),
        ("section-starts.npy", lambda starts: starts[:0]),
        ("section-starts.npy", lambda starts: np.append(starts[:-1], 2**62)),
        ("section-lines.npy", lambda lines: lines[:-1]),
        ("section-lines.npy", lambda lines: lines[::-1]),
        ("section-lines.npy", lambda lines: lines + np.array([0, 1])),
        ("section-lines.npy", lambda lines: lines - np.array([0, 1])),
        ("section-lines.npy", lambda lines: lines + np.array([2**62, 0])),
        ("section-lines.npy", lambda lines: lines - np.array([2**62, 0])),
    ],
)
def test_sections_that_do_not_match_the_documents_are_refused_and_fixed_by_the_next_build(club, name, change):
    np.save(file_of(club, name), np.ascontiguousarray(change(np.load(file_of(club, name)))))
    rewrite(club, name, file_of(club, name).read_bytes())
    with pytest.raises(StoredIndexError, match=r"section[a-z-]*\.[a-z]*: damaged.*; run `footnote build`$"):
        read_each_way(Searcher.open(club, FakeEncoder()).generation.sections)
    [note] = build(club, encoder=FakeEncoder()).notes
    assert note.endswith("the index was rebuilt from scratch, so changes cannot be listed")
    assert Searcher.open(club, FakeEncoder()).ask("silence").hits[0].passage.text == "Rule 1 of the club is silence."


@pytest.mark.parametrize("line", [b"{}", b"[" * 10_000, b'{"id":"\x80"}', b'{"id":7,"document":"club.md"}'])
def test_an_invalid_passage_is_reported_when_read_and_fixed_by_the_next_build(club, line):
    lines = file_of(club, "passages.jsonl").read_bytes().splitlines()
    rewrite(club, "passages.jsonl", b"\n".join([line, *lines[1:]]) + b"\n")
    with pytest.raises(StoredIndexError, match=r"passages\.jsonl:1: not a passage \(.*; run `footnote build`$"):
        Searcher.open(club, FakeEncoder()).ask("silence")
    (club.root / "club.md").write_text("- Silence is golden.\n")
    [note] = build(club, encoder=FakeEncoder()).notes
    assert note.endswith("the index was rebuilt from scratch, so changes cannot be listed")
    assert Searcher.open(club, FakeEncoder()).ask("silence").hits[0].passage.text == "Silence is golden."


def test_a_passage_of_an_unknown_document_is_reported(club):
    data = file_of(club, "passages.jsonl").read_bytes()
    rewrite(club, "passages.jsonl", data.replace(b'"document":"club.md"', b'"document":"../../x"'))
    with pytest.raises(StoredIndexError, match=r"the manifest lists no document '\.\./\.\./x'; run `footnote build`$"):
        Searcher.open(club, FakeEncoder()).ask("silence")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"NUMPY", b"MUMPY"),
        (b"'<f2'", b"'|O8'"),
        (b"'<f2'", b"'<f4'"),
        (b"(14, 256)", b"(15, 256)"),
        (b"(14, 256)", b"(-1, 256)"),
        (b"(14, 256)", b"(99**999)"),
        (b"False", b"True "),
    ],
)
def test_vectors_are_read_only_from_an_array_of_their_kind_and_shape(club, old, new):
    data = file_of(club, "vectors.npy").read_bytes()
    assert old in data
    rewrite(club, "vectors.npy", data.replace(old, new, 1))
    with pytest.raises(StoredIndexError, match=r"vectors\.npy: damaged: .*; run `footnote build`$"):
        Searcher.open(club, FakeEncoder()).ask("silence")


@pytest.mark.parametrize("header", [b"{'descr': '<i4', 'shape': (", b"__import__('os').system('touch ran')", b"(" * 117])
def test_an_array_with_an_invalid_header_is_damaged_and_never_executed(club, header, monkeypatch):
    monkeypatch.chdir(club.root)
    data = file_of(club, "token-codes.npy").read_bytes()
    rewrite(club, "token-codes.npy", data[:10] + header.ljust(117) + b"\n" + data[128:])
    with pytest.raises(StoredIndexError, match=r"token-codes\.npy: damaged: not an array; run `footnote build`$"):
        Searcher.open(club, FakeEncoder()).ask("silence")
    assert not (club.root / "ran").exists()


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"format":4,"x":' + b"[" * 100_000, b'{"format":' + b"9" * 5_000 + b"}"])
def test_deeply_nested_json_is_damaged(tmp_path, data):
    (tmp_path / "manifest.json").write_bytes(data)
    with pytest.raises(StoredIndexError, match=r"manifest\.json: damaged \(.*\); run `footnote build`$"):
        Manifest.load(tmp_path / "manifest.json")
    with pytest.raises(StoredIndexError, match=r"manifest\.json: damaged "):
        read_json(tmp_path / "manifest.json", dict[str, int])


def test_a_manifest_with_an_impossible_file_name_is_damaged(club):
    generation = file_of(club, "manifest.json").parent.name
    listed = {f"generations/{generation}/a\0b": {"bytes": 1, "sha256": ""}}
    edit(club, "manifest.json", lambda manifest: manifest["files"].update(listed))
    with pytest.raises(StoredIndexError, match=r"damaged: lists an impossible file name; run `footnote build`$"):
        Searcher.open(club, FakeEncoder())


def test_an_index_with_vectors_of_another_dimension_than_its_model_says_so(club):
    encoder = FakeEncoder()
    encoder.card = replace(encoder.card, dimension=3)
    with pytest.raises(
        StoredIndexError, match=r"the vectors have dimension 256, but the model has dimension 3; run `footnote build`$"
    ):
        Searcher.open(club, encoder)


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 10_000, b'{"model":{"type":"WordPiece"}}', b"\xff"])
def test_an_invalid_tokenizer_is_reported(compiled, data):
    from index.encoding.onnx_encoder import OnnxEncoder

    [folder] = (compiled / ".footnote" / "encoders").iterdir()
    (folder / "tokenizer.json").unlink()  # it may be a hard link to the shipped one
    (folder / "tokenizer.json").write_bytes(data)
    with pytest.raises(StoredIndexError, match=r"tokenizer\.json: not a tokenizer \(.*\); run `footnote build`$"):
        OnnxEncoder(folder)


def exercise(club):
    """Exercise every kind of read of an index."""
    searcher = Searcher.open(club, FakeEncoder())
    for hit in searcher.ask("a guest pays, rule of silence, zzqqy").hits:
        surroundings(searcher.generation, hit.row, 2)
    searcher.ask("lake", scope=scope_of(searcher.generation, section="Trips", document="trips.md"))
    pending_changes(club, searcher.generation.manifest)


NAMES = sorted(
    IN_SEGMENTS
    | {"manifest.json", "passages.jsonl", "sections.jsonl", "terms.txt", "forms.txt", "words.json", "forms-pages.npy"}
)
NAMES += [
    "keys.npy",
    "passage-ends.npy",
    "section-starts.npy",
    "section-lines.npy",
    *(f"bm25-{name}.npy" for name in ("counts", "rows", "starts", "lengths", "common", "peaks")),
]


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(seed=st.integers(0, 2**32))
def test_a_damaged_index_file_is_used_or_refused_in_one_line(built, tmp_path, name, seed):
    rng = random.Random(seed)  # noqa: S311  # reproducible
    shutil.rmtree(tmp_path / "club", ignore_errors=True)
    shutil.copytree(built, tmp_path / "club")
    club = load_settings(tmp_path / "club" / "config.yaml")
    data = file_of(club, name).read_bytes()
    is_json = name.endswith((".json", ".jsonl"))
    rewrite_leniently(club, name, damaged_lines(data, rng) if is_json and rng.random() < 0.7 else damaged(data, rng, 10**6))
    with guarded():
        is_refused(lambda: exercise(club))
        is_refused(lambda: build(club, encoder=FakeEncoder()))


def rewrite_leniently(club, name, data):
    """Replace a file of the index; if that breaks the lists of checksums, leave them broken."""
    try:
        rewrite(club, name, data)
    except (ValueError, TypeError, KeyError, AttributeError, StoredIndexError, OSError):
        return
