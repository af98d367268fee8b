"""Quality gate: how well the shipped settings find passages and refuse questions without an answer, with the real model."""

import json

import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.evaluation import ask_all, evaluate
from index.evaluation.judged import load_questions
from index.progress import NoProgress
from index.settings import DocumentSettings, Outline, Settings
from tests.conftest import ROOT, share_model


def measure(searcher, questions):
    judged = load_questions(questions, list(searcher.generation.passages))
    return ask_all(searcher, judged, NoProgress())


@pytest.fixture(scope="module")
def metrics(shipped):
    """The metrics of the shipped corpus on its judged questions."""
    return evaluate(measure(Searcher.open(shipped), ROOT / "corpus" / "questions.yaml")).metrics.to_dict()


@pytest.mark.parametrize(("metric", "floor"), [("hit@1", 0.88), ("hit@3", 0.95), ("mrr@10", 0.92), ("auroc", 0.87)])
def test_search_of_the_shipped_corpus_is_as_good_as_ever(metrics, metric, floor):
    assert metrics[metric] >= floor


@pytest.mark.parametrize(("metric", "ceiling"), [("answered_unanswerable", 0.12), ("refused_answerable", 0.03)])
def test_wrong_answers_and_refusals_on_the_shipped_corpus_are_rare(metrics, metric, ceiling):
    assert metrics[metric] <= ceiling


@pytest.fixture(scope="module")
def page(reference, shipped, tmp_path_factory):
    """The trials on the reference page as published, split by its true outline."""
    golden = json.loads((reference / "alibaba-covid19-support.golden.json").read_text(encoding="utf-8"))
    outline, omit = Outline.parse(golden["outline"]), tuple(golden["omit"])
    document = DocumentSettings(path=str(reference / golden["document"]), title=golden["title"], outline=outline, omit=omit)
    settings = Settings(documents=(document,), root=tmp_path_factory.mktemp("page"))
    share_model(shipped, settings.index_folder)
    build(settings)
    return measure(Searcher.open(settings), reference / "questions.dev.yaml")


def test_the_right_passage_of_the_reference_page_usually_comes_first(page):
    assert evaluate(page).metrics.to_dict()["hit@1"] >= 0.84


def test_near_misses_on_the_reference_page_are_distinguished_from_answerable_questions(page):
    near = [trial for trial in page if trial.judged.is_answerable or trial.judged.kind == "near"]
    assert evaluate(near).metrics.to_dict()["auroc"] >= 0.75
