"""Told problems: what has happened, told with where and how it did, as in *my laptop got stolen on the train*."""

from pathlib import Path

import pytest

from index.answering.searcher import Searcher
from index.searching.question_reading import QuestionReader
from index.settings import Settings, load_settings
from index.text.told_problems import problem_readings
from tests.conftest import build_project

PAGE = """# Library of things

## Lending

- If a borrowed item is broken, write to the desk; nobody is charged for wear.
- A lost membership card costs £4 to replace.
- Members may borrow three items at a time.
- Courses cost £12 and are paid by card.

## House

- The first aid kit is on the shelf beside the desk.
- The cellar is locked at 21:00, and the desk has the key.
"""
CARD = "A lost membership card costs £4 to replace."
KIT = "The first aid kit is on the shelf beside the desk."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    folder: Path = build_project(tmp_path_factory.mktemp("told"), shipped, {"library.md": PAGE})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read as questions."""
    texts: list[str] = []
    reading = QuestionReader.read

    def note(reader: QuestionReader, question: str) -> object:
        texts.append(question)
        return reading(reader, question)

    monkeypatch.setattr(QuestionReader, "read", note)
    return texts


@pytest.mark.parametrize(
    ("message", "passage"),
    [
        ("i lost my membership card on the tram with my umbrella", CARD),
        ("i lost my membership card at a festival in wales, what do i do", CARD),
        ("i lost my membership card and my dog ate the letter", CARD),
        ("my colleague fainted and looks pale where is the first aid kit", KIT),
        ("our trainee burnt his thumb and cant type where is the first aid kit", KIT),
    ],
)
def test_what_is_told_along_with_a_problem_leaves_its_passage_sure(library: Searcher, message: str, passage: str) -> None:
    answer = library.ask(message)
    assert answer.outcome == "answer"
    assert answer.hits[0].passage.text == passage


@pytest.mark.parametrize(
    "message",
    [
        "i lost my gloves in the cellar",
        "my umbrella got stolen at the desk",
        "my colleague fainted and looks pale where is the defibrillator",
    ],
)
def test_a_problem_that_the_documents_do_not_mention_stays_unanswered(library: Searcher, message: str) -> None:
    assert library.ask(message).outcome != "answer"


def test_an_unsure_problem_is_read_at_most_twice_more(library: Searcher, read: list[str]) -> None:
    library.ask("my scarf got dirty in the cellar at noon on the floor near the desk with oil and i cried")
    assert 1 < len(read) <= 3


@pytest.mark.parametrize(
    ("message", "readings"),
    [
        ("my phone got stolen on the bus", ("my phone got stolen",)),
        ("i broke a drill from the shed at home", ("i broke a drill from the shed", "i broke a drill")),
        ("my tent leaked while we slept in it", ("my tent leaked",)),
        ("my keys got lost in the hall, what now?", ("my keys got lost",)),
    ],
)
def test_a_problem_is_told_from_where_and_how_it_happened(message: str, readings: tuple[str, ...]) -> None:
    assert problem_readings(message) == readings


@pytest.mark.parametrize(
    "message",
    [
        *("can i pay for the course in cash", "is my key at the desk", "my key is at the desk right?"),
        *("i need a locker in the hall", "i want a stall at the fair", "lockers in the hall"),
        *("i lost it on the train", "my visitor came without a ticket"),
    ],
)
def test_a_question_or_wish_is_never_cut_short(message: str) -> None:
    assert problem_readings(message) == ()


@pytest.mark.parametrize(
    ("message", "passage"),
    [
        ("I sell shampoo and face cream. Was there a plan from Tmall for companies like mine?", "personal-care brands"),
        (
            "phew, what a week. did Lazada do something to protect its customers as well, not only the people who sell there?",
            "Lazada",
        ),
    ],
)
def test_a_message_is_answered_as_a_whole_if_its_question_alone_leaves_the_passage_unsure(
    shipped: Settings, message: str, passage: str
) -> None:
    answer = Searcher.open(shipped).ask(message)
    assert answer.outcome == "answer"
    assert passage in answer.hits[0].passage.text
