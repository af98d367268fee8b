"""BM25 scores, checked against the formula, and the arrays that store them."""

import json
import math
from collections import Counter

import bm25s
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import StoredIndexError
from index.files.arrays import load_array, save_array
from index.files.blocks import CheckedFolder
from index.searching.scope import EVERYTHING, Scope
from index.searching.titles import Titles, WordScores
from index.storing import lexical_columns, lexical_question, lexical_writer
from index.storing.lexical import LexicalIndex
from index.storing.lexical_columns import LENGTH_NORMALISATION, MAX_COUNT, SATURATION
from index.storing.lexical_writer import LexicalWriter
from index.storing.manifest import IndexedDocument
from tests.budgets import budget
from tests.corpora import index_terms

PASSAGES = [
    ["falcon", "nest", "tower"],
    ["falcon", "falcon", "feed", "young", "april"],
    ["tower", "open"],
    ["shop", "open", "april", "october", "ticket", "tower"],
]


def idf(passages, term):
    has = sum(term in passage for passage in passages)
    return math.log(1 + (len(passages) - has + 0.5) / (has + 0.5))


def by_formula(passages, asked):
    """Return each passage's BM25 score as a share of its upper bound, the score of infinitely frequent terms."""
    mean_length = sum(map(len, passages)) / len(passages)
    scores = []
    for passage in passages:
        score = 0.0
        for term in set(asked):
            times = passage.count(term)
            length = 1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * len(passage) / mean_length
            score += idf(passages, term) * times / (times + SATURATION * length)
        scores.append(score / sum(idf(passages, term) for term in set(asked)))
    return scores


@pytest.mark.parametrize("asked", [["falcon"], ["falcon", "tower"], ["open", "april", "ticket"], ["falcon", "penguin"]])
def test_scores_match_the_formula(asked):
    assert everywhere(index_terms(PASSAGES), asked) == pytest.approx(by_formula(PASSAGES, asked), abs=1e-6)


@settings(max_examples=budget(15))
@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=6).filter(any),
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5),
)
def test_scores_match_the_formula_for_any_corpus_and_are_from_0_to_1(passages, asked):
    scores = everywhere(index_terms(passages), asked)
    assert scores == pytest.approx(by_formula(passages, asked), abs=1e-5)
    assert ((scores >= 0) & (scores <= 1)).all()


@settings(max_examples=budget(15))
@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=12), min_size=1, max_size=12).filter(any),
    st.sets(st.sampled_from("abcdef"), min_size=1),
)
def test_scores_match_bm25s(passages, asked):
    theirs = bm25s.BM25(method="lucene", k1=SATURATION, b=LENGTH_NORMALISATION)
    theirs.index(passages, show_progress=False)
    known = sorted(asked & {term for passage in passages for term in passage})
    ours = index_terms(passages)
    bound = sum(idf(passages, term) for term in known)
    expected = theirs.get_scores(known) if known else [0] * len(passages)
    assert everywhere(ours, known) * bound == pytest.approx(expected, abs=1e-5)


def everywhere(lexical, asked):
    return lexical.question(asked).everywhere


def stored_files(lexical, folder):
    """Save an index and return the bytes of each of its files."""
    lexical.save(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


DOCUMENTS = st.lists(
    st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", "été", "今晚"]), max_size=5), max_size=4), max_size=5
)


@pytest.mark.parametrize("small", [0, 8_192])
@settings(max_examples=budget(20))
@given(DOCUMENTS, st.data())
def test_an_index_that_reuses_rows_equals_one_built_from_scratch(tmp_path_factory, small, documents, data):
    with pytest.MonkeyPatch.context() as patch:
        for module in (lexical_columns, lexical_writer):
            patch.setattr(module, "SMALL", small)
        edit(tmp_path_factory.mktemp("edits"), documents, data)


def edit(folder, documents, data):
    """Edit an index three times, and compare it with one that is built from scratch."""
    lexical = index_terms(passage for document in documents for passage in document)
    for step in range(3):
        ends = np.cumsum([0, *map(len, documents)]).tolist()
        old = [(range(ends[place], ends[place + 1]), document) for place, document in enumerate(documents)]
        kept = data.draw(st.lists(st.sampled_from(old), unique_by=lambda each: id(each[1]))) if old else []
        new = [(None, document) for document in data.draw(DOCUMENTS)]
        writer, documents = LexicalWriter(lexical), []
        for rows, document in data.draw(st.permutations([*kept, *new])):
            documents.append(document)
            if rows is not None:
                writer.keep(rows)
            else:
                for passage in document:
                    writer.add(passage)
        lexical = writer.finish()
        fresh = index_terms(passage for document in documents for passage in document)
        (folder / f"kept{step}").mkdir()
        (folder / f"fresh{step}").mkdir()
        assert stored_files(lexical, folder / f"kept{step}") == stored_files(fresh, folder / f"fresh{step}")
        if data.draw(st.booleans()):
            lexical = LexicalIndex.load(folder / f"kept{step}", lexical.passages)


WORDS = [f"w{number}" for number in range(24)]
FREQUENT_FIRST = st.sampled_from([word for place, word in enumerate(WORDS) for _ in range(1 + 24 // (place + 1))])


@pytest.fixture(params=[0, lexical_question.AT_ONCE], ids=["searched", "scored at once"])
def large(request, monkeypatch):
    """Treat every index as a large one, whose common terms are stored in another way, and searched in either way."""
    for module in (lexical_columns, lexical_writer):
        monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(lexical_question, "AT_ONCE", request.param)
    monkeypatch.setattr(lexical_question, "BLOCK", 2)
    monkeypatch.setattr(lexical_question, "CHEAP", 1)
    for module in (lexical_columns, lexical_writer):
        monkeypatch.setattr(module, "CHUNK", 7)


class Prices:
    """A bonus for each passage."""

    def __init__(self, prices):
        self.prices = np.array(prices, dtype=np.float32)
        self.most = max(prices, default=0)

    def at(self, rows):
        return self.prices[rows]


@pytest.mark.usefixtures("large")
@settings(max_examples=budget(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(FREQUENT_FIRST, max_size=12), min_size=1, max_size=60), st.lists(FREQUENT_FIRST, max_size=9), st.data()
)
def test_the_best_passages_are_those_of_adding_up_all_columns(passages, asked, data):
    question = index_terms(passages).question(asked)
    scores = question.everywhere
    rows = np.array(data.draw(st.lists(st.sampled_from(range(len(passages))))), dtype=np.int64)
    assert question.at(rows).tolist() == scores[rows].tolist()
    cuts = data.draw(st.lists(st.integers(0, len(passages)), max_size=6).filter(lambda cuts: len(cuts) % 2 == 0).map(sorted))
    ranges = [range(*cuts[place : place + 2]) for place in range(0, len(cuts), 2)] or None
    prices = data.draw(
        st.none() | st.lists(st.sampled_from([0, 0.1, 0.3, 0.95]), min_size=len(passages), max_size=len(passages))
    )
    if prices:
        scores = np.where(scores > 0, np.minimum(scores + np.array(prices, dtype=np.float32), 1), 0)
    inside = [row for row in range(len(passages)) if ranges is None or any(row in span for span in ranges)]
    best = [row for row in sorted(inside, key=lambda row: (-scores[row], row)) if scores[row] > 0]
    count = data.draw(st.integers(1, 12))
    assert question.best(count, ranges, Prices(prices) if prices else None) == best[:count]


@pytest.mark.usefixtures("large")
@settings(max_examples=budget(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(WORDS[:6]), max_size=3), st.lists(st.lists(FREQUENT_FIRST, max_size=6), max_size=9)),
        min_size=1,
        max_size=8,
    ),
    st.lists(FREQUENT_FIRST, max_size=6),
    st.data(),
)
def test_titles_count_beside_the_words_of_passages(documents, asked, data):
    passages = [passage for _, found in documents for passage in found]
    entries = [
        IndexedDocument(f"{at}.md", " ".join(title), None, "", "", len(found)) for at, (title, found) in enumerate(documents)
    ]
    titles = Titles(entries, "none")
    scores = WordScores(index_terms(passages).question(asked), titles.shares(asked))
    having = Counter(word for title, _ in documents for word in {*title})
    weights = {word: math.log(len(documents) / having[word]) for word in {*asked} if having[word]}
    total = sum(weights.values()) or 1.0
    shares = [sum(weights.get(word, 0) for word in {*title}) / total for title, found in documents for _ in found]
    expected = np.minimum(everywhere(index_terms(passages), asked) + 0.3 * np.array(shares, dtype=np.float32), 1)
    rows = np.arange(len(passages))
    assert scores.at(rows) == pytest.approx(expected, abs=1e-6)
    cuts = data.draw(st.none() | st.tuples(st.integers(0, len(passages)), st.integers(0, len(passages))).map(sorted))
    scope = EVERYTHING if cuts is None else Scope((range(*cuts),) if cuts[0] < cuts[1] else ())
    exact = scores.at(rows)
    best = [row for row in sorted(range(len(passages)), key=lambda row: (-exact[row], row)) if exact[row] > 0 and row in scope]
    assert scores.best(5, scope) == best[:5]


@pytest.mark.usefixtures("large")
@settings(max_examples=budget(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(FREQUENT_FIRST, max_size=6), max_size=30))
def test_a_large_index_knows_which_passages_contain_a_term(tmp_path_factory, passages):
    folder = tmp_path_factory.mktemp("large")
    index_terms(passages).save(folder)
    lexical = LexicalIndex.load(folder, len(passages))
    for term in WORDS:
        rows = [row for row, passage in enumerate(passages) if term in passage]
        assert (lexical.rows_with(term).tolist(), lexical.frequency(term)) == (rows, len(rows))
        assert [row for row in range(len(passages)) if lexical.has(term, row)] == rows
    both = [row for row, passage in enumerate(passages) if {"w0", "w1"} <= {*passage}]
    assert lexical.rows_with_all(["w0", "w1"]).tolist() == both
    either = [row for row, passage in enumerate(passages) if {"w0", "w1"} <= {*passage} or "w2" in passage]
    assert lexical.rows_with_any([["w0", "w1"], ["w2"]]).tolist() == either


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    ("name", "place", "value"),
    [("rows", 0, 2**31 - 1), ("rows", 0, -1), ("starts", 1, 2**40), ("starts", 0, -1), ("starts", -1, -5)],
)
def test_impossible_numbers_of_a_large_index_are_told_when_they_are_read(tmp_path, name, place, value):
    index_terms([["falcon"], *[["tower"]] * 9, ["zebra"]]).save(tmp_path)
    path = tmp_path / f"bm25-{name}.npy"
    array = np.load(path)
    array[place] = value
    np.save(path, array)
    lexical = LexicalIndex.open(CheckedFolder.trusting(tmp_path), 11)
    with pytest.raises(StoredIndexError, match=rf"bm25-{name}\.npy: damaged: the words do not match the passages; run "):
        lexical.question(["falcon", "zebra"]).best(3)


def test_a_term_count_that_overflows_is_capped():
    lexical = index_terms([["tower"] * (MAX_COUNT + 3), ["falcon"]])
    assert everywhere(lexical, ["tower"]).argmax() == 0
    assert lexical.lengths.tolist() == [MAX_COUNT + 3, 1]


def test_a_repeated_word_of_a_question_counts_once():
    lexical = index_terms(PASSAGES)
    assert (everywhere(lexical, ["falcon", "tower", "falcon"]) == everywhere(lexical, ["falcon", "tower"])).all()


def test_a_rare_word_counts_more_than_a_frequent_one():
    lexical = index_terms([["a", "tower"], ["a", "falcon"], ["a", "tower"], ["a", "tower"]])
    assert everywhere(lexical, ["falcon", "tower"]).argmax() == 1
    assert lexical.idf("penguin") > lexical.idf("falcon") > lexical.idf("tower") > lexical.idf("a") > 0


def test_a_question_of_unknown_words_scores_0_everywhere():
    assert everywhere(index_terms(PASSAGES), ["penguin"]).tolist() == [0] * len(PASSAGES)
    assert everywhere(index_terms(PASSAGES), []).tolist() == [0] * len(PASSAGES)


def test_passages_without_words_still_have_rows():
    assert everywhere(index_terms([[], ["falcon"], []]), ["falcon"]).argmax() == 1
    assert everywhere(index_terms([[], []]), ["falcon"]).tolist() == [0, 0]


def test_the_passages_and_the_document_frequency_of_a_term_are_known():
    lexical = index_terms(PASSAGES)
    for term in {term for passage in PASSAGES for term in passage} | {"penguin"}:
        rows = [row for row in range(len(PASSAGES)) if lexical.has(term, row)]
        assert rows == [row for row, passage in enumerate(PASSAGES) if term in passage]
        assert lexical.frequency(term) == len(rows)
        assert (term in lexical) == bool(rows)
    assert set(lexical.terms) == {term for passage in PASSAGES for term in passage}


@pytest.mark.parametrize("passages", [PASSAGES, [[], []], [["été", "今晚"], []]])
def test_an_index_is_the_same_after_loading(passages, tmp_path):
    made = index_terms(passages)
    made.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path, len(passages))
    for asked in (["falcon", "tower"], ["今晚"], ["penguin"]):
        assert (everywhere(loaded, asked) == everywhere(made, asked)).all()


def test_arrays_that_do_not_match_the_terms_are_refused(tmp_path):
    index_terms(PASSAGES).save(tmp_path)
    layout = json.loads((tmp_path / "words.json").read_bytes())
    (tmp_path / "words.json").write_text(json.dumps({**layout, "terms": 2}))
    with pytest.raises(
        StoredIndexError, match=r"bm25-starts\.npy: damaged: unexpected array of int64 .*; run `footnote build`"
    ):
        LexicalIndex.load(tmp_path, len(PASSAGES))


class Trap:
    """An object that runs code when unpickled."""

    def __reduce__(self):
        return (print, ("unpickled",))


def test_loading_an_array_never_runs_code(tmp_path, capsys):
    np.save(tmp_path / "a.npy", np.array([Trap()], dtype=object), allow_pickle=True)
    with pytest.raises(StoredIndexError, match=r"a\.npy: damaged: not an array"):
        load_array(tmp_path / "a.npy", object, (None,))
    assert "unpickled" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("dtype", "shape"), [(np.float64, (2, 3)), (np.float32, (3, 2)), (np.float32, (None,)), (np.float32, (2, 3, None))]
)
def test_an_array_of_another_type_or_shape_is_refused(tmp_path, dtype, shape):
    save_array(np.zeros((2, 3), dtype=np.float32), tmp_path / "a.npy")
    assert load_array(tmp_path / "a.npy", np.float32, (2, None)).shape == (2, 3)
    with pytest.raises(StoredIndexError, match=r"a\.npy: damaged: unexpected array of float32 \(2, 3\)"):
        load_array(tmp_path / "a.npy", dtype, shape)


@pytest.mark.parametrize("data", [b"", b"\x93NUMPY", b"not an array at all"])
def test_a_file_that_is_not_an_array_is_named_with_a_fix(tmp_path, data):
    (tmp_path / "a.npy").write_bytes(data)
    with pytest.raises(StoredIndexError, match=r"a\.npy: .*; run `footnote build`"):
        load_array(tmp_path / "a.npy", np.float32, (None,))
