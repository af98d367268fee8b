"""Questions for an address, a telephone number or a link: what gives one, and what says nothing of one."""

import pytest

from index.answering.searcher import Searcher
from index.settings import load_settings
from index.text.contacts import given_contacts, lacks_contact
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


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what is your phone number", "Call 0171 555-0199."),
        ("telephone no. of the office?", "Office: +44 (0)20 7946 0018"),
        ("which number can I call at night", "Dial 112 at night."),
        ("is there a phone number", "We have no phone."),
        ("fax number", "Fax us at 555 01 99 22"),
        ("phone number?", "The desk (tel:+15550199)"),
        ("what's the email address", "Write to desk@club.example."),
        ("what is your email", "We answer no emails."),
    ],
)
def test_a_text_says_something_of_a_contact(question, text):
    assert not lacks_contact(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what is your phone number", "Tours start at 1:30 p.m.; call ahead."),
        ("is there a phone number for support", "Open a ticket or write to help@host.example."),
        ("what's the email address of the desk", "The desk is open from 9:00."),
    ],
)
def test_a_text_says_nothing_of_a_contact(question, text):
    assert lacks_contact(question, text)


@pytest.mark.parametrize("question", ["how many numbers does a PIN have?", "may I use my phone", "do you send emails?"])
def test_other_questions_ask_for_no_contact(question):
    assert not lacks_contact(question, "Anything.")


def test_a_way_to_get_support_is_no_phone_number(shipped, tmp_path):
    text = "# Host\n\n## How can I contact support?\n\nBy a ticket in the panel, or by a message on our server.\n"
    text += "\n## Where are the servers?\n\nIn Leeds and Ghent.\n"
    ask = Searcher.open(load_settings(build_project(tmp_path, shipped, {"host.md": text}) / "config.yaml")).ask
    assert ask("How can I contact support?").outcome == "answer"
    assert ask("Is there a phone number for support?").outcome != "answer"
