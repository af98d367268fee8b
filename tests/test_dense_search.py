"""Search by vector in large indexes: by inverted lists, with the same matches as an exhaustive comparison."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build, dense, dense_lists
from index.building.dense import match_positions
from index.errors import StoredIndexError
from index.files.blocks import BLOCKS, CheckedFolder, write_blocks
from index.files.checksums import checksums, read_json, write_json
from index.progress import NoProgress
from index.storing.dense import FEW_ROWS, NOWHERE, DenseSearch, Listed, Places
from index.storing.index_folder import IndexFolder
from index.storing.inverted_lists import LISTS, SIZES, InvertedLists, ListsCard
from index.storing.manifest import DENSE_CARD
from index.storing.segments import Segments
from tests.fakes import FakeEncoder

COUNT, DIMENSION, NEAREST = 12_000, 48, 10
RULE = 0.98
"""The least share of the ten nearest passages that the lists find."""


class VectorsInMemory(Segments):
    """Vectors that no segment contains."""

    def __init__(self, vectors):
        super().__init__(())
        self.array = vectors.astype(np.float16)

    def __len__(self):
        return len(self.array)

    @property
    def dimension(self):
        return self.array.shape[1]

    def half_precision(self, rows=None):
        return self.array if rows is None else self.array[rows]


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def drawn(rng, count, subjects, spread=0.55):
    """Draw vectors like those of texts: around subjects of different sizes, in some directions more than in others."""
    weights = rng.pareto(1.2, len(subjects)) + 0.2
    chosen = rng.choice(len(subjects), count, p=weights / weights.sum())
    directions = 1 / np.sqrt(np.arange(1, DIMENSION + 1))
    return unit(subjects[chosen] + spread * rng.standard_normal((count, DIMENSION)) * directions / np.linalg.norm(directions))


@pytest.fixture(scope="module")
def subjects():
    return unit(np.random.default_rng(1).standard_normal((150, DIMENSION)))


@pytest.fixture(scope="module")
def vectors(subjects):
    return VectorsInMemory(drawn(np.random.default_rng(2), COUNT, subjects))


@pytest.fixture(scope="module")
def asked(subjects):
    """Questions, which are farther from passages than passages are from each other."""
    return drawn(np.random.default_rng(3), 150, subjects, spread=0.9)


def some_keys(count, seed=4):
    return np.random.default_rng(seed).integers(0, 256, (count, 16), dtype=np.uint8)


def written(folder, vectors, keys):
    """Write the lists of vectors and the places of a generation that has all of them."""
    (folder / "generation").mkdir(parents=True)
    (folder / "lists").mkdir()
    grouping = dense_lists.train(vectors, NoProgress())
    positions = dense_lists.write_lists(grouping, vectors, keys, folder / "lists", NoProgress())
    Places.save(positions, len(vectors), folder / "generation")
    return positions


def opened(folder, vectors, listed=None):
    listed = listed or len(vectors)
    lists = InvertedLists(folder / "lists", listed, vectors.dimension)
    return DenseSearch(vectors, Listed(lists, Places(CheckedFolder.trusting(folder / "generation"), len(vectors), listed)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, vectors):
    path = tmp_path_factory.mktemp("dense")
    written(path, vectors, some_keys(COUNT))
    return path


def recall(search, vectors, asked, rows=None):
    """Return the share of the nearest passages that a search finds."""
    inside = np.arange(len(vectors)) if rows is None else np.concatenate([np.asarray(each) for each in rows])
    scores = asked @ vectors.vectors(inside).T
    found = 0
    for question, known in zip(asked, scores, strict=True):
        least = np.partition(known, -NEAREST)[-NEAREST]
        matches = search.search(question, NEAREST, rows)
        assert {match.row for match in matches} <= set(inside.tolist())
        assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
        found += sum(match.score >= least - 1e-4 for match in matches)
    return found / NEAREST / len(asked)


def test_lists_find_what_an_exhaustive_search_finds(folder, vectors, asked):
    search = opened(folder, vectors)
    assert search.lists.card.compared < COUNT / 3
    assert recall(search, vectors, asked) >= RULE
    assert recall(search, vectors, vectors.vectors(np.arange(0, COUNT, 97))) >= RULE
    assert recall(DenseSearch(vectors), vectors, asked) == 1


def test_questions_about_something_else_are_compared_with_more_lists_until_their_nearest_are_found(folder, vectors):
    unrelated = unit(np.random.default_rng(8).standard_normal((60, DIMENSION)))
    assert recall(opened(folder, vectors), vectors, unrelated) >= RULE


@pytest.mark.parametrize("share", [0.1, 0.3, 0.8], ids=str)
def test_lists_find_what_is_in_scope(folder, vectors, asked, share):
    length = int(COUNT * share / 8)
    rows = [range(start, start + length) for start in range(0, COUNT, COUNT // 8)]
    assert (sum(map(len, rows)) <= FEW_ROWS) == (share == 0.1)
    assert recall(opened(folder, vectors), vectors, asked[:60], rows) >= RULE


def test_a_small_document_about_something_else_is_found(tmp_path, vectors):
    rng = np.random.default_rng(9)
    others = unit(rng.standard_normal((12, DIMENSION)))
    small = unit(np.repeat(others, 12, axis=0) + 0.5 * unit(rng.standard_normal((144, DIMENSION))))
    every = VectorsInMemory(np.concatenate([vectors.vectors(np.arange(COUNT)), small]))
    written(tmp_path, every, some_keys(len(every)))
    asked = unit(np.repeat(others, 4, axis=0) + 0.9 * unit(rng.standard_normal((48, DIMENSION))))
    assert recall(opened(tmp_path, every), every, asked) >= RULE


def test_scores_are_exact_cosines_with_the_stored_vectors(folder, vectors, asked):
    for match in opened(folder, vectors).search(asked[0], 20):
        assert match.score == pytest.approx(float(vectors.vectors(np.array([match.row]))[0] @ asked[0]), abs=1e-6)


def test_passages_that_were_added_and_removed_since_are_respected(tmp_path, folder, vectors, subjects, asked):
    keys, new = some_keys(COUNT), some_keys(600, seed=5)
    kept = np.setdiff1d(np.arange(COUNT), np.arange(0, COUNT, 7))
    now = VectorsInMemory(np.concatenate([drawn(np.random.default_rng(6), 600, subjects), vectors.vectors(kept)]))
    shutil.copytree(folder / "lists", tmp_path / "lists")
    (tmp_path / "generation").mkdir()
    positions = match_positions(np.concatenate([new, keys[kept]]), keys[np.argsort(_positions(folder))])
    assert (positions[:600] == NOWHERE).all()
    assert (positions[600:] != NOWHERE).all()
    Places.save(positions, COUNT, tmp_path / "generation")
    search = opened(tmp_path, now, COUNT)
    assert recall(search, now, asked) >= RULE
    assert recall(search, now, now.vectors(np.arange(0, 600, 11))) >= RULE
    assert recall(search, now, asked[:40], [range(300, 9_000)]) >= RULE


def _positions(folder):
    return np.load(folder / "generation" / "dense-positions.npy")


def test_copies_of_a_text_get_different_positions():
    keys = np.repeat(some_keys(3), [2, 3, 1], axis=0)
    positions = match_positions(keys[[5, 0, 2, 3, 1, 4, 4, 0]], keys)
    assert positions[0] == 5
    assert sorted(positions[[1, 4]].tolist()) == [0, 1]
    assert sorted(positions[[2, 3, 5]].tolist()) == [2, 3, 4]
    assert positions[[6, 7]].tolist() == [NOWHERE, NOWHERE]
    almost = keys.copy()
    almost[:, -1] ^= 1
    assert (match_positions(almost, keys) == NOWHERE).all()


def test_several_threads_get_the_same_matches(folder, vectors, asked):
    expected = [opened(folder, vectors).search(question, 20) for question in asked]
    search = opened(folder, vectors)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: search.search(question, 20), asked)) == expected


def damaged_bit(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_damaged_list_is_reported_when_it_is_read(tmp_path, folder, vectors, asked):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    damaged_bit(tmp_path / "lists" / LISTS)
    search = opened(tmp_path, vectors)
    with pytest.raises(StoredIndexError, match=r"lists\.npy: damaged"):
        [search.search(question, 10) for question in vectors.vectors(np.arange(0, COUNT, 60))]


def forged(folder, name, array, **card):
    """Replace an array of lists, with checksums that agree."""
    np.save(folder / name, array)
    (folder / BLOCKS).unlink(missing_ok=True)
    found = read_json(folder / DENSE_CARD, ListsCard)
    (folder / DENSE_CARD).unlink()
    write_blocks(folder)
    write_json(replace(found, files=checksums(folder), **card), folder / DENSE_CARD)


@pytest.mark.parametrize("sizes", [[-COUNT, COUNT], [2**62, -(2**62)], [COUNT, COUNT], [1]], ids=str)
def test_forged_sizes_of_lists_are_refused(tmp_path, folder, vectors, asked, sizes):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    known = np.load(folder / "lists" / SIZES)
    known[: len(sizes)] += np.array(sizes) - (known[0] if len(sizes) == 1 else 0)
    forged(tmp_path / "lists", SIZES, known)
    with pytest.raises(StoredIndexError, match="damaged"):
        opened(tmp_path, vectors).search(asked[0], 10)


def test_forged_positions_in_lists_lead_nowhere(tmp_path, folder, vectors, asked):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    data = np.load(folder / "lists" / LISTS)
    data[:] = 255
    forged(tmp_path / "lists", LISTS, data)
    search = opened(tmp_path, vectors)
    assert search.search(asked[0], 10) == []
    assert search.search(asked[0], 10, [range(9_000)]) == []


@pytest.mark.parametrize("name", ["dense-rows.npy", "dense-positions.npy", "dense-added.npy"])
def test_forged_places_are_refused_or_lead_nowhere(tmp_path, folder, vectors, asked, name):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    forgery = np.full(COUNT if name != "dense-added.npy" else 5, 2**31 - 1, dtype=np.int32)
    np.save(tmp_path / "generation" / name, forgery)
    search = opened(tmp_path, vectors)
    for rows in (None, [range(9_000)]):
        try:
            assert len(search.search(asked[0], 10, rows)) in {0, 10}
        except StoredIndexError as error:
            assert "damaged" in str(error)  # noqa: PT017  # either is right


# The lists of an index


@pytest.fixture
def many(monkeypatch, project):
    """Documents that are many enough for lists in this test, and a function that writes them with a few changes."""
    monkeypatch.setattr(dense, "EXACT_UP_TO", 100)
    monkeypatch.setattr(dense, "MIN_ADDED", 5)
    subjects = ["tower", "garden", "kitchen", "library", "harbour", "market", "station", "bridge"]

    def write(added=(), count=300):
        lines = [f"- The {subjects[number % 8]} has the number {number} and opens at {number % 24}." for number in range(count)]
        return project({"a.md": "# Places\n\n" + "\n".join([*lines, *(f"- {line}" for line in added)])})

    return write


def lists_of(settings):
    folder = IndexFolder(settings.index_folder)
    return folder.load_manifest().lists, {path.name for path in folder.dense.iterdir()} if folder.dense.exists() else set()


def asked_first(settings, question):
    return Searcher.open(settings, FakeEncoder()).ask(question, top=1).hits[0].passage.text


def test_a_small_index_has_no_lists(project):
    settings = project({"a.md": "- The tower is open.\n"})
    build(settings, encoder=FakeEncoder())
    assert lists_of(settings) == (None, set())


def test_an_edit_leaves_the_lists_as_they_are(many):
    build(many(), encoder=FakeEncoder())
    [entry, names] = lists_of(many())
    assert names == {entry.name}
    settings = many(["The observatory is closed in winter."])
    build(settings, encoder=FakeEncoder())
    assert lists_of(settings) == (entry, names)
    assert asked_first(settings, "observatory closed winter") == "The observatory is closed in winter."
    assert asked_first(settings, "harbour number 12") == "The harbour has the number 12 and opens at 12."
    settings = many(count=290)
    build(settings, encoder=FakeEncoder())
    assert lists_of(settings) == (entry, names)
    assert "299" not in asked_first(settings, "library number 299")


def test_many_new_passages_get_new_lists_with_the_old_centroids(many, monkeypatch):
    build(many(), encoder=FakeEncoder())
    [before, _] = lists_of(many())
    trained = []
    monkeypatch.setattr(dense, "train", lambda *arguments: trained.append(1) or dense_lists.train(*arguments))
    settings = many(count=420)
    build(settings, encoder=FakeEncoder())
    [after, _] = lists_of(settings)
    assert (after.vectors, trained) == (420, [])
    assert after.name != before.name
    assert asked_first(settings, "bridge number 415 opens") == "The bridge has the number 415 and opens at 7."
    folder = IndexFolder(settings.index_folder)
    old, new = (folder.lists(each.name) / "centroids.npy" for each in (before, after))
    assert old.read_bytes() == new.read_bytes()


@pytest.mark.parametrize("reason", ["growth", "drift"])
def test_centroids_that_no_longer_suit_the_passages_are_chosen_again(many, monkeypatch, reason):
    build(many(), encoder=FakeEncoder())
    [before, _] = lists_of(many())
    if reason == "drift":
        monkeypatch.setattr(dense_lists, "MAX_DRIFT", 0.01)
    settings = many(count=1_300 if reason == "growth" else 350)
    build(settings, encoder=FakeEncoder())
    folder, [after, _] = IndexFolder(settings.index_folder), lists_of(settings)
    old, new = (folder.lists(each.name) / "centroids.npy" for each in (before, after))
    assert old.read_bytes() != new.read_bytes()


def test_a_build_that_is_interrupted_leaves_no_lists(many, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(dense, "write_lists", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(many(), encoder=FakeEncoder())
    monkeypatch.undo()
    assert list((many().index_folder / "dense").iterdir()) == []


def test_lists_that_no_index_uses_are_removed(many):
    for count in (300, 400, 520):
        build(many(count=count), encoder=FakeEncoder())
    [entry, names] = lists_of(many(count=520))
    assert entry.name in names
    assert len(names) == 2  # those of the previous index, for a rollback, too


@pytest.mark.parametrize("file", [LISTS, SIZES, DENSE_CARD])
def test_a_build_replaces_damaged_lists(many, file):
    settings = many()
    build(settings, encoder=FakeEncoder())
    [before, _] = lists_of(settings)
    damaged_bit(IndexFolder(settings.index_folder).lists(before.name) / file)
    build(settings, encoder=FakeEncoder())
    [after, _] = lists_of(settings)
    assert after.name != before.name
    assert asked_first(settings, "harbour number 12") == "The harbour has the number 12 and opens at 12."


def test_an_index_whose_lists_are_missing_says_what_to_do(many):
    settings = many()
    build(settings, encoder=FakeEncoder())
    shutil.rmtree(settings.index_folder / "dense")
    with pytest.raises(StoredIndexError, match=r"dense.*cannot be read.*footnote build"):
        Searcher.open(settings, FakeEncoder()).ask("harbour")


def test_known_questions_are_found_by_lists(many, project, monkeypatch):
    monkeypatch.setattr(dense, "EXACT_UP_TO", 30)
    sections = "\n\n".join(f"## Where is the thing with the number {number}?\n\nIn room {number}." for number in range(80))
    settings = project({"a.md": f"# Things\n\n{sections}\n"})
    build(settings, encoder=FakeEncoder())
    manifest = IndexFolder(settings.index_folder).load_manifest()
    assert manifest.views.lists.vectors == manifest.views.count == 80
    searcher = Searcher.open(settings, FakeEncoder())
    exact = DenseSearch(searcher.generation.view_segments)
    for number in (3, 44, 79):
        vector = FakeEncoder().encode_question(f"Where is the thing with the number {number}?").vector
        [[match], [expected]] = (search.search(vector, 1) for search in (searcher.generation.view_dense, exact))
        assert match.row == expected.row
        assert match.score == pytest.approx(expected.score, abs=1e-5)


def test_the_manifest_vouches_for_lists(many):
    settings = many()
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    path = folder.current() / "manifest.json"
    manifest = msgspec.json.decode(path.read_bytes())
    manifest["files"] = {name: found for name, found in manifest["files"].items() if not name.startswith("dense/")}
    path.write_bytes(msgspec.json.encode(manifest))
    with pytest.raises(StoredIndexError, match="no checksum"):
        Searcher.open(settings, FakeEncoder())
