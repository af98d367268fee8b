"""Token vectors on disk, and how near those of a question come to them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoding.encoder import to_unit_length
from index.errors import StoredIndexError
from index.late_interaction import nearness, tokens_to_keep, weighted_mean
from index.token_vectors import LARGEST, PassageTokens, TokenVectors, TokenVectorWriter

DIMENSION = 5


def unit_vectors(count, seed):
    return to_unit_length(np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32))


def write(folder, passages, order=None):
    """Store passages, each the vectors of its lead and of its text, in some order of adding, and open them."""
    with TokenVectorWriter(folder, len(passages)) as writer:
        for row in order or range(len(passages)):
            lead, text = passages[row]
            writer.add(row, np.concatenate([lead, text]), np.arange(-len(lead), len(text), dtype=np.int32))
        writer.close()
    return TokenVectors.load(folder, len(passages))


PASSAGES = [(unit_vectors(lead, lead), unit_vectors(text, text + 10)) for lead, text in ((2, 3), (0, 4), (3, 0), (1, 1))]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
def test_vectors_come_back_whatever_the_order_they_were_added_in(tmp_path, order):
    stored = write(tmp_path, PASSAGES, order)
    assert len(stored) == len(PASSAGES)
    for row, (lead, text) in enumerate(PASSAGES):
        found = stored.of(np.array([row]))
        vectors = np.concatenate([lead, text])
        largest = np.abs(vectors).max(axis=1, keepdims=True)
        assert (np.abs(found.codes * found.scales[:, np.newaxis] - vectors) <= largest / LARGEST).all()
        assert (found.counts[0], found.leads[0]) == (len(vectors), len(lead))
        assert stored.starts(row).tolist() == [*range(-len(lead), len(text))]


def test_passages_come_in_the_order_that_is_asked_for(tmp_path):
    stored = write(tmp_path, PASSAGES, [1, 3, 0, 2])
    found = stored.of(np.array([3, 0, 2]))
    for place, row in enumerate((3, 0, 2)):
        alone = stored.of(np.array([row]))
        part = slice(found.firsts[place], found.firsts[place] + found.counts[place])
        assert (found.codes[part] == alone.codes).all()
        assert (found.scales[part] == alone.scales).all()
        assert found.leads[place] == alone.leads[0]


def test_a_vector_of_zeros_stays_one(tmp_path):
    zeros = np.zeros((1, DIMENSION), dtype=np.float32)
    found = write(tmp_path, [(zeros, zeros)]).of(np.array([0]))
    assert (found.codes * found.scales[:, np.newaxis] == 0).all()


def test_an_index_without_any_tokens_can_be_opened(tmp_path):
    none = np.zeros((0, DIMENSION), dtype=np.float32)
    assert len(write(tmp_path, [(none, none)])) == 1


@pytest.mark.parametrize("damage", ["cut", "gone", "empty"])
def test_token_vectors_that_do_not_add_up_are_refused(tmp_path, damage):
    write(tmp_path, PASSAGES)
    path = tmp_path / "token-codes.bin"
    data = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(data[:-1] if damage == "cut" else b"")
    with pytest.raises(StoredIndexError, match=r"token-codes\.bin: .*; run `footnote build`"):
        TokenVectors.load(tmp_path, len(PASSAGES))
    with pytest.raises(StoredIndexError, match=r"token-places\.npy"):
        TokenVectors.load(tmp_path, len(PASSAGES) + 1)


def passage_tokens(vectors, counts, leads):
    counts, leads = np.array(counts), np.array(leads)
    scales = np.linspace(0.5, 1, len(vectors), dtype=np.float32)
    return PassageTokens(vectors / scales[:, np.newaxis], scales, np.cumsum(counts) - counts, counts, leads)


def by_hand(question, vectors, counts, leads):
    """For each passage and token of a question the largest cosine with the text and with the lead, by two loops."""
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
def test_nearness_is_the_largest_cosine_with_any_token_by_two_plain_loops(shapes, last, asked, seed):
    leads, counts = zip(*((lead, lead + text) for lead, text in [*shapes, last]), strict=True)
    vectors, question = unit_vectors(sum(counts), seed), unit_vectors(asked, seed + 1)
    near = nearness(question, passage_tokens(vectors, counts, leads))
    texts, heads = by_hand(question, vectors, counts, leads)
    assert near.text == pytest.approx(np.array(texts), abs=1e-5)
    assert near.lead == pytest.approx(np.array(heads), abs=1e-5)
    assert near.anywhere == pytest.approx(np.maximum(texts, heads), abs=1e-5)
    assert [near.cosines[span].shape for span in near.spans] == [(count, asked) for count in counts]


def test_the_last_passage_may_have_all_its_tokens_in_its_lead():
    vectors, question = np.eye(2, dtype=np.float32), np.array([[0, 1]], dtype=np.float32)
    assert nearness(question, passage_tokens(vectors, [2], [2])).lead.tolist() == [[1.0]]


def test_passages_in_another_order_keep_what_is_theirs():
    vectors, question = unit_vectors(6, 1), unit_vectors(2, 2)
    near = nearness(question, passage_tokens(vectors, [1, 2, 3], [0, 1, 1]))
    turned = near.in_order(np.array([2, 0, 1]))
    for place, row in enumerate((2, 0, 1)):
        assert (turned.text[place] == near.text[row]).all()
        assert (turned.lead[place] == near.lead[row]).all()
        assert (turned.cosines[turned.spans[place]] == near.cosines[near.spans[row]]).all()


def test_tokens_count_by_their_weight():
    similarities = np.array([[1, 0], [0.5, 0.5]], dtype=np.float32)
    assert weighted_mean(similarities, np.array([3, 1], dtype=np.float32)) == pytest.approx([0.75, 0.5])
    assert weighted_mean(similarities, np.zeros(2, dtype=np.float32)).tolist() == [0, 0]


def kept(text, lead, language="english"):
    """The tokens that are kept of a text, with a token for every character."""
    spans = [(place, place + 1) for place, mark in enumerate(text) if not mark.isspace()]
    return "".join(text[spans[position][0]] for position in tokens_to_keep(spans, text, lead, language))


def test_marks_and_common_words_of_the_text_are_left_out():
    assert kept("Where is the tower, and how old?", 0) == "towerold"


def test_common_words_of_the_lead_stay_but_not_its_marks():
    lead = "How do I join?\n"
    assert kept(f"{lead}How do you pay? Cash!", len(lead)) == "HowdoIjoin" + "payCash"


def test_no_word_is_common_in_a_language_without_a_list():
    assert kept("Is it the tower?", 0, "german") == "Isitthetower"


@pytest.mark.parametrize(("text", "left"), [("?!", "?!"), ("…", "…"), ("It is.", "Itis")])
def test_a_passage_of_nothing_else_keeps_what_it_has(text, left):
    assert kept(text, 0) == left
