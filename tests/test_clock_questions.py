"""Questions for a time of day: a passage that states none is at most a suggestion."""

import pytest

from index.answering.searcher import Searcher
from index.settings import Settings, load_settings
from index.text.clock_questions import lacks_time
from tests.conftest import build_project

SLIDE = "The slide is open every day except Mondays."
GYM = "The gym is open Mon-Fri 6-22 and Sat-Sun 8-18."
SHOP = "On Mondays the shop stays shut."


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    text = f"# Pool\n\n- {SLIDE}\n- {GYM}\n- {SHOP}\n- The car park holds 140 cars.\n- Lockers take one-pound coins.\n"
    folder = build_project(tmp_path_factory.mktemp("pool"), shipped, {"pool.md": text})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize("question", ["when does the slide open on saturday", "what time does the slide open on Tuesdays?"])
def test_a_passage_without_a_time_does_not_answer_when_something_opens_on_a_day(pool: Searcher, question: str) -> None:
    answer = pool.ask(question)
    assert (answer.outcome, answer.hits[0].passage.text) == ("suggestions", SLIDE)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("when does the gym open on saturday", GYM),
        ("is the slide open on saturday", SLIDE),
    ],
)
def test_a_time_answers_when_something_opens_and_a_day_whether_it_does(pool: Searcher, question: str, text: str) -> None:
    answer = pool.ask(question)
    assert (answer.outcome, answer.hits[0].passage.text) == ("answer", text)


@pytest.mark.parametrize(
    ("question", "text", "is_lacking"),
    [
        ("what time is paper collected", "Paper is collected on Tuesdays.", True),
        ("how late are you open", "Open daily.", True),
        ("what time is paper collected", "Paper is collected on Tuesdays at 7 am.", False),
        ("when does the shop open on Monday", SHOP, False),
        ("how late are you open", "Open until midnight.", False),
        ("how late are you open", "We are open around the clock.", False),
        ("what time of year is the fair", "The fair is in May.", False),
        ("when is paper collected", "Paper is collected on Tuesdays.", False),
        ("when is Kitefest", "Kitefest is a two-day event for all who like the wind.", True),
        ("when is the summer fair", "Summer fair: the map of the stalls", True),
        ("when's Kitefest?", "Kitefest is held once a year, for three days.", False),
        ("when is Kitefest", "Kitefest 2027 is by the lake.", False),
        ("when do I get my badge", "You get your badge as soon as you have paid.", False),
        ("when is the summer fair", "The summer fair is in the first week of July.", False),
        ("what do I do when it rains", "The stalls move into the hall.", False),
    ],
)
def test_a_text_without_a_time_is_told_from_one_with_any(question: str, text: str, is_lacking: bool) -> None:  # noqa: FBT001
    assert lacks_time(question, text, names_day=True) == is_lacking
