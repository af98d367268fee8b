"""The community's own name in a question: it asks for the same as without it."""

from pathlib import Path

import pytest

from bot.chat.answer_work import AnswerWork
from index.answering.follow_ups import Earlier, ask_follow_up
from index.answering.searcher import Searcher
from index.building import build
from index.settings import Settings, load_settings
from index.text.community_names import NO_NAMES, community_names
from tests.conftest import build_project

PARKING = "You can leave your car in the yard behind the hall, which is free of charge."
MEETINGS = "We meet every second Thursday at 19:30 in the upper room."
FEE = "Membership is £24 a year, payable in January."
HISTORY = "Rivercon was founded in 1987 by four friends who met at a jumble sale."
HANDBOOK = f"""\
# Handbook

## About Rivercon

- {HISTORY}
- The Rivercon archive is kept at the town library.

## Practical matters

- {PARKING}
- {MEETINGS}
- {FEE}
- Bring your own mug: there is a kettle.

## Games

- Dice of all kinds can be borrowed from the cupboard.
- Miniatures are painted on the long table only.
"""
KNOWN = "- question: who owns Rivercon\n  quotes: []\n"


@pytest.fixture(scope="module")
def unnamed(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    """A searcher that does not know what the community is called, with the real model."""
    folder = build_project(tmp_path_factory.mktemp("unnamed"), shipped, {"handbook.md": HANDBOOK})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.fixture(scope="module")
def named(unnamed: Searcher) -> Searcher:
    """The same, asked in the community's server."""
    return unnamed.in_server("🎲 Rivercon | Official Discord")


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Can I leave my car at Rivercon?", "Can I leave my car?"),
        ("where can i leave my car at rivercon", "where can i leave my car"),
        ("Rivercon: where can I leave my car?", "where can I leave my car?"),
        ("how much is the membership of Rivercon?", "how much is the membership?"),
        ("which dice can be borrowed in rivercon", "which dice can be borrowed"),
        ("rivercon's kettle, is there one?", "the kettle, is there one?"),
    ],
)
def test_a_question_with_the_name_is_answered_as_without_it(
    named: Searcher, unnamed: Searcher, question: str, plain: str
) -> None:
    answer, expected = named.ask(question), unnamed.ask(plain)
    assert (answer.outcome, answer.hits[0].passage.text) == (expected.outcome, expected.hits[0].passage.text)
    assert (answer.question, answer.unmatched) == (question, ())


def test_the_name_counts_as_any_other_word_where_nobody_says_that_it_is_the_communitys(unnamed: Searcher) -> None:
    assert unnamed.ask("where can i leave my car at rivercon").outcome != "answer"


@pytest.mark.parametrize(
    "question", ["When was Rivercon founded?", "where is the rivercon archive kept", "who founded rivercon"]
)
def test_a_question_about_the_community_itself_is_still_answered(named: Searcher, question: str) -> None:
    assert "Rivercon" in named.ask(question).hits[0].passage.text


@pytest.mark.parametrize(
    "question", ["Is there parking at the Louvre?", "when does the chess club of Dover meet", "does rivercon sell helicopters"]
)
def test_another_name_and_what_is_not_in_the_document_stay_unanswered(named: Searcher, question: str) -> None:
    assert named.ask(question).outcome != "answer"


def test_config_yaml_can_name_the_community_too(tmp_path: Path, shipped: Settings) -> None:
    folder = build_project(tmp_path, shipped, {"handbook.md": HANDBOOK})
    config = folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "\ncommunity: [RC, River Con]\n", encoding="utf-8")
    searcher = Searcher.open(load_settings(config))
    for question in (
        "where can i leave my car at rivercon",
        "where can i leave my car at River Con?",
        "Parking at RC: is it free?",
    ):
        assert searcher.ask(question).hits[0].passage.text == PARKING
    assert searcher.ask("where can i leave my car at rivercon").outcome == "answer"


def test_what_a_known_question_with_the_name_settles_holds(tmp_path: Path, shipped: Settings) -> None:
    folder = build_project(tmp_path, shipped, {"handbook.md": HANDBOOK})
    (folder / "known.yaml").write_text(KNOWN, encoding="utf-8")
    config = folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "\nknown_questions: known.yaml\n", encoding="utf-8")
    settings = load_settings(config)
    build(settings)
    assert Searcher.open(settings).in_server("Rivercon").ask("Who owns Rivercon?").outcome == "none"


def test_a_follow_up_with_the_name_goes_on_from_the_turn_before(named: Searcher) -> None:
    passages = [*named.generation.passages]
    row = next(row for row, passage in enumerate(passages) if passage.text == MEETINGS)
    answer = ask_follow_up(named, "and what does it cost at Rivercon?", Earlier("what about the membership of rivercon", row))
    assert answer.hits[0].passage.text == FEE


def test_in_discord_the_name_is_that_of_the_server(unnamed: Searcher) -> None:
    question = "where can i leave my car at rivercon"
    assert AnswerWork(question, 3, server="Rivercon 🎉")(unnamed).outcome == "answer"
    assert AnswerWork(question, 3, server="Games of Dover")(unnamed).outcome != "answer"


@pytest.mark.parametrize(
    ("server", "names"),
    [
        ("Rivercon", ("Rivercon",)),
        ("🎲 The Riverside Games Club | Official Discord", ("Riverside Games Club",)),
        ("[EU] Lost Harbour RP", ("Lost Harbour RP",)),
        ("Rivercon Discord Server", ("Rivercon",)),
        ("Rivercon 2026", ("Rivercon",)),
        ("Mill – co-working & café", ("Mill",)),
        ("l'Étoile (non officiel)", ("l'Étoile",)),
        ("🎲🎲🎲", ()),
        ("", ()),
        ("a server whose name is a whole sentence about many things", ()),
    ],
)
def test_the_name_of_a_server_holds_that_of_its_community(server: str, names: tuple[str, ...]) -> None:
    assert community_names(server).names == names


@pytest.mark.parametrize(
    ("question", "shorter"),
    [
        ("Is there parking at Rivercon?", "Is there parking?"),
        ("is there parking at river con 2026?", "is there parking 2026?"),
        ("RIVERCON opening hours", "opening hours"),
        ("tell me about rivercon tickets", "tell me about tickets"),
        ("what's Rivercon's refund policy", "what's the refund policy"),
        ("does the Riverside games-club meet on mondays?", "does meet on mondays?"),
        ("how do i join rivercon, is it free", "how do i join is it free"),
        ("what is rivercon", None),
        ("Rivercon?", None),
        ("mail info@rivercon.org", None),
        ("is rivercon.org down", None),
        ("is #rivercon a channel", None),
        ("the rivercons of this world", None),
        ("When does Rivercon Junior start?", None),
        ("RIVERCON MEMBERSHIP FEE", "MEMBERSHIP FEE"),
        ("Rivercon How do I join", "How do I join"),
        ("it is raining", None),
    ],
)
def test_only_the_name_itself_is_taken_out_of_a_question(question: str, shorter: str | None) -> None:
    found = community_names(["RiverCon", "Riverside Games Club", "it"]).without(question, "english")
    assert (found and found.text) == shorter


@pytest.mark.parametrize(
    ("question", "language", "shorter"),
    [
        ("Wann öffnet das Nordkino?", "german", "Wann öffnet?"),
        ("Gibt es beim Nordkino Parkplätze?", "german", "Gibt es Parkplätze?"),
        ("y a-t-il un parking à Nordkino ?", "french", "y a-t-il un parking?"),
        ("¿hay aparcamiento en el Nordkino?", "spanish", "¿hay aparcamiento?"),
        ("c'è un parcheggio Nordkino?", "italian", "c'è un parcheggio?"),
    ],
)
def test_what_belongs_to_the_name_goes_with_it_in_other_languages(question: str, language: str, shorter: str) -> None:
    found = community_names("Nordkino").without(question, language)
    assert found is not None
    assert found.text == shorter


@pytest.mark.parametrize(
    ("name", "question", "is_aside"),
    [
        ("Rivercon", "is there parking at rivercon", True),
        ("Rivercon", "rivercon, is there parking", True),
        ("Rivercon", "does rivercon have parking", False),
        ("Python", "is there a library for Python", False),
        ("Lost Harbour", "is there a market in the lost harbour", False),
    ],
)
def test_a_name_that_is_no_ordinary_word_only_says_where(name: str, question: str, *, is_aside: bool) -> None:
    found = community_names(name).without(question, "english")
    assert found is not None
    assert found.is_aside == is_aside


def test_a_single_ordinary_word_is_the_name_only_if_it_is_written_as_one() -> None:
    names = community_names("Mill")
    assert names.without("is the mill open on sundays", "english") is None
    found = names.without("is there parking at Mill", "english")
    assert found is not None
    assert found.text == "is there parking"


def test_a_subject_that_is_called_as_the_server_is_not_lost(tmp_path: Path, shipped: Settings) -> None:
    tea, coffee = "Green tea is steeped at 70 degrees for two minutes.", "Coffee is brewed at 93 degrees for four minutes."
    folder = build_project(tmp_path, shipped, {"drinks.md": f"# Drinks\n\n- {coffee}\n- {tea}\n- Cups are on the shelf.\n"})
    searcher = Searcher.open(load_settings(folder / "config.yaml")).in_server("Green Tea")
    assert searcher.ask("how many degrees does the water need for green tea").hits[0].passage.text == tea


def test_without_names_no_question_is_shortened() -> None:
    assert NO_NAMES.without("Is there parking at Rivercon?", "english") is None
