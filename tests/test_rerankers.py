"""Cross-encoders as the last stage: compiled, they score as sentence-transformers does, and a build and an answer use them."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from index.answering.follow_ups import Earlier, ask_follow_up
from index.answering.searcher import Searcher
from index.building import build
from index.building.pending import is_behind, model_changes, pending_changes
from index.building.preparing_rerankers import prepare_reranker
from index.building.rolling_back import roll_back
from index.encoding.onnx_reranker import OnnxReranker
from index.encoding.rerankers import activate
from index.errors import ModelError, StoredIndexError
from index.progress import NoProgress
from index.settings import load_settings
from index.storing.index_folder import IndexFolder
from tests import small_models
from tests.conftest import ROOT
from tests.fakes import FakeEncoder
from tests.small_models import TEXTS, rewrite, some_texts

small_cross_encoder, small_model = small_models.small_cross_encoder, small_models.small_model
module_cache, own_model_cache = small_models.module_cache, small_models.own_model_cache
few_questions = small_models.few_questions


PAGE = "# Rules\n\n- spam is a ban\n- members may join by mail\n- who can join free of charge\n- the rules of mail\n"
QUESTION = "who may join by mail"


def write(folder, reranker=None, page=PAGE, model="all-MiniLM-L6-v2"):
    (folder / "a.md").write_text(page, encoding="utf-8")
    line = f"reranker: {json.dumps(str(reranker))}\n" if reranker else ""
    config = folder / "config.yaml"
    config.write_text(f"documents: [{{path: a.md}}]\nmodel: {json.dumps(str(model))}\n{line}", encoding="utf-8")
    return load_settings(config)


def built(folder, reranker=None, page=PAGE):
    settings = write(folder, reranker, page)
    return settings, build(settings, encoder=FakeEncoder())


def ask(settings, before=None):
    return Searcher.open(settings, FakeEncoder(), before=before).ask(QUESTION, top=4)


def compiled(tmp_path, folder):
    """Compile a cross-encoder, and open it."""
    settings = write(tmp_path, folder)
    index = IndexFolder(settings.index_folder)
    return OnnxReranker(index.reranker(prepare_reranker(settings, index, lambda: TEXTS, NoProgress())))


@pytest.mark.parametrize(
    "options", [{}, {"activation": "Identity"}, {"prompt": "the rules "}], ids=["sigmoid", "identity", "prompt"]
)
def test_scores_and_rankings_are_those_of_sentence_transformers(small_cross_encoder, tmp_path, options):
    from sentence_transformers import CrossEncoder

    folder = small_cross_encoder(**options)
    model, ours = CrossEncoder(str(folder), device="cpu"), compiled(tmp_path, folder)
    passages = some_texts(200, 4)
    for question in some_texts(5, 5):
        wanted = model.predict([(question, passage) for passage in passages])
        found = activate(ours.logits(question, passages), ours.card.activation)
        assert np.ptp(wanted) > 0.1
        assert np.abs(found - wanted).max() < 0.001
        ranking = [each["corpus_id"] for each in model.rank(question, passages)]
        assert (np.diff(found[ranking]) < 0.001).all()


def test_an_answer_weighs_what_the_cross_encoder_says_with_its_own_scores(small_cross_encoder, tmp_path):
    from sentence_transformers import CrossEncoder

    settings, _ = built(tmp_path)
    own = {hit.passage.text: hit.score for hit in ask(settings).hits}
    folder = small_cross_encoder()
    settings, report = built(tmp_path, folder)
    assert report.embedded == 0
    answer = ask(settings)
    texts = [hit.passage.embedding_text for hit in answer.hits]
    logits = CrossEncoder(str(folder), device="cpu").predict(
        [(QUESTION, text) for text in texts], activation_fn=lambda scores: scores
    )
    expected = [
        (own[hit.passage.text] + 0.5 / (1 + np.exp(-logit))) / 1.5 for hit, logit in zip(answer.hits, logits, strict=True)
    ]
    assert [hit.score for hit in answer.hits] == pytest.approx(expected, abs=0.001)
    assert expected == sorted(expected, reverse=True)
    assert 0 < answer.steps.reranking * 1000 < answer.milliseconds
    assert answer.to_dict()["milliseconds_reranking"] == round(answer.steps.reranking * 1000, 3)


def test_a_follow_up_is_read_with_its_subject_once_by_the_cross_encoder(small_cross_encoder, tmp_path, monkeypatch):
    read = []
    logits = OnnxReranker.logits

    def recorded(self, question, passages):
        read.append(question)
        return logits(self, question, passages)

    monkeypatch.setattr(OnnxReranker, "logits", recorded)
    settings, _ = built(tmp_path, small_cross_encoder())
    searcher = Searcher.open(settings, FakeEncoder())
    answer = ask_follow_up(searcher, "and when?", Earlier("who may join by mail?", 1))
    assert answer.follows
    assert read[-1] == answer.read_as
    assert read.count(answer.read_as) == 1
    assert 0 < answer.steps.reranking * 1000 < answer.milliseconds
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)


def test_rerank_says_how_many_passages_are_read_and_none_overtakes_by_being_left_out(small_cross_encoder, tmp_path):
    folder = small_cross_encoder()
    settings, _ = built(tmp_path, folder)
    first = ask(write(tmp_path)).hits
    few = load_settings_with(settings, "rerank: 1\n")
    assert [hit.row for hit in ask(few).hits] == [hit.row for hit in first]


def load_settings_with(settings, line):
    path = settings.root / "config.yaml"
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    return load_settings(path)


def test_adding_changing_and_removing_a_reranker_encodes_no_passage_again(small_cross_encoder, tmp_path):
    one, other = small_cross_encoder(), small_cross_encoder("Identity")
    settings, _ = built(tmp_path)
    plain = ask(settings)
    assert "milliseconds_reranking" not in plain.to_dict()

    settings = write(tmp_path, one)
    manifest = IndexFolder(settings.index_folder).load_manifest()
    assert "the index was built without a reranker" in pending_changes(settings, manifest)
    assert is_behind(settings)
    with pytest.raises(StoredIndexError, match=r"built without a reranker, not with .*; run `footnote build`"):
        ask(settings)
    assert build(settings, encoder=FakeEncoder()).embedded == 0
    assert ask(settings).steps.reranking is not None
    assert len(compiled_folders(settings)) == 1

    settings = write(tmp_path, other)
    with pytest.raises(StoredIndexError, match=r"built with reranker .*, not with .*; run `footnote build`"):
        ask(settings)
    assert build(settings, encoder=FakeEncoder()).embedded == 0
    assert [place.name for place in compiled_folders(settings)] == [
        IndexFolder(settings.index_folder).load_manifest().reranker.folder
    ] or len(compiled_folders(settings)) == 2  # that of the previous index is kept for a rollback

    settings = write(tmp_path)
    assert [hit.score for hit in ask(settings).hits] == [hit.score for hit in plain.hits]
    for page in (PAGE, PAGE + "- a ban\n"):
        built(tmp_path, page=page)
    assert compiled_folders(settings) == []


def compiled_folders(settings):
    return sorted(place.parent for place in settings.index_folder.glob("encoders/*/reranker.json"))


def test_an_edit_keeps_the_reranker_and_equals_a_fresh_build(small_cross_encoder, tmp_path):
    folder = small_cross_encoder()
    built(tmp_path, folder)
    settings, report = built(tmp_path, folder, PAGE + "- a ban is free\n")
    assert report.embedded == 1
    by_edit = [(hit.passage.text, hit.score) for hit in ask(settings).hits]
    shutil.rmtree(settings.index_folder)
    built(tmp_path, folder, PAGE + "- a ban is free\n")
    assert [(hit.passage.text, hit.score) for hit in ask(settings).hits] == by_edit


def test_a_rollback_goes_back_to_an_index_only_if_it_has_the_configured_reranker(small_cross_encoder, tmp_path):
    folder = small_cross_encoder()
    built(tmp_path)
    settings, _ = built(tmp_path, folder)
    with pytest.raises(StoredIndexError, match=r"was built without a reranker; remove `reranker` from config\.yaml first"):
        roll_back(settings)
    assert ask(settings).steps.reranking is not None
    settings = write(tmp_path)
    roll_back(settings)
    assert ask(settings).steps.reranking is None
    roll_back(write(tmp_path, folder))
    assert ask(write(tmp_path, folder)).steps.reranking is not None


def test_another_project_takes_the_compiled_reranker_from_the_cache(small_cross_encoder, tmp_path, monkeypatch):
    from index.encoding import compiling_rerankers

    folder = small_cross_encoder()
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    built(tmp_path / "one", folder)
    monkeypatch.setattr(compiling_rerankers, "compile_reranker", None)
    settings, _ = built(tmp_path / "two", folder)
    assert ask(settings).steps.reranking is not None


def test_a_damaged_reranker_is_named_and_a_build_repairs_it(small_cross_encoder, tmp_path):
    settings, _ = built(tmp_path, small_cross_encoder())
    [place] = compiled_folders(settings)
    (place / "model.onnx").unlink()  # the cache links to the same file
    (place / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(StoredIndexError, match=r"model\.onnx: .*; run `footnote build`"):
        ask(settings)
    build(settings, encoder=FakeEncoder())
    assert ask(settings).steps.reranking is not None


def test_changed_files_of_a_reranker_are_reported_and_compiled_by_a_build(small_cross_encoder, tmp_path):
    folder = tmp_path / "reranker"
    shutil.copytree(small_cross_encoder(), folder)
    settings, _ = built(tmp_path, folder)
    before = [hit.score for hit in ask(settings).hits]
    shutil.copytree(small_cross_encoder(prompt="the rules "), folder, dirs_exist_ok=True)
    manifest = IndexFolder(settings.index_folder).load_manifest()
    assert f"the files of reranker {folder} have changed" in model_changes(settings, manifest)
    assert [hit.score for hit in ask(settings).hits] == before
    build(settings, encoder=FakeEncoder())
    assert [hit.score for hit in ask(settings).hits] != before


def test_asking_with_a_reranker_imports_no_torch(small_cross_encoder, small_model, tmp_path):
    settings = write(tmp_path, small_cross_encoder(), model=small_model())
    build(settings)
    code = (
        "import sys; from pathlib import Path; from index import Searcher, load_settings\n"
        f"answer = Searcher.open(load_settings(Path({str(tmp_path / 'config.yaml')!r}))).ask({QUESTION!r})\n"
        "assert answer.steps.reranking is not None\n"
        "print(*{'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def pickled(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def linked(folder):
    place = folder.parent / "elsewhere.safetensors"
    (folder / "model.safetensors").rename(place)
    (folder / "model.safetensors").symlink_to(place)


REFUSED = [
    pytest.param({"labels": 3}, None, "gives 3 scores for a pair, not one", id="several scores"),
    pytest.param({"activation": "Tanh"}, None, "changes scores by Tanh", id="another activation"),
    pytest.param({}, pickled, "pytorch_model.bin is a pickle", id="pickle"),
    pytest.param({}, linked, "model.safetensors is a link that leads out of the folder", id="link"),
    pytest.param(
        {},
        lambda folder: rewrite(folder, "config.json", lambda found: found.update(auto_map={"AutoModel": "evil.Model"})),
        r"config.json names code of the model's own \(auto_map\)",
        id="code of its own",
    ),
    pytest.param(
        {},
        lambda folder: rewrite(
            folder, "config_sentence_transformers.json", lambda found: found.update(model_type="SparseEncoder")
        ),
        "is no cross-encoder",
        id="a sparse encoder",
    ),
    pytest.param({}, lambda folder: (folder / "model.safetensors").write_bytes(b"?"), "cannot load", id="damaged"),
]


@pytest.mark.parametrize(("options", "change", "words"), REFUSED)
def test_what_is_no_usable_cross_encoder_is_refused_in_one_line_and_the_old_index_stays(
    small_cross_encoder, tmp_path, options, change, words
):
    settings, _ = built(tmp_path)
    before = ask(settings)
    folder = tmp_path / "reranker"
    shutil.copytree(small_cross_encoder(**options), folder)
    if change:
        change(folder)
    refuses(tmp_path, folder, f"reranker .*{words}")
    assert [hit.score for hit in ask(write(tmp_path)).hits] == [hit.score for hit in before.hits]


def test_a_bi_encoder_and_a_missing_folder_are_no_rerankers(small_model, tmp_path):
    built(tmp_path)
    refuses(tmp_path, small_model(), "reranker .*is no cross-encoder; set `reranker` to a cross-encoder")
    refuses(tmp_path, tmp_path / "nowhere", "reranker: no folder .*; fix the path")
    refuses(tmp_path, "nobody/nothing", "reranker 'nobody/nothing' is neither on this machine nor available from the hub")
    assert ask(write(tmp_path)).hits


def refuses(tmp_path, reranker, words):
    with pytest.raises(ModelError, match=words) as caught:
        build(write(tmp_path, reranker), encoder=FakeEncoder())
    assert "\n" not in str(caught.value)
    assert compiled_folders(write(tmp_path)) == []
