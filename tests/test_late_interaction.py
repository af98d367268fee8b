"""Token vectors on disk, and their similarity to those of a question."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoding.encoder import to_unit_length
from index.encoding.tokens import tokens_to_keep
from index.errors import StoredIndexError
from index.files.arrays import save_array
from index.files.blocks import CheckedFolder
from index.files.checksums import checksums
from index.searching.late_interaction import nearness, weighted_mean
from index.storing.quantizing import MAX_CODE
from index.storing.token_vectors import PassageTokens, TokenCodes, TokenVectors, concatenate

DIMENSION = 5


def unit_vectors(count, seed):
    return to_unit_length(np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32))


def codes(lead, text):
    """Return the token codes of a passage, given the vectors of its lead and of its text."""
    return TokenCodes.from_vectors(np.concatenate([lead, text]), np.arange(-len(lead), len(text), dtype=np.int32))


def write(folder, passages):
    """Store passages, each given as the vectors of its lead and of its text, and load them again."""
    TokenVectors.save([codes(lead, text) for lead, text in passages], folder)
    return load(folder, len(passages))


def load(folder, count):
    return TokenVectors.load(CheckedFolder.open(folder, checksums(folder)), count, DIMENSION, is_short=False)


def of(stored, *rows):
    return concatenate([stored[row] for row in rows])


PASSAGES = [(unit_vectors(lead, lead), unit_vectors(text, text + 10)) for lead, text in ((2, 3), (0, 4), (3, 0), (1, 1))]


def test_stored_vectors_are_nearly_equal_to_the_originals(tmp_path):
    stored = write(tmp_path, PASSAGES)
    assert len(stored) == len(PASSAGES)
    for row, (lead, text) in enumerate(PASSAGES):
        found = of(stored, row)
        vectors = np.concatenate([lead, text])
        largest = np.abs(vectors).max(axis=1, keepdims=True)
        assert (np.abs(found.codes * found.scales[:, np.newaxis] - vectors) <= largest / MAX_CODE).all()
        assert (found.counts[0], found.leads[0]) == (len(vectors), len(lead))
        assert stored[row].starts.tolist() == [*range(-len(lead), len(text))]


def test_vectors_copied_between_stores_are_bit_identical(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = write(tmp_path / "a", PASSAGES)
    TokenVectors.save([first[row] for row in (3, 1, 0)], tmp_path / "b")
    second = load(tmp_path / "b", 3)
    for place, row in enumerate((3, 1, 0)):
        for name in ("codes", "scales", "starts"):
            assert (getattr(second[place], name) == getattr(first[row], name)).all()


def test_passages_are_returned_in_the_requested_order(tmp_path):
    stored = write(tmp_path, PASSAGES)
    found = of(stored, 3, 0, 2)
    for place, row in enumerate((3, 0, 2)):
        alone = of(stored, row)
        part = slice(found.offsets[place], found.offsets[place] + found.counts[place])
        assert (found.codes[part] == alone.codes).all()
        assert (found.scales[part] == alone.scales).all()
        assert found.leads[place] == alone.leads[0]


def test_a_zero_vector_stays_zero(tmp_path):
    zeros = np.zeros((1, DIMENSION), dtype=np.float32)
    found = of(write(tmp_path, [(zeros, zeros)]), 0)
    assert (found.codes * found.scales[:, np.newaxis] == 0).all()


def test_an_index_without_tokens_can_be_loaded(tmp_path):
    none = np.zeros((0, DIMENSION), dtype=np.float32)
    stored = write(tmp_path, [(none, none)])
    assert (len(stored), of(stored, 0).counts.tolist()) == (1, [0])


@pytest.mark.parametrize("damage", ["cut", "gone", "empty"])
@pytest.mark.parametrize("name", ["codes", "counts"])
def test_damaged_token_vectors_are_refused(tmp_path, name, damage):
    write(tmp_path, PASSAGES)
    path = tmp_path / f"token-{name}.npy"
    data = path.read_bytes()
    expected = checksums(tmp_path)
    path.unlink()
    if damage != "gone":
        path.write_bytes(data[:-1] if damage == "cut" else b"")
    with pytest.raises(StoredIndexError, match=rf"token-{name}\.npy: .*; run `footnote build`"):
        CheckedFolder.open(tmp_path, expected)
    if damage != "gone":
        with pytest.raises(StoredIndexError, match=rf"token-{name}\.npy: .*; run `footnote build`"):
            load(tmp_path, len(PASSAGES))


@pytest.mark.parametrize("counts", [[5, 4, 3, 1], [5, 4, 3, 2**32 - 1], [5, 4, 3, 4, 2]])
def test_counts_of_other_passages_are_refused(tmp_path, counts):
    write(tmp_path, PASSAGES)
    save_array(np.array(counts, dtype=np.uint32), tmp_path / "token-counts.npy")
    with pytest.raises(StoredIndexError, match=r"token-counts\.npy: .*; run `footnote build`"):
        load(tmp_path, len(PASSAGES))


def passage_tokens(vectors, counts, leads):
    counts, leads = np.array(counts), np.array(leads)
    scales = np.linspace(0.5, 1, len(vectors), dtype=np.float32)
    return PassageTokens(vectors / scales[:, np.newaxis], scales, np.cumsum(counts) - counts, counts, leads)


def by_hand(question, vectors, counts, leads):
    """Return, per passage and question token, the largest cosine with the text and with the lead, by plain loops."""
    texts, heads, first = [], [], 0
    for count, lead in zip(counts, leads, strict=True):
        own = vectors[first : first + count]
        texts.append([max((float(token @ each) for each in own[lead:]), default=0.0) for token in question])
        heads.append([max((float(token @ each) for each in own[:lead]), default=0.0) for token in question])
        if not lead:
            heads[-1] = texts[-1]
        first += count
    return texts, heads


SHAPES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=6)


@given(SHAPES, st.tuples(st.integers(0, 3), st.integers(1, 4)), st.integers(1, 17), st.integers(0, 2**32 - 1))
def test_nearness_is_the_largest_cosine_with_any_token(shapes, last, asked, seed):
    leads, counts = zip(*((lead, lead + text) for lead, text in [*shapes, last]), strict=True)
    vectors, question = unit_vectors(sum(counts), seed), unit_vectors(asked, seed + 1)
    near = nearness(question, passage_tokens(vectors, counts, leads))
    texts, heads = by_hand(question, vectors, counts, leads)
    assert near.text == pytest.approx(np.array(texts), abs=1e-5)
    assert near.lead == pytest.approx(np.array(heads), abs=1e-5)
    assert near.anywhere == pytest.approx(np.maximum(texts, heads), abs=1e-5)
    assert [near.cosines[span].shape for span in near.spans] == [(count, asked) for count in counts]


def test_the_last_passage_may_have_all_tokens_in_its_lead():
    vectors, question = np.eye(2, dtype=np.float32), np.array([[0, 1]], dtype=np.float32)
    assert nearness(question, passage_tokens(vectors, [2], [2])).lead.tolist() == [[1.0]]


def test_reordered_passages_keep_their_own_values():
    vectors, question = unit_vectors(6, 1), unit_vectors(2, 2)
    near = nearness(question, passage_tokens(vectors, [1, 2, 3], [0, 1, 1]))
    turned = near.reordered(np.array([2, 0, 1]))
    for place, row in enumerate((2, 0, 1)):
        assert (turned.text[place] == near.text[row]).all()
        assert (turned.lead[place] == near.lead[row]).all()
        assert (turned.cosines[turned.spans[place]] == near.cosines[near.spans[row]]).all()


def test_tokens_are_weighted():
    similarities = np.array([[1, 0], [0.5, 0.5]], dtype=np.float32)
    assert weighted_mean(similarities, np.array([3, 1], dtype=np.float32)) == pytest.approx([0.75, 0.5])
    assert weighted_mean(similarities, np.zeros(2, dtype=np.float32)).tolist() == [0, 0]


def kept(text, lead, language="english"):
    """Return the characters that are kept of a text in which every character is a token."""
    spans = [(place, place + 1) for place, mark in enumerate(text) if not mark.isspace()]
    return "".join(text[spans[position][0]] for position in tokens_to_keep(spans, text, lead, language))


def test_punctuation_and_common_words_of_the_text_are_dropped():
    assert kept("Where is the tower, and how old?", 0) == "towerold"


def test_common_words_of_the_lead_are_kept_but_not_its_punctuation():
    lead = "How do I join?\n"
    assert kept(f"{lead}How do you pay? Cash!", len(lead)) == "HowdoIjoin" + "payCash"


def test_a_language_without_a_list_has_no_common_words():
    assert kept("Is it the tower?", 0, "german") == "Isitthetower"


@pytest.mark.parametrize(("text", "left"), [("?!", "?!"), ("…", "…"), ("It is.", "Itis")])
def test_a_passage_of_only_such_tokens_keeps_them(text, left):
    assert kept(text, 0) == left
