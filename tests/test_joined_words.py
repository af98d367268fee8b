"""Joined words: a name such as *keepInventory* and its words find the same passage."""

import pytest

from index.answering.searcher import Searcher
from index.searching.questions import MAX_QUESTION_LENGTH
from index.settings import Settings, load_settings
from index.text.joined_words import joined_names, runs, words_of_joined
from tests.conftest import build_project

PAGE = """# Boat simulator

## Options

- `maxCrewSize` is 12 on every ship.
- `autoAnchorDelay` is 40 seconds in the harbour.
- The storm frequency is set to low in the bay.
- Sails are mended in the dock.

## Rules

- The captain has the max of three votes.
- The crew cleans the deck before the anchor is down.
- Ship size does not matter in a duel.
"""
CREW, ANCHOR, STORM = "maxCrewSize is 12", "autoAnchorDelay is 40", "The storm frequency is"


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    folder = build_project(tmp_path_factory.mktemp("boats"), shipped, {"boats.md": PAGE})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what is max crew size", CREW),
        ("what is max-crew-size", CREW),
        ("what is maxCrewSize", CREW),
        ("auto anchor delay", ANCHOR),
        ("what is stormFrequency", STORM),
        ("stormFrequency", STORM),
    ],
)
def test_a_joined_name_and_its_words_find_the_same(boats: Searcher, question: str, text: str) -> None:
    answer = boats.ask(question)
    assert answer.outcome == "answer"
    assert answer.hits[0].passage.text.startswith(text)


@pytest.mark.parametrize("question", ["what is max sail size", "who set the auto pilot delay", "minCargoWeight"])
def test_a_name_that_no_passage_has_stays_unanswered(boats: Searcher, question: str) -> None:
    assert boats.ask(question).outcome != "answer"


@pytest.mark.parametrize("pasted", ["aBcD", "failedAtOpeningTheLog ", "u w/o "])
@pytest.mark.parametrize("asked", ["", "What is maxCrewSize? And what about autoAnchorDelay? "])
def test_a_message_of_the_longest_length_is_answered_although_its_words_in_full_are_longer(
    boats: Searcher, pasted: str, asked: str
) -> None:
    assert boats.ask((asked + pasted * MAX_QUESTION_LENGTH)[:MAX_QUESTION_LENGTH].strip()).hits


def test_names_are_taken_apart_where_a_capital_starts_a_word() -> None:
    assert words_of_joined("keepInventory") == ("keep", "inventory")
    assert words_of_joined("OpenHouse") == ("open", "house")
    assert words_of_joined("NASA") == ("nasa",)
    assert [name.text for name in joined_names("is keepInventory on for GMs at NASA")] == ["keepInventory"]


def test_only_words_beside_each_other_may_be_joined() -> None:
    assert [parts for parts, _ in runs("keep, the ship-size")] == [("the", "ship", "size"), ("the", "ship"), ("ship", "size")]
