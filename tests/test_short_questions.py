"""Short questions: a passage that merely has their one word does not answer them, nor one of many things that *it* may be."""

from pathlib import Path

import pytest

from index.answering.follow_ups import Earlier, ask_follow_up
from index.answering.searcher import Searcher
from index.settings import Settings, load_settings
from tests.conftest import build_project

PAGE = """# Tinkerers of Milford

## Before you leave

- Close and lock all windows; someone before you may have opened them.
- Label what you leave behind with the date, your name and a way to contact you.
- Switch off the soldering irons, the fume hood and the lights above the benches.

## Payroll

- The office sends helpers an invitation to register for the payslip service before their first pay.

## Soldering course

- The soldering course starts at 18:30 on Tuesdays and takes three evenings.

## Repair café

- The repair café starts at 14:00 on the first Saturday of the month.

## Guests

- Members may bring two guests, who sign the book at the door.
- Dogs must stay in the yard.
"""
COURSE = "The soldering course starts at 18:30 on Tuesdays and takes three evenings."


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    folder: Path = build_project(tmp_path_factory.mktemp("short"), shipped, {"club.md": PAGE})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize("question", ["do i need to register", "how do i contact you"])
def test_a_passage_about_something_else_does_not_answer_with_the_only_word_of_a_question(club: Searcher, question: str) -> None:
    assert club.ask(question).outcome != "answer"


@pytest.mark.parametrize("question", ["when does it start", "what time does it start?"])
def test_what_starts_is_only_suggested_if_the_question_does_not_say_it(club: Searcher, question: str) -> None:
    answer = club.ask(question)
    assert answer.outcome == "suggestions"
    assert {hit.passage.section[-1] for hit in answer.hits} >= {"Soldering course", "Repair café"}


def test_the_turn_before_says_what_starts(club: Searcher) -> None:
    answer = ask_follow_up(club, "when does it start", Earlier("how long is the soldering course"))
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", COURSE)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("are dogs ok", "Dogs must stay in the yard."),
        ("can i bring guests", "Members may bring two guests, who sign the book at the door."),
        ("when does the soldering course start", COURSE),
    ],
)
def test_a_passage_about_the_only_word_of_a_question_answers_it(club: Searcher, question: str, passage: str) -> None:
    answer = club.ask(question)
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", passage)
