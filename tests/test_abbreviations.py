"""Abbreviations that the documents explain: questions find what is written in the other form."""

import pytest

from index.answering.searcher import Searcher
from index.searching.scope import Scope
from index.settings import load_settings
from index.text.abbreviations import named_in_full, spelled_out
from tests.conftest import build_project

DOCUMENT = """
# Ferry crew handbook

## Offices

- The Harbour Control Room (HCR) watches all traffic. It is on the pier.
- The HCR is closed from 2:00 to 4:00.
- Lost boats are searched by the Harbour Control Room within an hour.
- The crew office sells badges for £4.
- The yearly safety drill takes place in March.

## Rules

- The Code of the Sea (CotS) hangs in every cabin.
- Breaches of the CotS cost £20.
- Rescue suits (RS) are handed out in October.
- Each RS is washed after use by the cook.
- A cat lives in the engine room. Can a tall captain catch it?
"""


@pytest.fixture(scope="module")
def crew(shipped, tmp_path_factory):
    """A searcher of a document with abbreviations, and the real model."""
    folder = build_project(tmp_path_factory.mktemp("crew"), shipped, {"crew.md": DOCUMENT})
    return Searcher.open(load_settings(folder / "config.yaml"))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("when is the harbour control room closed", "The HCR is closed"),
        ("when is the harbor control room closed?", "The HCR is closed"),
        ("does the HCR search lost boats", "Lost boats are searched"),
        ("within what time does the hcr search lost boats", "Lost boats are searched"),
        ("what do breaches of the code of the sea cost", "Breaches of the CotS"),
        ("who washes the rescue suits", "Each RS"),
        ("when is the YSD", "The yearly safety drill"),
    ],
)
def test_an_abbreviation_and_its_words_find_the_same(crew, question, text):
    answer = crew.ask(question)
    assert answer.hits[0].passage.text.startswith(text)
    assert answer.outcome == "answer"


@pytest.mark.parametrize(
    "question", ["how much does the HCR earn", "who runs the HCR", "when is the harbour control room repainted"]
)
def test_what_the_documents_do_not_say_stays_unanswered_in_other_words(crew, question):
    assert crew.ask(question).outcome != "answer"


def test_words_outside_of_the_scope_explain_no_abbreviation(crew):
    wordings, passages = crew.index.retriever.other_wordings, list(crew.generation.passages)
    explaining = next(row for row, passage in enumerate(passages) if "(HCR)" in passage.text)
    everything, others = Scope(), Scope((range(explaining + 1, len(passages)),))
    assert list(wordings.of("is the HCR closed", everything, [])) == ["is the Harbour Control Room closed"]
    assert not list(wordings.of("is the HCR closed", others, []))


def test_a_word_is_no_abbreviation_because_others_happen_to_have_its_letters(crew):
    assert not list(crew.index.retriever.other_wordings.of("where does the cat live", Scope(), range(10)))


@pytest.mark.parametrize(
    ("letters", "text", "words"),
    [
        ("HCR", "The Harbour Control Room (HCR) is open.", "Harbour Control Room"),
        ("cots", "CotS: the Code of the Sea", "Code of the Sea"),
        ("RS", "RS (Rescue Suit)", "Rescue Suit"),
        ("RS", "Row slowly. RS is for rescue suit.", None),
        ("HCR", "Harbour, Control, Room: HCR", None),
        ("HCR", "HCR", None),
        ("HCR", "", None),
    ],
)
def test_adjacent_words_spell_letters_out(letters, text, words):
    found = spelled_out(letters, text)
    assert (found and found.text) == words


def test_names_in_full_have_initials_with_and_without_small_words():
    found = {(letters, written.text) for letters, written in named_in_full("breaches of the code of the sea", "english")}
    assert {("cots", "code of the sea"), ("cs", "code of the sea")} <= found
    assert not list(named_in_full("what is it", "english"))
