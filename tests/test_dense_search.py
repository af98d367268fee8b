"""Search by vector in large indexes: by codes, with the same matches as an exhaustive comparison."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build, vector_coding
from index.errors import StoredIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder
from index.storing.dense import FEW_ROWS, DenseSearch
from index.storing.index_folder import IndexFolder
from index.storing.segments import Segments
from index.storing.vector_codes import CODEBOOK, CODES, VectorCodebook, VectorCodes
from tests.fakes import FakeEncoder

COUNT, DIMENSION, NEAREST = 12_000, 48, 10
RULE = 0.98
"""The least share of the ten nearest passages that a search by codes finds."""


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


def written(folder, vectors):
    """Write the codes of vectors and their codebook."""
    every = vectors.vectors(np.arange(len(vectors)))
    book = VectorCodebook.fit(every[:: max(1, len(every) // 4096)])
    book.save(folder)
    save_array(book.encode(every), folder / CODES)
    return folder


def opened(folder, vectors):
    return DenseSearch(vectors, VectorCodes(CheckedFolder.trusting(folder), len(vectors), vectors.dimension))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, vectors):
    return written(tmp_path_factory.mktemp("dense"), vectors)


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


def test_codes_find_what_an_exhaustive_search_finds(folder, vectors, asked):
    search = opened(folder, vectors)
    assert recall(search, vectors, asked) >= RULE
    assert recall(search, vectors, vectors.vectors(np.arange(0, COUNT, 97))) >= RULE
    assert recall(DenseSearch(vectors), vectors, asked) == 1


def test_codes_find_what_is_nearest_to_questions_about_something_else(folder, vectors):
    unrelated = unit(np.random.default_rng(8).standard_normal((60, DIMENSION)))
    assert recall(opened(folder, vectors), vectors, unrelated) >= RULE


@pytest.mark.parametrize("share", [0.1, 0.3, 0.8], ids=str)
def test_codes_find_what_is_in_scope(folder, vectors, asked, share):
    length = int(COUNT * share / 8)
    rows = [range(start, start + length) for start in range(0, COUNT, COUNT // 8)]
    assert (sum(map(len, rows)) <= FEW_ROWS) == (share == 0.1)
    assert recall(opened(folder, vectors), vectors, asked[:60], rows) >= RULE


def test_passages_that_the_codebook_was_not_fitted_to_are_found(folder, vectors, tmp_path):
    rng = np.random.default_rng(9)
    others = unit(rng.standard_normal((12, DIMENSION)))
    small = unit(np.repeat(others, 12, axis=0) + 0.5 * unit(rng.standard_normal((144, DIMENSION))))
    every = VectorsInMemory(np.concatenate([vectors.vectors(np.arange(COUNT)), small]))
    book = VectorCodebook.load(folder, DIMENSION)
    book.save(tmp_path)
    save_array(book.encode(every.vectors(np.arange(len(every)))), tmp_path / CODES)
    asked = unit(np.repeat(others, 4, axis=0) + 0.9 * unit(rng.standard_normal((48, DIMENSION))))
    assert recall(opened(tmp_path, every), every, asked) >= RULE


@pytest.mark.parametrize("dimension", [4, 13, 250, 301])
def test_vectors_of_any_dimension_have_codes(tmp_path, dimension):
    rng = np.random.default_rng(dimension)
    some = VectorsInMemory(unit(rng.standard_normal((5_000, dimension))))
    assert recall(opened(written(tmp_path, some), some), some, unit(rng.standard_normal((40, dimension)))) >= RULE


def test_scores_are_exact_cosines_with_the_stored_vectors(folder, vectors, asked):
    for match in opened(folder, vectors).search(asked[0], 20):
        assert match.score == pytest.approx(float(vectors.vectors(np.array([match.row]))[0] @ asked[0]), abs=1e-6)


def test_as_many_matches_come_as_are_asked_for(folder, vectors, asked):
    search = opened(folder, vectors)
    assert [len({match.row for match in search.search(asked[0], count)}) for count in (1, 700, COUNT + 9)] == [1, 700, COUNT]


def test_several_threads_get_the_same_matches(folder, vectors, asked):
    expected = [opened(folder, vectors).search(question, 20) for question in asked]
    search = opened(folder, vectors)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: search.search(question, 20), asked)) == expected


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e38], ids=str)
def test_a_forged_codebook_leads_to_passages_or_nowhere(tmp_path, folder, vectors, asked, number):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    forged = np.load(folder / CODEBOOK)
    forged[::2] = number
    save_array(forged, tmp_path / CODEBOOK)
    search = opened(tmp_path, vectors)
    for rows in (None, [range(9_000)]):
        assert {match.row for match in search.search(asked[0], 10, rows)} <= set(range(9_000 if rows else COUNT))


@pytest.mark.parametrize("name", [CODES, CODEBOOK])
def test_codes_that_do_not_match_the_vectors_are_refused(tmp_path, folder, vectors, name):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    save_array(np.load(folder / name)[:-1], tmp_path / name)
    with pytest.raises(StoredIndexError, match=r"dense-.*\.npy: damaged"):
        opened(tmp_path, vectors)


# The codes of an index


@pytest.fixture
def many(monkeypatch, project):
    """Documents that are many enough for codes in this test, and a function that writes them with a few changes."""
    monkeypatch.setattr(vector_coding, "EXACT_UP_TO", 100)
    subjects = ["tower", "garden", "kitchen", "library", "harbour", "market", "station", "bridge"]

    def write(added=(), count=3_000):
        lines = [f"- The {subjects[number % 8]} has the number {number} and opens at {number % 24}." for number in range(count)]
        return project({"a.md": "# Places\n\n" + "\n".join([*lines, *(f"- {line}" for line in added)])})

    return write


def built(settings):
    """Build an index, and return its manifest and the bytes of its codebook."""
    build(settings, encoder=FakeEncoder())
    folder = IndexFolder(settings.index_folder)
    return folder.load_manifest(), (folder.current() / CODEBOOK).read_bytes()


def asked_first(settings, question):
    return Searcher.open(settings, FakeEncoder()).ask(question, top=1).hits[0].passage.text


def test_a_small_index_has_no_codes(project):
    settings = project({"a.md": "- The tower is open.\n"})
    build(settings, encoder=FakeEncoder())
    assert IndexFolder(settings.index_folder).load_manifest().codes is None
    assert not list(settings.index_folder.glob("**/dense-*"))


def test_an_edit_encodes_only_the_vectors_of_new_segments(many, monkeypatch):
    before, book = built(many())
    encoded = []
    encode = VectorCodebook.encode
    monkeypatch.setattr(VectorCodebook, "encode", lambda self, vectors: encoded.append(len(vectors)) or encode(self, vectors))
    settings = many(["The observatory is closed in winter."])
    after, same = built(settings)
    names = {entry.name for entry in before.segments}
    assert len(names) > 1
    assert sum(encoded) == sum(entry.passages for entry in after.segments if entry.name not in names) < 1_600
    assert same == book
    assert asked_first(settings, "observatory closed winter") == "The observatory is closed in winter."
    assert asked_first(settings, "harbour number 12") == "The harbour has the number 12 and opens at 12."
    settings = many(count=2_900)
    assert built(settings)[1] == book
    assert "2999" not in asked_first(settings, "station number 2999")


def test_codes_of_an_edited_index_are_those_of_a_codebook_that_fits(many):
    settings = many()
    built(settings)
    settings = many(["The observatory is closed in winter."], count=2_990)
    manifest, _ = built(settings)
    folder = IndexFolder(settings.index_folder)
    vectors = Searcher.open(settings, FakeEncoder()).generation.segments.half_precision().astype(np.float32)
    book = VectorCodebook.load(folder.current(), manifest.dimension)
    assert (np.load(folder.current() / CODES) == book.encode(vectors)).all()
    assert manifest.codes.now == pytest.approx(book.error(vectors, book.encode(vectors)), rel=0.25)


def test_a_codebook_that_no_longer_suits_the_vectors_is_fitted_again(many, project):
    _, book = built(many())
    words = ["winter", "closed", "observatory", "members", "bring", "boots", "guide", "festival", "tickets", "dogs", "snow"]
    lines = [f"- {' '.join(words[number * step % 11] for step in range(1, 8))} {number * 7}" for number in range(6_000)]
    after, other = built(project({"a.md": "# Words\n\n" + "\n".join(lines)}))
    assert other != book
    assert after.codes.fitted == after.codes.now


def test_a_full_build_fits_the_codebook_again(many):
    settings = many(count=400)
    built(settings)
    settings = many(count=1_300)
    build(settings, encoder=FakeEncoder(), is_full=True)
    codes = IndexFolder(settings.index_folder).load_manifest().codes
    assert codes.fitted == codes.now


def test_a_shrunken_index_has_no_codes_any_more(many):
    built(many())
    settings = many(count=80)
    build(settings, encoder=FakeEncoder())
    assert not list(IndexFolder(settings.index_folder).current().glob("dense-*"))
    assert asked_first(settings, "harbour number 12") == "The harbour has the number 12 and opens at 12."


@pytest.mark.parametrize("file", [CODES, CODEBOOK])
def test_damaged_codes_are_reported_when_they_are_read_and_replaced_by_a_build(many, file):
    settings = many()
    built(settings)
    path = IndexFolder(settings.index_folder).current() / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(StoredIndexError, match=rf"{file}: damaged.*footnote build"):
        Searcher.open(settings, FakeEncoder()).ask("harbour")
    built(settings)
    assert asked_first(settings, "harbour number 12") == "The harbour has the number 12 and opens at 12."


@pytest.mark.parametrize("file", [CODES, CODEBOOK])
def test_an_index_whose_codes_are_missing_says_what_to_do(many, file):
    settings = many()
    built(settings)
    (IndexFolder(settings.index_folder).current() / file).unlink()
    with pytest.raises(StoredIndexError, match=rf"{file}: cannot be read.*footnote build"):
        Searcher.open(settings, FakeEncoder()).ask("harbour")


def test_known_questions_are_found_by_codes(project, monkeypatch):
    monkeypatch.setattr(vector_coding, "EXACT_UP_TO", 30)
    sections = "\n\n".join(f"## Where is the thing with the number {number}?\n\nIn room {number}." for number in range(80))
    settings = project({"a.md": f"# Things\n\n{sections}\n"})
    build(settings, encoder=FakeEncoder())
    manifest = IndexFolder(settings.index_folder).load_manifest()
    assert manifest.views.count == 80
    assert manifest.views.codes
    searcher = Searcher.open(settings, FakeEncoder())
    assert searcher.generation.view_dense._codes is not None
    exact = DenseSearch(searcher.generation.view_segments)
    for number in (3, 44, 79):
        vector = FakeEncoder().encode_question(f"Where is the thing with the number {number}?").vector
        [[match], [expected]] = (search.search(vector, 1) for search in (searcher.generation.view_dense, exact))
        assert match.row == expected.row
        assert match.score == pytest.approx(expected.score, abs=1e-5)
