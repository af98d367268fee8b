"""Sentences that introduce a list, a table or code, and are the context of what is in it."""

import pytest

from tests.conftest import places, texts

LEAD_INS = [
    "Two ways;",
    "A first offence will result in",
    "Membership is open to clubs that",
    "The garden serves the following purposes",
    "You need to bring –",
    "Please bring:",
    "Members can",
    "The following criteria are used,",
]


@pytest.mark.parametrize("lead_in", LEAD_INS)
def test_a_sentence_that_does_not_end_is_the_context_of_the_list_below_it(read, lead_in):
    for file in (("a.md", f"{lead_in}\n\n- a form\n- a fee\n"), ("a.html", f"<p>{lead_in}</p><ul><li>a form<li>a fee</ul>")):
        assert [(block.context, block.text) for block in read(*file).blocks] == [((lead_in,), "a form"), ((lead_in,), "a fee")]


@pytest.mark.parametrize("text", ["Revised in 2020", "We meet on Mondays.", "Our office", "Yours truly,"])
def test_a_line_of_its_own_is_no_context_of_the_list_below_it(read, text):
    assert not any(block.context for block in read("a.md", f"{text}\n\n- a form\n- a fee\n").blocks)


def test_an_item_whose_sentence_goes_on_is_no_context_of_the_next_list(read):
    text = "1. the plot is lost, and\n2. the fee is kept; or\n\n- a form\n- a fee\n"
    assert not any(block.context for block in read("a.md", text).blocks)


def test_a_step_that_ends_in_a_preposition_is_still_quoted(read):
    text = "1. Log in\n   - by phone\n   - by mail\n2. Pay\n"
    assert texts(read("a.md", text)) == ["1. Log in", "by phone", "by mail", "2. Pay"]


def test_code_on_a_line_of_its_own_has_the_sentence_above_it_as_context(read):
    text = "Type this into the console to drop all that you carry:\n\n`player.drop`\n\nThen:\n\n`player.equip 21`\n\n`save`\n"
    assert [(block.context, block.text) for block in read("a.md", text).blocks][1:] == [
        (("Type this into the console to drop all that you carry:",), "player.drop"),
        (("Then:",), "player.equip 21"),
        ((), "save"),
    ]
    assert places(read("a.md", "- `first`\n- `second`\n")) == [(1, (), "first"), (2, (), "second")]
