"""Multi-vector models: compiled whole, they compute what sentence-transformers computes, and index and answer like others."""

import shutil

import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.encoding.encoder import NOWHERE
from index.errors import ModelError
from index.settings import load_settings
from tests import small_models
from tests.small_models import prepare_encoder, rewrite, some_texts

small_model, small_multi_vector = small_models.small_model, small_models.small_multi_vector
module_cache, own_model_cache = small_models.module_cache, small_models.own_model_cache
few_questions = small_models.few_questions
CLASSIC = {"strategy": "fixed", "attend": False, "length": 20}
KINDS = [
    pytest.param({"query_length": 10, "document_length": 24}, id="short questions"),
    pytest.param({"expansion": CLASSIC}, id="filled up"),
    pytest.param({"expansion": {**CLASSIC, "attend": True, "token": "spam"}, "skips": ""}, id="filled up with a word and seen"),
    pytest.param({"expansion": {"strategy": "min", "attend": True, "length": 12}}, id="filled up, longer ones kept"),
]


def maxsim(questions, passages):
    """Return the score of each question with each passage, as ColBERT defines it."""
    return np.array(
        [[(one.token_vectors @ other.token_vectors.T).max(axis=1).sum() for other in passages] for one in questions]
    )


@pytest.mark.parametrize("options", KINDS)
def test_vectors_and_scores_are_those_of_sentence_transformers_with_either_runtime(small_multi_vector, tmp_path, options):
    from sentence_transformers import MultiVectorEncoder

    folder = small_multi_vector(**options)
    model = MultiVectorEncoder(str(folder), device="cpu")
    passages, questions = some_texts(80, 1), some_texts(80, 2)
    expected = model.encode_document(passages, convert_to_numpy=True), model.encode_query(questions, convert_to_numpy=True)
    wanted = model.similarity(expected[1], expected[0]).numpy()
    read = []
    for runtime in ("onnx", "torch"):
        ours = prepare_encoder(tmp_path, folder, runtime)
        by_position = dict(ours.encode_passages(passages))
        found = [by_position[position] for position in range(len(passages))]
        asked = [ours.encode_question(question) for question in questions]
        for one, other in zip([*found, *asked], [*expected[0], *expected[1]], strict=True):
            assert one.token_vectors.shape == other.shape
            assert (one.token_vectors * other).sum(axis=1).min() >= 0.9999
        scores = maxsim(asked, found)
        assert np.abs(scores - wanted).max() < 0.001
        assert all(row[np.argmax(other)] >= row.max() - 0.001 for row, other in zip(scores, wanted, strict=True))
        read.append((ours.limit, ours.card.dimension, [(each.spans, each.is_cut) for each in (*found, *asked)]))
        for encoding, question in zip(asked, questions, strict=True):
            own = [question[start:end] for start, end in encoding.spans if (start, end) != NOWHERE]
            assert own
            assert all(piece.strip() and " " not in piece for piece in own)
    assert read[0] == read[1]


def test_a_multi_vector_index_answers_and_stores_vectors_of_the_dimension_of_its_tokens(small_multi_vector, tmp_path):
    searcher = build_and_open(tmp_path, small_multi_vector(CLASSIC))
    for question in ("members may join by mail", "spam is a ban"):
        assert searcher.ask(question, top=1).hits[0].passage.text == question
    [codes] = tmp_path.rglob("token-codes.npy")
    assert np.load(codes).shape[1] == 12 + 2 + 2  # a byte for each number, then the scale and the start


def test_a_model_that_projects_its_pooled_vector_builds_and_answers(small_model, tmp_path):
    searcher = build_and_open(tmp_path, small_model("mean", dense=True))
    assert searcher.ask("spam is a ban", top=1).hits[0].passage.text == "spam is a ban"


def build_and_open(tmp_path, model):
    """Build an index of two passages with a model, and open it."""
    (tmp_path / "a.md").write_text("- members may join by mail\n- spam is a ban\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text(f"documents: [{{path: a.md}}]\nmodel: {model}\n", encoding="utf-8")
    settings = load_settings(tmp_path / "config.yaml")
    build(settings)
    return Searcher.open(settings)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("config_sentence_transformers.json", lambda found: found.update(model_type="SparseEncoder"), "a sparse encoder"),
        ("config_sentence_transformers.json", lambda found: found.update(model_type="CrossEncoder"), "a cross-encoder"),
    ],
)
def test_kinds_that_would_give_wrong_vectors_are_refused_in_one_line(small_model, tmp_path, name, change, words):
    folder = tmp_path / "model"
    shutil.copytree(small_model(), folder)
    rewrite(folder, name, change)
    with pytest.raises(ModelError, match=words) as caught:
        prepare_encoder(tmp_path, folder)
    assert "\n" not in str(caught.value)
    assert list((tmp_path / ".footnote/encoders").glob("*")) == []
