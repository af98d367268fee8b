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


@pytest.mark.parametrize("label", ["Rehearsals (weekly, all together)", "**Rehearsals** (weekly)", "Times of the shed"])
def test_a_few_words_are_the_context_of_the_list_in_the_next_line(read, label):
    text = f"{label}\n- Tue 7:00 - 8:30 pm\n- Hall 3\n\nBring a pencil.\n"
    words = label.replace("*", "")
    assert [(block.context, block.text) for block in read("a.md", text).blocks] == [
        ((words,), "Tue 7:00 - 8:30 pm"),
        ((words,), "Hall 3"),
        ((), "Bring a pencil."),
    ]


def test_a_label_with_a_number_is_still_quoted_above_the_list_in_the_next_line(read):
    blocks = read("a.md", "**Rehearsals** (90 min)\n- Tue 7:00 pm\n- Hall 3\n").blocks
    assert [(block.context, block.text) for block in blocks] == [
        ((), "Rehearsals (90 min)"),
        (("Rehearsals (90 min)",), "Tue 7:00 pm"),
        (("Rehearsals (90 min)",), "Hall 3"),
    ]


def test_labels_inside_of_an_item_do_not_end_its_context(read):
    text = "- Choir\n\n  Rehearsals\n  1. Warm up\n  2. Sing\n"
    blocks = read("a.md", text).blocks
    assert [(block.context, block.text) for block in blocks] == [
        ((), "Choir"),
        (("Choir", "Rehearsals"), "1. Warm up"),
        (("Choir", "Rehearsals"), "2. Sing"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We rehearse in the hall behind the church on most days.",
        "We rehearse in the hall behind the church, and after that some of us go to the pub",
        "Rehearsals are fun!",
    ],
)
def test_a_sentence_is_still_quoted_above_the_list_in_the_next_line(read, text):
    assert texts(read("a.md", f"{text}\n- Tue 7:00\n- Hall 3\n")) == [text, "Tue 7:00", "Hall 3"]


def test_a_paragraph_that_is_left_out_does_not_make_a_label_of_the_one_before_it(read):
    document = read("a.md", "Our choir\n\n***\n- Tue 7:00\n- Hall 3\n\n![](a.png)\n- Wed\n- Hall 4\n")
    assert not any(block.context for block in document.blocks)


@pytest.mark.parametrize("label", ["Fees", "Fees:"])
def test_an_item_that_ends_in_a_colon_introduces_the_table_below_its_list_whatever_introduces_the_list(read, label):
    text = f"{label}\n- Paid once a year:\n\n| Kind | Fee |\n|---|---|\n| Adult | 20 |\n| Child | 10 |\n"
    rows = [block for block in read("a.md", text).blocks if "Adult" in block.text or "Child" in block.text]
    assert [block.context[-1] for block in rows] == ["Paid once a year:"] * 2


@pytest.mark.parametrize("lead_in", ["Our address is:", "The clubhouse is at the other side of the river, at the address:"])
def test_a_quotation_below_a_colon_ends_what_the_colon_introduces(read, lead_in):
    quotation = "> 12 Quay Street\n>\n> Rivertown"
    document = read("a.md", f"## Getting here\n\n{lead_in}\n\n{quotation}\n\nThe bus stops there.\n\nPark behind it.\n")
    assert {section.path for section in document.sections if section.blocks} == {("Getting here",)}
    found = [(block.context, block.text) for block in document.blocks if block.text != lead_in]
    assert found == [
        ((lead_in,), "12 Quay Street"),
        ((lead_in,), "Rivertown"),
        ((), "The bus stops there."),
        ((), "Park behind it."),
    ]


def test_a_quotation_below_a_finished_sentence_or_in_an_item_has_no_other_context(read):
    assert not any(block.context for block in read("a.md", "We met on Monday.\n\n> Be kind.\n\n- Rowing\n").blocks)
    found = read("a.md", "1. > Be kind.\n2. > Be on time.\n").blocks
    assert len({block.list_number for block in found}) == 1


def test_code_has_the_short_sentence_above_it_as_context_and_the_sentence_is_still_quoted(read):
    text = "You can turn requests for lifts off.\n\n```\n/lifts off\n```\n\nTurn them on again.\n\n`/lifts on`\n"
    assert [(block.context, block.text) for block in read("a.md", text).blocks] == [
        ((), "You can turn requests for lifts off."),
        (("You can turn requests for lifts off.",), "/lifts off"),
        ((), "Turn them on again."),
        (("Turn them on again.",), "/lifts on"),
    ]


@pytest.mark.parametrize("text", ["We use boats. They are fast.", "- Rowing is fun.", "Rowing is fun!", "# Rowing is fun."])
def test_other_paragraphs_and_items_are_no_context_of_code_below_them(read, text):
    assert not any(block.context for block in read("a.md", f"{text}\n\n```\n/row\n```\n").blocks)
