"""Entries of an FAQ: a question that a heading asks is answered by what is below that heading, from its start on."""

from pathlib import Path

import pytest

from index.answering.searcher import Searcher
from index.settings import Settings, load_settings
from tests.conftest import build_project

JOINING = "Yes, nobody minds."
DEADLINES = "Be aware, however, that after the start, the deadlines of the spring course stay as they are for those who join."
START = "On 12 January at 18:30."
REGISTER = "Before the course starts, register for it, so that you get the mails about the start of the course."
LAPTOP = "Any will do."
TABLETS = "A laptop of the course can be borrowed; tablets are too small to work on."
REFUSED = "Somebody else has taken it."
RESTART = "If the server still says that the connection was refused, restart the server and connect again on port 8080."
LONG = [f"Point {number}: {'one more thing that we talk about in the first lesson ' * 4}." for number in range(7)]
DOCUMENT = f"""# Course

## When does the course start?

{START}

{REGISTER}

## Can I join the course after the start?

{JOINING}

{DEADLINES}

## Connection refused on port 8080 of the server

{REFUSED}

{RESTART}

## Equipment

- **Do I need my own laptop?**
  - {LAPTOP}
  - {TABLETS}

## What is the first lesson about?

{chr(10).join(f"{text}{chr(10)}" for text in LONG)}
## What is the Lantern School?

A school of evening courses, run by its teachers.

## Prices

- The room has 20 seats.
- A lesson costs 15 euros, and the whole price of the course is 90.
"""
ONE_FILE_EACH = {
    "start.md": f"---\ntitle: When does the course start?\n---\n\n{START}\n\n{REGISTER}\n",
    "late.md": f"---\ntitle: Can I join the course after the start?\n---\n\n{JOINING}\n\n{DEADLINES}\n",
}


@pytest.fixture(scope="module", params=["one document", "a file for each question"])
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    documents = {"course.md": DOCUMENT} if request.param == "one document" else ONE_FILE_EACH
    return _opened(tmp_path_factory, shipped, documents)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    return _opened(tmp_path_factory, shipped, {"course.md": DOCUMENT})


def _opened(factory: pytest.TempPathFactory, shipped: Settings, documents: dict[str, str]) -> Searcher:
    return Searcher.open(load_settings(build_project(factory.mktemp("course"), shipped, documents) / "config.yaml"))


@pytest.mark.parametrize(
    ("question", "start", "echo"),
    [
        ("When does the course start?", START, REGISTER),
        ("when does the course start", START, REGISTER),
        ("Can I join the course after the start?", JOINING, DEADLINES),
        ("can i still join after the course start", JOINING, DEADLINES),
    ],
)
def test_the_question_of_a_heading_is_answered_from_the_start_on(
    course: Searcher, question: str, start: str, echo: str
) -> None:
    answer = course.ask(question)
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", start)
    assert answer.listing is not None
    assert [hit.passage.text for hit in answer.listing.hits] == [start, echo]


def test_words_that_only_fill_a_question_need_not_be_in_the_heading(page: Searcher) -> None:
    assert page.ask("does it work to join the course after the start").hits[0].passage.text == JOINING


def test_an_error_message_in_a_heading_is_answered_from_the_start_on(page: Searcher) -> None:
    answer = page.ask("server connection refused on port 8080")
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", REFUSED)


def test_a_question_in_a_list_is_answered_from_the_start_on(page: Searcher) -> None:
    answer = page.ask("Do I need my own laptop?")
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", LAPTOP)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Which deadlines stay for those who join after the start?", DEADLINES),
        ("Where do I register before the course starts?", REGISTER),
        ("Are tablets too small to work on?", TABLETS),
    ],
)
def test_what_a_question_asks_beyond_the_heading_decides_which_passage_answers(
    page: Searcher, question: str, passage: str
) -> None:
    assert page.ask(question).hits[0].passage.text == passage


def test_an_amount_that_is_asked_for_comes_before_the_start_of_its_section(page: Searcher) -> None:
    assert "15 euros" in page.ask("What are the prices?").hits[0].passage.text
    assert "15 euros" in page.ask("How much is the price of the course?").hits[0].passage.text


def test_a_long_entry_is_quoted_by_its_first_passage_alone(page: Searcher) -> None:
    answer = page.ask("What is the first lesson about?")
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", LONG[0])


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("what is the lantern school", "answer"),
        ("when is the lantern school", "suggestions"),
        ("whats the lantern school about?", "answer"),
    ],
)
def test_what_a_thing_is_does_not_answer_when_it_is(shipped: Settings, tmp_path: Path, question: str, outcome: str) -> None:
    folder = build_project(tmp_path, shipped, {"course.md": DOCUMENT})
    assert Searcher.open(load_settings(folder / "config.yaml")).ask(question).outcome == outcome


APP = "There is no app for iPhones or Android phones, and none is planned."
FAKE = "An app in a shop that calls itself ours is not by us, and may steal your password."
PHONES = (
    f"# Course\n\n## Is there an app of the course for phones?\n\n{APP}\n\n{FAKE}\n\n## Prices\n\n- A lesson costs 15 euros.\n"
)


@pytest.mark.parametrize("question", ["is there an android app", "is the app in the shop yours"])
def test_a_short_answer_of_an_faq_is_shown_whole_if_two_of_its_passages_are_near(
    shipped: Settings, tmp_path: Path, question: str
) -> None:
    folder = build_project(tmp_path, shipped, {"course.md": PHONES})
    answer = Searcher.open(load_settings(folder / "config.yaml")).ask(question)
    assert answer.listing is not None
    assert [hit.passage.text for item in answer.listing.items for hit in item] == [APP, FAKE]
