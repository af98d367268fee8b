"""Rows of tables: answers for sure if a row holds the cell that is asked for, and none from a row without such a cell."""

import pytest

from index.answering.searcher import Searcher
from index.settings import load_settings
from index.text.cells import Cell, cells
from tests.conftest import build_project

DOCUMENT = """
# Harbour museum

## Workshops

| Workshop | When | Where | Places | Leader |
|---|---|---|--:|---|
| Knots and ropes | Sat 10:00 | Loft | 12 | Ada Lind |
| Model ships | Sun 14:00 | Boathouse | 8 | Tove Berg |
| Signal flags | Sat 14:00 | Quay | 20 | Ada Lind |

## Tours

| Tour | When | Length | Price |
|---|---|---|---|
| Lighthouse | daily at 11:00 | 90 minutes | €14 |
| Dry dock | Fri 15:00 | 45 minutes | €9 |
| Night watch | Sat 21:00 | two hours | €18 |

## Passes

| Pass | For | Fee |
|---|---|---|
| Crew | ages 18 to 64 | €40 |
| Cabin | ages 6 to 17 | €15 |
"""

RELEASES = """
# Release 2.4

## Schedule

| What | Week | Date | Who |
|---|---|---|---|
| alpha.1 | 2 | 12 January | Ada Lind |
| alpha.2 | 4 | 26 January | |
| beta.0 | 6 | 9 February | Ben Ode |
| beta.1 | 8 | 23 February | |
| rc.0 | 10 | 9 March | |
| rc.1 | 11 | 16 March | Cem Ar |

## Team

| Role | Lead | Shadows |
|---|---|---|
| Release | Ada Lind | Ida Wu, Joe Poe |
| Docs | Ben Ode | |
| Tests | Cem Ar | Zoe Fox |
"""


@pytest.fixture(scope="module")
def museum(shipped, tmp_path_factory):
    """A searcher of a document with tables, and the real model."""
    folder = build_project(tmp_path_factory.mktemp("museum"), shipped, {"museum.md": DOCUMENT})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("how many places does knots and ropes have", "Knots and ropes"),
        ("who looks after signal flags", "Signal flags"),
        ("which workshop is in the loft", "Knots and ropes"),
        ("how much for a 12 year old", "Cabin"),
        ("which pass costs 40 euros", "Crew"),
    ],
)
def test_a_row_that_holds_the_cell_that_is_asked_for_answers(museum, question, cell):
    answer = museum.ask(question)
    assert cell in answer.hits[0].passage.text
    assert answer.outcome == "answer"


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the night watch tour?",
        "how much is the model ships workshop",
        "where does the lighthouse tour start",
        "which workshop is not in the loft",
        "which tour is not on Fridays",
        "how many places does the advanced signal flags workshop have",
    ],
)
def test_a_row_without_the_cell_that_is_asked_for_is_no_answer(museum, question):
    assert museum.ask(question).outcome != "answer"


@pytest.fixture(scope="module")
def releases(shipped, tmp_path_factory):
    """A searcher of a document with tables that have empty cells, and the real model."""
    folder = build_project(tmp_path_factory.mktemp("releases"), shipped, {"releases.md": RELEASES})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("question", "cell"),
    [("when does rc.0 get cut", "9 March"), ("when is beta 1 released", "23 February"), ("when is alpha-2 out", "26 January")],
)
def test_a_release_is_told_from_others_of_its_kind_by_its_number(releases, question, cell):
    answer = releases.ask(question)
    assert cell in answer.hits[0].passage.text
    assert answer.outcome == "answer"


@pytest.mark.parametrize(("question", "unmatched"), [("when is alpha 4", "alpha 4"), ("when is rc.2 released", "rc.2")])
def test_a_release_that_the_table_lacks_is_named_and_not_answered_by_another(releases, question, unmatched):
    answer = releases.ask(question)
    assert answer.outcome != "answer"
    assert unmatched in answer.unmatched


@pytest.mark.parametrize(
    "question",
    [
        "who are the shadows of the docs team",
        "who does beta.1",
        "how do i become a release shadow",
    ],
)
def test_a_row_whose_cell_for_that_is_empty_or_that_tells_no_way_is_no_answer(releases, question):
    assert releases.ask(question).outcome != "answer"


def test_only_headers_and_values_read_like_a_row():
    assert cells("Tour: Dry dock; When: Fri 15:00; Notes: wet; cold") == [
        Cell("Tour", "Dry dock"),
        Cell("When", "Fri 15:00"),
        Cell("Notes", "wet; cold"),
    ]
    for text in ("Bring a coat; it is cold: 5 degrees", "Tours: daily", "", "; ", "a" * 50 + ": b; c: d"):
        assert cells(text) == []
