"""Prompts, routers and static vectors: Footnote computes what sentence-transformers computes, and refuses other kinds."""

import shutil
import subprocess
import sys

import msgspec
import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.building.pending import pending_changes
from index.building.rolling_back import roll_back
from index.encoding.encoder import own_tokens
from index.encoding.models import find_model
from index.encoding.prompts import choose_prompts
from index.errors import ModelError, StoredIndexError
from index.settings import PromptSettings, load_settings
from index.storing.index_folder import IndexFolder
from tests import small_models
from tests.conftest import ROOT
from tests.small_models import PROMPTS, prepare_encoder, rewrite, some_texts

small_model, small_router = small_models.small_model, small_models.small_router
small_multi_vector = small_models.small_multi_vector
module_cache, own_model_cache = small_models.module_cache, small_models.own_model_cache
few_questions = small_models.few_questions


def compare(tmp_path, folder):
    """Compare both runtimes with sentence-transformers on 80 passages and questions."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    passages, questions = some_texts(80, 1), some_texts(80, 2)
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
    encoder = compare(tmp_path, small_router(questions, PROMPTS))
    [(_, passage)] = encoder.encode_passages(["spam is free"])
    asked = encoder.encode_question("spam is free")
    assert passage.vector @ asked.vector < 0.999  # by different routes
    assert passage.token_vectors.shape == asked.token_vectors.shape


@pytest.mark.parametrize(
    "options",
    [
        {"prompts": PROMPTS, "dense": True},
        {"prompts": PROMPTS, "include_prompt": False},
        {"prompts": {"query": "who can ", "document": "of "}, "include_prompt": False, "pooling": "cls"},
        {"prompts": PROMPTS, "marks_spaces": True},
    ],
    ids=["with a Dense", "pooled without the prompt", "first token after the prompt", "a tokenizer that marks spaces"],
)
def test_models_with_prompts_compute_what_sentence_transformers_computes(small_model, tmp_path, options):
    encoder = compare(tmp_path, small_model(**options))
    [(_, passage)] = encoder.encode_passages(["free"])
    assert not np.allclose(encoder.encode_question("free").vector, passage.vector, atol=1e-5)


def test_a_table_of_static_vectors_is_a_model_too(tmp_path):
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    torch.manual_seed(1)
    vocabulary = {word: number for number, word in enumerate(small_models.WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106  # no password
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=12)], device="cpu").save(str(tmp_path / "model"))
    compare(tmp_path, tmp_path / "model")


@pytest.mark.parametrize("marks_spaces", [False, True])
def test_vectors_of_tokens_are_those_of_the_words_after_the_prompt_and_no_others(small_model, tmp_path, marks_spaces):
    encoder = prepare_encoder(tmp_path, small_model(prompts=PROMPTS, marks_spaces=marks_spaces))
    text = "members may join by mail"
    [(_, passage)] = encoder.encode_passages([text])
    for encoding in (passage, encoder.encode_question(text)):
        assert [text[start:end] for start, end in encoding.spans] == text.split()
        assert len(encoding.token_vectors) == 5


def test_a_token_across_the_end_of_the_prompt_belongs_to_what_it_has_more_of():
    text, offsets = "ask: spam", [(0, 3), (3, 5), (4, 9), (9, 9)]
    kept, spans = own_tokens(text, [7, 7, 7, 7], offsets, 5, None)
    assert (kept, spans) == ([2], ((0, 4),))
    assert own_tokens("ask:spam", [7, 7], [(0, 5), (5, 8)], 4, None) == ([1], ((1, 4),))
    assert own_tokens("ask:spam", [7], [(3, 8)], 4, None) == ([0], ((0, 4),))


@pytest.mark.parametrize(
    ("prompts", "default", "expected"),
    [
        ({"query": "Q ", "document": "D "}, None, ("Q ", "D ")),
        ({"query": "Q ", "passage": "P ", "document": ""}, None, ("Q ", "P ")),
        ({"search_query": "Q ", "search_document": "D "}, None, ("Q ", "D ")),
        ({"web_search_query": "W ", "sts_query": "S ", "summarization_query": "Z "}, None, ("W ", "")),
        ({"retrieval.query": "Q ", "retrieval.passage": "P ", "text-matching": "M "}, None, ("Q ", "P ")),
        ({"s2s_query": "S ", "s2p_query": "P "}, None, ("P ", "")),
        ({"Retrieval-query": "Q ", "Retrieval-document": "D ", "Clustering": "C "}, None, ("Q ", "D ")),
        ({"queryPrompt": "Q ", "docPrompt": "D "}, None, ("Q ", "D ")),
        ({"query": "Q "}, "query", ("Q ", "")),
        ({"passage": "P "}, "passage", ("", "P ")),
        ({"instruction": "I "}, "instruction", ("I ", "I ")),
        ({"query": "", "document": ""}, None, ("", "")),
        ({"classification": "C "}, None, ("", "")),
    ],
)
def test_prompts_are_found_whatever_a_model_calls_them(prompts, default, expected):
    assert choose_prompts(prompts, default, None) == expected


def test_e5_models_of_the_hub_get_the_prompts_that_their_files_lack():
    assert choose_prompts({"query": "", "document": ""}, None, "intfloat/multilingual-e5-small") == ("query: ", "passage: ")


PAGE = "# Rules\n\n- spam is a ban\n- members may join by mail\n- who can join free of charge\n"


def project(folder, model, more=""):
    (folder / "a.md").write_text(PAGE, encoding="utf-8")
    (folder / "config.yaml").write_text(f"documents: [{{path: a.md}}]\nmodel: {model}\n{more}", encoding="utf-8")
    return load_settings(folder / "config.yaml")


def test_a_new_prompt_for_questions_counts_at_once_and_one_for_passages_after_encoding_all_again(small_model, tmp_path):
    model = small_model(prompts=PROMPTS)
    settings = project(tmp_path, model)
    build(settings)
    question = "members may join by mail"
    first = Searcher.open(settings)
    vector = first.index.retriever.read(question).encoding.vector

    asked = project(tmp_path, model, "prompts: {query: 'spam '}\n")
    again = Searcher.open(asked, before=first)
    expected = prepare_with(asked).encode_question(question).vector
    assert again.index.retriever.read(question).encoding.vector @ expected > 0.9999
    assert vector @ expected < 0.9999
    assert build(asked).embedded == 0
    manifest = IndexFolder(asked.index_folder).load_manifest()
    assert pending_changes(asked, manifest) == []

    other = project(tmp_path, model, "prompts: {document: 'free of charge '}\n")
    assert any("the index was built with model" in change for change in pending_changes(other, manifest))
    with pytest.raises(StoredIndexError, match=r"not .*document prompt 'free of charge '\); run `footnote build`") as caught:
        Searcher.open(other)
    assert "\n" not in str(caught.value)
    report = build(other)
    assert report.embedded == report.passages == 3
    stored = Searcher.open(other).index.retriever.vectors
    passages = [hit.passage.embedding_text for hit in Searcher.open(other).ask(question, top=3).hits]
    for position, encoding in prepare_with(other).encode_passages(passages):
        assert stored.search(encoding.vector, 1)[0].score > 0.9999, passages[position]
    with pytest.raises(StoredIndexError, match=r"the previous index was built without `prompts.document`"):
        roll_back(other)
    back = project(tmp_path, model)
    assert build(back).embedded in {0, 3}  # segments of the previous index are still there
    assert Searcher.open(back).index.retriever.read(question).encoding.vector @ vector > 0.9999


def prepare_with(settings):
    """Open the encoder of an index with the prompts of its settings."""
    return Searcher.open(settings).index.retriever.reader.encoder


def test_an_empty_prompt_turns_off_that_of_the_model(small_model, tmp_path):
    model = small_model(prompts=PROMPTS)
    settings = project(tmp_path, model, "prompts: {query: '', document: ''}\n")
    build(settings)
    card = prepare_with(settings).card
    assert (card.question_prompt, card.passage_prompt) == ("", "")
    plain = msgspec.structs.replace(settings, prompts=PromptSettings(document=""))
    assert prepare_with(plain).card.question_prompt == "who can "


def test_asking_a_router_imports_no_torch(small_router, tmp_path):
    settings = project(tmp_path, small_router("own", PROMPTS))
    build(settings)
    assert {path.name for path in tmp_path.rglob("*.onnx")} == {"model.onnx", "question-model.onnx"}
    code = (
        "import sys; from pathlib import Path; from index import Searcher, load_settings\n"
        f"assert Searcher.open(load_settings(Path({str(tmp_path / 'config.yaml')!r}))).ask('spam is a ban').hits\n"
        "print(*{'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_token_vectors_of_48_dimensions_take_at_most_a_sixth_of_those_of_384(small_multi_vector, tmp_path):
    sizes = []
    for dimension in (48, 384):
        folder = tmp_path / str(dimension)
        folder.mkdir()
        build(project(folder, small_multi_vector(dimension=dimension), "runtime: torch\n"))
        sizes.append(sum(path.stat().st_size for path in folder.rglob("token-*.npy")) - HEADERS)
    assert sizes[0] * 6 <= sizes[1]


HEADERS = 2 * 128
"""Bytes of the headers of both files, which are most of such small ones."""


def test_a_model_whose_token_vectors_have_another_dimension_encodes_all_again(small_multi_vector, tmp_path):
    model = tmp_path / "model"
    shutil.copytree(small_multi_vector(dimension=12), model)
    settings = project(tmp_path, model)
    build(settings)
    shutil.rmtree(model)
    shutil.copytree(small_multi_vector(dimension=48), model)
    assert (
        Searcher.open(settings).ask("spam is a ban").hits[0].passage.text == "spam is a ban"
    )  # by the model it was built with
    report = build(settings)
    assert report.embedded == report.passages
    assert Searcher.open(settings).ask("spam is a ban").hits[0].passage.text == "spam is a ban"


def sparse(folder):
    rewrite(
        folder, "modules.json", lambda found: found[1].update(type="sentence_transformers.sparse_encoder.modules.SpladePooling")
    )


def pickled(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def damaged(folder):
    (folder / "model.safetensors").write_bytes(b"?")


def linked(folder):
    place = folder.parent / f"elsewhere-{folder.name}.json"
    (folder / "config.json").rename(place)
    (folder / "config.json").symlink_to(place)


def linked_folder(folder):
    place = folder.parent / f"elsewhere-{folder.name}"
    (folder / "1_Pooling").rename(place)
    (folder / "1_Pooling").symlink_to(place)


def with_code(name):
    return lambda folder: rewrite(folder, name, lambda found: found.update(auto_map={"AutoModel": "evil.Model"}))


def with_module(folder):
    (folder / "evil.py").write_text("raise SystemExit('ran')\n", encoding="utf-8")
    rewrite(folder, "modules.json", lambda found: found[1].update(type="evil.Pooling"))


REFUSED = [
    (sparse, "is a sparse encoder"),
    (pickled, "pytorch_model.bin is a pickle, which can run code, and no safetensors file is beside it; save it again"),
    (linked, r"config\.json is a link that leads out of the folder; replace the link with a copy"),
    (linked_folder, "1_Pooling is a link that leads out of the folder"),
    (with_code("config.json"), r"config\.json names code of the model's own \(auto_map\); choose a model without code"),
    (with_code("tokenizer_config.json"), r"tokenizer_config\.json names code of the model's own"),
    (damaged, "sentence-transformers cannot load"),
    (with_module, "has a module of its own, 'evil.Pooling'; choose a model without code"),
]


@pytest.mark.parametrize(("change", "words"), REFUSED, ids=[change.__name__ for change, _ in REFUSED])
def test_a_model_that_cannot_be_trusted_or_used_is_refused_in_one_line_and_the_old_index_stays(
    small_model, tmp_path, change, words
):
    good, bad = tmp_path / "good", tmp_path / "bad"
    for folder in (good, bad):
        shutil.copytree(small_model(), folder)
    settings = project(tmp_path, good)
    build(settings)
    change(bad)
    with pytest.raises(ModelError, match=words) as caught:
        build(project(tmp_path, bad))
    assert "\n" not in str(caught.value)
    assert Searcher.open(project(tmp_path, good)).ask("spam is a ban").hits[0].passage.text == "spam is a ban"
    change(good)  # the model of the index itself
    if words.startswith(("config", "1_Pooling")) and "link" in words:
        with pytest.raises(ModelError, match=words):
            build(settings)
    assert Searcher.open(settings).ask("spam is a ban").hits[0].passage.text == "spam is a ban"


def test_an_export_that_differs_is_refused_and_the_old_index_stays(small_model, tmp_path, monkeypatch):
    from index.encoding import compiling

    good = small_model()
    build(project(tmp_path, good))
    monkeypatch.setattr(compiling, "MIN_COSINE", 1.1)
    monkeypatch.setenv("FOOTNOTE_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(ModelError, match=r"model: the compiled model differs from sentence-transformers"):
        build(project(tmp_path, small_model(prompts=PROMPTS)))
    assert Searcher.open(project(tmp_path, good)).ask("spam is a ban").hits[0].passage.text == "spam is a ban"


def test_links_within_the_cache_of_the_hub_are_followed(small_model, tmp_path, monkeypatch):
    import huggingface_hub.constants

    repository = tmp_path / "hub/models--someone--small"
    snapshot = repository / "snapshots" / "abc"
    shutil.copytree(small_model(), snapshot)
    (repository / "blobs").mkdir()
    (snapshot / "model.safetensors").rename(repository / "blobs/0123")
    (snapshot / "model.safetensors").symlink_to("../../blobs/0123")
    (repository / "refs").mkdir()
    (repository / "refs/main").write_text("abc")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    assert find_model("someone/small", tmp_path).folder == snapshot
    (repository / "blobs/0123").rename(tmp_path / "outside")
    (snapshot / "model.safetensors").unlink()
    (snapshot / "model.safetensors").symlink_to(tmp_path / "outside")
    with pytest.raises(ModelError, match=r"model\.safetensors is a link that leads out of the folder"):
        find_model("someone/small", tmp_path)


@pytest.mark.parametrize(
    ("types", "words"),
    [({"other": ["x"]}, "has no route for query texts"), ({"query": ["x"], "answers": ["x"]}, None)],
)
def test_a_router_needs_a_route_for_questions_and_one_for_passages(small_router, tmp_path, types, words):
    folder = tmp_path / "model"
    shutil.copytree(small_router(), folder)

    def change(found):
        structure = list(found["structure"].values())
        found["structure"] = dict(zip(types, structure, strict=False))
        found["parameters"].update(default_route=None, allow_empty_key=False)

    rewrite(folder, "router_config.json", change)
    if words is None:
        assert prepare_encoder(tmp_path, folder, "torch").card.question_route
        return
    with pytest.raises(ModelError, match=words) as caught:
        prepare_encoder(tmp_path, folder)
    assert "\n" not in str(caught.value)
