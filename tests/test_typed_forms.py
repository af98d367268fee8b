"""Typed forms: questions with words as people type them, such as *whens* and *gibts*."""

from pathlib import Path

import pytest

from bot.talk.asking import opens_like_question
from index.answering.searcher import Searcher
from index.settings import Settings, load_settings
from index.text.answer_kinds import asked_kind
from index.text.typed_forms import as_spelt
from tests.conftest import build_project

PAGE = """# Harbour Rowing Club

## Sessions

- The novice session is on Tuesday at 18:30 by the slipway.
- The seniors row on Thursday at 19:00 from the pontoon.
- The club captain is Mara Quill; she plans the crews.
- Spare oars stand behind the boat shed.
- Rowers pay 4 pounds for a session.
"""


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory, shipped: Settings) -> Searcher:
    folder: Path = build_project(tmp_path_factory.mktemp("typed"), shipped, {"club.md": PAGE})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("whens the novice session", "when's the novice session"),
        ("Whos the club captain?", "Who's the club captain?"),
        ("who´s the club captain", "who's the club captain"),
        ("who ` s the club captain", "who's the club captain"),
        ("wheres the spare oars", "where's the spare oars"),
        ("whatll a session cost", "what will a session cost"),
        ("when do ya start the novice session", "when do you start the novice session"),
    ],
)
def test_a_question_word_typed_without_its_apostrophe_gets_the_same_answer(club: Searcher, typed: str, spelt: str) -> None:
    one, other = club.ask(typed), club.ask(spelt)
    assert one.read_as is None
    assert [hit.row for hit in one.hits] == [hit.row for hit in other.hits]
    assert one.confidence == other.confidence


@pytest.mark.parametrize(
    ("language", "typed", "spelt"),
    [
        ("english", "whens it open", "when's it open"),
        ("english", "whos' turn is it", "who's turn is it"),
        ("english", "whatre the rules", "what are the rules"),
        ("english", "howd i join", "how would i join"),
        ("english", "howd they win", "how did they win"),
        ("english", "howdya join", "how do you join"),
        ("english", "can ya swim here", "can you swim here"),
        ("german", "gibts einen Parkplatz", "gibt es einen Parkplatz"),
        ("german", "wann geht's los", "wann geht es los"),
        ("german", "wos Klo", "wo Klo"),
        ("french", "cest quand la reprise", "c'est quand la reprise"),
        ("french", "ya un parking", "il y a un parking"),
        ("french", "l´adresse du club", "l'adresse du club"),
        ("spanish", "Xq cierran", "Por qué cierran"),
        ("spanish", "Q días abren", "Que días abren"),
        ("portuguese", "vc sabe qdo abre", "você sabe quando abre"),
        ("italian", "dovè la sede", "dov'è la sede"),
    ],
)
def test_words_are_read_as_they_are_spelt(language: str, typed: str, spelt: str) -> None:
    assert as_spelt(typed, language, lambda _: False) == spelt


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("english", "the hows and whys of rowing"),
        ("english", "is @whos here"),
        ("english", "see the-whats page"),
        ("german", "wo ist Wos"),
        ("french", "payer par CB"),
        ("spanish", "el plan Q"),
    ],
)
def test_names_and_nouns_are_no_typed_forms(language: str, question: str) -> None:
    assert as_spelt(question, language, {"wos"}.__contains__) == question


def test_a_form_that_the_documents_have_stays() -> None:
    assert as_spelt("wo ist der vlt", "german", {"vlt"}.__contains__) == "wo ist der vlt"


@pytest.mark.parametrize(
    ("language", "typed", "kind"),
    [("english", "whens bowls night", "time"), ("spanish", "xa cdo es", "time"), ("portuguese", "qdo abre", "time")],
)
def test_a_typed_form_asks_for_the_same_kind_of_answer(language: str, typed: str, kind: str) -> None:
    assert asked_kind(as_spelt(typed, language, lambda _: False), language) == kind


@pytest.mark.parametrize("text", ["whens the match", "wheres the pitch", "gibts noch Karten", "c quand la reprise", "qdo abre"])
def test_a_typed_form_opens_a_question(text: str) -> None:
    assert opens_like_question(text)
