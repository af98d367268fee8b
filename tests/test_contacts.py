"""Questions for an address, a telephone number or a link, which a text gives without naming them."""

import pytest

from index.answering.searcher import Searcher
from index.settings import load_settings
from index.text.contacts import given_contacts
from tests.conftest import build_project

GIVEN = {
    "Ann Lee - ann@rowing.example": "e-mail",
    "Ann Lee: 613-507-0148": "phone",
    "Ann Lee (030) 555 0199": "phone",
    "Ann Lee, +44 113 496 0000": "phone",
    "Our rules (https://e.org/rules)": "link",
}
QUESTION = "Ann's e-mail, phone or link"


@pytest.mark.parametrize(("text", "word"), GIVEN.items(), ids=GIVEN)
def test_a_text_gives_what_it_does_not_name(text, word):
    assert given_contacts(QUESTION, text) == (word,)


@pytest.mark.parametrize(
    "text",
    ["Ask Ann @ the desk.", "On 2024-01-02 10:11 and 03.04.2024", "Rooms 204 to 216", "65,000 people", "Pay 1 000 000 euros."],
)
def test_dates_and_amounts_are_no_contacts(text):
    assert given_contacts(QUESTION, text) == ()


def test_an_address_is_what_a_question_for_an_email_asks_for(shipped, tmp_path):
    text = "# Rowing club\n\n## Contact\n\n- Treasurer: Ann Lee - ann@rowing.example\n- Coach: Bob May, in the boathouse\n"
    searcher = Searcher.open(load_settings(build_project(tmp_path, shipped, {"a.md": text}) / "config.yaml"))
    treasurer, coach = searcher.ask("whats ann's email"), searcher.ask("what's bob's email")
    assert treasurer.hits[0].passage.text.endswith("ann@rowing.example")
    assert treasurer.unmatched == ()
    assert coach.outcome != "answer"
