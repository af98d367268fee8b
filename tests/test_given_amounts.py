"""Words such as *how much*, which a passage with a price meets without having them."""

import pytest

from index.answering.searcher import Searcher
from index.settings import Settings, load_settings
from index.text.given_amounts import given_amounts
from tests.conftest import build_project

TAVERN = """# Tavern

- Ginger beer 0.4 l / 55 CZK
- Gin with tonic 140 CZK
- Lemonade of the house 50 CZK
- The kitchen closes at ten.
- Membership is for those who live here.
- A table is kept for 20 minutes.
- Travel is paid back for those who live farther than 25 miles away.
- You can join with every client from 1.12.2 all the way back to 1.7.2.
"""


@pytest.fixture(scope="module")
def tavern(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    folder = build_project(tmp_path_factory.mktemp("tavern"), shipped, {"tavern.md": TAVERN})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(("question", "drink"), [("how much is a gin tonic", "Gin"), ("how much is a lemonade", "Lemonade")])
def test_a_line_of_a_price_list_is_not_refused_for_lacking_the_word_much(tavern: Searcher, question: str, drink: str) -> None:
    answer = tavern.ask(question)
    assert answer.outcome != "none"
    assert answer.hits[0].passage.text.startswith(drink)
    assert answer.confidence > 0.5


@pytest.mark.parametrize("question", ["how much is a membership", "how much is a coffee", "how much is a table"])
def test_a_price_that_the_document_lacks_is_not_in_the_document(tavern: Searcher, question: str) -> None:
    assert tavern.ask(question).outcome == "none"


@pytest.mark.parametrize(
    ("question", "text", "given"),
    [
        ("How much is a ticket?", "Tickets: €12", ("much",)),
        ("how much would a ticket be", "12.50 PLN at the door", ("much",)),
        ("how much is a ticket", "Entry is free.", ("much",)),
        ("how much is a ticket", "Tickets are sold at the door, from 10 on.", ()),
        ("how much is the 12 euros ticket", "The 12 euros ticket is for one day.", ()),
        ("how much water is in the pool", "The pool holds 900 m³.", ()),
        ("how long is a lesson", "A lesson takes three hours.", ("long",)),
        ("how long is a lesson", "Lessons are on Mondays at 7 pm.", ()),
        ("how far is the station", "The station is 800 m away.", ("far",)),
    ],
)
def test_a_text_gives_the_amount_that_is_asked_for(question: str, text: str, given: tuple[str, ...]) -> None:
    assert given_amounts(question, text) == given


@pytest.mark.parametrize("miles", [20, 30])
def test_farther_than_is_a_limit_that_decides_about_both_sides_of_it(tavern: Searcher, miles: int) -> None:
    answer = tavern.ask(f"I live {miles} miles away, do I get my travel paid back?")
    assert answer.outcome == "answer"
    assert "25 miles" in answer.hits[0].passage.text


@pytest.mark.parametrize(("version", "outcome"), [("1.8", "answer"), ("1.7.10", "answer"), ("1.13", "suggestions")])
def test_a_range_of_versions_may_go_back_from_the_newest(tavern: Searcher, version: str, outcome: str) -> None:
    assert tavern.ask(f"can i join with {version}").outcome == outcome
