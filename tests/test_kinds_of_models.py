"""Prompts, routers and tables of static vectors: what Footnote computes is what sentence-transformers computes."""

import json
import shutil
import warnings

import numpy as np
import pytest

from index.encoding.encoder import CARD_NAME, EncoderCard
from index.encoding.prompts import choose_prompts
from index.errors import ModelError
from tests import small_models
from tests.small_models import prepare_encoder, save_bert, some_texts, WORDS

small_model = small_models.small_model


def transformer(folder, **options):
    from sentence_transformers.base.modules import Transformer

    return Transformer(str(folder / "bert"), max_seq_length=32, **options)


@pytest.fixture(scope="session")
def small_router(tmp_path_factory):
    """Create a router with a Dense per route: on one transformer, or on a table of static vectors for questions."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense, Normalize, Router
    from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding

    def make(questions="shared", prompts=None):
        torch.manual_seed(9)
        folder = tmp_path_factory.mktemp("router")
        save_bert(folder, WORDS)
        passages = transformer(folder)
        if questions == "shared":
            first = [passages, Pooling(16)]
        elif questions == "own":
            (folder / "other").mkdir()
            save_bert(folder / "other", WORDS)
            first = [transformer(folder / "other"), Pooling(16, pooling_mode="cls")]
        else:
            first = [StaticEmbedding(passages.tokenizer, embedding_dim=16)]
        router = Router.for_query_document(
            query_modules=[*first, Dense(16, 8)], document_modules=[passages, Pooling(16), Dense(16, 8)]
        )
        model = SentenceTransformer(modules=[router, Normalize()], prompts=prompts, device="cpu")
        model.save(str(folder / "model"))
        return folder / "model"

    return make


def compare(tmp_path, folder):
    """Compare both runtimes with sentence-transformers on 200 passages and questions."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    passages, questions = some_texts(200, 1), some_texts(200, 2)
    expected = (
        model.encode_document(passages, normalize_embeddings=True),
        model.encode_query(questions, normalize_embeddings=True),
    )
    wanted = expected[1] @ expected[0].T
    encoders = [prepare_encoder(tmp_path, folder, runtime) for runtime in ("onnx", "torch")]
    read = []
    for encoder in encoders:
        by_position = dict(encoder.encode_passages(passages))
        found = [by_position[position] for position in range(len(passages))]
        asked = [encoder.encode_question(question) for question in questions]
        vectors = [np.stack([each.vector for each in part]) for part in (found, asked)]
        assert min((ours * theirs).sum(axis=1).min() for ours, theirs in zip(vectors, expected, strict=True)) >= 0.9999
        scores = vectors[1] @ vectors[0].T
        assert np.abs(scores - wanted).max() < 0.001
        assert all(row[np.argmax(other)] >= row.max() - 0.001 for row, other in zip(scores, wanted, strict=True))
        read.append((encoder.limit, [(each.spans, each.is_cut) for each in (*found, *asked)], found, asked))
    (limit, spans, *ours), (limit_by_torch, spans_by_torch, *theirs) = read
    assert (limit, spans) == (limit_by_torch, spans_by_torch)
    for one, other in zip([*ours[0], *ours[1]], [*theirs[0], *theirs[1]], strict=True):
        assert one.token_vectors.shape == other.token_vectors.shape
        assert (one.token_vectors * other.token_vectors).sum(axis=1).min(initial=1) >= 0.9999
    return encoders[0]


@pytest.mark.parametrize("questions", ["shared", "own", "static"])
def test_routers_compute_what_sentence_transformers_computes(small_router, tmp_path, questions):
    encoder = compare(tmp_path, small_router(questions, {"query": "who can ", "document": "the rules "}))
    [(_, passage)] = encoder.encode_passages(["spam is free"])
    asked = encoder.encode_question("spam is free")
    assert passage.vector @ asked.vector < 0.999  # by different routes
    assert passage.token_vectors.shape == asked.token_vectors.shape
