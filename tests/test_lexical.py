"""BM25, worked out again by its formula, and the arrays that it is kept in."""

import math

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StoredIndexError
from index.files.arrays import load_array, save_array
from index.storing.lexical import LENGTH_NORMALISATION, MOST_COUNTED, SATURATION, LexicalIndex, LexicalWriter

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
    """Each passage's BM25 score as a share of what its terms would give if they came without end."""
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
def test_scores_are_those_of_the_formula(asked):
    assert LexicalIndex.from_terms(PASSAGES).scores(asked) == pytest.approx(by_formula(PASSAGES, asked), abs=1e-6)


@settings(max_examples=50)
@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=6).filter(any),
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5),
)
def test_scores_are_those_of_the_formula_in_any_corpus_and_from_0_to_1(passages, asked):
    scores = LexicalIndex.from_terms(passages).scores(asked)
    assert scores == pytest.approx(by_formula(passages, asked), abs=1e-5)
    assert ((scores >= 0) & (scores <= 1)).all()


@settings(max_examples=50)
@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=12), min_size=1, max_size=12).filter(any),
    st.sets(st.sampled_from("abcdef"), min_size=1),
)
def test_scores_are_those_of_bm25s(passages, asked):
    theirs = bm25s.BM25(method="lucene", k1=SATURATION, b=LENGTH_NORMALISATION)
    theirs.index(passages, show_progress=False)
    known = sorted(asked & {term for passage in passages for term in passage})
    ours = LexicalIndex.from_terms(passages)
    bound = sum(idf(passages, term) for term in known)
    expected = theirs.get_scores(known) if known else [0] * len(passages)
    assert ours.scores(known) * bound == pytest.approx(expected, abs=1e-5)


def arrays_of(lexical, folder):
    """All that is stored of an index: its terms, and the type and content of each array."""
    lexical.save(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


DOCUMENTS = st.lists(
    st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", "été", "今晚"]), max_size=5), max_size=4), max_size=5
)


@settings(max_examples=80)
@given(DOCUMENTS, st.data())
def test_an_index_that_keeps_rows_of_one_before_is_the_same_as_one_made_anew(tmp_path_factory, documents, data):
    folder = tmp_path_factory.mktemp("edits")
    lexical = LexicalIndex.from_terms(passage for document in documents for passage in document)
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
        anew = LexicalIndex.from_terms(passage for document in documents for passage in document)
        (folder / f"kept{step}").mkdir()
        (folder / f"anew{step}").mkdir()
        assert arrays_of(lexical, folder / f"kept{step}") == arrays_of(anew, folder / f"anew{step}")
        if data.draw(st.booleans()):
            lexical = LexicalIndex.load(folder / f"kept{step}", lexical.passages)


def test_a_term_that_comes_more_often_than_can_be_counted_counts_as_often_as_can_be():
    lexical = LexicalIndex.from_terms([["tower"] * (MOST_COUNTED + 3), ["falcon"]])
    assert lexical.scores(["tower"]).argmax() == 0
    assert lexical.lengths.tolist() == [MOST_COUNTED + 3, 1]


def test_a_word_that_is_asked_twice_counts_once():
    lexical = LexicalIndex.from_terms(PASSAGES)
    assert (lexical.scores(["falcon", "tower", "falcon"]) == lexical.scores(["falcon", "tower"])).all()


def test_a_rare_word_counts_more_than_a_frequent_one():
    lexical = LexicalIndex.from_terms([["a", "tower"], ["a", "falcon"], ["a", "tower"], ["a", "tower"]])
    assert lexical.scores(["falcon", "tower"]).argmax() == 1
    assert lexical.idf("penguin") > lexical.idf("falcon") > lexical.idf("tower") > lexical.idf("a") > 0


def test_a_question_of_unknown_words_scores_nothing_anywhere():
    assert LexicalIndex.from_terms(PASSAGES).scores(["penguin"]).tolist() == [0] * len(PASSAGES)
    assert LexicalIndex.from_terms(PASSAGES).scores([]).tolist() == [0] * len(PASSAGES)


def test_passages_without_words_have_their_rows_all_the_same():
    assert LexicalIndex.from_terms([[], ["falcon"], []]).scores(["falcon"]).argmax() == 1
    assert LexicalIndex.from_terms([[], []]).scores(["falcon"]).tolist() == [0, 0]


def test_it_is_known_which_passages_have_a_term_and_how_many():
    lexical = LexicalIndex.from_terms(PASSAGES)
    for term in {term for passage in PASSAGES for term in passage} | {"penguin"}:
        rows = [row for row in range(len(PASSAGES)) if lexical.has(term, row)]
        assert rows == [row for row, passage in enumerate(PASSAGES) if term in passage]
        assert lexical.frequency(term) == len(rows)
        assert (term in lexical) == bool(rows)
    assert set(lexical.terms) == {term for passage in PASSAGES for term in passage}


@pytest.mark.parametrize("passages", [PASSAGES, [[], []], [["été", "今晚"], []]])
def test_an_index_comes_back_from_its_files(passages, tmp_path):
    made = LexicalIndex.from_terms(passages)
    made.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path, len(passages))
    for asked in (["falcon", "tower"], ["今晚"], ["penguin"]):
        assert (loaded.scores(asked) == made.scores(asked)).all()


def test_columns_that_are_not_those_of_the_terms_are_refused(tmp_path):
    LexicalIndex.from_terms(PASSAGES).save(tmp_path)
    (tmp_path / "terms.json").write_text('["falcon", "tower"]')
    with pytest.raises(StoredIndexError, match=r"bm25-starts\.npy: an array of int64 .*; run `footnote build`"):
        LexicalIndex.load(tmp_path, len(PASSAGES))


class Trap:
    """What runs when it is unpickled."""

    def __reduce__(self):
        return (print, ("unpickled",))


def test_an_array_in_a_file_is_never_code(tmp_path, capsys):
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
    with pytest.raises(StoredIndexError, match=r"a\.npy: an array of float32 \(2, 3\), which this index cannot have"):
        load_array(tmp_path / "a.npy", dtype, shape)


@pytest.mark.parametrize("data", [b"", b"\x93NUMPY", b"not an array at all"])
def test_a_file_that_is_no_array_is_named_with_what_mends_it(tmp_path, data):
    (tmp_path / "a.npy").write_bytes(data)
    with pytest.raises(StoredIndexError, match=r"a\.npy: .*; run `footnote build`"):
        load_array(tmp_path / "a.npy", np.float32, (None,))
