"""Cards in HTML, whose names are no headings."""

import pytest

NAMES = {
    "a price list": ("pricing-plan", "plan-header"),
    "cards": ("team-card", "card-title"),
    "blocks and elements": ("boat", "boat__name"),
}
CARD = '<div class="{} is-wide"><div class="{}">{}</div>\n<div class="text">{}</div></div>\n'


@pytest.mark.parametrize(("card", "title"), NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_the_name_of_a_card_is_the_context_of_what_is_on_it(read, name, card, title):
    cards = CARD.format(card, title, "Canoe", "20 euros a day") + CARD.format(card, title, "Raft", "50 euros a day")
    document = read(name, f"<div>\n{cards}</div>\n")
    assert [(block.context, block.text) for block in document.blocks] == [
        (("Canoe",), "20 euros a day"),
        (("Raft",), "50 euros a day"),
    ]


def test_one_element_alone_or_one_with_a_heading_is_no_card(read):
    alone = "<div>" + CARD.format("plan", "plan-header", "Canoe", "20 euros a day") + "</div>"
    assert [block.context for block in read("a.html", alone).blocks] == [(), ()]
    heading = CARD.format("plan", "plan-header", "<h3>Canoe</h3>", "20 euros a day")
    sections = read("a.html", f"<div>{heading * 2}</div>").sections
    assert {section.path for section in sections if section.blocks} == {("Canoe",)}
