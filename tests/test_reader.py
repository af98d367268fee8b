"""The reader, which looks at a question and the first passages together."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.answering.searcher import Searcher
from index.building import build
from index.searching.reader import READER_PATH, shipped_reader
from index.searching.rereading import LONGEST_MEAN, READ, reread
from index.settings import Settings, load_settings
from tests.conftest import share_model

CLUB = """# Harbour club

- The committee has seven members and is elected for two years.
- We take no more new members once there are 240 of us.
- Guests may come along twice before they have to join.
- The boathouse is locked at ten; the last one out sets the alarm.
- Life jackets hang beside the door and go back there wet or dry.
- A household of up to five pays 45 euros a month together.
- Children pay 5 euros a month each.
- Whoever cannot pay for a while talks to the treasurer.
- Fees are collected on the 5th by direct debit.
- Dogs stay on the jetty.
"""


@pytest.fixture
def club(tmp_path: Path, shipped: Settings) -> Searcher:
    (tmp_path / "club.md").write_text(CLUB, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("documents: [{path: club.md}]\n", encoding="utf-8")
    share_model(shipped, tmp_path / ".footnote")
    settings = load_settings(tmp_path / "config.yaml")
    build(settings)
    return Searcher.open(settings)


def without_reader(searcher: Searcher) -> Searcher:
    retriever = replace(searcher.index.retriever, pair_reader=None)
    return replace(searcher, index=replace(searcher.index, retriever=retriever))


def test_the_reader_holds_numbers_only_and_is_small() -> None:
    with np.load(READER_PATH, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype == np.float16 for name in arrays.files)
    assert READER_PATH.stat().st_size < 1_000_000


def test_a_passage_is_read_alike_alone_and_beside_longer_ones() -> None:
    random = np.random.default_rng(1)
    vectors = random.normal(size=(60, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    question, about = vectors[:6], random.random((6, 3)).astype(np.float32)
    short, long = (vectors[6:14], 2), (vectors[14:], 9)
    parts = random.random((2, 5)).astype(np.float32)
    alone = shipped_reader()(question, about, [short], parts[:1])
    beside = shipped_reader()(question, about, [short, long], parts)
    for number in (0, 1):
        assert alone[number][0] == pytest.approx(beside[number][0], abs=1e-3)


def test_only_the_first_candidates_are_read(club: Searcher) -> None:
    retriever = club.index.retriever
    candidates = retriever.retrieve(retriever.read("how many people can join"), 10)
    assert len(candidates.rows) > READ
    assert candidates.answers[:READ].all()
    assert not candidates.answers[READ:].any()


def test_scores_never_rise_down_the_list(club: Searcher) -> None:
    retriever = club.index.retriever
    for question in ("what does a family pay", "who do I talk to if I am broke", "is there a limit to members"):
        scores = retriever.retrieve(retriever.read(question), 10).scores
        assert (np.diff(scores) <= 0).all()


def test_another_model_is_not_read(club: Searcher) -> None:
    retriever = without_reader(club).index.retriever
    candidates = retriever.retrieve(retriever.read("what does a family pay"))
    assert not candidates.answers.any()


def test_a_question_that_names_a_weekday_keeps_the_order_of_the_scores(club: Searcher) -> None:
    retriever = club.index.retriever
    question = retriever.read("what does a family pay on Tuesday")
    rows = np.arange(4)
    candidates = retriever.retrieve(question, 4)
    read = reread(shipped_reader(), question, retriever.tokens.token_vectors(candidates.rows[:4]), candidates.parts, rows)
    assert not read.gains.any()
    assert read.answers[:4].all()


def test_a_question_that_names_a_season_is_read_like_others(club: Searcher) -> None:
    retriever = club.index.retriever
    question = retriever.read("what does a family pay in winter")
    rows = np.arange(4)
    candidates = retriever.retrieve(question, 4)
    read = reread(shipped_reader(), question, retriever.tokens.token_vectors(candidates.rows[:4]), candidates.parts, rows)
    assert question.literals
    assert read.gains.any()


def test_long_passages_keep_the_order_of_the_scores(tmp_path: Path, shipped: Settings) -> None:
    words = " ".join(f"harbour{number} boat{number} jetty{number}" for number in range(LONGEST_MEAN))
    (tmp_path / "long.md").write_text(f"- Families pay. {words}\n- Children pay. {words}\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text("documents: [{path: long.md}]\n", encoding="utf-8")
    share_model(shipped, tmp_path / ".footnote")
    settings = load_settings(tmp_path / "config.yaml")
    build(settings)
    searcher = Searcher.open(settings)
    question = "what does a family pay"
    with_it, without = (each.index.retriever.rank(question, 2) for each in (searcher, without_reader(searcher)))
    assert with_it == without
