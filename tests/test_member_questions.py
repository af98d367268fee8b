"""What members ask of five documents full of similar facts: the right one first, and no answer where there is none."""

from functools import cache

import pytest
import yaml

from index.answering.searcher import Searcher
from index.building import build
from index.evaluation.judged import load_questions
from index.settings import load_settings
from tests.conftest import ROOT, build_project, copy_project

FOLDER = ROOT / "tests" / "member_questions"
NAMES = ("canoe-club", "convention", "game-server", "housing", "pool")
STEP = 4
"""Every fourth question is asked, to save time; `footnote eval --questions` asks all."""


@pytest.fixture(scope="module")
def projects(shipped, tmp_path_factory):
    """A project for each document, built with the real model, by name; tests must not change their folders."""
    return {
        name: build_project(
            tmp_path_factory.mktemp(name), shipped, {f"{name}.md": (FOLDER / f"{name}.md").read_text(encoding="utf-8")}
        )
        for name in NAMES
    }


@pytest.fixture(scope="module")
def asked(projects):
    """Judged questions and their answers by the real model."""
    pairs = []
    for name, folder in projects.items():
        searcher = Searcher.open(load_settings(folder / "config.yaml"))
        judged = load_questions(FOLDER / f"{name}.yaml", list(searcher.generation.passages))
        pairs += [(question, searcher.ask(question.question)) for question in judged.questions[::STEP]]
    return pairs


def test_members_find_what_the_document_says(asked):
    answers = [(answer, answer.hits[0].passage.id in question.passages) for question, answer in asked if question.is_answerable]
    assert sum(is_right for _, is_right in answers) >= 0.85 * len(answers)
    assert sum(answer.outcome == "answer" and is_right for answer, is_right in answers) >= 0.55 * len(answers)
    assert sum(answer.outcome == "answer" and not is_right for answer, is_right in answers) <= 0.04 * len(answers)


def test_members_get_no_answer_that_the_document_does_not_give(asked):
    unanswerable = [answer for question, answer in asked if not question.is_answerable]
    assert len(unanswerable) > 50
    assert sum(answer.outcome == "answer" for answer in unanswerable) <= 0.1 * len(unanswerable)


def test_known_questions_take_no_first_place_from_passages_that_answer_something_else(projects, tmp_path):
    gained = []
    for name in ("canoe-club", "game-server"):
        entries = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        folder = copy_project(projects[name], tmp_path / name)
        (folder / "known.yaml").write_text(yaml.safe_dump(entries[::2], allow_unicode=True), encoding="utf-8")
        with (folder / "config.yaml").open("a", encoding="utf-8") as config:
            config.write("known_questions: known.yaml\n")
        build(load_settings(folder / "config.yaml"))
        searcher = Searcher.open(load_settings(folder / "config.yaml"))
        encoder = searcher.index.retriever.reader.encoder
        encoder.encode_question = cache(encoder.encode_question)  # both are asked the same
        passages = searcher.generation.passages
        for question in load_questions(FOLDER / f"{name}.yaml", list(passages)).questions[1::2]:
            rows = [searcher.leaving_out(what).index.retriever.rank(question.question, 1)[0].row for what in ("known", "same")]
            without, with_known = (passages[row].id in question.passages for row in rows)
            gained.append(with_known - without)
    assert len(gained) > 200
    assert sum(gained) >= -0.02 * len(gained)
