"""Told subjects: a question about what the same message tells before it, and codes in messages that only tell."""

from pathlib import Path

import pytest

from index.answering.searcher import Searcher
from index.settings import Settings, load_settings
from index.text.identifiers import identifiers
from index.text.told_subjects import named_reading, subject_readings
from tests.conftest import ROOT, build_project

CODES = "Fault code F12 on the mixer means that the bowl is loose; F21 means that the belt needs oil."
VERSIONS = "The main world runs 1.20.4; clients from 1.19.4 to 1.20.6 can join."
HALL = (
    f"# Hall\n\n- {CODES}\n- {VERSIONS}\n- Restart the launcher if it hangs.\n- Dogs over 40 cm are kept on a lead.\n"
    "- Drilling is allowed on weekdays from 8 am to 1 pm.\n- The machine room is locked at night.\n"
    "- The code for the gate changes on the first of every month and is sent by e-mail.\n"
)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    folder = build_project(tmp_path_factory.mktemp("hall"), shipped, {"hall.md": HALL})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("The mixer in the kitchen shows F12, what does that mean?", CODES),
        ("the mixer stopped and says F21", CODES),
        ("My launcher is stuck on 1.20.2, can I join with that?", VERSIONS),
        ("it says F21 when i switch it on", CODES),
    ],
)
def test_a_question_is_answered_about_the_code_or_version_that_is_told_before(hall: Searcher, message: str, text: str) -> None:
    answer = hall.ask(message)
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", text)
    assert (answer.question, answer.read_as) == (message, None)


@pytest.mark.parametrize(
    ("name", "message", "start"),
    [
        ("housing", "I'd like to barbecue on my balcony, am I allowed to?", "Balcony barbecues"),
        ("game-server", "I died in the Nether. Can I go back there with a command?", "/back"),
    ],
)
def test_a_question_is_answered_about_what_is_told_before_it(
    tmp_path: Path, shipped: Settings, name: str, message: str, start: str
) -> None:
    text = (ROOT / "tests" / "member_questions" / f"{name}.md").read_text(encoding="utf-8")
    searcher = Searcher.open(load_settings(build_project(tmp_path / name, shipped, {f"{name}.md": text}) / "config.yaml"))
    answer = searcher.ask(message)
    assert answer.outcome == "answer"
    assert answer.hits[0].passage.text.startswith(start)


@pytest.mark.parametrize(
    "message",
    [
        "The espresso maker shows F12, what does that mean?",
        "My launcher is stuck on 1.12.2, can I join with that?",
        "I'd like to fly my drone over the balcony, am I allowed to?",
        "my trombone says F12",
    ],
)
def test_what_is_told_before_a_question_has_to_be_in_the_documents(hall: Searcher, message: str) -> None:
    assert hall.ask(message).outcome != "answer"


def test_today_is_not_missed_where_a_problem_is_told(hall: Searcher) -> None:
    assert hall.ask("gate code stopped working today").unmatched == ()


@pytest.mark.parametrize(
    ("message", "reading"),
    [
        ("The mixer shows F12, what does that mean?", "what does F12 mean?"),
        ("my launcher is on 1.20.2. can I join with it", "can I join with 1.20.2"),
        ("the mixer stopped and says F21", "F21"),
        ("The mixer shows F12 or F21, what does that mean?", None),
        ("My launcher is on 1.20.2. When do you open?", None),
        ("where is the mixer", None),
        ("there is a seat free in row 12", None),
    ],
)
def test_a_question_about_a_code_or_version_that_is_told_before_is_read_with_it(message: str, reading: str | None) -> None:
    assert named_reading(message, tuple(identifiers(message))) == reading


def test_a_question_about_what_is_told_before_is_read_with_it_as_its_subject() -> None:
    assert subject_readings("We have an old rowing boat, may we keep it here?") == (
        "rowing boat: may we keep it here?",
        "rowing boat keep",
    )


@pytest.mark.parametrize(
    "message", ["may we keep a boat here?", "We are new here. When does the rowing class for beginners start?"]
)
def test_a_question_that_names_its_subject_needs_nothing_told_before(message: str) -> None:
    assert subject_readings(message) == ()
